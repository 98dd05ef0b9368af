"""Perimeters on 1 January: units that are gone, communes that moved, what nobody can decide alone."""

import datetime as dt

import pytest

from frenchimpact.geo.models import Edition, FormerCode, Place
from frenchimpact.geo.tests.factories import VINTAGE, make_place
from frenchimpact.notifications.queries import tasks_for
from frenchimpact.territories.actions.geography import follow_geography
from frenchimpact.territories.models import Territory
from frenchimpact.territories.queries import communes_of
from frenchimpact.territories.tests.factories import make_lead_person, make_territory

pytestmark = pytest.mark.django_db


def make_commune(code: str, epci: Place) -> Place:
    return make_place(f"commune:{code}", name=f"Commune {code}", epci=epci)


def new_year(*gone: Place) -> None:
    """An edition of the next year, in which these places are no more."""
    Edition.objects.create(vintage=VINTAGE + 1, digest="next", loaded_at=dt.datetime(VINTAGE + 1, 1, 2, tzinfo=dt.UTC))
    Place.objects.filter(pk__in=[place.pk for place in gone]).update(is_current=False)


@pytest.fixture(autouse=True)
def edition() -> None:
    Edition.objects.create(vintage=VINTAGE, digest="now", loaded_at=dt.datetime(VINTAGE, 1, 2, tzinfo=dt.UTC))


def codes(territory: Territory) -> set[str]:
    return set(communes_of(territory).values_list("code", flat=True))


def test_a_commune_taken_in_by_another_is_replaced_and_stays_in_the_history() -> None:
    epci = make_place("epci:900000001", name="Ensemble")
    old, new = make_commune("90001", epci), make_commune("90002", epci)
    territory = make_territory(places=[old])
    new_year(old)
    FormerCode.objects.create(code=old.code, place=new)
    done = follow_geography()
    assert (done.settled, done.replaced, done.unsure) == (1, 1, [])
    territory.refresh_from_db()
    assert (territory.vintage, codes(territory)) == (VINTAGE + 1, {"90002"})
    assert territory.territory_places.exclude(until=None).get().place == old
    assert follow_geography().settled == 0


def test_an_intermunicipality_renumbered_is_followed() -> None:
    old, new = make_place("epci:900000001", name="Avant"), make_place("epci:900000002", name="Après")
    communes = [make_commune(code, old) for code in ("90001", "90002")]
    territory = make_territory(places=[old])
    new_year(old)
    Place.objects.filter(pk__in=[one.pk for one in communes]).update(epci=new)
    assert follow_geography().replaced == 1
    assert territory.territory_places.get(until=None).place == new
    assert codes(territory) == {"90001", "90002"}


def test_an_intermunicipality_merged_into_a_larger_one_is_asked_about_and_its_communes_stay() -> None:
    old, new = make_place("epci:900000001", name="Avant"), make_place("epci:900000002", name="Plus grand")
    communes = [make_commune(code, old) for code in ("90001", "90002")]
    make_commune("90003", new)
    territory = make_territory(places=[old])
    person = make_lead_person(territory)
    new_year(old)
    Place.objects.filter(pk__in=[one.pk for one in communes]).update(epci=new)
    assert len(follow_geography().unsure) == 1
    assert len(follow_geography().unsure) == 1
    assert codes(territory) == {"90001", "90002"}
    assert territory.territory_places.get(until=None).place == old
    assert [task.text.startswith("Avant n’existe plus") for task in tasks_for(person)] == [True]


def test_a_commune_that_joins_an_intermunicipality_joins_its_territory() -> None:
    epci, other = make_place("epci:900000001", name="Ensemble"), make_place("epci:900000002", name="Autre")
    make_commune("90001", epci)
    moving = make_commune("90002", other)
    territory = make_territory(places=[epci])
    new_year()
    Place.objects.filter(pk=moving.pk).update(epci=epci)
    assert follow_geography().settled == 1
    assert codes(territory) == {"90001", "90002"}
