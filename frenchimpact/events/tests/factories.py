"""Events for tests."""

import datetime as dt
from typing import Any

from frenchimpact.core import clock
from frenchimpact.events.actions.events import prepare_event, publish_event
from frenchimpact.events.models import Event
from frenchimpact.geo.tests.factories import make_place


def make_event(**fields: Any) -> Event:
    """A workshop in Chambéry, in two weeks, with ten seats; published."""
    starts_at = (clock.now() + dt.timedelta(days=14)).replace(hour=9, minute=0, second=0, microsecond=0)
    whole: dict[str, Any] = {
        "kind": Event.Kind.WORKSHOP,
        "title": "Atelier réparation",
        "summary": "Une matinée pour réparer ensemble.",
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(hours=3),
        "place": make_place(),
        "capacity": 10,
    }
    return publish_event(event=prepare_event(by=None, **{**whole, **fields}), by=None)
