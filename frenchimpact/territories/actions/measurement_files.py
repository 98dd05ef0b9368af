"""Measurements of territories as files: the same columns come in and go out (docs/contract.md)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from frenchimpact.core.quantities import NotANumber, read_quantity
from frenchimpact.core.text import whole
from frenchimpact.territories.actions.measurement_lines import Asked, Counts, Line, once
from frenchimpact.territories.actions.measurements import Given, record_values
from frenchimpact.territories.models import Territory, Via

LETTER = "T"

# The one official unit that is the whole perimeter of the territory `t`, when it is so.
_PLACE = """
SELECT min(u.level || ':' || u.code) AS place FROM territories_territoryplace tp JOIN geo_place u ON u.id = tp.place_id
WHERE tp.territory_id = t.id AND tp.until IS NULL AND t.perimeter_words = '' HAVING count(*) = 1
"""
_NAMED = f"""
SELECT t.reference, i.number, i.id, coalesce(p.place, '') FROM unnest(%s::text[], %s::int[]) AS asked (reference, number)
JOIN territories_territory t ON t.reference = asked.reference
JOIN territories_indicator i ON i.territory_id = t.id AND i.number = asked.number
LEFT JOIN LATERAL ({_PLACE}) p ON true
"""  # noqa: S608  a constant of this module


# ── In ───────────────────────────────────────────────────────────────────────────────────────────
def take_lines(lines: Sequence[Line], asked: Asked) -> Counts:
    """The lines whose reference is that of a territory."""
    values = {id(line): _value(line) for line in lines}
    known = _known(lines)
    found: list[tuple[Line, int]] = []
    for line in lines:
        if line.problems:
            continue
        indicator = known.get((line.reference, whole(line.name, 4) or 0))
        if indicator is None:
            line.problems.append(_("indicateur : %s n’existe pas") % f"{line.reference}/{line.name}")
        elif line.place and line.place != indicator[1]:
            line.problems.append(_("lieu : une valeur vaut pour tout le territoire ; laissez cette colonne vide"))
        else:
            found.append((line, indicator[0]))
    once(LETTER, found)
    found = [(line, key) for line, key in found if not line.problems]
    given = [
        Given(
            key,
            line.starts_on,
            line.ends_on,
            values[id(line)],
            line.proof,
            is_confirmed=asked.is_confirmed,
            reason=asked.reason,
            seen=line.version,
        )
        for line, key in found
    ]
    recorded = record_values(territory=None, values=given, via=Via.FILE, by=asked.by)
    for problem in recorded.problems:
        found[problem.position][0].problems.append(str(problem.message))
    return recorded.created, recorded.updated, recorded.unchanged


def _value(line: Line) -> Decimal | None:
    """Its number; what cannot be read, and what a territory's value does not have, is said."""
    if whole(line.name, 4) is None or not line.reference:
        words = _(
            "indicateur : écrivez la référence du territoire et le numéro (T-2026-0001/3), ou celle du projet et le code de l’indicateur"
            " (P-2026-0001/beneficiaires_directs)"
        )
        line.problems.append(words)
    if line.parts:
        line.problems.append(_("ventilation : les valeurs se donnent en total ; ajoutez un indicateur par catégorie"))
    try:
        return read_quantity(line.value, is_machine=True)
    except NotANumber as error:
        line.problems.append(_("valeur : %s") % error.message)
    return None


def _known(lines: Sequence[Line]) -> Mapping[tuple[str, int], tuple[int, str]]:
    """Indicators by the reference of their territory and their number, with the place that is the whole territory, if one unit is."""
    pairs = {(line.reference, whole(line.name, 4) or 0) for line in lines if not line.problems}
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [[reference for reference, _number in pairs], [number for _reference, number in pairs]])
        return {(reference, number): (key, place) for reference, number, key, place in cursor.fetchall()}


# ── Out ──────────────────────────────────────────────────────────────────────────────────────────
_EXPORT = f"""
SELECT t.reference || '/' || i.number, m.version, m.starts_on, m.ends_on, coalesce(p.place, ''), m.value, '',
  coalesce(k.text, i.method), m.note,
  'mesure:' || m.id
FROM territories_measurement m JOIN territories_indicator i ON i.id = m.indicator_id JOIN territories_territory t ON t.id = i.territory_id
LEFT JOIN LATERAL ({_PLACE}) p ON true
LEFT JOIN LATERAL (SELECT text FROM territories_method WHERE indicator_id = i.id
  ORDER BY since <= m.ends_on DESC, CASE WHEN since <= m.ends_on THEN -number ELSE number END LIMIT 1) k ON true
WHERE m.value IS NOT NULL AND i.territory_id = %s AND (%s::int IS NULL OR i.number = %s) ORDER BY i.number, m.ends_on
"""  # noqa: S608  a constant of this module


def export_rows(territory: Territory, number: int | None = None) -> Iterator[tuple[Any, ...]]:
    """Every value of a territory, or of one indicator, under the columns of the import, as a stream. Must run inside a transaction.

    Each beside the method by which it was counted.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_EXPORT, [territory.pk, number, number])
        for reference, version, starts_on, ends_on, place, value, parts, method, proof, key in cursor:
            line = " ".join(method.split())
            yield (
                reference,
                str(version),
                starts_on.isoformat(),
                ends_on.isoformat(),
                place,
                value.normalize(),
                parts,
                line,
                proof,
                key,
            )
