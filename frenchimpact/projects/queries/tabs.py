"""The frame of a project's space: its tabs, those that rooms above add included, and what the person may do in it."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Text
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects import rules
from frenchimpact.projects.models import Project

type Tab = tuple[str, Callable[[], Text]]

_TABS: list[Tab] = [
    ("projects:project_space", lambda: _("Vue d’ensemble")),
    ("projects:project_sheet", lambda: _("Fiche")),
    ("projects:project_passport", lambda: _("Passeport")),
    ("projects:project_publication", lambda: _("Qui voit quoi")),
    ("projects:project_documents", lambda: _("Documents")),
    ("projects:project_team", lambda: _("Équipe")),
    ("projects:project_reading", lambda: _("Lecture")),
    ("projects:project_journal", lambda: _("Journal")),
]


def declare_tab(view: str, words: Callable[[], Text], *, after: str = "projects:project_passport") -> None:
    """Add a tab: the name of its first page, which takes the project's reference alone. Said once, when a room opens."""
    names = [name for name, _words in _TABS]
    if view not in names:
        _TABS.insert(names.index(after) + 1, (view, words))


def space_frame(user: Anyone, project: Project, current: str) -> dict[str, Any]:
    """What `projects/space.html` shows around each page; `current` is the tab under which the page is."""
    return {
        "project": project,
        "tabs": [(words(), reverse(name, args=[project.reference]), name == current, None) for name, words in _TABS],
        "role": rules.team_role(user, project),
        "can_edit": rules.can_edit_project(user, project),
        "can_manage": rules.can_manage_team(user, project),
    }
