"""Measures of projects as files: the same columns come in and go out as those of territories (docs/contract.md)."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from frenchimpact.core.quantities import NotANumber, read_quantity
from frenchimpact.core.text import fold
from frenchimpact.impact.actions.measures import record_measures
from frenchimpact.impact.judging import Given, Parts, Shares
from frenchimpact.impact.models import Measure, MeasureVia
from frenchimpact.impact.reading import read_value
from frenchimpact.projects.models import Project
from frenchimpact.territories.actions.measurement_lines import Asked, Counts, Line, once

LETTER = "P"
# Why there is no value, as files say it.
ABSENCES: Mapping[str, str] = {
    Measure.Absence.NOT_YET: "pas encore mesuré",
    Measure.Absence.NOT_MEASURED: "pas mesuré",
    Measure.Absence.NOT_CONCERNED: "sans objet",
}
_SAID = {fold(words): code for code, words in ABSENCES.items()}
_NAMED = """
SELECT p.reference, i.code, f.id, f.started_on, f.ended_on, i.unit,
  coalesce(mm.slug || '@' || mv.number, '')
FROM unnest(%s::text[], %s::text[]) AS asked (reference, code) JOIN projects_project p ON p.reference = asked.reference
JOIN methods_indicator i ON i.code = asked.code JOIN impact_followed f ON f.project_id = p.id AND f.indicator_id = i.id
LEFT JOIN methods_methodversion mv ON mv.id = f.method_version_id LEFT JOIN methods_method mm ON mm.id = mv.method_id
ORDER BY f.started_on
"""
_PLACES = """
SELECT g.level || ':' || g.code, g.id FROM unnest(%s::text[], %s::text[]) AS asked (level, code)
JOIN geo_place g ON g.level = asked.level AND g.code = asked.code
"""


class _Known(NamedTuple):
    """One followed indicator that a line may speak of."""

    id: int
    started_on: dt.date
    ended_on: dt.date | None
    unit: str
    method: str


# ── In ───────────────────────────────────────────────────────────────────────────────────────────
def take_lines(lines: Sequence[Line], asked: Asked) -> Counts:
    """The lines whose reference is that of a project."""
    known, places = _known(lines), _Spread(_places(lines))
    read = [(line, _read(line, known, places, asked)) for line in lines]
    found = [(line, given) for line, given in read if given is not None]
    once(LETTER, [(line, given.followed_id) for line, given in found])
    found = [(line, given) for line, given in found if not line.problems]
    recorded = record_measures(values=[given for _line, given in found], via=MeasureVia.FILE, by=asked.by)
    for problem in recorded.problems:
        found[problem.position][0].problems.append(str(problem.message))
    return recorded.created, recorded.updated, recorded.unchanged


def _known(lines: Sequence[Line]) -> Mapping[tuple[str, str], list[_Known]]:
    """What is followed by the reference of its project and its code: more than one when the definition changed."""
    pairs = sorted({(line.reference, line.name) for line in lines})
    found: dict[tuple[str, str], list[_Known]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [[reference for reference, _code in pairs], [code for _reference, code in pairs]])
        for reference, code, key, started_on, ended_on, unit, method in cursor.fetchall():
            found.setdefault((reference, code), []).append(_Known(key, started_on, ended_on, unit, method))
    return found


def _places(lines: Sequence[Line]) -> Mapping[str, int]:
    named = sorted({tuple(name.split(":", 1)) for line in lines for name, _share in _split(line.place) if ":" in name})
    if not named:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [[pair[0] for pair in named], [pair[1] for pair in named]])
        return dict(cursor.fetchall())


def _split(text: str) -> list[tuple[str, str]]:
    """« commune:73065=60|commune:73008=40 » as pairs; what has no sign has no second part."""
    return [(name.strip(), rest.strip()) for name, _sign, rest in (part.partition("=") for part in text.split("|")) if name.strip()]


def _read(line: Line, known: Mapping[tuple[str, str], list[_Known]], places: "_Spread", asked: Asked) -> Given | None:
    choices = known.get((line.reference, line.name), [])
    if not choices:
        line.problems.append(_("indicateur : %s n’est pas suivi") % f"{line.reference}/{line.name}")
        return None
    # The definition in force at the end of the period; the judge says what is wrong with any other day.
    one = next((one for one in choices if one.ended_on is None or line.ends_on <= one.ended_on), choices[-1])
    value, absence = _value(line, one.unit)
    if line.method and line.method != one.method:
        line.problems.append(_("methode : ce projet mesure par %s ; écrivez-la, ou rien") % (one.method or _("aucune méthode")))
    shares, parts = places.of(line), _parts(line)
    if line.problems:
        return None
    details = {name: text for name, text in (("note", line.proof), ("source_id", line.source_id)) if text}
    return Given(
        one.id,
        line.starts_on,
        line.ends_on,
        value,
        absence=absence,
        shares=shares,
        parts=parts,
        details=details,
        is_confirmed=asked.is_confirmed,
        reason=asked.reason,
        seen=line.version,
    )


def _value(line: Line, unit: str) -> tuple[Decimal | None, str]:
    if absence := _SAID.get(fold(line.value)):
        return None, absence
    try:
        return read_value(line.value, unit, is_machine=True), ""
    except NotANumber as error:
        words = _("valeur : %s") % error.message
        if not line.value:
            words = _("valeur : écrivez un nombre (zéro en est un), ou « pas mesuré », « sans objet »")
        line.problems.append(words)
    return None, ""


class _Spread:
    """Places and their parts, as cells write them: a file says the same ones line after line."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self.places = places
        self.read: dict[str, Shares] = {}

    def of(self, line: Line) -> Shares | None:
        """Those of a line; what is wrong with them is added to its problems."""
        if not line.place:
            return None
        if line.place in self.read:
            return self.read[line.place]
        found: list[tuple[int, Decimal]] = []
        problems: list[str] = []
        for name, share in _split(line.place):
            if name not in self.places:
                problems.append(_("lieu : %s n’existe pas ; écrivez par exemple commune:73065") % name[:60])
            else:
                try:
                    found.append((self.places[name], read_quantity(share or "100", is_machine=True)))
                except NotANumber as error:
                    problems.append(_("lieu : %s") % error.message)
        line.problems += problems
        if not problems:
            self.read[line.place] = tuple(found)
        return tuple(found)


