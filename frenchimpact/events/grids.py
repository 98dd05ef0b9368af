"""The month and the year of the list, as the page's tables show them."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core import clock
from frenchimpact.design.words import day
from frenchimpact.events import clocks
from frenchimpact.events.lists import EventList
from frenchimpact.events.models import Event

_OFF = (Event.State.CANCELLED, Event.State.POSTPONED)


def month_context(asked: EventList) -> dict[str, Any]:
    """The month asked for: each day with what is held, its hours those of the place."""
    today = clock.today()
    weeks = [
        [
            {
                "number": on.day,
                "words": clocks.day_words(on),
                "is_out": on.month != asked.month.month,
                "is_today": on == today,
                "items": [_item(event, on == clocks.on_of(event)) for event in events],
            }
            for on, events in week
        ]
        for week in asked.weeks
    ]
    words = f"{str(MONTHS[asked.month.month]).capitalize()} {asked.month.year}"
    return {
        "month_words": words,
        "month_weeks": weeks,
        "month_count": sum(len(events) for week in asked.weeks for _on, events in week),
        "weekdays": [str(WEEKDAYS[n]).capitalize() for n in range(7)],
    }


def _item(event: Event, is_first: bool) -> dict[str, Any]:
    return {
        "hour": clocks.hour_words(clocks.local(event, event.starts_at)) if is_first else "",
        "words": event.title,
        "href": reverse("events:event", args=[event.slug]),
        "is_off": event.state in _OFF,
    }


def heat_context(asked: EventList) -> dict[str, Any]:
    """Fifty-two weeks by kind, each number with the list that it stands for."""
    heat = asked.heat
    weeks = [(week.day, _("semaine du %(on)s") % {"on": day(week)}) for week in heat.weeks]
    rows = []
    for kind in heat.kinds:
        cells = []
        for week, (_number, words) in zip(heat.weeks, weeks, strict=True):
            count = heat.count(kind, week)
            told = ngettext("%(n)s événement", "%(n)s événements", count) % {"n": count}
            cells.append((count, asked.of_week(kind, week) if count else None, f"{told}, {asked.kinds[kind]}, {words}"))
        rows.append({"words": asked.kinds[kind], "total": heat.total(kind), "cells": cells})
    months = [(str(MONTHS[month.month]).capitalize(), count) for month, count in heat.months]
    last = heat.weeks[-1] + dt.timedelta(days=6)
    words = _("Du %(first)s au %(last)s") % {"first": day(heat.weeks[0]), "last": day(last)}
    return {"heat_words": words, "heat_months": months, "heat_weeks": weeks, "heat_rows": rows}
