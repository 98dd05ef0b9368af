"""Two people at the same moment: an envelope is never overspent, a payment never made twice, a circle never closed."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from frenchimpact.aids.actions.requests import open_request
from frenchimpact.aids.models import FundingRequest
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.commitments import actions
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.factories import DAY, make_commitment, make_envelope, make_funder, make_vehicle
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_published_project

pytestmark = pytest.mark.django_db(transaction=True)


def together(*moves: Callable[[], object]) -> list[bool]:
    """All of them at once, each on a connection of its own; whether each was taken."""
    ready = Barrier(len(moves))

    def run(move: Callable[[], object]) -> bool:
        try:
            ready.wait(timeout=30)
            move()
        except Incomplete:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(moves)) as pool:
        return list(pool.map(run, moves))


def test_an_envelope_is_never_overspent() -> None:
    funder = make_funder()
    envelope = make_envelope(funder, 100_000)
    beneficiaries = [make_organisation() for _ in range(4)]
    taken = together(*(lambda to=to: make_commitment(60_000, funder=funder, envelope=envelope, beneficiary=to) for to in beneficiaries))
    envelope.refresh_from_db()
    assert sorted(taken) == [False, False, False, True]
    assert envelope.remains == 40_000
    assert Commitment.objects.filter(envelope=envelope).count() == 1


def test_what_is_left_is_paid_once() -> None:
    commitment = make_commitment(10_000)
    # Unchecked: one call, named for what is tried.
    pay = lambda: actions.pay_commitment(commitment=commitment, amount=Decimal(6_000), on=DAY, by=None)  # noqa: E731
    assert sorted(together(pay, pay)) == [False, True]
    commitment.refresh_from_db()
    assert commitment.paid == 6_000


def test_two_halves_of_a_circle_never_pass_side_by_side() -> None:
    first, second = make_vehicle(name="A"), make_vehicle(name="B")
    taken = together(lambda: make_commitment(funder=first, beneficiary=second), lambda: make_commitment(funder=second, beneficiary=first))
    assert sorted(taken) == [False, True]


def test_a_request_is_answered_once() -> None:
    funder, project = make_funder(), make_published_project(organisation=make_organisation())
    asked = open_request(project=project, aid=make_aid(funder=funder), by=lead_of(project), amount=Decimal(2_000), purpose="Un atelier")
    before = clock.now() - dt.timedelta(days=400)
    FundingRequest.objects.filter(pk=asked.pk).update(state="accepted_in_principle", amount_obtained=Decimal(2_000), created_at=before)
    asked.refresh_from_db()

    def answer() -> Commitment:
        return make_commitment(2_000, funder=funder, beneficiary=project, request=asked)

    assert sorted(together(answer, answer)) == [False, True]
    assert Commitment.objects.get().request == asked
