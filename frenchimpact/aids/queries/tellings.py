"""A page of matches, told: each aid with its conditions in words."""

from collections.abc import Callable, Iterable
from functools import partial

from frenchimpact.aids.explaining import Speaker, Told, tell
from frenchimpact.aids.judging import Side, judge
from frenchimpact.aids.models import Aid, Face
from frenchimpact.aids.queries.bits import all_bits, mask
from frenchimpact.aids.queries.matches import Match, conditions_of, side_of
from frenchimpact.core import clock
from frenchimpact.geo.models import Place
from frenchimpact.projects.models import Project

type Fix = Callable[[str], tuple[str, str] | None]


def no_fix(_subject: str) -> None:
    """Nothing can be corrected from there."""


def speaker_of(places: Iterable[Place], fix: Fix = no_fix) -> Speaker:
    """Who is spoken of: where they act, and where each value may be corrected."""
    return Speaker(all_bits(), tuple(places), fix)


def told_aids(rows: list[Match], side: Side, speaker: Speaker) -> list[tuple[Aid, Told]]:
    """The aids of a page with their conditions in words, in the order of the rows. Four statements, whatever their number."""
    found = Aid.objects.select_related("funder", "terms").prefetch_related("rules", "aid_places__place").in_bulk([row.pk for row in rows])
    telling = partial(tell, side=side, speaker=speaker)
    today = clock.today()
    return [(aid, telling(aid, judge(side, conditions_of(aid.terms), today))) for row in rows if (aid := found.get(row.pk))]


def side_of_project(project: Project) -> Side:
    """A project as the matching reads it."""
    face = Face.objects.filter(project=project).first()
    return side_of(face) if face else Side()


def side_of_answers(*, form: str = "", stage: str = "", themes: Iterable[str] = (), places: Iterable[Place] = (), **values: object) -> Side:
    """A visitor's answers as the matching reads them; what was not answered is unknown. `values`: amount, budget, founded_on…"""
    places = list(places)
    above = {pk for place in places for pk in (place.pk, place.department_id, place.region_id, place.epci_id, place.ept_id) if pk}
    if places:
        above |= set(Place.objects.filter(level=Place.Level.COUNTRY, code="FR").values_list("pk", flat=True))
    return Side(
        mask("form", [form]) if form else 0,
        mask("stage", [stage]) if stage else 0,
        mask("theme", themes) if themes else 0,
        places=frozenset(place.pk for place in places),
        places_up=frozenset(above),
        **values,  # type: ignore[arg-type] # names and types of Side
    )
