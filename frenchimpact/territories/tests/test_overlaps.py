"""Territories that share communes are told, with what they share."""

import pytest

from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.territories.models import Territory
from frenchimpact.territories.queries.overlaps import overlaps_of
from frenchimpact.territories.tests.factories import make_territory

pytestmark = pytest.mark.django_db


def make(name: str, *keys: str) -> Territory:
    return make_territory(name, lead=make_organisation(name=f"Porteur de {name}"), places=[make_place(key) for key in keys])


def test_one_inside_the_other_one_that_meets_in_part_and_none(django_assert_num_queries: object) -> None:
    make_places()
    town, basin, lake = make("Ville", "commune:73065"), make("Bassin", "departement:73"), make("Lac", "epci:200068674", "commune:93048")
    far = make("Montreuil", "commune:93048")
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = overlaps_of(basin)
    shared = [(one.name, one.commune_count, one.population, one.is_inside, one.contains) for one in found]
    assert shared == [("Lac", 2, 32_406 + 2_445, False, False), ("Ville", 1, 59_964, False, True)]
    assert [(one.slug, one.is_inside, one.contains) for one in overlaps_of(town)] == [("bassin", True, False)]
    assert [(one.territory_id, one.contains) for one in overlaps_of(lake)] == [(basin.pk, False), (far.pk, True)]


def test_the_same_perimeter_is_inside_and_contains() -> None:
    make_places()
    first, _second = make("Ici", "commune:73065"), make("Là", "commune:73065")
    assert [(one.is_inside, one.contains) for one in overlaps_of(first)] == [(True, True)]


def test_a_territory_without_official_unit_overlaps_nothing() -> None:
    make("Ville", "commune:73065")
    assert overlaps_of(make("Ailleurs")) == []
