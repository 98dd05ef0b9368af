"""The territories of the demonstration: a plan that lives, promises of both sides, and nothing lost when it starts over."""

import pytest
from django.db import connection
from pytest_django import Settings

from frenchimpact.demo import actions, seed
from frenchimpact.demo.seed.organisations import LINES
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.labels.actions import load_labels
from frenchimpact.labels.models import Label
from frenchimpact.territories.actions import load_territories
from frenchimpact.territories.models import Territory
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def territories(settings: Settings) -> None:
    settings.DEMO_MODE = True
    make_terms()
    make_places()
    for line in LINES:
        make_place(f"commune:{line['commune']}")
    load_labels()
    load_territories()
    for name in ("people", "organisations", "labels", "territories"):
        assert seed.load(name)


@pytest.mark.usefixtures("territories")
def test_the_collective_has_three_challenges_ten_aims_and_both_sides() -> None:
    territory = Territory.objects.get(is_demo=True)
    assert [challenge.objectives.count() for challenge in territory.challenges.all()] == [4, 3, 3]
    assert territory.actions.filter(state="blocked").count() == 1
    assert {commitment.party.side for commitment in territory.commitments.all()} == {"territory", "state", "association", "funder"}
    assert territory.agreements.get().state == "in_force"


@pytest.mark.usefixtures("territories")
def test_written_again_it_stays_the_same() -> None:
    def counts() -> tuple[int, ...]:
        territory = Territory.objects.get(is_demo=True)
        return Territory.objects.count(), territory.actions.count(), territory.members.count(), territory.commitments.count()

    before = counts()
    assert seed.load("territories")
    assert counts() == before


@pytest.mark.usefixtures("territories")
def test_starting_over_brings_the_register_and_the_territories_of_the_past_back() -> None:
    def of_the_past() -> tuple[int, int]:
        return Label.objects.filter(is_demo=False).count(), Territory.objects.filter(is_demo=False).count()

    before = of_the_past()
    assert min(before) > 20
    # A table is only emptied once what its rows point at was checked: in the product, by the end of the transaction that wrote them.
    connection.check_constraints()
    list(actions.start_over())
    assert of_the_past() == before
    assert Territory.objects.filter(is_demo=True).count() == 1
