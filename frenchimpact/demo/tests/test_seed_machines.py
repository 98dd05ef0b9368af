"""The machines of the demonstration: written once, and nothing leaves for an address that is invented."""

import pytest

from frenchimpact.demo import seed
from frenchimpact.demo.seed.organisations import LINES
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.machines.models import Attempt, Delivery, Subscription, Token

pytestmark = pytest.mark.django_db


def test_a_token_and_a_log_are_there_once() -> None:
    make_places()
    for line in LINES:
        make_place(f"commune:{line['commune']}")
    assert seed.load("people")
    for _turn in range(2):
        assert seed.load("machines")
    assert Token.objects.get().is_open
    assert (Subscription.objects.get().state, Attempt.objects.count()) == ("disabled", 2)
    assert not Delivery.objects.filter(state=Delivery.State.WAITING).exists()
