"""What anyone may read value by value: those of public projects that count, but few people and what would give them back."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Prefetch, QuerySet

from frenchimpact.geo.models import Place
from frenchimpact.impact.models import Measure, Verification
from frenchimpact.impact.queries.figures import Figure, figures, nation
from frenchimpact.impact.queries.levels import with_levels
from frenchimpact.impact.queries.sums import Axis
from frenchimpact.impact.suppression import PEOPLE, Cut

# The same rule as `suppression.hidden_parts`, for the values of a year, whose total is published: where values add up, those that are few
# take the smallest other one along.
_TOLD = """
SELECT told.*, is_few OR adds_up AND NOT is_few AND value > 0 AND few > 0 AND (few = 1 OR few_sum < 11 OR few_sum <= few) AND rank = 1
  AS is_one
FROM (
  SELECT c.*, count(*) FILTER (WHERE is_few) OVER of_year AS few, sum(value) FILTER (WHERE is_few) OVER of_year AS few_sum,
    row_number() OVER (PARTITION BY followed_id, year ORDER BY is_few OR value = 0, value, ends_on) AS rank
  FROM (
    SELECT m.id, m.followed_id, m.value, m.starts_on, m.ends_on, extract(year FROM m.ends_on) AS year, i.aggregation = 'sum' AS adds_up,
      f.project_id, i.id AS indicator_id, i.numerator_id, i.denominator_id, CASE i.unit WHEN '%%' THEN 100 ELSE 1 END AS scale,
      i.unit IN ('personne', 'foyer', 'parcours') AS of_people,
      i.unit IN ('personne', 'foyer', 'parcours') AND m.value > 0 AND m.value < 11 AS is_few
    FROM impact_measure m JOIN impact_followed f ON f.id = m.followed_id JOIN methods_indicator i ON i.id = f.indicator_id
    WHERE {counted} AND m.value IS NOT NULL AND m.state IN ('submitted', 'verified', 'locked') {more}
  ) c WINDOW of_year AS (PARTITION BY followed_id, year)
) told
"""
# A ratio beside one of its two totals gives the other back: it is told when both may be, and when none that is not there would be few.
_WITH_RATIOS = """
SELECT t.id, t.followed_id, t.is_one OR coalesce(beside.gives_back, false) AS is_hidden
FROM ({all}) t LEFT JOIN LATERAL (
  SELECT bool_or(o.is_one OR o.starts_on = t.starts_on AND o.ends_on = t.ends_on AND t.value <> 0 AND (
    o.indicator_id = t.numerator_id AND other.unit IN ('personne', 'foyer', 'parcours')
      AND abs(o.value * t.scale / t.value) BETWEEN 0.5 AND 10.5
    OR o.indicator_id = t.denominator_id AND whole.unit IN ('personne', 'foyer', 'parcours')
      AND abs(o.value * t.value / t.scale) BETWEEN 0.5 AND 10.5)) AS gives_back
  FROM ({beside}) o, methods_indicator other, methods_indicator whole
  WHERE other.id = t.denominator_id AND whole.id = t.numerator_id AND o.starts_on <= t.ends_on AND o.ends_on >= t.starts_on
) beside ON t.numerator_id IS NOT NULL
"""


def _told(more: str = "", *, counted: str = "f.is_counted") -> str:
    beside = _TOLD.format(counted=counted, more="AND f.project_id = t.project_id AND i.id IN (t.numerator_id, t.denominator_id)")
    return _WITH_RATIOS.format(all=_TOLD.format(counted=counted, more=more), beside=beside)


# Inside a statement that has parameters.
PUBLISHED = _told()


def published_measures() -> QuerySet[Measure]:
    """The values that anyone may read, in a stable order; those of `hidden_measures` without their number."""
    found = Measure.objects.filter(followed__is_counted=True, value__isnull=False, state__in=Measure.COUNTED)
    related = ("followed__project", "followed__indicator", "method_version__method", "place")
    seen = Verification.objects.select_related("organisation", "request")
    return found.select_related(*related).prefetch_related("shares__place", Prefetch("verifications", queryset=seen)).order_by("pk")


def hidden_measures(followed: Collection[int], *, is_public: bool = True) -> set[int]:
    """Those of the values of these indicators whose number is not published; or would not be, of projects that are not public yet."""
    told = _told("AND f.id = ANY(%s)", counted="f.is_counted" if is_public else "true")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({told}) p WHERE is_hidden", [list(followed)])  # noqa: S608  names of this module
        return {key for (key,) in cursor.fetchall()}


def published_figures() -> Iterator[dict[str, Any]]:
    """Every figure of the country, by region, goal and theme too: what the dataset « chiffres » tells of projects."""
    regions = {one.pk: one for one in Place.objects.filter(level=Place.Level.REGION)}
    country, parts = nation(), Cut(frozenset(regions))
    cuts: tuple[tuple[str, Cut, tuple[Axis, ...]], ...] = (
        ("pays", country, ()),
        ("region", parts, ("place",)),
        ("odd", country, ("sdg",)),
        ("theme", country, ("theme",)),
    )
    for name, cut, by in cuts:
        for one in with_levels(cut, figures(cut, by=by), by=by):
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
        "compte_des_personnes": indicator.unit in PEOPLE,
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
        "preuve_2_ou_plus": one.proven,
        "annee_incomplete": one.partial,
    }


def _plain(value: Decimal | None) -> str | None:
    """Exact to the fourth decimal, without useless zeros."""
    return None if value is None else f"{round(value, 4).normalize() + 0:f}"
