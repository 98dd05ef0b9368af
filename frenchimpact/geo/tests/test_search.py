"""What people type leads to the place they mean, on the whole official geography."""

import random
import string

import pytest

from frenchimpact.core.text import fold
from frenchimpact.geo import queries
from frenchimpact.geo.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("france")]


def first(q: str, level: str | None = None) -> str:
    found = queries.search_places(q, level)
    return found[0].key if found else ""


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Chambéry", "commune:73065"),
        ("chambery", "commune:73065"),
        ("CHAMBÉRY", "commune:73065"),
        ("chamb", "commune:73065"),
        ("aix les bains", "commune:73008"),
        ("Aix-les-Bains", "commune:73008"),
        ("brison st innocent", "commune:73059"),
        ("St-Denis", "commune:97411"),
        ("saint-denis 93", "commune:93066"),
        ("Saint-Denis (Seine-Saint-Denis)", "commune:93066"),
        ("Montreuil, 93", "commune:93048"),
        ("havre", "commune:76351"),
        ("Le Havre", "commune:76351"),
        ("l’Haÿ les Roses", "commune:94038"),
        ("lyon 3e", "commune:69123"),
        ("Marsielle", "commune:13055"),
        ("73065", "commune:73065"),
        ("2A004", "commune:2A004"),
        ("73", "departement:73"),
        ("200069110", "epci:200069110"),
        ("Grand Chambéry", "epci:200069110"),
        ("CA du Grand Chambéry", "epci:200069110"),
        ("Est Ensemble", "ept:200057875"),
        ("commune:73065", "commune:73065"),
        ("Arbignieu", "commune:01015"),
        ("commune:01340", "commune:01015"),
        ("Savoie", "departement:73"),
        ("Bretagne", "region:53"),
        ("France", "pays:FR"),
    ],
)
def test_the_right_place_comes_first(typed: str, key: str) -> None:
    assert first(typed) == key


@pytest.mark.parametrize(
    "typed", ["", "   ", "()", "%", "_", "'; DROP TABLE", "x" * 5000, "🦄", "commune:", "pays:XX", "(((", "\u202e", "99999"]
)
def test_anything_else_gives_nothing_or_something_but_never_fails(typed: str) -> None:
    assert isinstance(queries.search_places(typed), list)


def test_a_postcode_offers_its_communes_the_most_inhabited_first() -> None:
    names = [place.name for place in queries.search_places("73100")]
    assert names[0] == "Aix-les-Bains"
    assert "Brison-Saint-Innocent" in names


def test_a_level_narrows_the_search() -> None:
    assert first("Paris", Place.Level.DEPARTMENT) == "departement:75"
    assert first("Mayotte", Place.Level.REGION) == "region:06"
    assert queries.search_places("commune:73065", Place.Level.REGION) == []


def test_exact_then_beginning_then_inhabitants() -> None:
    found = [place.name for place in queries.search_places("Lyon", Place.Level.COMMUNE)]
    assert found[0] == "Lyon"
    assert found[1].startswith("Lyons")


def one_error(name: str, rng: random.Random) -> str:
    """The name with one letter added, lost, changed, or swapped with its neighbour."""
    at, letter = rng.randrange(len(name) - 1), rng.choice(string.ascii_lowercase)
    return rng.choice(
        [
            name[:at] + letter + name[at:],
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        ]
    )


def test_one_wrong_letter_still_finds_nine_communes_in_ten_among_the_first_five() -> None:
    rng = random.Random(2026)
    communes = list(Place.objects.filter(level=Place.Level.COMMUNE).order_by("code").values_list("name", flat=True))
    asked = [name for name in rng.sample(communes, 320) if len(fold(name)) >= 4][:300]
    found = 0
    for name in asked:
        names = [place.name for place in queries.search_places(one_error(name, rng))[:5]]
        found += name in names
    assert len(asked) == 300
    assert found >= 0.9 * len(asked)


@pytest.mark.parametrize("typed", ["Chambéry", "73065", "Brison-Saint-Innocent", "commune:73065", "saint-denis 974"])
def test_a_text_that_names_one_commune_is_resolved(typed: str) -> None:
    assert len(queries.resolve_place(typed)) == 1


def test_a_text_that_names_several_gives_the_choice() -> None:
    assert {place.name for place in queries.resolve_place("Saint-Denis")} == {"Saint-Denis"}
    assert len(queries.resolve_place("Saint-Denis")) > 1
    assert len(queries.resolve_place("73100")) > 1
    assert queries.resolve_place("zzzzzzzzzz") == []
