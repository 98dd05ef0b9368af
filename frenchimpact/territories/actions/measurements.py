"""The only code that writes what was measured: one value or ten thousand by the same statements.

A value replaced goes to MeasurementVersion, never lost; what is unlikely is asked to be confirmed; what a review locked asks why.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.territories import facts
from frenchimpact.territories.messages.indicators import finish_asked
from frenchimpact.territories.models import Territory, Via
from frenchimpact.territories.periods import NEXT_CLOSING
from frenchimpact.territories.quantities import quantity

UNDO_FOR = dt.timedelta(minutes=30)
# Beyond ten times the previous value, or under a tenth of it.
UNLIKELY = 10

type Kind = Literal["unknown", "twice", "period", "stale", "unlikely", "locked"]


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


class _Row(NamedTuple):
    """A value beside what the database knows of it."""

    position: int
    indicator_id: int | None
    territory_id: int | None
    unit: str | None
    ended_on: dt.date | None
    measurement_id: int | None
    value: Decimal | None
    version: int | None
    note: str | None
    previous_on: dt.date | None
    previous: Decimal | None
    is_locked: bool


# What is there for each value: the row of its period, the value before it, whether a review locked it. In the order of time.
_BESIDE = """
SELECT g.n - 1, i.id, i.territory_id, i.unit, i.ended_on, m.id, m.value, m.version, m.note, p.ends_on, p.value,
  g.ends_on <= coalesce(r.locked_to, '-infinity'::date)
FROM unnest(%(indicators)s::bigint[], %(ends)s::date[]) WITH ORDINALITY AS g (indicator_id, ends_on, n)
LEFT JOIN territories_indicator i ON i.id = g.indicator_id AND i.territory_id = coalesce(%(territory)s, i.territory_id)
LEFT JOIN territories_measurement m ON m.indicator_id = i.id AND m.ends_on = g.ends_on
LEFT JOIN (SELECT territory_id, max(ends_on) AS locked_to FROM territories_review WHERE locked_at IS NOT NULL GROUP BY 1) r
  ON r.territory_id = i.territory_id
LEFT JOIN LATERAL (SELECT b.ends_on, b.value FROM territories_measurement b
  WHERE b.indicator_id = i.id AND b.ends_on < g.ends_on AND b.value IS NOT NULL ORDER BY b.ends_on DESC LIMIT 1) p ON true
ORDER BY g.indicator_id, g.ends_on, g.n
"""
_HOLD = """
SELECT i.id FROM territories_indicator i JOIN territories_territory t ON t.id = i.territory_id
WHERE i.id = ANY(%s) ORDER BY i.territory_id, i.id FOR NO KEY UPDATE OF i FOR SHARE OF t
"""
_KEEP_REPLACED = """
INSERT INTO territories_measurementversion (measurement_id, version, value, note, via, batch, at, by_id, replaced_at, reason)
SELECT m.id, m.version, m.value, m.note, m.via, m.batch, m.at, m.by_id, %(now)s, c.reason
FROM unnest(%(ids)s::bigint[], %(reasons)s::text[]) AS c (id, reason) JOIN territories_measurement m ON m.id = c.id
"""
_REPLACE = """
UPDATE territories_measurement m SET value = c.value, note = coalesce(c.note, m.note), is_confirmed = c.is_confirmed,
  version = m.version + 1, via = %(via)s, batch = %(batch)s, at = %(now)s, by_id = %(by)s
FROM unnest(%(ids)s::bigint[], %(values)s::numeric[], %(notes)s::text[], %(confirmed)s::boolean[]) AS c (id, value, note, is_confirmed)
WHERE m.id = c.id
"""
_ADD = """
INSERT INTO territories_measurement (indicator_id, starts_on, ends_on, value, note, is_confirmed, version, via, batch, at, by_id)
SELECT c.indicator_id, c.starts_on, c.ends_on, c.value, coalesce(c.note, ''), c.is_confirmed, c.version, %(via)s, %(batch)s, %(now)s, %(by)s
FROM unnest(%(indicators)s::bigint[], %(starts)s::date[], %(ends)s::date[], %(values)s::numeric[], %(notes)s::text[],
  %(confirmed)s::boolean[], %(versions)s::smallint[]) AS c (indicator_id, starts_on, ends_on, value, note, is_confirmed, version)
"""
# A value added to a locked period: the empty period is its first version, replaced for that reason.
_KEEP_EMPTY = """
INSERT INTO territories_measurementversion (measurement_id, version, value, note, via, batch, at, by_id, replaced_at, reason)
SELECT m.id, 1, NULL, '', m.via, NULL, m.at, NULL, %(now)s, c.reason
FROM unnest(%(indicators)s::bigint[], %(ends)s::date[], %(reasons)s::text[]) AS c (indicator_id, ends_on, reason)
JOIN territories_measurement m ON m.indicator_id = c.indicator_id AND m.ends_on = c.ends_on WHERE c.reason <> ''
"""
_FOLLOW = f"""
UPDATE territories_indicator i SET last_on = l.ends_on, last_value = l.value,
  due_on = {NEXT_CLOSING.format(day="coalesce(l.ends_on, (i.created_at AT TIME ZONE %(zone)s)::date - 1)", frequency="i.frequency")}
