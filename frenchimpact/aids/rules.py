"""Who offers aids, who sees them before they are public, who asks for them."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from frenchimpact.aids.models import Aid, Choice, Contest, FundingRequest, Introduction
from frenchimpact.core.text import fold
from frenchimpact.labels.models import Label
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone, is_operator, memberships_of, memberships_today
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import can_edit_project, is_ours, visible_spaces

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


def publishes_at_once(user: Anyone, funder: Organisation | None) -> bool:
    """Whether an aid of that funder is public without being read first: the programme's own, then whoever has had one, or holds a label."""
    if is_operator(user):
        return True
    if funder is None:
        return False
    had_one = Aid.objects.filter(funder=funder, published_at__isnull=False).exists()
    return had_one or Label.objects.filter(organisation=funder, status__in=Label.HOLDING).exists()


def known_funders_of(user: Anyone) -> QuerySet[Organisation]:
    """Those of the person's that the programme knows to fund: it read an aid of theirs, or they hold a label; its own for who runs it."""
    found = funders_of(user)
    if is_operator(user):
        return found
    read = Aid.objects.filter(funder=OuterRef("pk"), published_at__isnull=False)
    return found.filter(Exists(read) | Exists(Label.objects.filter(organisation=OuterRef("pk"), status__in=Label.HOLDING)))


def can_moderate(user: Anyone) -> bool:
    """Those who run the programme."""
    return is_operator(user)


def can_answer_contest(user: Anyone, _contested: Contest) -> bool:
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


def speaks_for(user: Anyone, generic: Aid) -> bool:
    """Whether the person answers for that generic aid: its funder's people, and those who run the programme."""
    return is_operator(user) or (generic.funder_id is not None and funders_of(user).filter(pk=generic.funder_id).exists())


def has_same_funder(aid: Aid, generic: Aid) -> bool:
    """Whether the same organisation offers both; by its name when the directory does not have it."""
    if aid.funder_id or generic.funder_id:
        return aid.funder_id == generic.funder_id
    return fold(aid.funder_name) == fold(generic.funder_name)


def can_answer_variants(user: Anyone, generic: Aid) -> bool:
    """Whoever answers for a generic aid reads what asks to be its variant."""
    return can_edit_aid(user, generic)


def can_ask_for(user: Anyone, project: Project) -> bool:
    """Who may ask for aids in the project's name: those of its team who may write."""
    return can_edit_project(user, project)


def visible_requests(user: Anyone) -> QuerySet[FundingRequest]:
    """Requests of one's own projects; those addressed to one's organisations once sent; all of them for operators.

    A partner who watches the place sees that a request was sent and where it stands: `can_read_request` says who reads the rest.
    """
    if not user.is_authenticated:
        return FundingRequest.objects.none()
    if is_operator(user):
        return FundingRequest.objects.all()
    sent = ~Q(state=FundingRequest.State.DRAFT)
    ours = Q(project__in=Project.objects.filter(is_ours(user)))
    return FundingRequest.objects.filter(ours | (Q(project__in=visible_spaces(user)) & sent) | (Q(aid__funder__in=funders_of(user)) & sent))


def can_read_request(user: Anyone, request: FundingRequest) -> bool:
    """Who reads the amounts and the words of a request: it is between the project and the funder, and the operators see to it."""
    if not user.is_authenticated:
        return False
    if is_operator(user) or can_fund_request(user, request):
        return True
    return Project.objects.filter(is_ours(user), pk=request.project_id).exists()


def visible_introductions(user: Anyone) -> QuerySet[Introduction]:
    """Those of one's own projects and of one's organisations; all of them for operators.

    A partner who watches the place reads the project's space, never what its two sides write to each other.
    """
    if not user.is_authenticated:
        return Introduction.objects.none()
    if is_operator(user):
        return Introduction.objects.all()
    return Introduction.objects.filter(Q(project__in=Project.objects.filter(is_ours(user))) | Q(funder__in=funders_of(user)))


def side_of(user: Anyone, introduction: Introduction) -> str:
    """On which side of an introduction the person writes; empty for nobody's."""
    if not user.is_authenticated:
        return ""
    if can_ask_for(user, introduction.project):
        return str(Choice.Side.PROJECT)
    return str(Choice.Side.FUNDER) if funders_of(user).filter(pk=introduction.funder_id).exists() else ""


def can_answer_introduction(user: Anyone, introduction: Introduction) -> bool:
    """The side that did not propose it."""
    side = side_of(user, introduction)
    return bool(side) and side != introduction.proposed_by_side


def can_write_in(user: Anyone, introduction: Introduction) -> bool:
    """Either side."""
    return bool(side_of(user, introduction))


def can_propose_for(user: Anyone, pair: tuple[Aid, Project]) -> bool:
    """The people of the aid's funder."""
    aid, _project = pair
    return aid.funder_id is not None and funders_of(user).filter(pk=aid.funder_id).exists()


def request_side(user: Anyone, request: FundingRequest) -> str:
    """Who the person is for a request: of the team, of the funder; empty for those who only read."""
    if not user.is_authenticated:
        return ""
    if can_ask_for(user, request.project):
        return str(Choice.Side.PROJECT)
    funder = request.aid.funder_id
    return str(Choice.Side.FUNDER) if funder and funders_of(user).filter(pk=funder).exists() else ""


def can_fund_request(user: Anyone, request: FundingRequest) -> bool:
    """The people of the funder of the aid that is asked for."""
    return request.aid.funder_id is not None and funders_of(user).filter(pk=request.aid.funder_id).exists()


def reachable(organisations: Iterable[int]) -> set[int]:
    """Those of these organisations of which somebody can answer here."""
    held = Membership.objects.filter(organisation__in=organisations, until=None, role__in=_WRITERS, user__is_active=True)
    return set(held.values_list("organisation_id", flat=True))


def has_people(organisation: Organisation | None) -> bool:
    """Whether somebody of that organisation can answer here."""
    return organisation is not None and bool(reachable([organisation.pk]))
