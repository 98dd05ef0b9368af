"""Who decides which instances are read; who carries a project elsewhere."""

from django.db.models import QuerySet

from frenchimpact.accounts.models import User
from frenchimpact.federation.models import Record
from frenchimpact.organisations.rules import Anyone, is_operator
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import can_manage_team

# What somebody here may write over what another instance says.
EDITABLE = ("title", "summary", "themes")


def can_federate(user: Anyone) -> bool:
    """Those who run the programme."""
    return is_operator(user)


def can_edit_record(user: Anyone, record: Record) -> bool:
    """Those who run the programme."""
    return is_operator(user)


def can_carry_project(user: Anyone, project: Project) -> bool:
    """Those who lead its team: its whole file holds what they alone see."""
    return can_manage_team(user, project)


def can_bring_project(user: Anyone) -> bool:
    """Whoever is signed in: they become its declarant, and it is read like any other."""
    return isinstance(user, User)


def shown_records() -> QuerySet[Record]:
    """What lists show: neither gone, nor hidden, nor here already under a sheet of its own."""
    return Record.objects.filter(gone_at=None, hidden_at=None, organisation=None, method=None, twin=None)
