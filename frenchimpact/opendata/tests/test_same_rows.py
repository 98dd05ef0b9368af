"""The address of a list copied to its collection gives the same rows: words with accents, plurals, synonyms; themes; places; periods."""

import csv
import datetime as dt
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.barriers.tests.factories import make_published
from frenchimpact.core import clock
from frenchimpact.events.models import Event
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.methods.tests.factories import make_method
from frenchimpact.offers.tests.factories import make_offer
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.solutions.tests.factories import make_solution
from frenchimpact.territories.tests.factories import make_challenge, make_territory
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
WORDS = ("mobilité", "mobilite", "mobilités", "véhicules", "bicyclette", "rém", "roue", "mobilté", "chambery", "!", "impact")
NAMES = ("La mobilité des jeunes", "Un véhicule et un vélo", "Des roues à Chambéry")
THEMES: tuple[list[str], ...] = (["mobilite_douce_partagee"], ["mobilite_douce_partagee", "insertion_emploi"], [])
PLACES = ("region=84", "region=11", "departement=73", "epci=200069110", "commune=73065", "commune=75056", "region=84&commune=73065")
ALL = [f"q={words}" for words in WORDS] + [f"theme={THEMES[0][0]}", "q=roues&region=84", f"q=mobilité&theme={THEMES[0][0]}", *PLACES]


def _organisations() -> None:
    for name, themes, spot in zip(NAMES, THEMES, ("commune:73065", "commune:75056", None), strict=True):
        make_organisation(name=name, themes=themes, commune=make_place(spot) if spot else None)


def _projects() -> None:
    for name, themes, spot in zip(NAMES, THEMES, ("commune:73065", "region:11", "departement:73"), strict=True):
        make_published_project(name=name, themes=themes or ["culture_sport"], places=[make_place(spot)])


def _aids() -> None:
    on_theme = [{"subject": "theme", "values": THEMES[0]}]
    make_aid(NAMES[0], places=("departement:73",), rules=on_theme)
    make_aid(NAMES[1], places=("region:11",))
    make_aid(NAMES[2], places=("commune:73065",), instruments=["pret"])
    generic = make_aid("Mobilité de tous", is_generic=True)
    make_aid("Mobilité de tous, à Paris", places=("commune:75056",), generic=generic)
    make_aid("Roue fermée", rhythm="once", closes_on=clock.today() - dt.timedelta(days=1))


def _events() -> None:
    for name, themes, spot in zip(NAMES, THEMES, ("commune:73065", "commune:75056", "region:84"), strict=True):
        make_event(title=name, themes=themes, place=make_place(spot))
    then = clock.now() - dt.timedelta(days=9)
    Event.objects.filter(pk=make_event(title="Roue passée").pk).update(starts_at=then, ends_at=then + dt.timedelta(hours=1))


def _offers() -> None:
    for name, themes in zip(NAMES, THEMES, strict=True):
        make_offer(title=name, themes=themes)


def _precedents() -> None:
    for name, themes, spot in zip(NAMES, THEMES, ("commune:73065", "region:11", ""), strict=True):
        row = make_published(name, themes=themes)
        row.places.create(place=make_place(spot)) if spot else None


def _territories() -> None:
    for name, themes, spot in zip(NAMES, THEMES, ("commune:73065", "commune:75056", "commune:73008"), strict=True):
        make_challenge(make_territory(name, places=[make_place(spot)]), themes=themes)


def _solutions() -> None:
    for name, themes in zip(NAMES, THEMES, strict=True):
        make_solution(title=name, project=make_published_project(themes=themes or ["culture_sport"]))


def _methods() -> None:
    make_method("sroi")


# By the page: the collection, its small world, what is asked besides.
WORLDS: dict[str, tuple[str, Callable[[], None], list[str]]] = {
    "/annuaire/": ("organisations", _organisations, ALL),
    "/projets/": ("projects", _projects, ALL),
    "/financements/": ("aids", _aids, [*ALL, "fermees=oui", "nature=subvention", "nature=pret&region=84", "etape=idee"]),
    "/evenements/": ("events", _events, [*ALL, "periode=tous", "periode=passes"]),
    "/offres/": ("offers", _offers, ALL),
    "/freins/": ("precedents", _precedents, ALL),
    "/territoires/": ("territories", _territories, ALL),
    "/labels/": ("labels", _territories, [one for one in ALL if "theme" not in one]),
    "/solutions/": ("solutions", _solutions, ALL),
    "/methodes/": (
        "methods",
        _methods,
        [one for one in ALL if not one.startswith(("region", "dep", "epci", "commune")) and "&" not in one],
    ),
}


@pytest.mark.parametrize(("path", "collection", "make", "asked"), [(path, *world) for path, world in WORLDS.items()])
def test_the_address_of_a_list_gives_the_same_rows_to_its_collection(
    client: Client, path: str, collection: str, make: Callable[[], None], asked: list[str]
) -> None:
    make_terms()
    make_places()
    make()
    of_page = {query: _of_page(client, path, query) for query in asked}
    of_api = {query: _of_collection(client, collection, query) for query in asked}
    assert of_page == of_api
    # Something is found, and not always the same.
    assert len({tuple(sorted(rows)) for rows in of_page.values()}) > 1


def _of_page(client: Client, path: str, query: str) -> set[str]:
    answer: Any = client.get(f"{path}?format=csv&{query}")
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(csv.DictReader(StringIO(text.decode())))
    return {row.get("reference") or row["methode"] for row in rows}


def _of_collection(client: Client, collection: str, query: str) -> set[str]:
    answer = client.get(f"/api/v1/{collection}?{query}")
    assert answer.status_code == 200, (query, answer.content)
    return {one["id"] for one in answer.json()["results"]}
