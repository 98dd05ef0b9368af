"""What stands around every page: the programme's name, the navigation, the theme."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class Shell:
    """The frame of one page."""

    programme: str
    theme: str


def shell_for(request: HttpRequest | None) -> Shell:
    """The frame for this request."""
    theme = request.COOKIES.get("theme", "") if request else ""
    return Shell(programme=settings.PROGRAMME_NAME, theme=theme if theme in {"light", "dark"} else "")


def shell_context(request: HttpRequest | None) -> dict[str, Any]:
    """The frame, as part of a template's context."""
    return {"shell": shell_for(request)}
