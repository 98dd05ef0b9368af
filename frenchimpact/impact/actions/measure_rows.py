"""Measures as the database reads and writes them: one or ten thousand by the same statements."""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.periods import NEXT_CLOSING
from frenchimpact.core.rows import among, copy_rows, take_keys
from frenchimpact.impact.judging import DETAILS, About, Absence, Given, Parts, Shares, State, Taken, There
from frenchimpact.impact.models import Measure, MeasurePart, MeasureShare

_HOLD = "SELECT id FROM impact_followed WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE"
# Each one once, with the first and last day given: no history is read but between them, and one value before.
_ABOUT = """
SELECT f.id, f.project_id, i.unit, i.minimum, i.maximum, i.aggregation, i.frequency, i.disaggregations, f.started_on, f.ended_on,
  f.method_version_id, (SELECT json_agg(json_build_array(s.place_id, s.share::text) ORDER BY s.share DESC, s.place_id)
    FROM impact_followedshare s WHERE s.followed_id = f.id), CASE WHEN f.last_on < g.first THEN f.last_value ELSE p.value END
FROM unnest(%(keys)s::bigint[], %(firsts)s::date[]) AS g (id, first)
JOIN impact_followed f ON f.id = g.id AND f.project_id = coalesce(%(project)s, f.project_id)
JOIN methods_indicator i ON i.id = f.indicator_id
LEFT JOIN LATERAL (SELECT b.value FROM impact_measure b WHERE g.first <= f.last_on AND b.followed_id = f.id AND b.ends_on < g.first
  AND b.value IS NOT NULL AND b.state <> 'draft' ORDER BY b.ends_on DESC LIMIT 1) p ON true
"""
_THERE = """
SELECT m.followed_id, m.id, m.starts_on, m.ends_on, m.value, m.absence, m.state, m.version, m.sample_size, m.population, m.sample_note,
  m.counterfactual, m.note, m.source_id, m.place_id, CASE WHEN m.place_id IS NULL THEN
    (SELECT json_agg(json_build_array(s.place_id, s.share::text)) FROM impact_measureshare s WHERE s.measure_id = m.id) END,
  (SELECT json_agg(json_build_array(q.dimension, q.category, q.value::text)) FROM impact_measurepart q WHERE q.measure_id = m.id),
  (m.at AT TIME ZONE %(zone)s)::date
FROM unnest(%(keys)s::bigint[], %(firsts)s::date[], %(lasts)s::date[]) AS g (id, first, last)
JOIN impact_measure m ON m.followed_id = g.id AND m.ends_on >= g.first AND m.starts_on <= g.last ORDER BY m.followed_id, m.ends_on
"""
# All that a value said goes with it into its history.
_KEEP_REPLACED = """
INSERT INTO impact_measureversion (measure_id, version, value, absence, state, method_version_id, content, via, batch, at, by_id,
  replaced_at, replaced_by_id, reason)
SELECT m.id, m.version, m.value, m.absence, m.state, m.method_version_id, jsonb_strip_nulls(jsonb_build_object(
    'place', m.place_id, 'sample_size', m.sample_size, 'population', m.population, 'sample_note', nullif(m.sample_note, ''),
    'counterfactual', nullif(m.counterfactual, ''), 'note', nullif(m.note, ''), 'source_id', nullif(m.source_id, ''),
    'shares', (SELECT jsonb_agg(jsonb_build_array(s.place_id, s.share::text)) FROM impact_measureshare s WHERE s.measure_id = m.id),
    'parts', (SELECT jsonb_agg(jsonb_build_array(q.dimension, q.category, q.value::text)) FROM impact_measurepart q
      WHERE q.measure_id = m.id))),
  m.via, m.batch, m.at, m.by_id, %(now)s, %(by)s, c.reason
FROM unnest(%(ids)s::bigint[], %(reasons)s::text[]) AS c (id, reason) JOIN impact_measure m ON m.id = c.id
"""
_REPLACE = """
UPDATE impact_measure m SET value = c.value, absence = c.absence, state = c.state, place_id = c.place_id, sample_size = c.sample_size,
  population = c.population, sample_note = c.sample_note, counterfactual = c.counterfactual, note = c.note, source_id = c.source_id,
  is_confirmed = c.is_confirmed, method_version_id = c.method_version_id, version = m.version + 1, via = %(via)s, batch = %(batch)s,
  at = %(now)s, by_id = %(by)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS c (id bigint, value numeric, absence text, state text, place_id bigint, sample_size int,
  population int, sample_note text, counterfactual text, note text, source_id text, is_confirmed boolean, method_version_id bigint)
WHERE m.id = c.id
"""
# Given before its period is over, a value is not its last word: the same period is asked for once it is.
_FOLLOW = f"""
UPDATE impact_followed f SET last_on = n.last_on, last_value = n.last_value, due_on = n.due_on
FROM (SELECT g.id, l.ends_on AS last_on, l.value AS last_value, CASE
    WHEN g.ended_on IS NOT NULL OR i.frequency = 'once' AND a.ends_on IS NOT NULL THEN NULL
    WHEN (a.at AT TIME ZONE %(zone)s)::date <= a.ends_on THEN a.ends_on
    ELSE {NEXT_CLOSING.format(day="coalesce(a.ends_on, g.started_on - 1)", frequency="i.frequency")} END AS due_on
  FROM unnest(%(touched)s::bigint[]) AS touched (id) JOIN impact_followed g ON g.id = touched.id
  JOIN methods_indicator i ON i.id = g.indicator_id
  LEFT JOIN LATERAL (SELECT m.ends_on, m.value FROM impact_measure m WHERE m.followed_id = g.id AND m.state <> 'draft'
    AND m.value IS NOT NULL ORDER BY m.ends_on DESC LIMIT 1) l ON true
  LEFT JOIN LATERAL (SELECT m.ends_on, m.at FROM impact_measure m WHERE m.followed_id = g.id AND m.state <> 'draft'
    AND (m.value IS NOT NULL OR m.absence <> 'not_yet') ORDER BY m.ends_on DESC LIMIT 1) a ON true) n
WHERE f.id = n.id AND (f.last_on, f.last_value, f.due_on) IS DISTINCT FROM (n.last_on, n.last_value, n.due_on)
"""  # noqa: S608  a constant of core


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, how, when, and under which batch."""

    via: str
    batch: uuid.UUID
    by: User | None

    def columns(self) -> dict[str, Any]:
        """As columns."""
        return {"now": clock.now(), "via": self.via, "batch": self.batch, "by": self.by.pk if self.by else None}


def read_around(
    values: Sequence[Given], order: Sequence[int], project_id: int | None
) -> tuple[Mapping[int, About], Mapping[int, list[There]]]:
    """What is known of the indicators, which are held until the transaction ends, and what is there for the periods given."""
    spans = []
    for key, places in groupby(order, lambda place: values[place].followed_id):
        these = [values[place] for place in places]
        spans.append((key, min(one.starts_on for one in these), these[-1].ends_on))
    asked: dict[str, Any] = {
        "keys": [key for key, _first, _last in spans],
        "firsts": [first for _key, first, _last in spans],
        "lasts": [last for _key, _first, last in spans],
        "project": project_id,
        "zone": settings.TIME_ZONE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [asked["keys"]])
        cursor.execute(_ABOUT, asked)
        abouts = {key: About._make((*rest, _shares(shares), before)) for key, *rest, shares, before in cursor.fetchall()}
        cursor.execute(_THERE, asked)
        theres = {key: [_there(row) for row in rows] for key, rows in groupby(cursor.fetchall(), lambda row: row[0])}
    return abouts, theres


def _there(row: Sequence[Any]) -> There:
    _key, *first, place, shares, parts, on = row
    details = dict(zip(DETAILS, first[7:], strict=True))
    where = ((place, Decimal(100)),) if place else _shares(shares)
    return There._make((*first[:7], details, where, parts_of(parts), on))


def _shares(found: Any) -> Shares:
    return tuple((place, Decimal(share)) for place, share in found or ())


def parts_of(found: Any) -> Parts:
    """Breakdowns as rows of JSON."""
    return tuple((dimension, category, Decimal(value)) for dimension, category, value in found or ())


def write_rows(taken: Sequence[Taken], hand: Hand) -> None:
    """Write what was judged, and what follows from it for the indicators."""
    changed = [one for one in taken if one.there is not None]
    added = [one for one in taken if one.there is None]
    if changed:
        _replace(changed, hand)
    if added:
        _add(added, hand)
    follow_values(sorted({one.given.followed_id for one in taken}))


def follow_values(keys: Iterable[int]) -> None:
    """The last value of these indicators, and the period that is asked for next."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"touched": list(keys), "zone": settings.TIME_ZONE})


