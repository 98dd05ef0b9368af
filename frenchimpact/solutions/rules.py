"""Who writes a solution, who takes one up, who speaks for which side of an adoption, who sees what."""

from django.db.models import Q, QuerySet

from frenchimpact.accounts.models import User
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone, is_operator, memberships_of
from frenchimpact.projects.models import Project, TeamMember
from frenchimpact.projects.rules import WRITERS, can_edit_project, can_read_team_space, team_of
from frenchimpact.solutions.models import Adoption, Solution
from frenchimpact.territories.models import Territory
from frenchimpact.territories.rules import leads, people_of, writes_for

TEAM, PLACE = "team", "place"
# What has an address for everyone: a withdrawn one says that it is, and why.
KNOWN = (Solution.State.PUBLISHED, Solution.State.WITHDRAWN)
_WRITERS = [Membership.Role.ADMIN, Membership.Role.EDITOR]


def public_solutions() -> QuerySet[Solution]:
    """What can be taken up."""
    return Solution.objects.filter(state=Solution.State.PUBLISHED)


def _teams(user: Anyone) -> QuerySet[TeamMember, int]:
    """The keys of the projects that the person writes for."""
    held = TeamMember.objects.filter(user=user.pk or 0, until__isnull=True, role__in=WRITERS)
    return held.values_list("project", flat=True)


def _houses(user: Anyone) -> QuerySet[Membership, int]:
    """The keys of the organisations that the person writes for."""
    return memberships_of(user).filter(role__in=_WRITERS).values_list("organisation", flat=True)


def visible_solutions(user: Anyone) -> QuerySet[Solution]:
    """Those that have a public page; one's own in any state; all of them for operators."""
    if is_operator(user):
        return Solution.objects.all()
    known = Q(state__in=KNOWN)
    return Solution.objects.filter(known | Q(project__in=_teams(user))) if user.is_authenticated else Solution.objects.filter(known)


def can_write_solution(user: Anyone, project: Project) -> bool:
    """Those of the team of its project who may write."""
    return can_edit_project(user, project)


def can_read_solution(user: Anyone, project: Project) -> bool:
    """Those who enter the space of its project."""
    return can_read_team_space(user, project)


def can_keep_kit(user: Anyone, solution: Solution) -> bool:
    """Who still reads the kit of a withdrawn solution: its first team, the programme, and those whose adoption of it is not over."""
    if can_edit_project(user, solution.project) or is_operator(user):
        return True
    return visible_adoptions(user).filter(solution=solution).exclude(state=Adoption.State.CLOSED).exists()


def can_moderate(user: Anyone, _solution: Solution | None = None) -> bool:
    """Those who run the programme."""
    return is_operator(user)


# ── Taking up ────────────────────────────────────────────────────────────────────────────────────
def adopting_territories(user: Anyone) -> QuerySet[Territory]:
    """In whose name the person may take one up: the territories that an organisation of theirs carries."""
    return Territory.objects.filter(lead__in=_houses(user)).order_by("name", "pk")


def adopting_projects(user: Anyone) -> QuerySet[Project]:
    """Public projects of one's teams that an organisation carries."""
    return Project.objects.filter(pk__in=_teams(user), status=Project.Status.PUBLISHED, organisation__isnull=False).order_by("name", "pk")


def adopting_organisations(user: Anyone) -> QuerySet[Organisation]:
    """Published organisations that the person writes for."""
    return Organisation.objects.filter(pk__in=_houses(user), is_published=True, closed_on=None).order_by("name", "pk")


def sides_of(user: Anyone, adoption: Adoption) -> set[str]:
    """The sides for which the person speaks: mostly one."""
    if not user.is_authenticated:
        return set()
    found = {TEAM} if can_edit_project(user, adoption.solution.project) else set()
    return found | ({PLACE} if _speaks_there(user, adoption) else set())


def _speaks_there(user: Anyone, adoption: Adoption) -> bool:
    if adoption.territory is not None:
        return leads(user, adoption.territory)
    if adoption.project is not None and can_edit_project(user, adoption.project):
        return True
    return writes_for(user, adoption.organisation_id)


def visible_adoptions(user: Anyone) -> QuerySet[Adoption]:
    """Those of both sides for which the person speaks, that the person accompanies or whose project does it; all of them for operators."""
    if not user.is_authenticated:
        return Adoption.objects.none()
    if is_operator(user):
        return Adoption.objects.all()
    return Adoption.objects.filter(Q(pk__in=own_adoptions(user).values("pk")) | Q(mentor=user.pk) | Q(project__in=_teams(user)))


def own_adoptions(user: Anyone) -> QuerySet[Adoption]:
    """Those in which the person speaks for a side."""
    teams, houses = list(_teams(user)), list(_houses(user))
    there = Q(territory__lead__in=houses) | Q(organisation__in=houses) | Q(project__in=teams, organisation__isnull=False)
    return Adoption.objects.filter(Q(solution__project__in=teams) | there)


def can_act(user: Anyone, adoption: Adoption) -> bool:
    """Either side."""
    return bool(sides_of(user, adoption))


def can_record(user: Anyone, adoption: Adoption) -> bool:
    """Who gives the results of the project that does it there: its own team."""
    return adoption.project is not None and can_edit_project(user, adoption.project)


def mentors_for(adoption: Adoption) -> list[User]:
    """Who may accompany them: the first team, and those of the place from which they learn."""
    found = {one.pk: one for one in team_of(adoption.solution.project)}
    if adoption.learnt_from is not None:
        found |= {one.pk: one for one in place_people(adoption.learnt_from)}
    return list(found.values())


def place_people(adoption: Adoption) -> list[User]:
    """Who is written to where it is taken up."""
    if adoption.project is not None and adoption.territory is None:
        return team_of(adoption.project)
    house = adoption.organisation or (adoption.territory.lead if adoption.territory else None)
    return list(people_of(house)) if house else []


def public_adoptions(solution: Solution) -> QuerySet[Adoption]:
    """Those whose name everyone reads: once launched, or closed with a lesson told to all."""
    shown = Q(launched_on__isnull=False) | Q(is_lesson_public=True)
    return solution.adoptions.filter(shown).select_related("territory", "organisation", "place__department", "project", "learnt_from")


def is_told(adoption: Adoption) -> bool:
    """The same of one row that is at hand."""
    return adoption.launched_on is not None or adoption.is_lesson_public
