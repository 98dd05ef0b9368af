"""Who may read and write what a project, or a territory, says of its impact."""

from frenchimpact.impact.models import Holder
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import can_edit_project, can_read_team_space
from frenchimpact.territories.rules import can_run, enters


def can_read_change(user: Anyone, holder: Holder) -> bool:
    """Those who enter its space."""
    return can_read_team_space(user, holder) if isinstance(holder, Project) else enters(user, holder)


def can_write_change(user: Anyone, holder: Holder) -> bool:
    """Those who write the sheet of the project; those who run the territory."""
    return can_edit_project(user, holder) if isinstance(holder, Project) else can_run(user, holder)
