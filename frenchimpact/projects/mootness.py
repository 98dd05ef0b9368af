"""Which notices about projects are still worth a mail: the project is there, in sight of the person, and the matter open."""

from django.db.models import Exists, OuterRef, QuerySet

from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.rules import held_today
from frenchimpact.projects.models import Project, TeamMember

type Notices = QuerySet[Notice]


def _of_the_team(notices: Notices, *roles: str) -> Notices:
    members = TeamMember.objects.filter(project__reference=OuterRef("reference"), user=OuterRef("person"), until=None)
    return notices.filter(Exists(members.filter(role__in=roles) if roles else members))


def _in_state(notices: Notices, *states: str) -> Notices:
    return notices.filter(Exists(Project.objects.filter(reference=OuterRef("reference"), status__in=states)))


def for_the_team(notices: Notices) -> Notices:
    """The person is still of the team."""
    return _of_the_team(notices)


def for_the_leads(notices: Notices) -> Notices:
    """The person still leads the team."""
    return _of_the_team(notices, TeamMember.Role.LEAD)


def information_asked(notices: Notices) -> Notices:
    """The answer is still awaited, from this person among others."""
    return _in_state(_of_the_team(notices, TeamMember.Role.LEAD, TeamMember.Role.EDITOR), Project.Status.NEEDS_INFORMATION)


def published(notices: Notices) -> Notices:
    """The sheet is still public."""
    return _in_state(_of_the_team(notices), Project.Status.PUBLISHED)


def archived(notices: Notices) -> Notices:
    """The project is still put aside."""
    return _in_state(_of_the_team(notices), Project.Status.ARCHIVED)


def _of_the_readers(notices: Notices) -> Notices:
    held = held_today(Assignment.Role.OPERATOR, Assignment.Role.PARTNER).filter(user=OuterRef("person"))
    return notices.filter(Exists(held))


def for_the_readers(notices: Notices) -> Notices:
    """The project is still being read, and the person still reads for the programme."""
    return _in_state(_of_the_readers(notices), Project.Status.IN_QUALIFICATION)


def to_read(notices: Notices) -> Notices:
    """The project still waits for readings, and the person still reads for the programme."""
    return _in_state(_of_the_readers(notices), Project.Status.SUBMITTED, Project.Status.IN_QUALIFICATION)
