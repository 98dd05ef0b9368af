"""The only code that writes what was measured: one value or ten thousand by the same statements.

A value replaced goes to MeasurementVersion, never lost; what is unlikely is asked to be confirmed; what a review locked asks why.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.periods import NEXT_CLOSING
from frenchimpact.core.plausible import is_unlikely
from frenchimpact.core.quantities import quantity
from frenchimpact.core.rows import lock
from frenchimpact.territories import facts
from frenchimpact.territories.messages.indicators import finish_asked
from frenchimpact.territories.models import Territory, Via
from frenchimpact.territories.plausible import misplaced

UNDO_FOR = dt.timedelta(minutes=30)

type Kind = Literal["unknown", "twice", "period", "negative", "stale", "unlikely", "locked"]


@dataclass(frozen=True, slots=True)
class Given:
    """A value for the period of an indicator; None erases it.

    `seen` is the version that the page showed (0 for an empty cell): another one since then is a conflict. `reason` is asked for once
    a review locked the period, `is_confirmed` for a value that is unlikely beside the previous one.
    """

    indicator_id: int
    starts_on: dt.date
    ends_on: dt.date
    value: Decimal | None
    note: str | None = None
    is_confirmed: bool = False
    reason: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value was not taken, and what to do; `position` is its place among those given."""

    position: int
    kind: Kind
    message: Text
    theirs: Decimal | None = None


@dataclass(slots=True)
class Recorded:
    """What became of the values given."""

    batch: uuid.UUID
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


class NotTaken(Refusal):
    """One value was not taken: `problem` says which kind of answer is expected."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _About(NamedTuple):
    """What the database knows of an indicator: `before` is its last value before the first of the values given."""

    territory_id: int
    unit: str
    ended_on: dt.date | None
    locked_to: dt.date | None
    before: Decimal | None
    frequency: str
    # None for an indicator of its own, which says nothing of it.
    may_be_negative: bool | None


class _There(NamedTuple):
    """What is in the database for a period."""

    id: int
    ends_on: dt.date
    value: Decimal | None
    version: int
    note: str
    # When it was written.
    on: dt.date


@dataclass(slots=True)
class _Taken:
    """A value to write: beside what, in which territory, past which lock."""

    given: Given
    there: _There | None
    territory_id: int
    is_locked: bool


# Given before its period is over, a value is not its last word: the same period is asked for once it is.
_EARLY = "(l.at AT TIME ZONE %(zone)s)::date <= l.ends_on"
# Each indicator once, with the first and last period given: no history is read but between them, and one value before.
_ABOUT = """
SELECT i.id, i.territory_id, i.unit, i.ended_on, r.locked_to, CASE WHEN i.last_on < g.first THEN i.last_value ELSE p.value END,
  i.frequency, k.may_be_negative
FROM unnest(%(keys)s::bigint[], %(firsts)s::date[]) AS g (id, first)
JOIN territories_indicator i ON i.id = g.id AND i.territory_id = coalesce(%(territory)s, i.territory_id)
LEFT JOIN territories_commonindicator k ON k.id = i.common_id
LEFT JOIN (SELECT territory_id, max(ends_on) AS locked_to FROM territories_review WHERE locked_at IS NOT NULL GROUP BY 1) r
  ON r.territory_id = i.territory_id
LEFT JOIN LATERAL (SELECT b.value FROM territories_measurement b WHERE g.first <= i.last_on
  AND b.indicator_id = i.id AND b.ends_on < g.first AND b.value IS NOT NULL ORDER BY b.ends_on DESC LIMIT 1) p ON true
