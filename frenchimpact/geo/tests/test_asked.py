"""The place of a list, as its address says it."""

import pytest
from django.http import QueryDict

from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_asked, serving
from frenchimpact.geo.tests.factories import make_places

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "key", "ignored"),
    [
        ("", None, []),
        ("region=84", "region:84", []),
        ("departement=73", "departement:73", []),
        ("region=84&departement=73", "departement:73", []),
        # A form always sends its field of regions: all of them, or another one, replaces the smaller place.
        ("region=&departement=73", None, []),
        ("region=11&departement=73", "region:11", []),
        ("commune=99999", None, ["commune = 99999"]),
        ("region=zz&commune=73065", "commune:73065", ["region = zz"]),
    ],
)
def test_the_smallest_place_that_the_address_names(query: str, key: str | None, ignored: list[str]) -> None:
    make_places()
    said: list[str] = []
    place = place_asked(QueryDict(query), said)
    assert (place.key if place else None) == key
    assert said == ignored


def test_what_serves_a_place_is_in_it_holds_it_or_is_everywhere() -> None:
    places = make_places()
    served = {place.key for place in Place.objects.filter(serving(places["departement:73"]))}
    assert {"departement:73", "commune:73065", "region:84"} <= served
    assert not {"region:11", "commune:69123"} & served
