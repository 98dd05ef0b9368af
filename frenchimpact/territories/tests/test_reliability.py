"""How reliable each party is: what counts as due, as kept, and what does not count."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from frenchimpact.core import clock
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.territories.queries.promises import rate, reliability, reliability_by_party
from frenchimpact.territories.tests.factories import make_party, make_promise, make_territory


@pytest.mark.parametrize(("kept", "due", "expected"), [(0, 0, None), (0, 3, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (3, 3, 100)])
def test_the_rate_is_kept_of_those_due(kept: int, due: int, expected: int | None) -> None:
    assert rate(kept, due) == expected


@pytest.mark.django_db
def test_each_promise_counts_where_it_should() -> None:
    territory = make_territory()
    state = make_party(territory, "state", name="Préfecture de la Savoie")
    today, day = clock.today(), dt.timedelta(days=1)
    make_promise(state, state="kept", due_on=today + 90 * day, kept_on=today)  # ahead of its day: it counts already
    make_promise(state, state="kept", due_on=today - 9 * day, kept_on=today - 2 * day)  # after its day: kept, and said
    make_promise(state, state="broken", due_on=today + 90 * day)
    make_promise(state, due_on=today - day)  # late
    make_promise(state, state="contested", due_on=today - day)  # late as long as it is contested
    make_promise(state, state="in_progress", due_on=today)  # its day is not over
    make_promise(state, state="contested", due_on=today + 9 * day)
    make_promise(state, state="lifted", due_on=today - 9 * day)  # out
    quiet = make_party(territory, "territory", name="Grand Chambéry")
    make_promise(quiet, due_on=today + 9 * day)
    first, second = reliability(territory)
    assert (first.party, first.rate, first.kept, first.due, first.open) == (quiet, None, 0, 0, 1)
    assert second.party == state
    assert (second.kept, second.kept_late, second.due, second.rate) == (2, 1, 5, 40)
    assert (second.late, second.open, second.contested, second.broken) == (2, 4, 2, 1)


@pytest.mark.django_db
def test_an_organisation_is_one_over_all_territories_whatever_they_call_it(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    bank, past = make_organisation(name="Banque des territoires"), clock.today() - dt.timedelta(days=3)
    here, there = make_territory("Ici"), make_territory("Là", lead=make_organisation(name="Autre"))
    make_promise(make_party(here, "funder", name="La Banque", organisation=bank), state="kept", due_on=past)
    make_promise(make_party(there, "funder", name="BDT", organisation=bank), due_on=past)
    make_promise(make_party(here, "state", name="Préfecture"), state="kept", due_on=past)
    make_promise(make_party(there, "state", name="préfecture"), state="broken", due_on=past)
    with django_assert_num_queries(1):
        found = {(one.side, one.name.casefold()): one for one in reliability_by_party()}
    assert set(found) == {("funder", "banque des territoires"), ("state", "préfecture")}
    assert [(one.territory_count, one.kept, one.due, one.rate) for one in found.values()] == [(2, 1, 2, 50), (2, 1, 2, 50)]