def _parts(line: Line) -> Parts | None:
    if not line.parts:
        return None
    found: list[tuple[str, str, Decimal]] = []
    for dimension, rest in _split(line.parts):
        category, sign, value = rest.rpartition(":")
        try:
            if not sign:
                raise NotANumber(_("écrivez par exemple sexe=femmes:12|sexe=hommes:8"))
            found.append((dimension, category.strip()[:60], read_quantity(value, is_machine=True)))
        except NotANumber as error:
            line.problems.append(_("ventilation : %s") % error.message)
    return tuple(found)


# ── Out ──────────────────────────────────────────────────────────────────────────────────────────
_EXPORT = """
SELECT p.reference || '/' || i.code, m.version, m.starts_on, m.ends_on, coalesce(g.level || ':' || g.code, (
    SELECT string_agg(sg.level || ':' || sg.code || '=' || trim_scale(s.share), '|' ORDER BY s.share DESC, sg.code)
    FROM impact_measureshare s JOIN geo_place sg ON sg.id = s.place_id WHERE s.measure_id = m.id)),
  m.value, m.absence, coalesce((
    SELECT string_agg(q.dimension || '=' || q.category || ':' || trim_scale(q.value), '|' ORDER BY q.dimension, q.category)
    FROM impact_measurepart q WHERE q.measure_id = m.id), ''),
  coalesce(mm.slug || '@' || mv.number, ''), m.note, coalesce(nullif(m.source_id, ''), 'mesure-projet:' || m.id)
FROM impact_measure m JOIN impact_followed f ON f.id = m.followed_id JOIN projects_project p ON p.id = f.project_id
JOIN methods_indicator i ON i.id = f.indicator_id LEFT JOIN geo_place g ON g.id = m.place_id
LEFT JOIN methods_methodversion mv ON mv.id = f.method_version_id LEFT JOIN methods_method mm ON mm.id = mv.method_id
WHERE f.project_id = %s AND (%s::bigint IS NULL OR f.id = %s) ORDER BY i.code, m.ends_on
"""


def export_measures(project: Project, followed: int | None = None) -> Iterator[tuple[Any, ...]]:
    """Every value of a project, or of one indicator, drafts included, under the columns of the import, as a stream.

    For its team: nothing is left out. Must run inside a transaction.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_EXPORT, [project.pk, followed, followed])
        for name, version, starts_on, ends_on, place, value, absence, parts, method, note, key in cursor:
            said = ABSENCES[absence] if value is None else value.normalize()
            days = (starts_on.isoformat(), ends_on.isoformat())
            yield (name, str(version), *days, place, format(said, "f") if value is not None else said, parts, method, note, key)
