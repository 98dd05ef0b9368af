"""A page of matches, told: each aid with its conditions in words."""

from collections.abc import Callable, Iterable
from functools import partial

from django.db.models import QuerySet

from frenchimpact.aids.explaining import Speaker, Told, tell
from frenchimpact.aids.judging import Side, judge
from frenchimpact.aids.models import Aid, AidPlace, Face, Rule
from frenchimpact.aids.queries.bits import all_bits, mask
from frenchimpact.aids.queries.matches import Match, conditions_of, side_of
from frenchimpact.core import clock
from frenchimpact.core.kept import kept
from frenchimpact.core.rows import among
from frenchimpact.geo.models import Place
from frenchimpact.projects.models import Project

type Fix = Callable[[str], tuple[str, str] | None]


def no_fix(_subject: str) -> None:
    """Nothing can be corrected from there."""


def speaker_of(places: Iterable[Place], fix: Fix = no_fix) -> Speaker:
    """Who is spoken of: where they act, and where each value may be corrected."""
    return Speaker(all_bits(), tuple(places), fix)


@kept
def _aids(*, keys: list[int]) -> QuerySet[Aid]:
    return Aid.objects.filter(pk__in=among(keys)).select_related("funder", "terms").defer("told_fold").order_by()


@kept
def _rules(*, keys: list[int]) -> QuerySet[Rule]:
    return Rule.objects.filter(aid__in=among(keys)).order_by("aid", "pk")


@kept
def _places(*, keys: list[int]) -> QuerySet[AidPlace]:
    return AidPlace.objects.filter(aid__in=among(keys)).select_related("place").order_by("aid", "is_excluded", "pk")


def _whole(keys: list[int]) -> dict[int, Aid]:
    """These aids with their rules and places, as `prefetch_related` would have them, for a third of the processor's time."""
    aids = {aid.pk: aid for aid in _aids(keys=keys)}
    for aid in aids.values():
        aid._prefetched_objects_cache = {"rules": [], "aid_places": []}  # type: ignore[attr-defined]  # where Django itself looks first
    for name, rows in (("rules", _rules(keys=keys)), ("aid_places", _places(keys=keys))):
        for row in rows:
            aids[row.aid_id]._prefetched_objects_cache[name].append(row)  # type: ignore[attr-defined]  # where Django itself looks first
    return aids


def told_aids(rows: list[Match], side: Side, speaker: Speaker) -> list[tuple[Aid, Told]]:
    """The aids of a page with their conditions in words, in the order of the rows. Three statements, whatever their number."""
    found = _whole([row.pk for row in rows]) if rows else {}
    telling = partial(tell, side=side, speaker=speaker)
    today = clock.today()
    return [(aid, telling(aid, judge(side, conditions_of(aid.terms), today))) for row in rows if (aid := found.get(row.pk))]


def side_of_project(project: Project) -> Side:
    """A project as the matching reads it."""
    face = Face.objects.filter(project=project).first()
    return side_of(face) if face else Side()


def side_of_answers(
    *,
    form: str = "",
    stage: str = "",
    themes: Iterable[str] = (),
    publics: Iterable[str] = (),
    places: Iterable[Place] = (),
    **values: object,
) -> Side:
    """A visitor's answers as the matching reads them; what was not answered is unknown. `values`: amount, budget, founded_on…"""
    places = list(places)
    above = {pk for place in places for pk in (place.pk, place.department_id, place.region_id, place.epci_id, place.ept_id) if pk}
    if places:
        above |= set(Place.objects.filter(level=Place.Level.COUNTRY, code="FR").values_list("pk", flat=True))
    return Side(
        mask("form", [form]) if form else 0,
        mask("stage", [stage]) if stage else 0,
        mask("theme", themes) if themes else 0,
        mask("public", publics) if publics else 0,
        places=frozenset(place.pk for place in places),
        places_up=frozenset(above),
        **values,  # type: ignore[arg-type] # names and types of Side
    )
