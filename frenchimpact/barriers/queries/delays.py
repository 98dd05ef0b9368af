"""How the desk goes (HA07): delays as they were, what stops the clock, who carries how much, which services stay silent."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from frenchimpact.barriers import clocks
from frenchimpact.barriers.models import Asked, Channel, Nature, Pause
from frenchimpact.barriers.queries.observed import NOTHING, Range, observed_delays, read_parts
from frenchimpact.core import clock
from frenchimpact.core.errors import Text

MOST = 12


@dataclass(frozen=True)
class Part:
    """One line: what it is about, how many cases, the range when there are enough of them."""

    words: Text
    count: int
    range: Range | None


@dataclass(frozen=True)
class Silent:
    """A service, how many questions it was asked, and to how many it said nothing."""

    name: str
    asked: int
    silent: int


def parts(until: str, column: str) -> list[Part]:
    """The delays by kind of rule, or by way; the most numerous first."""
    names = dict(Nature.choices) | dict(Channel.choices) | {"": _("Pas encore choisie")}
    found = read_parts(until, column)
    return sorted((Part(names.get(key, key), one.count, one.range) for key, one in found.items()), key=lambda one: -one.count)[:MOST]


def pauses() -> list[Any]:
    """Why clocks stood still this year: each reason with how many times, those that run still apart."""
    since = clock.today().replace(month=1, day=1)
    rows = Pause.objects.filter(Q(until=None) | Q(until__gte=since)).values("reason")
    return list(rows.annotate(n=Count("pk"), running=Count("pk", filter=Q(until=None))).order_by("-n", "reason")[:MOST])


def silents() -> list[Silent]:
    """Services asked this year that stayed silent at least once, the most silent first."""
    since = clock.today().replace(month=1, day=1)
    rows = Asked.objects.filter(consultation__asked_at__date__gte=since).exclude(state=Asked.State.CANCELLED)
    counted = rows.values("name").annotate(asked=Count("pk"), silent=Count("pk", filter=Q(silent_at__isnull=False)))
    return [Silent(one["name"], one["asked"], one["silent"]) for one in counted.filter(silent__gt=0).order_by("-silent", "name")[:MOST]]


def on_time() -> tuple[int, int]:
    """Of the cases of twelve months that had a first answer, how many had it within the target, and how many there are."""
    found = read_parts("answered_at").get("", NOTHING)
    return (found.on_time if found.count >= clocks.FEWEST else 0), found.count


def delays() -> dict[str, Any]:
    """Everything that the page shows."""
    return {
        "observed": observed_delays(),
        "by_nature": parts("settled_at", "nature"),
        "by_channel": parts("settled_at", "channel"),
        "pauses": pauses(),
        "silents": silents(),
        "on_time": on_time(),
        "fewest": clocks.FEWEST,
        "target": clocks.FIRST_ANSWER_DAYS,
    }
