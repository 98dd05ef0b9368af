"""A label of a territory opens its space, once."""

import datetime as dt

import pytest

from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.labels.facts import LabelGranted
from frenchimpact.labels.tests.factories import make_historical, make_label
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.territories import actions, queries
from frenchimpact.territories.listeners import follow_granted_label
from frenchimpact.territories.models import CommonIndicator, Member, Territory
from frenchimpact.territories.queries.territories import names_seen
from frenchimpact.territories.tests.factories import make_lead_person, make_territory

pytestmark = pytest.mark.django_db


def test_a_label_makes_its_territory_once() -> None:
    house = make_organisation(name="Pôle des vallées")
    label = make_label(house, territory="Vallées solidaires")
    territory = actions.follow_label(label=label)
    assert territory is not None
    assert actions.follow_label(label=label) == territory
    assert (territory.lead, territory.slug, territory.challenge_count) == (house, "vallees-solidaires", 3)
    assert [period.organisation for period in territory.lead_periods.all()] == [house]
    assert [(member.name, member.role) for member in territory.members.all()] == [("Pôle des vallées", Member.Role.LEAD)]


def test_a_label_of_an_organisation_makes_none() -> None:
    assert actions.follow_label(label=make_label()) is None
    assert not Territory.objects.exists()


def test_a_second_label_of_the_same_territory_joins_it() -> None:
    territory = make_territory("Vallées solidaires")
    assert actions.follow_label(label=make_label(territory.lead, territory="Vallées solidaires")) == territory
    assert territory.territory_labels.count() == 2


def test_two_territories_of_the_same_name_have_two_addresses() -> None:
    first, second = make_territory("Vallées solidaires"), make_territory("Vallées solidaires", lead=make_organisation(name="Autre"))
    assert (first.slug, second.slug) == ("vallees-solidaires", "vallees-solidaires-2")


def test_territories_of_the_past_are_there_without_lead() -> None:
    label = make_historical()
    assert actions.found_missing() == 1
    assert actions.found_missing() == 0
    territory = Territory.objects.get()
    assert (territory.lead, territory.source, queries.label_of(territory)) == (None, label.source, label)


def test_the_perimeter_is_units_of_any_level_and_their_communes() -> None:
    make_places()
    territory = make_territory(places=[make_place("commune:73065")])
    assert [place.code for place in queries.communes_of(territory)] == ["73065"]
    actions.set_perimeter(territory=territory, places=[make_place("departement:93")], words="Et le quartier de la gare.", by=None)
    assert set(queries.communes_of(territory).values_list("department__code", flat=True)) == {"93"}
    gone = territory.territory_places.exclude(until=None).get()
    assert (gone.place.code, gone.until is not None and gone.until <= dt.date.max) == ("73065", True)
    territory.refresh_from_db()
    assert territory.perimeter_words == "Et le quartier de la gare."


def test_what_is_shipped_loads_twice() -> None:
    make_historical()
    assert (actions.load_territories().founded, actions.load_territories().founded) == (1, 0)
    assert CommonIndicator.objects.count() == 8


def test_the_trail_names_the_territories_whose_space_one_enters() -> None:
    mine, other = make_territory("Ici"), make_territory("Là", lead=make_organisation(name="Autre"))
    named = names_seen(make_lead_person(mine), [mine.pk, other.pk])
    assert [one.words for one in named.values()] == [f"{mine.reference} Ici"]


def test_a_label_given_opens_its_space_and_one_forgotten_since_opens_none() -> None:
    label = make_label(make_organisation(), territory="Vallées solidaires")
    follow_granted_label(LabelGranted(label_id=label.pk))
    assert Territory.objects.get().territory_labels.get().label == label
    follow_granted_label(LabelGranted(label_id=label.pk + 1))
    assert Territory.objects.count() == 1