"""
_THERE = """
SELECT m.indicator_id, m.id, m.ends_on, m.value, m.version, m.note, (m.at AT TIME ZONE %(zone)s)::date
FROM unnest(%(keys)s::bigint[], %(firsts)s::date[], %(lasts)s::date[]) AS g (id, first, last)
JOIN territories_measurement m ON m.indicator_id = g.id AND m.ends_on BETWEEN g.first AND g.last ORDER BY m.indicator_id, m.ends_on
"""
_HOLD = """
SELECT i.id FROM territories_indicator i JOIN territories_territory t ON t.id = i.territory_id
WHERE i.id = ANY(%s::bigint[]) ORDER BY i.territory_id, i.id FOR NO KEY UPDATE OF i FOR SHARE OF t
"""
_KEEP_REPLACED = """
INSERT INTO territories_measurementversion (measurement_id, version, value, note, via, batch, at, by_id, replaced_at, reason)
SELECT m.id, m.version, m.value, m.note, m.via, m.batch, m.at, m.by_id, %(now)s, coalesce(c.reason, '')
FROM unnest(%(ids)s::bigint[], %(reasons)s::text[]) AS c (id, reason) JOIN territories_measurement m ON m.id = c.id
"""
_REPLACE = """
UPDATE territories_measurement m SET value = c.value, note = coalesce(c.note, m.note), is_confirmed = coalesce(c.is_confirmed, false),
  version = m.version + 1, via = %(via)s, batch = %(batch)s, at = %(now)s, by_id = %(by)s
FROM unnest(%(ids)s::bigint[], %(values)s::numeric[], %(notes)s::text[], %(confirmed)s::boolean[]) AS c (id, value, note, is_confirmed)
WHERE m.id = c.id
"""
_ADD = """
INSERT INTO territories_measurement (indicator_id, starts_on, ends_on, value, note, is_confirmed, version, via, batch, at, by_id)
SELECT c.indicator_id, c.starts_on, c.ends_on, c.value, coalesce(c.note, ''), coalesce(c.is_confirmed, false), coalesce(c.version, 1),
  %(via)s, %(batch)s, %(now)s, %(by)s
FROM unnest(%(indicators)s::bigint[], %(starts)s::date[], %(ends)s::date[], %(values)s::numeric[], %(notes)s::text[],
  %(confirmed)s::boolean[], %(versions)s::smallint[]) AS c (indicator_id, starts_on, ends_on, value, note, is_confirmed, version)
"""
# A value added to a locked period: the empty period is its first version, replaced for that reason. One statement, so that the database,
# which judges at its end, finds the reason.
_ADD_LOCKED = f"""
WITH added AS ({_ADD} RETURNING id, indicator_id, ends_on)
INSERT INTO territories_measurementversion (measurement_id, version, value, note, via, batch, at, by_id, replaced_at, reason)
SELECT added.id, 1, NULL, '', %(via)s, NULL, %(now)s, NULL, %(now)s, c.reason
FROM unnest(%(indicators)s::bigint[], %(ends)s::date[], %(reasons)s::text[]) AS c (indicator_id, ends_on, reason)
JOIN added USING (indicator_id, ends_on) WHERE c.reason <> ''
"""  # noqa: S608  constants of this module
_FOLLOW = f"""
UPDATE territories_indicator i SET last_on = l.ends_on, last_value = l.value, due_on = CASE WHEN {_EARLY} THEN l.ends_on ELSE
  {NEXT_CLOSING.format(day="coalesce(l.ends_on, (i.created_at AT TIME ZONE %(zone)s)::date - 1)", frequency="i.frequency")} END
FROM unnest(%(touched)s::bigint[]) AS touched (id) LEFT JOIN LATERAL (SELECT m.ends_on, m.value, m.at FROM territories_measurement m
  WHERE m.indicator_id = touched.id AND m.value IS NOT NULL ORDER BY m.ends_on DESC LIMIT 1) l ON true
