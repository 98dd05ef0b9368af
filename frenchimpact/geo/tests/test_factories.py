"""The small geography that every room's tests stand on."""

import pytest

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import REAL, make_place, make_places

pytestmark = pytest.mark.django_db


def test_a_place_comes_with_what_stands_above_it_and_only_once() -> None:
    chambery = make_place("commune:73065")
    assert make_place("commune:73065") == chambery
    assert chambery.epci
    assert chambery.epci.code == "200069110"
    assert chambery.department
    assert chambery.department.region == chambery.region


def test_region_and_department_codes_collide_on_purpose() -> None:
    assert make_place("region:84").name == "Auvergne-Rhône-Alpes"
    assert make_place("departement:84").name == "Vaucluse"


def test_the_whole_set_is_made() -> None:
    assert set(make_places()) == set(REAL)
    assert Place.objects.count() == len(REAL)