def _add(added: Sequence[Taken], hand: Hand) -> None:
    common = hand.columns()
    fixed = {"at": common["now"], "via": hand.via, "batch": hand.batch, "by_id": common["by"]}
    is_spread = any(len(_where(one)) != 1 or one.given.parts for one in added)
    keys = take_keys(Measure, len(added)) if is_spread else []
    rows = []
    for place, one in enumerate(added):
        given, where = one.given, _where(one)
        rows.append(
            {
                **fixed,
                **({"id": keys[place]} if keys else {}),
                "followed_id": given.followed_id,
                "starts_on": given.starts_on,
                "ends_on": given.ends_on,
                "value": given.value,
                "absence": given.absence,
                "state": State.DRAFT.value if given.is_draft else State.SUBMITTED.value,
                "method_version_id": one.about.method_version_id,
                "place_id": where[0][0] if len(where) == 1 else None,
                "is_confirmed": given.is_confirmed,
                **(given.details or {}),
            }
        )
    copy_rows(Measure, rows)
    _spread(list(zip(keys, added, strict=False)))


def _replace(changed: Sequence[Taken], hand: Hand) -> None:
    rows = []
    for one in changed:
        given, there = one.given, one.there
        if there is None:
            continue
        where = _where(one)
        is_draft = there.state == State.DRAFT and given.is_draft
        verb = "submit" if there.state == State.DRAFT else "correct"
        rows.append(
            {
                **there.details,
                **(given.details or {}),
                "id": there.id,
                "value": None if given.value is None else str(given.value),
                "absence": "" if given.value is not None else given.absence or Absence.NOT_YET.value,
                "state": str(State.DRAFT if is_draft else Measure.FLOW.step(verb, there.state)),
                "place_id": where[0][0] if len(where) == 1 else None,
                "is_confirmed": given.is_confirmed,
                "method_version_id": one.about.method_version_id,
            }
        )
    ids = [row["id"] for row in rows]
    common = hand.columns()
    reasons = [one.given.reason for one in changed]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_REPLACED, {**common, "ids": ids, "reasons": reasons})
        moved = [(key, one) for key, one in zip(ids, changed, strict=True) if one.given.shares is not None or one.given.parts is not None]
        cursor.execute(_REPLACE, {**common, "rows": json.dumps(rows)})
    MeasureShare.objects.filter(measure__in=among(key for key, one in moved if one.given.shares is not None)).delete()
    MeasurePart.objects.filter(measure__in=among(key for key, one in moved if one.given.parts is not None)).delete()
    _spread(moved)


def _where(one: Taken) -> Shares:
    if one.given.shares is not None:
        return one.given.shares
    return one.there.shares if one.there is not None else one.about.shares


def _spread(moved: Sequence[tuple[int, Taken]]) -> None:
    """Shares and breakdowns of values that are new, or whose own were replaced."""
    shares = [
        {"measure_id": key, "place_id": place, "share": share}
        for key, one in moved
        if (one.there is None or one.given.shares is not None) and len(_where(one)) > 1
        for place, share in _where(one)
    ]
    parts = [
        {"measure_id": key, "dimension": dimension, "category": category, "value": value}
        for key, one in moved
        for dimension, category, value in one.given.parts or ()
    ]
    copy_rows(MeasureShare, shares)
    copy_rows(MeasurePart, parts)