WHERE i.id = touched.id
"""  # noqa: S608  a constant of this room
_BATCH = """
SELECT m.indicator_id, m.starts_on, m.ends_on, v.value, v.note, m.at
FROM territories_measurement m JOIN territories_indicator i ON i.id = m.indicator_id
LEFT JOIN territories_measurementversion v ON v.measurement_id = m.id AND v.version = m.version - 1
WHERE i.territory_id = %s AND m.batch = %s ORDER BY m.indicator_id, m.ends_on
"""


@transaction.atomic
def record_values(
    *, territory: Territory | None, values: Sequence[Given], via: str, by: User | None, batch: uuid.UUID | None = None
) -> Recorded:
    """Take each value that can be, and say why the others cannot. Without a territory, indicators of any (a file of the programme)."""
    recorded = Recorded(batch or uuid.uuid4())
    if not values:
        return recorded
    # By indicator, in the order of time: each value meets the one before it, given or kept.
    order = sorted(range(len(values)), key=lambda place: (values[place].indicator_id, values[place].ends_on, place))
    spans = [(key, [values[place].ends_on for place in places]) for key, places in groupby(order, lambda place: values[place].indicator_id)]
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {
            "keys": _array(key for key, _days in spans),
            "firsts": _array(days[0] for _key, days in spans),
            "lasts": _array(days[-1] for _key, days in spans),
            "territory": territory.pk if territory else None,
            "zone": settings.TIME_ZONE,
        }
        cursor.execute(_HOLD, [asked["keys"]])
        cursor.execute(_ABOUT, asked)
        about = {key: _About(*rest) for key, *rest in cursor.fetchall()}
        cursor.execute(_THERE, asked)
        there = {key: [_There(*rest) for _key, *rest in rows] for key, rows in groupby(cursor.fetchall(), lambda row: row[0])}
        taken = _judge(values, order, about, there, recorded)
        _write(cursor, taken, recorded, via=via, by=by)
    return recorded


def _judge(
    values: Sequence[Given], order: Sequence[int], about: Mapping[int, _About], there: Mapping[int, list[_There]], recorded: Recorded
) -> list[_Taken]:
    """Those to write, in that order."""
    taken: list[_Taken] = []
    today = clock.today()
    for key, places in groupby(order, lambda place: values[place].indicator_id):
        known, rows, at = about.get(key), there.get(key, []), 0
        previous = known.before if known else None
        given_on = taken_on = dt.date.min
        for place in places:
            given = values[place]
            while at < len(rows) and rows[at].ends_on < given.ends_on:
                # The row whose value was replaced just now says nothing more.
                if rows[at].value is not None and rows[at].ends_on != taken_on:
                    previous = rows[at].value
                at += 1
            row = rows[at] if at < len(rows) and rows[at].ends_on == given.ends_on else None
            problem = _problem(place, given, known, row, previous, is_twice=given.ends_on == given_on, today=today)
            given_on = given.ends_on
            if problem is not None or known is None:
                recorded.problems.extend([problem] if problem else [])
                continue
            taken_on = given.ends_on
            if given.value is not None:
                previous = given.value
            if _is_same(given, row, today):
                recorded.unchanged += 1
            else:
                is_locked = known.locked_to is not None and given.ends_on <= known.locked_to
                taken.append(_Taken(given, row, known.territory_id, is_locked))
    recorded.problems.sort(key=lambda problem: problem.position)
    return taken


def _is_same(given: Given, row: _There | None, today: dt.date) -> bool:
    """Whether it is what is there already; an empty period that stays empty is. Said again once its period is over, an early value is
    no longer one."""
    if row is None:
        return given.value is None
    is_last_word = row.value is not None and row.on <= row.ends_on < today
    return not is_last_word and _is_equal(given, row)


def _is_equal(given: Given, row: _There) -> bool:
    return row.value == given.value and (given.note is None or given.note == row.note)


def _problem(
    place: int, given: Given, known: _About | None, row: _There | None, previous: Decimal | None, *, is_twice: bool, today: dt.date
) -> Problem | None:
    if known is None:
        return Problem(place, "unknown", _("Cet indicateur n’existe pas, ou n’est pas de ce territoire."))
    if is_twice:
        return Problem(place, "twice", _("Une valeur est déjà donnée plus haut pour cette période. Gardez-en une seule."))
    if words := misplaced(given.starts_on, given.ends_on, known.frequency, known.ended_on, today):
        return Problem(place, "period", words)
    there, version = (row.value, row.version) if row else (None, 0)
    if given.value is not None and given.value < 0 and known.may_be_negative is False:
        return Problem(place, "negative", _("Cet indicateur national ne descend pas sous zéro : écrivez un nombre positif."))
    if there == given.value and (row is None or _is_equal(given, row)):
        return None
    if given.seen is not None and given.seen != version:
        words = _("Quelqu’un a écrit %(value)s entre-temps. Écrivez de nouveau la vôtre pour la remplacer.")
        return Problem(place, "stale", words % {"value": quantity(there, known.unit)}, there)
    if known.locked_to is not None and given.ends_on <= known.locked_to and not given.reason:
        words = _("Les chiffres de cette période sont arrêtés par un bilan. Dites pourquoi vous corrigez : la raison restera visible.")
        return Problem(place, "locked", words)
    if there != given.value and not given.is_confirmed and is_unlikely(given.value, previous):
        words = _("La valeur précédente est %(value)s. Confirmez-vous %(new)s ?")
        if not previous:
            words = _("%(new)s est un nombre négatif. Le confirmez-vous ?")
        found = {"value": quantity(previous, known.unit), "new": quantity(given.value, known.unit)}
        return Problem(place, "unlikely", words % found)
    return None


def _write(cursor: Any, taken: Sequence[_Taken], recorded: Recorded, *, via: str, by: User | None) -> None:
    changed = [one for one in taken if one.there is not None]
    added = [one for one in taken if one.there is None]
    recorded.updated, recorded.created = len(changed), len(added)
    common = {"now": clock.now(), "via": via, "batch": recorded.batch, "by": by.pk if by else None}
    if changed:
        columns = {
            **_columns(changed),
            "ids": _array(one.there.id for one in changed if one.there),
            "reasons": _texts([one.given.reason or None for one in changed]),
        }
        cursor.execute(_KEEP_REPLACED, {**common, **columns})
        cursor.execute(_REPLACE, {**common, **columns})
    if added:
        is_locked = any(one.is_locked for one in added)
        columns = {
            **_columns(added),
            "indicators": _array(one.given.indicator_id for one in added),
            "starts": _array(one.given.starts_on for one in added),
            "ends": _array(one.given.ends_on for one in added),
            "versions": _array(2 if one.is_locked else 1 for one in added) if is_locked else None,
        }
        reasons = _texts([one.given.reason if one.is_locked else None for one in added])
        cursor.execute(_ADD_LOCKED if is_locked else _ADD, {**common, **columns, "reasons": reasons})
    touched = sorted({one.given.indicator_id for one in taken})
    if touched:
        cursor.execute(_FOLLOW, {"touched": _array(touched), "zone": settings.TIME_ZONE})
        finish_asked(touched)
        for territory_id, count in Counter(one.territory_id for one in taken).items():
            announce(facts.ValuesRecorded(territory_id=territory_id, batch=str(recorded.batch), count=count, via=via), by=by)


def _columns(rows: Sequence[_Taken]) -> Mapping[str, Any]:
    return {
        "values": _array(one.given.value for one in rows),
        "notes": _texts([None if one.given.note is None else one.given.note[:500] for one in rows]),
        "confirmed": _array(one.given.is_confirmed for one in rows) if any(one.given.is_confirmed for one in rows) else None,
    }


def _array(items: Iterable[int | dt.date | Decimal | None]) -> str:
    """Numbers and days as the database writes an array: ten thousand of them as fast as one text. Nothing here is to be quoted."""
    return "{" + ",".join(["NULL" if item is None else str(item) for item in items]) + "}"


def _texts(items: list[str | None]) -> list[str | None] | None:
    """Words as an array; none at all when there is no word: what is not given is empty beside the others."""
    return items if any(items) or "" in items else None


def record_value(*, territory: Territory, given: Given, via: str, by: User | None) -> Recorded:
    """One value. Raises NotTaken."""
    with transaction.atomic():
        recorded = record_values(territory=territory, values=[given], via=via, by=by)
        if recorded.problems:
            raise NotTaken(recorded.problems[0])
    return recorded


@transaction.atomic
def undo_batch(*, territory: Territory, batch: uuid.UUID, by: User) -> int:
    """What a batch wrote is put back as it was, as new versions; what somebody changed since stays. Gives how many. Raises Refusal."""
    territory = lock(territory)
    with connection.cursor() as cursor:
        cursor.execute(_BATCH, [territory.pk, batch])
        rows = cursor.fetchall()
    if not rows:
        raise Refusal(_("Rien à annuler : ces valeurs ont changé depuis."))
    if any(clock.now() - at > UNDO_FOR for *_rest, at in rows):
        raise Refusal(_("Ces valeurs ont plus de trente minutes : corrigez-les une par une, l’histoire garde les deux."))
    values = [
        Given(indicator_id, starts_on, ends_on, value, note or "", is_confirmed=True)
        for indicator_id, starts_on, ends_on, value, note, _at in rows
    ]
    recorded = record_values(territory=territory, values=values, via=Via.FORM, by=by)
    if recorded.problems:
        # Nothing is half undone.
        raise Refusal(recorded.problems[0].message)
    announce(facts.ValuesUndone(territory_id=territory.pk, batch=str(batch), count=len(rows)), by=by)
    return len(rows)
