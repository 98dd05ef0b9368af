"""Who talks about a project with a territory: its team, and those who write for the organisation that carries the territory."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.conversations.rules import Circle, Seat, Subject
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.rules import memberships_of
from frenchimpact.projects.models import Project, TeamMember
from frenchimpact.projects.rules import WRITERS, team_of
from frenchimpact.territories.models import Territory
from frenchimpact.territories.rules import people_of

MODEL = "projects.Project"
_START = "territoire-"


def circle_code(territory: Territory) -> str:
    """The circle of a project with that territory."""
    return f"{_START}{territory.pk}"


def circles(project: Project) -> list[Circle]:
    """One for each territory that counts the project among those that answer its challenges."""
    found = Territory.objects.filter(challenges__challenge_projects__project=project, lead__isnull=False).select_related("lead")
    return [_circle(project, one) for one in found.distinct().order_by("name", "pk")]


def _circle(project: Project, territory: Territory) -> Circle:
    note = _("L’équipe du projet, et ceux qui écrivent pour la structure qui porte le territoire.")
    return Circle(circle_code(territory), territory.name, note, lambda: _seats(project, territory))


def _seats(project: Project, territory: Territory) -> list[Seat]:
    team = [Seat(one, project.name, _("Équipe du projet")) for one in team_of(project)]
    known = {one.person.pk for one in team}
    lead = territory.lead
    people = people_of(lead) if lead is not None else ()
    return [*team, *(Seat(one, territory.name, _("Chef de file du territoire")) for one in people if one.pk not in known)]


def readable(person: User) -> Q:
    """Those of one's teams, and those of the territories that one carries."""
    teams = TeamMember.objects.filter(user=person.pk, until=None, role__in=WRITERS).values("project")
    houses = memberships_of(person).filter(role__in=[Membership.Role.ADMIN, Membership.Role.EDITOR]).values("organisation")
    carried = [f"{_START}{key}" for key in Territory.objects.filter(lead__in=houses).values_list("pk", flat=True)]
    return Q(circle__startswith=_START, owner_id__in=teams) | Q(circle__in=carried)


SUBJECT = Subject(
    model=MODEL,
    slug="projets",
    words=_("Projet et territoire"),
    find=lambda key: Project.objects.filter(pk=key).first(),
    title=lambda project: project.name,
    page=lambda project: reverse("projects:project_space", args=[project.reference]),
    circles=circles,
    readable=readable,
)
