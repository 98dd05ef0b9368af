"""What the demonstration says was known of the figures."""

import datetime as dt
from decimal import Decimal

import pytest

from frenchimpact.commitments.tests.factories import make_commitment
from frenchimpact.core import clock
from frenchimpact.demo.seed import observatory
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.observatory.models import Reading
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def test_what_was_known_of_money_is_what_its_ledger_knew_then() -> None:
    make_places()
    make_terms()
    for age, amount in ((1000, 30_000), (300, 20_000)):
        with days_ago(age):
            make_commitment(amount, on=clock.today())
    observatory.load()
    told = Reading.objects.filter(figure="argent-engage", level="pays", part="", period="").order_by("known_from")
    days = [(row.value, (clock.now() - row.known_from) // dt.timedelta(days=1)) for row in told]
    # Looked at every 182 days: the second sum is seen at the first look after it.
    assert days == [(Decimal(30_000), 4 * 182), (Decimal(50_000), 182)]
