"""The tab « Impact » of a project's space: its parts, and what its pages share."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Text
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import space_frame

TAB = "impact:project_change"
# Each part: the name of its page, which takes the project's reference alone, and its words.
PARTS: list[tuple[str, Callable[[], Text]]] = [
    (TAB, lambda: _("Théorie du changement")),
    ("impact:measures", lambda: _("Mesures")),
    ("impact:calculations", lambda: _("Calculs")),
    ("impact:proofs", lambda: _("Preuves")),
    ("impact:project_contracts", lambda: _("Contrats")),
    ("impact:impact_report", lambda: _("Rapport")),
]


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


def impact_frame(request: HttpRequest, project: Project, current: str) -> dict[str, Any]:
    """What `impact/space.html` shows around each page; `current` is the part under which the page is."""
    parts = [(words(), reverse(name, args=[project.reference]), name == current, None) for name, words in PARTS]
    return {**space_frame(request.user, project, TAB), "impact_parts": parts}
