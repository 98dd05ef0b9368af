"""The frame of a project's space: its tabs, those that rooms above add included, and what the person may do in it."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Text
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects import rules
from frenchimpact.projects.models import Project

type IsFor = Callable[[Anyone, Project], bool]
type Tab = tuple[str, Callable[[], Text], IsFor | None]

_TABS: list[Tab] = [
    ("projects:project_space", lambda: _("Vue d’ensemble"), None),
    ("projects:project_sheet", lambda: _("Fiche"), None),
    ("projects:project_passport", lambda: _("Passeport"), None),
    ("projects:project_publication", lambda: _("Qui voit quoi"), None),
    ("projects:project_documents", lambda: _("Documents"), None),
    ("projects:project_team", lambda: _("Équipe"), None),
    ("projects:project_reading", lambda: _("Lecture"), None),
    ("projects:project_journal", lambda: _("Journal"), None),
]


def declare_tab(view: str, words: Callable[[], Text], *, after: str = "projects:project_passport", is_for: IsFor | None = None) -> None:
    """Add a tab: the name of its first page, which takes the project's reference alone. Said once, when a room opens.

    `is_for` keeps it from those who enter the space and may not open that page.
    """
    names = [name for name, _words, _is_for in _TABS]
    if view not in names:
        _TABS.insert(names.index(after) + 1, (view, words, is_for))


def space_frame(user: Anyone, project: Project, current: str) -> dict[str, Any]:
    """What `projects/space.html` shows around each page; `current` is the tab under which the page is."""
    return {
        "project": project,
        "tabs": [
            (words(), reverse(name, args=[project.reference]), name == current, None)
            for name, words, is_for in _TABS
            if is_for is None or is_for(user, project)
        ],
        "role": rules.team_role(user, project),
        "can_edit": rules.can_edit_project(user, project),
        "can_manage": rules.can_manage_team(user, project),
    }