FROM unnest(%(touched)s::bigint[]) AS touched (id) LEFT JOIN LATERAL (SELECT m.ends_on, m.value FROM territories_measurement m
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
    with connection.cursor() as cursor:
        keys = list({given.indicator_id for given in values})
        cursor.execute(_HOLD, [keys])
        asked: dict[str, Any] = {
            "indicators": [given.indicator_id for given in values],
            "ends": [given.ends_on for given in values],
            "territory": territory.pk if territory else None,
        }
        cursor.execute(_BESIDE, asked)
        taken = _judge(values, map(_Row._make, cursor.fetchall()), recorded)
        _write(cursor, [(values[row.position], row) for row in taken], recorded, via=via, by=by)
    return recorded


def _judge(values: Sequence[Given], rows: Iterable[_Row], recorded: Recorded) -> list[_Row]:
    """Those to write. Rows come by indicator in the order of time, so that each value meets the one before it, given or kept."""
    taken: list[_Row] = []
    today = clock.today()
    before: tuple[int | None, dt.date | None, Decimal | None] = (None, None, None)
    last: tuple[int, dt.date] | None = None
    for row in rows:
        given = values[row.position]
        if row.indicator_id == before[0] and before[1] is not None and (row.previous_on is None or before[1] >= row.previous_on):
            row = row._replace(previous=before[2])
        key = (given.indicator_id, given.ends_on)
        problem = _problem(given, row, is_twice=key == last, today=today)
        last = key
        if problem is not None:
            recorded.problems.append(problem)
            continue
        if given.value is not None:
            before = (row.indicator_id, given.ends_on, given.value)
        if row.value == given.value and (given.note is None or given.note == (row.note or "")):
            recorded.unchanged += 1
        else:
            taken.append(row)
    recorded.problems.sort(key=lambda problem: problem.position)
    return taken


def _problem(given: Given, row: _Row, *, is_twice: bool, today: dt.date) -> Problem | None:
    if row.indicator_id is None:
        return Problem(row.position, "unknown", _("Cet indicateur n’existe pas, ou n’est pas de ce territoire."))
    if is_twice:
        return Problem(row.position, "twice", _("Une valeur est déjà donnée plus haut pour cette période. Gardez-en une seule."))
    if given.starts_on > given.ends_on or given.starts_on > today:
        return Problem(row.position, "period", _("Cette période n’a pas commencé : une valeur se donne quand elle est mesurée."))
    if row.ended_on is not None and given.starts_on > row.ended_on:
        return Problem(row.position, "period", _("Cet indicateur n’était plus suivi pendant cette période."))
    if row.value == given.value:
        return None
    if given.seen is not None and given.seen != (row.version or 0):
        words = _("Quelqu’un a écrit %(value)s entre-temps. Écrivez de nouveau la vôtre pour la remplacer.")
        return Problem(row.position, "stale", words % {"value": quantity(row.value, row.unit or "")}, row.value)
    if row.is_locked and not given.reason:
        words = _("Les chiffres de cette période sont arrêtés par un bilan. Dites pourquoi vous corrigez : la raison restera visible.")
        return Problem(row.position, "locked", words)
    if not given.is_confirmed and is_unlikely(given.value, row.previous):
        words = _("La valeur précédente est %(value)s. Confirmez-vous %(new)s ?")
        found = {"value": quantity(row.previous, row.unit or ""), "new": quantity(given.value, row.unit or "")}
        return Problem(row.position, "unlikely", words % found)
    return None


def is_unlikely(value: Decimal | None, previous: Decimal | None) -> bool:
    """More than ten times the previous value, less than a tenth of it, or on the other side of zero."""
    if value is None or not previous:
        return False
    if value * previous < 0:
        return True
    return abs(value) > UNLIKELY * abs(previous) or abs(value) * UNLIKELY < abs(previous)


def _write(cursor: Any, taken: Sequence[tuple[Given, _Row]], recorded: Recorded, *, via: str, by: User | None) -> None:
    changed = [(given, row) for given, row in taken if row.measurement_id is not None]
    # An empty cell that stays empty writes nothing.
    added = [(given, row) for given, row in taken if row.measurement_id is None and given.value is not None]
    recorded.updated, recorded.created = len(changed), len(added)
    recorded.unchanged += len(taken) - len(changed) - len(added)
    common = {"now": clock.now(), "via": via, "batch": recorded.batch, "by": by.pk if by else None}
    if changed:
        columns = {
            **_columns(changed),
            "ids": [row.measurement_id for _given, row in changed],
            "reasons": [given.reason for given, _row in changed],
        }
        cursor.execute(_KEEP_REPLACED, {**common, **columns})
        cursor.execute(_REPLACE, {**common, **columns})
    if added:
        columns = {
            **_columns(added),
            "indicators": [given.indicator_id for given, _row in added],
            "starts": [given.starts_on for given, _row in added],
            "ends": [given.ends_on for given, _row in added],
            "versions": [2 if row.is_locked else 1 for _given, row in added],
        }
        cursor.execute(_ADD, {**common, **columns})
        if any(row.is_locked for _given, row in added):
            cursor.execute(_KEEP_EMPTY, {**common, **columns, "reasons": [given.reason if row.is_locked else "" for given, row in added]})
    touched = sorted({given.indicator_id for given, _row in (*changed, *added)})
    if touched:
        cursor.execute(_FOLLOW, {"touched": touched, "zone": settings.TIME_ZONE})
        finish_asked(touched)
        counts: dict[int, int] = {}
        for _given, row in (*changed, *added):
            if row.territory_id is not None:
                counts[row.territory_id] = counts.get(row.territory_id, 0) + 1
        for territory_id, count in counts.items():
            announce(facts.ValuesRecorded(territory_id=territory_id, batch=str(recorded.batch), count=count, via=via), by=by)


def _columns(rows: Sequence[tuple[Given, _Row]]) -> Mapping[str, list[Any]]:
    return {
        "values": [given.value for given, _row in rows],
        "notes": [None if given.note is None else given.note[:500] for given, _row in rows],
        "confirmed": [given.is_confirmed for given, _row in rows],
    }


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
