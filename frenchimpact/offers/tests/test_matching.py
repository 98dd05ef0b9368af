"""Offers and requests meet for reasons that are told, and nothing is engaged twice."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.methods.tests.factories import make_operator
from frenchimpact.offers.actions.matches import answer, cancel_match, complete_match, lapse_matches, propose, start_match
from frenchimpact.offers.actions.offers import change_offer, expire_offers, move_offer
from frenchimpact.offers.actions.requests import close_request
from frenchimpact.offers.models import Match, Offer, Request, Side
from frenchimpact.offers.queries.matching import judge, offers_for, requests_for
from frenchimpact.offers.tests.factories import make_offer, make_request
from frenchimpact.projects.tests.factories import make_published_project

pytestmark = pytest.mark.django_db


def meet(offer: Offer, request: Request, quantity: int = 3) -> Match:
    return propose(offer=offer, request=request, side=Side.REQUEST, text="Bonjour", quantity=Decimal(quantity), by=None)


def test_every_condition_is_told() -> None:
    request = make_request(place=make_place())
    best = make_offer(title="Partout")
    near = make_offer(title="À Paris", places=[make_place("departement:75")])
    make_offer(title="Autre chose", what="place")
    found = {one.key: one for one in offers_for(request)}
    assert list(found) == [best.pk, near.pk]
    assert found[best.pk].failing == []
    assert found[near.pk].failing == ["place"]
    assert [one.key for one in requests_for(best)] == [request.pk]


@pytest.mark.parametrize(
    ("offer", "request_fields", "subject", "state"),
    [
        ({"who": ["territory"]}, {}, "who", "failing"),
        ({"stages": ["essaimage"]}, {}, "stage", "failing"),
        ({"price": "market"}, {"price": "free"}, "price", "failing"),
        ({"price": "solidarity"}, {"price": "market"}, "price", "satisfied"),
        ({"capacity": 2}, {}, "capacity", "failing"),
        ({"unit": "heures"}, {}, "capacity", "unknown"),
        ({"ends_on": clock.today() + dt.timedelta(days=2)}, {"from_on": clock.today() + dt.timedelta(days=9)}, "period", "failing"),
    ],
)
def test_what_is_missing_is_named(offer: dict[str, Any], request_fields: dict[str, Any], subject: str, state: str) -> None:
    meeting = judge(make_offer(**offer), make_request(**request_fields))
    assert meeting is not None
    assert {one.subject: one.state for one in meeting.conditions}[subject] == state


def test_where_depends_on_the_place_and_on_being_there() -> None:
    savoie = make_place("departement:73")
    there, remote = make_offer(places=[savoie]), make_offer(places=[savoie], is_remote=True)
    for place, may_be_remote, expected in (
        ("commune:73065", False, "satisfied"),
        ("commune:75056", True, "failing"),
        ("", True, "unknown"),
    ):
        request = make_request(
            place=make_place(place) if place else None, may_be_remote=may_be_remote, project=make_published_project(name=f"P {place}")
        )
        judged = judge(there, request)
        assert judged is not None
        assert {one.subject: one.state for one in judged.conditions}["place"] == expected
        by_screen = judge(remote, request)
        assert by_screen is not None
        assert by_screen.failing == ["place"] * (not may_be_remote and expected == "failing")


def test_what_both_accept_is_engaged_and_an_exhausted_offer_comes_back() -> None:
    offer = make_offer(capacity=3)
    match = answer(match=meet(offer, make_request()), is_yes=True, by=None)
    offer.refresh_from_db()
    assert (int(offer.engaged), offer.state) == (3, "exhausted")
    assert Request.objects.get().state == "matched"
    cancel_match(match=match, reason="Empêché", by=make_operator())
    offer.refresh_from_db()
    assert (int(offer.engaged), offer.state, Request.objects.get().state) == (0, "available", "open")


def test_the_same_days_are_not_promised_twice() -> None:
    offer = make_offer(capacity=4)
    first = meet(offer, make_request())
    second = meet(offer, make_request(project=make_published_project(name="Deux")))
    answer(match=first, is_yes=True, by=None)
    with pytest.raises(Incomplete, match="Il reste 1"):
        answer(match=second, is_yes=True, by=None)
    with pytest.raises(IntegrityError, match="within_capacity"), transaction.atomic():
        Match.objects.filter(pk=second.pk).update(state="active", answered_at=clock.now())


def test_no_says_why_and_two_meetings_are_one() -> None:
    offer, request = make_offer(), make_request()
    match = meet(offer, request)
    with pytest.raises(Refusal, match="déjà en cours"):
        meet(offer, request)
    with pytest.raises(Incomplete, match="pourquoi"):
        answer(match=match, is_yes=False, by=None)
    assert answer(match=match, is_yes=False, reason="Trop loin", by=None).state == "declined"
    assert meet(offer, request).pk != match.pk


def test_both_sides_say_what_it_was_worth() -> None:
    operator = make_operator()
    match = start_match(match=answer(match=meet(make_offer(), make_request()), is_yes=True, by=None), by=operator)
    match = complete_match(match=match, side=Side.REQUEST, was_useful=True, text="Merci", given=Decimal(3), by=operator)
    assert (match.state, Request.objects.get().state) == ("completed", "fulfilled")
    with pytest.raises(Refusal, match="déjà donné"):
        complete_match(match=match, side=Side.REQUEST, was_useful=True, text="", given=None, by=operator)
    assert complete_match(match=match, side=Side.OFFER, was_useful=True, text="", given=None, by=operator).state == "rated"


def test_silence_ends_after_ten_days_and_a_closed_request_asks_nobody() -> None:
    offer, request = make_offer(), make_request()
    match = meet(offer, request)
    assert lapse_matches() == 0
    with clock.stopped(clock.now() + dt.timedelta(days=11)):
        assert lapse_matches() == 1
    match = meet(offer, request)
    close_request(request=request, verb="abandon", reason="Trouvé ailleurs", by=make_operator())
    match.refresh_from_db()
    assert match.state == "lapsed"


def test_dormant_and_past_offers_are_not_found() -> None:
    offer, request = make_offer(ends_on=clock.today() + dt.timedelta(days=200)), make_request()
    with clock.stopped(clock.now() + dt.timedelta(days=91)):
        assert offers_for(request) == []
    with clock.stopped(clock.now() + dt.timedelta(days=201)):
        assert expire_offers() == 1
    offer.refresh_from_db()
    assert offer.state == "expired"


def test_what_was_read_is_read_again_when_it_changes() -> None:
    offer = make_offer()
    operator = make_operator()
    assert change_offer(offer=offer, by=operator, capacity=12).state == "available"
    assert change_offer(offer=offer, by=operator, title="Achetez chez nous").state == "moderated"
    with pytest.raises(Incomplete, match="pourquoi"):
        move_offer(offer=offer, verb="send_back", by=operator)
