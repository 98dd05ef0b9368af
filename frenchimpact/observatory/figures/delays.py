"""How long files take, as it was seen over twelve months: a median, and between what eight in ten lie. Never a promise."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.queries.observed import read_delays
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.observatory.figures.definition import Definition, Value

QUESTION = "delais"
# Under so many files, a delay says nothing about the next one.
FEWEST = 11
_SEEN = _("Les dossiers qui ont eu leur réponse depuis douze mois, en France entière. En dessous de onze dossiers, rien n’est publié.")
_DATES = _("Les dates du journal de la plateforme.")
_MIDDLE = _("On compte les jours de chaque dossier : la moitié a attendu moins. L’intervalle laisse de côté le plus court et le plus long.")
_LIMITS = _("Un délai observé n’est pas une promesse : il dit comment cela s’est passé, pas comment cela se passera.")


def _delay(code: str, title: Text, definition: Text, unit: str = "day", lines: str = "") -> Definition:
    return Definition(code, QUESTION, title, definition, _MIDDLE, _SEEN, _DATES, unit, lines, limits=_LIMITS)


DEFINITIONS = (
    _delay(
        "delai-qualification",
        _("Lecture d’un projet"),
        _("Du dépôt d’un projet à la réponse motivée de ses lecteurs, compléments compris."),
        lines="/projets/declarer/",
    ),
    _delay(
        "delai-candidature",
        _("Décision sur une candidature"),
        _("Du dépôt d’une candidature à un appel à la décision qui l’accepte ou la refuse."),
        lines="/appels/",
    ),
    _delay(
        "delai-frein-reponse",
        _("Première réponse à un frein"),
        _("De l’arrivée d’un frein à la première réponse d’une personne, en jours ouvrés, sans les pauses."),
        "working_day",
        "/freins/",
    ),
    _delay(
        "delai-frein-issue",
        _("Issue d’un frein"),
        _("De l’arrivée d’un frein à ce qui en est sorti, en jours ouvrés, sans les pauses."),
        "working_day",
        "/freins/",
    ),
)

_QUALIFIED = """
SELECT extract(day FROM q.closed_at - p.submitted_at)::int AS days
FROM projects_qualification q JOIN projects_project p ON p.id = q.project_id
WHERE q.closed_at >= %(since)s AND q.closed_at >= p.submitted_at AND q.outcome IN ('qualified', 'not_qualified', 'redirected')
"""
_DECIDED = """
SELECT extract(day FROM min(s.at) - a.submitted_at)::int AS days FROM calls_application a
JOIN calls_step s ON s.application_id = a.id AND s.state IN ('granted', 'refused') AND s.at >= a.submitted_at
WHERE NOT a.is_test GROUP BY a.id HAVING min(s.at) >= %(since)s
"""
_SPREAD = """
SELECT count(*), percentile_disc(0.1) WITHIN GROUP (ORDER BY days), percentile_disc(0.5) WITHIN GROUP (ORDER BY days),
  percentile_disc(0.9) WITHIN GROUP (ORDER BY days) FROM ({files}) files
"""


def look() -> Iterator[Value]:
    """The last twelve months."""
    yield _read("delai-qualification", _QUALIFIED)
    yield _read("delai-candidature", _DECIDED)
    found = read_delays()
    yield _spread("delai-frein-reponse", *_of(found.first))
    yield _spread("delai-frein-issue", *_of(found.whole))


def _of(found: Any) -> tuple[int | None, ...]:
    return (found.count, found.low, found.middle, found.high) if found else (None, None, None, None)


def _read(figure: str, files: str) -> Value:
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD.format(files=files), {"since": clock.now() - dt.timedelta(days=365)})
        return _spread(figure, *cursor.fetchone())


def _spread(figure: str, count: int | None, low: int | None, middle: int | None, high: int | None) -> Value:
    if not count or count < FEWEST:
        # How many there are is said: why there is no delay.
        return Value(figure, None, reported=count or 0)
    return Value(figure, middle, low=low, high=high, reported=count)
