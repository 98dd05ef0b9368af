"""Who asks for support, who gives it, who reads it."""

from django.db.models import Q, QuerySet

from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone, is_operator, memberships_of, memberships_today
from frenchimpact.projects.models import Project, TeamMember
from frenchimpact.projects.rules import WRITERS, can_edit_project, is_ours, is_tied
from frenchimpact.support.models import Participant, Promotion, Support, SupportMember

_WRITERS = [Membership.Role.ADMIN, Membership.Role.EDITOR]


def supporters() -> QuerySet[Organisation]:
    """The structures that support projects, in the directory."""
    return Organisation.objects.filter(kinds__contains=[Organisation.Kind.SUPPORT], is_published=True, closed_on=None)


def structures_of(user: Anyone) -> QuerySet[Organisation]:
    """Those in whose name the person may answer."""
    return supporters().filter(pk__in=memberships_of(user).filter(role__in=_WRITERS).values("organisation"))


def is_supporter(user: Anyone) -> bool:
    """Whether the person has a portfolio: people of a structure that supports projects. The menu asks at each page, without a statement."""
    return user.is_authenticated and any(Organisation.Kind.SUPPORT in one.organisation.kinds for one in memberships_today(user))


def portfolio_of(user: Anyone) -> QuerySet[Support]:
    """What the person's structures were asked and hold, and what the person follows; all of it for those who run the programme."""
    if is_operator(user):
        return Support.objects.all()
    followed = SupportMember.objects.filter(user_id=user.pk or 0, until=None).values("support")
    return Support.objects.filter(Q(structure__in=structures_of(user)) | Q(pk__in=followed))


def visible_supports(user: Anyone) -> QuerySet[Support]:
    """Those of the person's projects and portfolio, with what came before them when they were handed over."""
    if is_operator(user):
        return Support.objects.all()
    ours = Project.objects.filter(is_ours(user))
    held = portfolio_of(user).values("pk")
    return Support.objects.filter(Q(project__in=ours) | Q(pk__in=held) | Q(next__in=held) | Q(next__next__in=held))


def can_answer(user: Anyone, support: Support) -> bool:
    """Those who write for the structure."""
    return structures_of(user).filter(pk=support.structure_id).exists()


def can_follow(user: Anyone, support: Support) -> bool:
    """Those who write for the structure, and its officer and team on this project; not observers."""
    roles = [SupportMember.Role.OFFICER, SupportMember.Role.TEAM]
    return can_answer(user, support) or support.members.filter(user_id=user.pk or 0, until=None, role__in=roles).exists()


def reads_between_advisers(user: Anyone, support: Support) -> bool:
    """Whether notes between advisers are shown: to those who hold the thread, or held it before, and to those who run the programme."""
    if is_operator(user):
        return True
    return portfolio_of(user).filter(Q(pk=support.pk) | Q(previous=support)).exists()


def can_ask(user: Anyone, project: Project) -> bool:
    """Those who write for the project."""
    return can_edit_project(user, project)


def asking_projects(user: Anyone) -> QuerySet[Project]:
    """The projects in whose name the person may ask, published ones first."""
    held = TeamMember.objects.filter(user=user.pk or 0, until__isnull=True, role__in=WRITERS).values("project")
    return Project.objects.filter(pk__in=held).order_by("-published_at", "pk")


def can_offer_pass(user: Anyone, project: Project) -> bool:
    """Those who run the programme, to a project that is public; never to their own."""
    return is_operator(user) and project.status == Project.Status.PUBLISHED and not is_tied(user, project)


def speaks_for_project(user: Anyone, support: Support) -> bool:
    """The same, of one support."""
    return can_edit_project(user, support.project)


def is_portfolio_reader(user: Anyone, thing: object = None) -> bool:
    """Who has a portfolio, and those who run the programme, who read all of them."""
    return is_operator(user) or is_supporter(user)


# ── Promotions ───────────────────────────────────────────────────────────────────────────────────
def can_open_promotion(user: Anyone, thing: object = None) -> bool:
    """Those who run the programme."""
    return is_operator(user)


def visible_promotions(user: Anyone) -> QuerySet[Promotion]:
    """Those that the person's structures run; all of them for those who run the programme."""
    return Promotion.objects.all() if is_operator(user) else Promotion.objects.filter(structure__in=structures_of(user))


def can_run_promotion(user: Anyone, participant: Participant) -> bool:
    """Those who read the promotion, save for their own project: somebody else says that it graduates."""
    if is_tied(user, participant.project):
        return False
    return is_operator(user) or structures_of(user).filter(pk=participant.promotion.structure_id).exists()
