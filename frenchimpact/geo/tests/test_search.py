"""What people type leads to the place they mean, on the whole official geography."""

import random
import string

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Chambéry", "commune:73065"),
        ("73065", "commune:73065"),
        ("Brison-Saint-Innocent", "commune:73059"),
        ("commune:73065", "commune:73065"),
        ("saint-denis 974", "commune:97411"),
        ("Saint-Denis (93)", "commune:93066"),
        ("93200 Saint-Denis", "commune:93066"),
        ("Saint-Denis 97400", "commune:97411"),
        ("Saint-Denis (Seine-Saint-Denis)", "commune:93066"),
        ("Chambry (77)", "commune:77077"),
        ("Arbignieu", "commune:01015"),
        ("Havre", "commune:76351"),
        ("Paris 13e arrondissement", "commune:75056"),
        ("Paris 13", "commune:75056"),
        ("lyon 1er", "commune:69123"),
        ("75013", "commune:75056"),
        ("75113", "commune:75056"),
        ("2A004", "commune:2A004"),
        ("Ajaccio 2A", "commune:2A004"),
        ("Bastia (20)", "commune:2B033"),
        ("97400", "commune:97411"),
        ("Saint-\u202eDenis\x07 (93)", "commune:93066"),
    ],
)
def test_a_text_that_names_one_commune_is_resolved(typed: str, key: str) -> None:
    found = queries.resolve_place(typed)
    assert found.place is not None
    assert (found.place.key, found.choices) == (key, [])


def names(typed: str, level: str | None = Place.Level.COMMUNE) -> list[str]:
    found = queries.resolve_place(typed, level)
    assert found.place is None
    return [queries.place_words(match.place) for match in found.choices]


def test_a_text_that_names_several_gives_the_choice() -> None:
    assert names("Saint-Denis")[:2] == ["Saint-Denis (La Réunion)", "Saint-Denis (Seine-Saint-Denis)"]
    assert all(name.startswith("Saint-Denis (") for name in names("Saint-Denis"))
    assert {"Aix-les-Bains (Savoie)", "Brison-Saint-Innocent (Savoie)"} <= set(names("73100"))
    assert names("97600") == ["Mamoudzou (Mayotte)", "Koungou (Mayotte)"]
    # A larger place whose name is one letter away may be the one meant.
    assert names("chambry") == ["Chambry (Seine-et-Marne)", "Chambry (Aisne)", "Chambéry (Savoie)"]
    assert names("Corrèze", None) == ["Corrèze", "Corrèze"]


@pytest.mark.parametrize("typed", ["zzzzzzzzzz", "x" * 300, "\u202e", "99999", "", "()"])
def test_a_text_that_names_nothing_gives_no_choice(typed: str) -> None:
    assert queries.resolve_place(typed) == queries.Resolved(None, [])


@pytest.mark.parametrize("typed", ["marsielle", "Saint", "st", "le", "Strasb"])
def test_a_misspelling_or_a_beginning_is_never_taken_for_sure(typed: str) -> None:
    found = queries.resolve_place(typed)
    assert found.place is None
    assert found.choices


@pytest.mark.parametrize(("typed", "key"), [("Paris", "commune:75056"), ("Mayotte", "departement:976"), ("Savoie", "departement:73")])
def test_levels_of_the_same_ground_are_one(typed: str, key: str) -> None:
    found = queries.resolve_place(typed, None)
    assert found.place is not None
    assert found.place.key == key


def test_what_was_picked_counts_while_the_text_may_mean_it() -> None:
    def picked(text: str, key: str) -> str:
        found = queries.resolve_place(text, key=key)
        return found.place.key if found.place else ""

    assert picked("Saint-Denis", "commune:93066") == "commune:93066"
    assert picked("Saint-Denis (Seine-Saint-Denis)", "commune:93066") == "commune:93066"
    # Typed over what had been picked.
    assert picked("Lyon", "commune:93066") == "commune:69123"
    # Forged, of another level, or of another place.
    for key in ("commune:00000", "departement:93", "x" * 300, "commune:73065"):
        assert picked("Saint-Denis", key) == ""


def test_a_name_of_before_says_so() -> None:
    match = queries.match_places("Arbignieu")[0]
    assert queries.place_detail(match.place, match.former) == "Commune · Ain (01) · autrefois Arbignieu"
    match = queries.match_places("paris 13")[0]
    assert queries.place_detail(match.place, match.former) == "Commune · Paris (75) · Paris 13e Arrondissement"


def test_every_commune_is_found_again_by_its_own_words() -> None:
    rng = random.Random(2026)
    communes = list(Place.objects.filter(level=Place.Level.COMMUNE).select_related("department").order_by("code"))
    for place in rng.sample(communes, 200):
        assert queries.resolve_place(queries.place_words(place)).place == place


@pytest.mark.parametrize("typed", ["s", "saint", "chambery", "marsielle", "saint denis, 974", "grand lac", "x" * 120])
def test_no_look_up_reads_a_whole_table(typed: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        queries.match_places(typed, Place.Level.COMMUNE, 8)
    statements = [one["sql"] for one in asked.captured_queries]
    assert statements
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"EXPLAIN {statement}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan" not in plan, f"{statement}\n{plan}"
