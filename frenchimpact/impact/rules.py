"""Who may read and write what a project says of its impact."""

from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import can_edit_project, can_read_team_space


def can_read_change(user: Anyone, project: Project) -> bool:
    """Those who enter the team's space."""
    return can_read_team_space(user, project)


def can_write_change(user: Anyone, project: Project) -> bool:
    """Those who write the sheet."""
    return can_edit_project(user, project)
