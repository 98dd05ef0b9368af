"""What a person has, read once for a page however many of its parts show it."""

from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.http import HttpRequest

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application
from frenchimpact.calls.queries import applications_shown
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import projects_of


@dataclass
class Things:
    """The person's projects and applications, latest first, with no more than their names and states."""

    person: User

    @cached_property
    def projects(self) -> list[Project]:
        """Those of whose team the person is."""
        shown = projects_of(self.person).select_related(None).prefetch_related(None)
        return list(shown.only("reference", "name", "stage", "status"))

    @cached_property
    def applications(self) -> list[Application]:
        """Those in which the person takes part."""
        return list(applications_shown(self.person))


def things_of(request: HttpRequest) -> Things:
    """Those of the person signed in: the same object for the whole page."""
    kept: Things | None = getattr(request, "own_things", None)
    if kept is None:
        kept = Things(cast(User, request.user))
        setattr(request, "own_things", kept)
    return kept
