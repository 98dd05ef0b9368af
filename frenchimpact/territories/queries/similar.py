"""Territories like this one: how close they are and why, and what can be compared with them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.pages import FILTERS
from frenchimpact.territories.models import Action, Commitment, CommonIndicator, Indicator, Member, Territory
from frenchimpact.territories.queries.promises import counts, rate
from frenchimpact.vocabularies.queries import word

FEWEST, MOST = 3, 5
# Past this likeness, in hundredths, a territory is worth a fourth or a fifth column.
CLOSE = 50
# What each likeness weighs.
_POPULATION, _SPREAD, _THEMES = 40, 20, 40

_PROFILES = """
SELECT t.id, t.name, t.slug, ground.population, ground.communes, coalesce(said.themes, '{}') FROM territories_territory t
JOIN (SELECT tc.territory_id, sum(c.population) AS population, count(*) AS communes
  FROM territories_territorycommune tc JOIN geo_place c ON c.id = tc.commune_id GROUP BY tc.territory_id) ground
  ON ground.territory_id = t.id
LEFT JOIN (SELECT ch.territory_id, array_agg(DISTINCT theme) AS themes FROM territories_challenge ch, unnest(ch.themes) theme
  GROUP BY ch.territory_id) said ON said.territory_id = t.id
WHERE ground.population > 0 ORDER BY t.id
"""


@dataclass(frozen=True)
class Profile:
    """What territories are compared by."""

    territory_id: int
    name: str
    slug: str
    population: int
    communes: int
    themes: frozenset[str] = frozenset()

    @property
    def per_commune(self) -> int:
        """Inhabitants by commune: dense or spread, as far as the official geography says (it holds no surface)."""
        return round(self.population / self.communes) if self.communes else 0


@dataclass(frozen=True)
class Likeness:
    """How close another territory is, in hundredths: by its population, its inhabitants by commune, the themes of its challenges.

    Each part goes from 0 to 1; `themes` is None when one of the two has none.
    """

    here: Profile
    other: Profile
    score: int
    population: float
    spread: float
    themes: float | None

    @property
    def reasons(self) -> list[dict[str, str]]:
        """Why, as `ui.why` takes it."""
        show, here, other = FILTERS["number"], self.here, self.other
        found = [
            _reason(_("%(n)s habitants, %(here)s ici.") % {"n": show(other.population), "here": show(here.population)}, self.population),
            _reason(
                _("%(n)s habitants par commune, %(here)s ici.") % {"n": show(other.per_commune), "here": show(here.per_commune)},
                self.spread,
            ),
        ]
        if self.themes is not None:
            shared = sorted(here.themes & other.themes)
            words = ", ".join(word("theme", code) for code in shared[:4])
            text = ngettext("%(n)s thème de défi en commun : %(words)s.", "%(n)s thèmes de défi en commun : %(words)s.", len(shared))
            none = _("Aucun thème de défi en commun.")
            found.append(_reason(text % {"n": len(shared), "words": words} if shared else none, 1.0 if shared else 0.0))
        return found


def nearness(one: float, other: float) -> float:
    """1 for the same size, 0 from ten times as large on, by the ratio of the two."""
    if one <= 0 or other <= 0:
        return 0.0
    return max(0.0, 1 - abs(math.log10(one / other)))


def likeness(here: Profile, other: Profile) -> Likeness:
    """How alike two territories are. Themes weigh nothing when one of the two has none: what is not written is not a difference."""
    population, spread = nearness(here.population, other.population), nearness(here.per_commune, other.per_commune)
    themes = len(here.themes & other.themes) / len(here.themes | other.themes) if here.themes and other.themes else None
    parts = [(_POPULATION, population), (_SPREAD, spread)] + ([] if themes is None else [(_THEMES, themes)])
    score = round(100 * sum(weight * part for weight, part in parts) / sum(weight for weight, _part in parts))
    return Likeness(here, other, score, population, spread, themes)


def _reason(text: str, part: float) -> dict[str, str]:
    return {"text": text, "state": "done" if part >= 0.7 else "ask" if part >= 0.4 else "no"}


def closest(here: Profile, others: Iterable[Profile]) -> list[Likeness]:
    """Three to five, the closest first; none when fewer than three others exist: two alone would be a contest."""
    found = sorted(
        (likeness(here, one) for one in others if one.territory_id != here.territory_id), key=lambda one: (-one.score, one.other.name)
    )
    if len(found) < FEWEST:
        return []
    return found[:FEWEST] + [one for one in found[FEWEST:MOST] if one.score >= CLOSE]


def similar_to(territory: Territory) -> list[Likeness]:
    """The territories to compare it with, in one statement. None while its own population is unknown."""
    with connection.cursor() as cursor:
        cursor.execute(_PROFILES)
        rows: list[tuple[int, str, str, int, int, list[str]]] = cursor.fetchall()
    profiles = {key: Profile(key, name, slug, people, communes, frozenset(themes)) for key, name, slug, people, communes, themes in rows}
    here = profiles.get(territory.pk)
    return closest(here, profiles.values()) if here else []


@dataclass(frozen=True)
class Compared:
    """What is compared: by territory key, each figure that is known."""

    members: dict[int, int]
    actions: dict[int, dict[str, int]]
    promises: dict[int, tuple[int, int, int | None]]
    challenges: dict[int, list[str]]
    # Common indicators that three of them at least follow: the last value and its day.
    common: list[tuple[CommonIndicator, dict[int, tuple[Decimal, int]]]]


def compared(keys: list[int]) -> Compared:
    """The figures of these territories, in five statements whatever their number."""
    members = dict(Member.objects.filter(territory__in=keys, until=None).order_by().values_list("territory").annotate(n=Count("pk")))
    actions: dict[int, dict[str, int]] = {}
    for key, state, n in Action.objects.filter(territory__in=keys).order_by().values_list("territory", "state").annotate(n=Count("pk")):
        actions.setdefault(key, {})[state] = n
    rows: Any = Commitment.objects.filter(territory__in=keys).order_by().values("territory").annotate(**counts())
    promises = {row["territory"]: (row["kept"], row["due"], rate(row["kept"], row["due"])) for row in rows}
    challenges: dict[int, list[str]] = {}
    for key, title in Territory.objects.filter(pk__in=keys).order_by("challenges__number").values_list("pk", "challenges__title"):
        if title:
            challenges.setdefault(key, []).append(title)
    return Compared(members, actions, promises, challenges, _common(keys))


def _common(keys: list[int]) -> list[tuple[CommonIndicator, dict[int, tuple[Decimal, int]]]]:
    rows = Indicator.objects.filter(territory__in=keys, common__isnull=False, last_value__isnull=False, ended_on=None)
    found: dict[int, tuple[CommonIndicator, dict[int, tuple[Decimal, int]]]] = {}
    for row in rows.select_related("common").order_by("common__position", "common__code", "number"):
        if row.common is not None and row.last_value is not None and row.last_on is not None:
            values = found.setdefault(row.common.pk, (row.common, {}))[1]
            # A second one of the same kind would make a sum of what may overlap.
            values.setdefault(row.territory_id, (row.last_value, row.last_on.year))
    return [(common, values) for common, values in found.values() if len(values) >= FEWEST]
