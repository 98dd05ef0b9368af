"""Kinds of messages that only the tests declare, and a clock that stands where a test wants it."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from frenchimpact.core import clock
from frenchimpact.notifications import rules
from frenchimpact.notifications.models import Notice, Rhythm

type At = Callable[[dt.datetime], None]


def unless_gone(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    return notices.exclude(reference="GONE")


@pytest.fixture
def kinds() -> Iterator[None]:
    rules.declare_kind("tests.now", "Tout de suite", why="Parce que.")
    rules.declare_kind("tests.daily", "Chaque jour", default=Rhythm.DAILY, still=unless_gone)
    rules.declare_kind("tests.weekly", "Chaque semaine", default=Rhythm.WEEKLY)
    rules.declare_kind("tests.must", "Une démarche", is_mandatory=True, still=unless_gone)
    rules.declare_kind("tests.instant", "Un accusé", is_instant=True)
    yield
    for code in [code for code in rules.KINDS if code.startswith("tests.")]:
        del rules.KINDS[code]


@pytest.fixture
def at() -> Iterator[At]:
    """Put the product's clock at an instant."""
    tokens = []

    def move(instant: dt.datetime) -> None:
        tokens.append(clock.shift(instant - timezone.now()))

    yield move
    for token in reversed(tokens):
        clock.restore(token)
