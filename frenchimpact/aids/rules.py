"""Who offers aids, who sees them before they are public, who asks for them."""

from django.db.models import Q, QuerySet

from frenchimpact.aids.models import Aid, FundingRequest, Introduction
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone, is_operator, memberships_of, memberships_today
from frenchimpact.projects.models import Project, TeamMember
from frenchimpact.projects.rules import visible_spaces

Kind = Organisation.Kind
FUNDING_KINDS = [Kind.FUNDER, Kind.AUTHORITY, Kind.ADMINISTRATION, Kind.FOUNDATION, Kind.COMPANY]
_WRITERS = [Membership.Role.ADMIN, Membership.Role.EDITOR]


def funders_of(user: Anyone) -> QuerySet[Organisation]:
    """The organisations in whose name the person may offer aids and commit money: of a kind that funds, and they write for them."""
    written_for = memberships_of(user).filter(role__in=_WRITERS).values("organisation")
    return Organisation.objects.filter(pk__in=written_for, is_published=True, closed_on=None, kinds__overlap=FUNDING_KINDS)


def can_fund(user: Anyone, organisation: Organisation) -> bool:
    """Whether the person may offer aids and commit money in the name of that organisation."""
    return user.is_authenticated and (is_operator(user) or funders_of(user).filter(pk=organisation.pk).exists())


def is_funder(user: Anyone) -> bool:
    """Whether the person has a funder's space: people of an organisation that funds, and those who run the programme."""
    if not user.is_authenticated:
        return False
    return is_operator(user) or (bool(memberships_today(user)) and funders_of(user).exists())


def can_moderate(user: Anyone) -> bool:
    """Those who run the programme."""
    return is_operator(user)


def visible_aids(user: Anyone) -> QuerySet[Aid]:
    """Published ones, closed or not, for everyone; those of one's own organisations; all of them for operators."""
    if is_operator(user):
        return Aid.objects.all()
    public = Q(status__in=(Aid.Status.PUBLISHED, Aid.Status.MERGED))
    return Aid.objects.filter(public | Q(funder__in=funders_of(user))) if user.is_authenticated else Aid.objects.filter(public)


def editable_aids(user: Anyone) -> QuerySet[Aid]:
    """The aids that the person may write: their organisations', all of them for operators."""
    if not user.is_authenticated:
        return Aid.objects.none()
    return Aid.objects.all() if is_operator(user) else Aid.objects.filter(funder__in=funders_of(user))


def can_edit_aid(user: Anyone, aid: Aid) -> bool:
    """Its funder's people, and those who run the programme."""
    return editable_aids(user).filter(pk=aid.pk).exists()


def can_ask_for(user: Anyone, project: Project) -> bool:
    """Who may ask for aids in the project's name: those of its team who may write."""
    if not user.is_authenticated:
        return False
    writers = (TeamMember.Role.LEAD, TeamMember.Role.EDITOR)
    return TeamMember.objects.filter(project=project, user=user, until=None, role__in=writers).exists()


def visible_requests(user: Anyone) -> QuerySet[FundingRequest]:
    """Requests of the projects whose space one opens; those addressed to one's organisations once sent; all of them for operators."""
    if not user.is_authenticated:
        return FundingRequest.objects.none()
    if is_operator(user):
        return FundingRequest.objects.all()
    sent = Q(aid__funder__in=funders_of(user)) & ~Q(state=FundingRequest.State.DRAFT)
    return FundingRequest.objects.filter(Q(project__in=visible_spaces(user)) | sent)


def visible_introductions(user: Anyone) -> QuerySet[Introduction]:
    """Those of one's projects and of one's organisations; all of them for operators."""
    if not user.is_authenticated:
        return Introduction.objects.none()
    if is_operator(user):
        return Introduction.objects.all()
    return Introduction.objects.filter(Q(project__in=visible_spaces(user)) | Q(funder__in=funders_of(user)))
