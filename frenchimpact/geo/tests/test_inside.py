"""What stands under what."""

import pytest

from frenchimpact.geo import queries
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_place, make_places

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("commune:73065", "commune:73065", True),
        ("epci:200069110", "commune:73065", True),
        ("departement:73", "commune:73065", True),
        ("region:84", "commune:73065", True),
        ("pays:FR", "commune:73065", True),
        ("ept:200057875", "commune:93048", True),
        ("commune:73065", "epci:200069110", False),
        ("departement:84", "commune:73065", False),
        ("epci:200069110", "commune:73008", False),
    ],
)
def test_contains(outer: str, inner: str, expected: bool) -> None:
    assert queries.contains(make_place(outer), make_place(inner)) is expected


def test_places_under_a_department_are_itself_and_its_own() -> None:
    make_places()
    under = queries.places_under(make_place("departement:73"))
    assert {place.code for place in under} == {"73", "200069110", "200068674", "73065", "73008", "73059"}
    assert queries.places_under(make_place("departement:73"), Place.Level.COMMUNE).count() == 3
    assert queries.places_under(make_place("pays:FR")).count() == Place.objects.count()
    assert [place.code for place in queries.places_under(make_place("commune:73065"))] == ["73065"]
