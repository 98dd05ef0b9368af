"""What a person has, read once for a page however many of its parts show it."""

from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application
from frenchimpact.calls.queries import applications_shown
from frenchimpact.core.kept import kept
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import projects_of


@kept
def _projects(person: int) -> QuerySet[Project]:
    return projects_of(User(pk=person)).select_related(None).prefetch_related(None).only("reference", "name", "stage", "status")


@kept
def _applications(person: int) -> QuerySet[Application]:
    return applications_shown(User(pk=person))


@dataclass
class Things:
    """The person's projects and applications, latest first, with no more than their names and states."""

    person: User

    @cached_property
    def projects(self) -> list[Project]:
        """Those of whose team the person is."""
        return _projects(person=self.person.pk)

    @cached_property
    def applications(self) -> list[Application]:
        """Those in which the person takes part."""
        return _applications(person=self.person.pk)


def things_of(request: HttpRequest) -> Things:
    """Those of the person signed in: the same object for the whole page."""
    kept: Things | None = getattr(request, "own_things", None)
    if kept is None:
        kept = Things(cast(User, request.user))
        setattr(request, "own_things", kept)
    return kept
