"""The projects that an organisation carries, funds or supports: whose figures it reads together."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from frenchimpact.commitments.models import Commitment
from frenchimpact.core.errors import Text
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import public_projects


@dataclass(frozen=True)
class Source:
    """Why a project is in a portfolio: its name in addresses, its words, and how the projects are found."""

    code: str
    words: Callable[[], Text]
    read: Callable[[Organisation], QuerySet[Project]]


def _carried(organisation: Organisation) -> QuerySet[Project]:
    return public_projects().filter(organisation=organisation)


def _funded(organisation: Organisation) -> QuerySet[Project]:
    gone = (Commitment.State.CANCELLED, Commitment.State.RECOVERED)
    money = Commitment.objects.filter(funder=organisation, project__isnull=False).exclude(state__in=gone)
    return public_projects().filter(pk__in=money.values("project"))


_SOURCES = [Source("portes", lambda: _("Portés"), _carried), Source("finances", lambda: _("Financés"), _funded)]


def declare_source(code: str, words: Callable[[], Text], read: Callable[[Organisation], QuerySet[Project]]) -> None:
    """Another reason to be in a portfolio. Said once, when a room opens."""
    if code not in [one.code for one in _SOURCES]:
        _SOURCES.append(Source(code, words, read))


def portfolios_of(organisation: Organisation) -> list[tuple[Source, list[int]]]:
    """Its portfolios that hold a project at least, the largest first."""
    found = [(source, list(source.read(organisation).order_by("pk").values_list("pk", flat=True).distinct())) for source in _SOURCES]
    return sorted(((source, keys) for source, keys in found if keys), key=lambda one: -len(one[1]))
