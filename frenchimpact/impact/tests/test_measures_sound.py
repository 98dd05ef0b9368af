"""Values that cannot be: half a person, a part larger than its whole, nothing said; and a first number a thousand times another."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions.measures import Recorded, record_measures
from frenchimpact.impact.judging import Given
from frenchimpact.impact.models import Followed, Measure
from frenchimpact.impact.queries import MeasureIn, read_given
from frenchimpact.impact.queries.machine_values import Unread
from frenchimpact.impact.tests.factories import make_followed

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 12, 31)


@pytest.fixture
def place() -> Place:
    return make_places()["commune:73065"]


def give(*values: tuple[Followed, str], is_confirmed: bool = False) -> Recorded:
    given = [Given(followed.pk, FIRST, LAST, Decimal(value), is_confirmed=is_confirmed) for followed, value in values]
    return record_measures(values=given, via="form", by=None)


def test_what_is_counted_one_by_one_takes_whole_numbers(place: Place) -> None:
    people = make_followed("beneficiaires_directs", places={place: 100})
    jobs = make_followed("emplois_etp", project=people.project, places={place: 100})
    (problem,) = give((people, "12.5"), (jobs, "12.5")).problems
    assert (problem.position, problem.kind) == (0, "bounds")
    assert "nombre entier, pas 12,5" in str(problem.message)
    assert Measure.objects.get().followed == jobs
    assert give((people, "12.0")).created == 1


def test_a_first_value_stands_beside_the_one_that_it_replaces(place: Place) -> None:
    people = make_followed("beneficiaires_directs", places={place: 100})
    assert give((people, "100")).created == 1
    (problem,) = give((people, "100000")).problems
    assert (problem.kind, "remplace 100" in str(problem.message)) == ("unlikely", True)
    assert [one.kind for one in give((people, "0")).problems] == ["unlikely"]
    assert give((people, "620")).updated == 1
    assert give((people, "62000"), is_confirmed=True).updated == 1


def test_a_part_is_never_more_than_its_whole(place: Place) -> None:
    tested = make_followed("personnes_testees_numerique", places={place: 100}, method="inclusion-numerique")
    free = make_followed("personnes_devenues_autonomes", project=tested.project, places={place: 100}, method="inclusion-numerique")
    other = make_followed("personnes_devenues_autonomes", places={place: 100}, method="inclusion-numerique")
    both = give((tested, "100"), (free, "200"))
    assert {one.position for one in both.problems} == {0, 1}
    assert "dépasse" in str(both.problems[0].message)
    assert give((tested, "100"), (free, "70"), (other, "200")).created == 3
    # Beside what is there already.
    assert [one.kind for one in give((tested, "60")).problems] == ["bounds"]
    assert [one.kind for one in give((free, "101")).problems] == ["bounds"]
    assert give((tested, "90"), (free, "90")).updated == 2


def test_a_rate_is_that_of_its_totals(place: Place) -> None:
    tested = make_followed("personnes_testees_numerique", places={place: 100}, method="inclusion-numerique")
    free = make_followed("personnes_devenues_autonomes", project=tested.project, places={place: 100}, method="inclusion-numerique")
    rate = make_followed("taux_devenues_autonomes", project=tested.project, places={place: 100}, method="inclusion-numerique")
    (problem,) = give((tested, "90"), (free, "45"), (rate, "80")).problems
    assert (problem.position, problem.kind) == (2, "bounds")
    assert "45 sur 90 font 50" in str(problem.message)
    # As exact as it was written; beside what is there already.
    assert give((rate, "50")).created == 1
    assert give((free, "45"), (tested, "89"), (rate, "51")).problems == []
    assert [one.kind for one in give((rate, "51.2")).problems] == ["bounds"]
    # A total that no longer gives the rate is asked about, and told of the rate.
    (asked,) = give((free, "30")).problems
    assert (asked.kind, "Le taux sera alors à corriger" in str(asked.message)) == ("unlikely", True)
    assert give((free, "30"), is_confirmed=True).updated == 1


def test_a_machine_that_says_nothing_replaces_nothing(place: Place) -> None:
    people = make_followed("beneficiaires_directs", places={place: 100})
    said: dict[str, Any] = {"indicator": "beneficiaires_directs", "from": "2025-01-01", "to": "2025-12-31"}
    with pytest.raises(Unread) as refused:
        read_given(people.project, [MeasureIn.model_validate({**said, "value": None})])
    assert "absence" in str(refused.value.problems[0].message)
    (given,) = read_given(people.project, [MeasureIn.model_validate({**said, "value": None, "absence": "not_measured"})])
    assert (given.value, given.absence) == (None, "not_measured")
