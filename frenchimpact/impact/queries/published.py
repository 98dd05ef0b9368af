"""What anyone may read value by value: those of public projects that count, but few people and what would give them back."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from frenchimpact.geo.models import Place
from frenchimpact.impact.models import Measure
from frenchimpact.impact.queries.figures import Figure, figures, nation
from frenchimpact.impact.suppression import Cut

# The same rule as `suppression.hidden_parts`, for the values of a year, whose total is published: where values add up, one that is few
# takes the smallest other one along.
PUBLISHED = """
SELECT id, followed_id, is_few OR adds_up AND NOT is_few AND value > 0 AND few > 0 AND (few = 1 OR few_sum <= few) AND rank = 1 AS is_hidden
FROM (
  SELECT c.*, count(*) FILTER (WHERE is_few) OVER of_year AS few, sum(value) FILTER (WHERE is_few) OVER of_year AS few_sum,
    row_number() OVER (PARTITION BY followed_id, year ORDER BY is_few OR value = 0, value, ends_on) AS rank
  FROM (
    SELECT m.id, m.followed_id, m.value, m.ends_on, extract(year FROM m.ends_on) AS year, i.aggregation = 'sum' AS adds_up,
      i.unit IN ('personne', 'foyer', 'parcours') AND m.value > 0 AND m.value < 11 AS is_few
    FROM impact_measure m JOIN impact_followed f ON f.id = m.followed_id JOIN methods_indicator i ON i.id = f.indicator_id
    WHERE f.is_counted AND m.value IS NOT NULL AND m.state IN ('submitted', 'verified', 'locked')
  ) c WINDOW of_year AS (PARTITION BY followed_id, year)
) told
"""


def published_measures() -> QuerySet[Measure]:
    """The values that anyone may read, in a stable order; those of `hidden_measures` without their number."""
    found = Measure.objects.filter(followed__is_counted=True, value__isnull=False, state__in=Measure.COUNTED)
    related = ("followed__project", "followed__indicator", "method_version__method", "place")
    return found.select_related(*related).order_by("pk")


def hidden_measures(followed: Collection[int]) -> set[int]:
    """Those of the values of these indicators whose number is not published."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({PUBLISHED}) p WHERE is_hidden AND followed_id = ANY(%s)",  # noqa: S608  names of this module
            [list(followed)],
        )
        return {key for (key,) in cursor.fetchall()}


def published_figures() -> Iterator[dict[str, Any]]:
    """Every figure of the country, by region, goal and theme too: what the dataset « chiffres » tells of projects."""
    regions = {one.pk: one for one in Place.objects.filter(level=Place.Level.REGION)}
    cut = nation()
    for name, found in (
        ("pays", figures(cut)),
        ("region", figures(Cut(frozenset(regions)), by=("place",))),
        ("odd", figures(cut, by=("sdg",))),
        ("theme", figures(cut, by=("theme",))),
    ):
        for one in found:
            code = {"pays": "FR", "region": regions[one.place].code if one.place in regions else "", "odd": str(one.sdg or "")}
            yield _row(one, name, code.get(name, one.theme or ""))


def _row(one: Figure, cut: str, code: str) -> dict[str, Any]:
    indicator = one.indicator
    return {
        "indicateur": indicator.code,
        "version": indicator.version,
        "nom": indicator.name_fr,
        "definition": indicator.definition_fr,
        "unite": indicator.unit,
        "regle": indicator.aggregation,
        "annee": one.year,
        "coupe": cut,
        "code": code,
        "valeur": _plain(one.value),
        "valeur_verifiee": _plain(one.verified_value),
        "attendus": one.expected,
        "declarants": one.reported,
        "verifies": one.verified,
        "non_comptes": one.left_out,
    }


def _plain(value: Decimal | None) -> str | None:
    """Exact to the fourth decimal, without useless zeros."""
    return None if value is None else f"{round(value, 4).normalize() + 0:f}"
