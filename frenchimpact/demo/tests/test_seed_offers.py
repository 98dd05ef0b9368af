"""Offers of the demonstration: every state that a visitor is told about."""

import pytest

from frenchimpact.demo import seed
from frenchimpact.demo.seed.offers import PROJECT
from frenchimpact.demo.seed.organisations import LINES
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.offers.models import Match, Offer, OfferReport
from frenchimpact.offers.rules import public_offers
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def test_offers_are_in_every_state_and_written_once() -> None:
    make_terms()
    make_places()
    for line in LINES:
        make_place(f"commune:{line['commune']}")
    assert seed.load("people")
    make_published_project(name=PROJECT, is_demo=True)
    for _turn in range(2):
        assert seed.load("offers")
    assert Offer.objects.filter(is_demo=True).count() == 7
    assert sorted(Match.objects.values_list("state", flat=True)) == ["accepted_by_both", "completed", "proposed"]
    assert Offer.objects.get(state="exhausted").title == "Une journée de juriste"
    assert not public_offers().filter(title="Deux vélos cargo à prêter").exists()
    assert (Offer.objects.filter(state="moderated").count(), OfferReport.objects.count()) == (1, 1)
