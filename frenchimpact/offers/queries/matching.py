"""Which offers answer a request, and the reverse: one statement judges every condition, and the same columns tell the reasons.

A condition is satisfied (true), failing (false) or unknown (null: somebody did not say). Nothing is refused by the machine: what fails
one condition is shown as near, with the condition.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import connection

from frenchimpact.core import clock
from frenchimpact.offers.models import DORMANT_DAYS, Offer, Request

type State = Literal["satisfied", "unknown", "failing"]
SUBJECTS = ("who", "stage", "place", "period", "price", "capacity")

# `o` an offer, `r` a request of the same kind, `p` the project that asks, `g` where it is needed.
_CONDITIONS = {
    "who": """CASE WHEN r.project_id IS NOT NULL THEN 'project' WHEN r.territory_id IS NOT NULL THEN 'territory' ELSE 'structure' END
      = ANY (o.who)""",
    "stage": "CASE WHEN r.project_id IS NULL OR cardinality(o.stages) = 0 THEN true ELSE p.stage = ANY (o.stages) END",
    "place": """CASE
      WHEN NOT EXISTS (SELECT 1 FROM offers_offerplace l WHERE l.offer_id = o.id) THEN true
      WHEN o.is_remote AND r.may_be_remote THEN true
      WHEN r.place_id IS NULL THEN NULL
      ELSE EXISTS (SELECT 1 FROM offers_offerplace l JOIN geo_place lp ON lp.id = l.place_id WHERE l.offer_id = o.id
        AND (lp.level = 'pays' OR g.level = 'pays' OR l.place_id IN (g.id, g.epci_id, g.ept_id, g.department_id, g.region_id)
        OR g.id IN (lp.epci_id, lp.ept_id, lp.department_id, lp.region_id))) END""",
    "period": """(o.ends_on IS NULL OR o.ends_on >= coalesce(r.from_on, %(today)s::date))
      AND (o.starts_on IS NULL OR r.until_on IS NULL OR o.starts_on <= r.until_on)""",
    "price": "array_position(%(prices)s::text[], o.price) <= array_position(%(prices)s::text[], r.price)",
    "capacity": """CASE WHEN o.capacity IS NULL THEN true WHEN o.capacity <= o.engaged THEN false
      WHEN r.quantity IS NULL THEN true WHEN r.unit <> o.unit THEN NULL ELSE o.capacity - o.engaged >= r.quantity END""",
}
PRICES = ["free", "solidarity", "market"]
_COLUMNS = ", ".join(f"{sql} AS {subject}" for subject, sql in _CONDITIONS.items())
_JUDGED = f"""
SELECT {{key}} AS key, {_COLUMNS}, {{fresh}} AS fresh,
  cardinality(ARRAY(SELECT unnest(o.themes) INTERSECT SELECT unnest(r.themes))) AS themes
FROM offers_offer o JOIN offers_request r ON r.what = o.what
LEFT JOIN projects_project p ON p.id = r.project_id LEFT JOIN geo_place g ON g.id = r.place_id
WHERE {{side}} AND o.organisation_id IS DISTINCT FROM coalesce(r.organisation_id, p.organisation_id)
"""  # noqa: S608  constants of this module
# OFFSET keeps the conditions apart: each is judged once for a row, not once wherever it is read.
_RANKED = f"""
SELECT key, {", ".join(SUBJECTS)}, themes FROM ({{judged}} OFFSET 0) j
CROSS JOIN LATERAL (SELECT {" + ".join(f"({one} IS FALSE)::int" for one in SUBJECTS)} AS failing,
  {" + ".join(f"({one} IS NULL)::int" for one in SUBJECTS)} AS unsure) n
WHERE failing <= %(most_failing)s ORDER BY failing, unsure, themes DESC, fresh DESC, key LIMIT %(limit)s
"""  # noqa: S608  idem
_OFFERS = _RANKED.format(
    judged=_JUDGED.format(
        key="o.id",
        fresh="o.confirmed_on",
        side="""r.id = %(one)s AND o.state IN ('available', 'exhausted') AND o.confirmed_on >= %(awake)s
          AND EXISTS (SELECT 1 FROM organisations_organisation h
            WHERE h.id = o.organisation_id AND h.is_published AND h.closed_on IS NULL)""",
    )
)
_REQUESTS = _RANKED.format(
    judged=_JUDGED.format(key="r.id", fresh="r.created_at", side="o.id = %(one)s AND r.state = 'open' AND r.expires_on >= %(today)s")
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition and where it stands."""

    subject: str
    state: State


@dataclass(frozen=True, slots=True)
class Meeting:
    """An offer (or a request) that answers the other: `key`, its conditions, how many themes they share."""

    key: int
    conditions: tuple[Condition, ...]
    themes: int

    @property
    def failing(self) -> list[str]:
        """What is missing."""
        return [one.subject for one in self.conditions if one.state == "failing"]

    @property
    def unsure(self) -> list[str]:
        """What nobody said."""
        return [one.subject for one in self.conditions if one.state == "unknown"]


def offers_for(request: Request, *, most_failing: int = 1, limit: int = 50) -> list[Meeting]:
    """The offers for a request: those that meet everything first, then what is not known, then near misses."""
    return _meetings(_OFFERS, request.pk, most_failing, limit)


def requests_for(offer: Offer, *, most_failing: int = 1, limit: int = 50) -> list[Meeting]:
    """The open requests for an offer, in the same order."""
    return _meetings(_REQUESTS, offer.pk, most_failing, limit)


def _meetings(sql: str, one: int, most_failing: int, limit: int) -> list[Meeting]:
    today = clock.today()
    asked: dict[str, Any] = {
        "one": one,
        "today": today,
        "awake": today - dt.timedelta(days=DORMANT_DAYS),
        "prices": PRICES,
        "most_failing": most_failing,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return [Meeting(key, _told(states), themes) for key, *states, themes in cursor.fetchall()]


def _told(states: Sequence[bool | None]) -> tuple[Condition, ...]:
    return tuple(Condition(subject, _state(state)) for subject, state in zip(SUBJECTS, states, strict=True))


def _state(value: bool | None) -> State:
    if value is None:
        return "unknown"
    return "satisfied" if value else "failing"


def judge(offer: Offer, request: Request) -> Meeting | None:
    """One offer and one request, whatever their states; None when they are not of the same kind, or of the same organisation."""
    judged = _JUDGED.format(key="o.id", fresh="o.confirmed_on", side="o.id = %(offer)s AND r.id = %(one)s")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, {', '.join(SUBJECTS)}, themes FROM ({judged}) j",  # noqa: S608  constants of this module
            {"offer": offer.pk, "one": request.pk, "today": clock.today(), "prices": PRICES},
        )
        row = cursor.fetchone()
    return Meeting(row[0], _told(row[1:-1]), row[-1]) if row else None
