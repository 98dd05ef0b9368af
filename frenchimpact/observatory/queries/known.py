"""Readings in force at a moment, and what one figure was through time."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.contrib.postgres.fields import DateTimeRangeField
from django.db.models import F, Func, QuerySet

from frenchimpact.observatory.figures import COUNTRY, money
from frenchimpact.observatory.models import Reading, Round
from frenchimpact.observatory.queries.moments import Moment

_KNOWN = Func(F("known_from"), F("known_until"), function="tstzrange", output_field=DateTimeRangeField())


def in_force(moment: Moment) -> QuerySet[Reading]:
    """The readings that were known then."""
    if moment.at is None:
        return Reading.objects.filter(known_until=None)
    # Said as the range that the indexes hold.
    return Reading.objects.alias(known=_KNOWN).filter(known__contains=moment.at)  # type: ignore[misc] # a range holds an instant


def first_at() -> dt.datetime | None:
    """When figures were first looked at."""
    return Round.objects.order_by("at").values_list("at", flat=True).first()


def readings(moment: Moment, figures: Iterable[str] | None = None, *, level: str | None = None) -> list[Reading]:
    """What was known then of these figures, or of all; of one level of places only, if it is given.

    Before the first look, only what has a memory of its own answers: the ledger of committed money.
    """
    wanted = None if figures is None else set(figures)
    if moment.at is not None and moment.last_round is None:
        return list(_remembered(moment, moment.at, wanted, level))
    found = in_force(moment)
    if wanted is not None:
        found = found.filter(figure__in=wanted)
    if level is not None:
        found = found.filter(level=level)
    return list(found.order_by("figure", "-version", "-period", "level", "code", "part"))


def _remembered(moment: Moment, at: dt.datetime, figures: set[str] | None, level: str | None) -> Iterator[Reading]:
    if figures is None or figures & {one.code for one in money.DEFINITIONS}:
        for value in money.look(moment.end_of_day):
            if (figures is None or value.figure in figures) and level in (None, value.level):
                told = value._asdict()
                del told["counts_people"]
                yield Reading(**told, known_from=at)


def revisions(figure: str, moment: Moment) -> list[Reading]:
    """Everything that was known of the country's whole by then, period by period, the latest knowledge first."""
    found = Reading.objects.filter(figure=figure, level=COUNTRY, part="")
    if moment.at is not None:
        found = found.filter(known_from__lte=moment.at)
    return list(found.order_by("-known_from", "-version", "-period"))
