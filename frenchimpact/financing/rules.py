"""Who reads and writes a financing plan, and the de minimis aid of an organisation. Nothing of it is public."""

from django.db.models import QuerySet

from frenchimpact.financing.models import DeMinimisAid, FinancingPlan, UndertakingMember
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone, is_operator, memberships_of, memberships_today
from frenchimpact.projects.models import Project, TeamMember
from frenchimpact.projects.rules import WRITERS, can_edit_project, is_ours

_WRITERS = [Membership.Role.ADMIN, Membership.Role.EDITOR]


def writes_for(user: Anyone, organisation: Organisation) -> bool:
    """Whether the person may write in the name of that organisation."""
    return memberships_of(user).filter(organisation=organisation, role__in=_WRITERS).exists()


# ── Plans ────────────────────────────────────────────────────────────────────────────────────────
def visible_projects(user: Anyone) -> QuerySet[Project]:
    """The projects whose plan the person reads: their teams' and organisations'; all of them for operators. Partners read none."""
    if not user.is_authenticated:
        return Project.objects.none()
    return Project.objects.all() if is_operator(user) else Project.objects.filter(is_ours(user))


def can_read_plan(user: Anyone, project: Project) -> bool:
    """Those of its team and of its organisation, and operators."""
    return visible_projects(user).filter(pk=project.pk).exists()


def can_write_plan(user: Anyone, project: Project) -> bool:
    """Those of the team who may write."""
    return can_edit_project(user, project)


def planned_by(user: Anyone) -> QuerySet[Project]:
    """The projects whose plan the person writes: of whose team they are, and may write."""
    if not user.is_authenticated:
        return Project.objects.none()
    held = TeamMember.objects.filter(user=user, until__isnull=True, role__in=WRITERS)
    return Project.objects.filter(pk__in=held.values("project"))


def shared_plans(user: Anyone) -> QuerySet[FinancingPlan]:
    """The plans of which the person sees a part, because a funder that they belong to has a line that the team shares."""
    ours = memberships_of(user).values("organisation")
    shared = FinancingPlan.objects.exclude(sharing=FinancingPlan.Sharing.NOTHING)
    return shared.filter(lines__funder__in=ours, lines__removed_at=None).distinct()


def sees_some_plan(user: Anyone) -> bool:
    """Whether some plan is shared with the person. Asked on each page: nothing is read for those who belong to no organisation."""
    return user.is_authenticated and bool(memberships_today(user)) and shared_plans(user).exists()


# ── De minimis aid ───────────────────────────────────────────────────────────────────────────────
def visible_organisations(user: Anyone) -> QuerySet[Organisation]:
    """Those whose aid the person reads: one's own; all of them for operators."""
    if not user.is_authenticated:
        return Organisation.objects.none()
    if is_operator(user):
        return Organisation.objects.filter(merged_into=None)
    return Organisation.objects.filter(merged_into=None, pk__in=memberships_of(user).values("organisation"))


def can_read_register(user: Anyone, organisation: Organisation) -> bool:
    """Those who belong to it, and operators."""
    return visible_organisations(user).filter(pk=organisation.pk).exists()


def can_declare(user: Anyone, organisation: Organisation) -> bool:
    """Those who may write in its name: aid is declared by who received it."""
    return writes_for(user, organisation)


def can_withdraw(user: Anyone, aid: DeMinimisAid) -> bool:
    """Those who may write for who received it."""
    return writes_for(user, aid.organisation)


def can_answer_link(user: Anyone, member: UndertakingMember) -> bool:
    """Those who may write for the organisation that the link is about; an operator when nobody does."""
    if writes_for(user, member.organisation):
        return True
    return is_operator(user) and not member.organisation.memberships.filter(until=None, role__in=_WRITERS).exists()


def can_end_link(user: Anyone, member: UndertakingMember) -> bool:
    """Those who may answer it, and those who proposed it as long as nobody answered."""
    return can_answer_link(user, member) or (user.is_authenticated and member.proposed_by_id == user.pk and member.answered_at is None)
