"""Which territories are alike, why, and what is compared."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.territories.models import Indicator, Territory
from frenchimpact.territories.queries.similar import FEWEST, MOST, Profile, closest, compared, likeness, nearness
from frenchimpact.territories.tests.factories import (
    make_action,
    make_challenge,
    make_common,
    make_indicator,
    make_objective,
    make_territory,
)
from frenchimpact.vocabularies.tests.factories import make_terms


def profile(key: int, population: int, communes: int = 10, *themes: str) -> Profile:
    return Profile(key, f"T{key:02}", f"t-{key}", population, communes, frozenset(themes))


@pytest.mark.parametrize(("one", "other", "wanted"), [(100, 100, 1.0), (1000, 100, 0.0), (100, 1000, 0.0), (1, 5000, 0.0), (0, 10, 0.0)])
def test_nearness_goes_by_ratio(one: float, other: float, wanted: float) -> None:
    assert nearness(one, other) == wanted
    assert 0.69 < nearness(100, 200) < 0.7 == pytest.approx(0.7)


def test_the_same_in_all_is_a_hundred() -> None:
    assert likeness(profile(1, 50_000, 10, "sante"), profile(2, 50_000, 10, "sante")).score == 100


def test_themes_weigh_nothing_when_one_has_none() -> None:
    here, without, apart = profile(1, 50_000, 10, "sante"), profile(2, 50_000, 10), profile(3, 50_000, 10, "energie")
    assert (likeness(here, without).score, likeness(here, apart).score) == (100, 60)
    assert (likeness(here, without).themes, likeness(here, apart).themes) == (None, 0.0)


def test_likeness_is_the_same_both_ways() -> None:
    here, there = profile(1, 50_000, 10, "sante", "energie"), profile(2, 120_000, 31, "sante")
    assert likeness(here, there).score == likeness(there, here).score


def test_at_least_three_at_most_five_the_closest_first() -> None:
    here = profile(0, 100_000)
    near = [profile(key, 100_000 + key) for key in range(1, 9)]
    assert [one.other.territory_id for one in closest(here, [here, *near])] == [1, 2, 3, 4, 5][:MOST]
    far = [profile(key, 100_000_000 * key) for key in range(1, 9)]
    assert len(closest(here, far)) == FEWEST
    assert closest(here, near[:2]) == []


def make(number: int, key: str) -> Territory:
    return make_territory(f"Territoire {number}", lead=make_organisation(name=f"Porteur {number}"), places=[make_place(key)])


@pytest.fixture
def four(db: None) -> list[Territory]:
    make_places()
    return [make(number, key) for number, key in enumerate(("commune:73065", "commune:93048", "commune:97611", "commune:73008"), start=1)]


def test_the_page_explains_who_and_why(client: Client, four: list[Territory]) -> None:
    page = client.get(f"/territoires/{four[0].slug}/comparer/").content.decode()
    for other in four[1:]:
        assert f"/territoires/{other.slug}/" in page
    assert "habitants par commune" in page
    assert page.count('class="why"') == 3


def test_reasons_name_the_shared_themes(db: None) -> None:
    make_terms()
    here, there, apart = profile(1, 50_000, 10, "mobilite", "sante"), profile(2, 50_000, 10, "mobilite"), profile(3, 50_000, 10, "sport")
    assert likeness(here, there).reasons[2]["text"].startswith("1 thème de défi en commun")
    assert (likeness(here, apart).reasons[2]["state"], len(likeness(here, profile(4, 5)).reasons)) == ("no", 2)


def test_with_too_few_territories_it_says_so(client: Client, db: None) -> None:
    make_places()
    alone = make(1, "commune:73065")
    assert "au moins trois autres territoires" in client.get(f"/territoires/{alone.slug}/comparer/").content.decode()
    nowhere = make_territory("Sans unité", lead=make_organisation(name="Autre"))
    assert "sa population n’est pas connue" in client.get(f"/territoires/{nowhere.slug}/comparer/").content.decode()


def test_a_common_indicator_is_compared_from_three_on(client: Client, four: list[Territory]) -> None:
    common = make_common()
    keys = [territory.pk for territory in four]
    for number, territory in enumerate(four[:2], start=1):
        indicator = make_indicator(make_challenge(territory), common=common)
        Indicator.objects.filter(pk=indicator.pk).update(last_value=Decimal(10 * number), last_on="2026-12-31")
    assert compared(keys).common == []
    indicator = make_indicator(make_challenge(four[2]), common=common)
    Indicator.objects.filter(pk=indicator.pk).update(last_value=Decimal("30.5"), last_on="2026-12-31")
    ((found, values),) = compared(keys).common
    assert (found, values[four[2].pk]) == (common, (Decimal("30.5"), 2026))
    page = client.get(f"/territoires/{four[0].slug}/comparer/").content.decode()
    assert re.search(r"30,5\s*tonnes \(2026\)", page.replace("\xa0", " "))


def test_what_is_compared_takes_the_same_queries_for_two_and_four(four: list[Territory], django_assert_num_queries: object) -> None:
    make_action(make_objective(make_challenge(four[0])))
    for keys in ([four[0].pk], [territory.pk for territory in four]):
        with django_assert_num_queries(5):  # type: ignore[operator] # a fixture of pytest-django
            compared(keys)
