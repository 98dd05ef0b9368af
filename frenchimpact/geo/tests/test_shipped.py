"""The geography that comes with the product is whole and right."""

import pytest

from frenchimpact.geo import actions, queries
from frenchimpact.geo.models import Edition, Place

pytestmark = pytest.mark.django_db


def test_the_shipped_geography_is_whole(france: actions.Loaded) -> None:
    count = {level: Place.objects.filter(level=level, is_current=True).count() for level in Place.Level.values}
    assert count == {"pays": 1, "region": 26, "departement": 109, "epci": 1255, "ept": 11, "commune": 34969}
    grand_chambery = queries.find_place("epci:200069110")
    assert queries.places_under(grand_chambery, Place.Level.COMMUNE).count() == 38
    assert queries.find_place("commune:93048").ept == queries.find_place("ept:200057875")
    # Four communes left a merger in 2025: the source of positions does not have them yet.
    unplaced = Place.objects.filter(level="commune", region__kind="metro", longitude=None)
    assert {place.code for place in unplaced} == {"15031", "15035", "15047", "15171"}


def test_positions_lie_where_the_commune_is(france: actions.Loaded) -> None:
    """The source puts some town halls in a namesake at the other end of the country."""
    sulpice = queries.find_place("commune:73281")
    assert sulpice.longitude == pytest.approx(5.8, abs=0.2)
    assert sulpice.latitude == pytest.approx(45.6, abs=0.2)


def test_loading_the_same_edition_again_does_nothing(france: actions.Loaded) -> None:
    again = actions.load_geography()
    assert again.was_there
    assert Edition.objects.count() == 1


def test_forcing_the_same_edition_changes_no_place(france: actions.Loaded) -> None:
    assert actions.load_geography(force=True).changed == 0
