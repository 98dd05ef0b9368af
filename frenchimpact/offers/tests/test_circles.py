"""Who talks about a match: both sides, once both said yes."""

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.conversations.models import Message
from frenchimpact.conversations.queries import threads_for
from frenchimpact.mail.models import Mail
from frenchimpact.offers.actions.matches import answer, cancel_match, propose
from frenchimpact.offers.circles import circles
from frenchimpact.offers.models import Match, Side
from frenchimpact.offers.tests.factories import make_offer, make_request
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.tests.factories import lead_of, make_operator

pytestmark = pytest.mark.django_db


def test_both_sides_write_once_both_agreed_and_no_longer_once_it_stops() -> None:
    offer, request = make_offer(), make_request()
    giver = make_member(offer.organisation)
    assert request.project is not None
    lead = lead_of(request.project)
    match = propose(offer=offer, request=request, side=Side.REQUEST, text="Bonjour", by=lead)
    client = Client()
    client.force_login(lead)
    begin = f"/mon-espace/messages/ecrire/offres/{match.pk}/deux-cotes/"
    here = reverse("offers:match", args=[match.pk])
    assert client.get(begin).status_code == 404
    answer(match=match, is_yes=True, by=giver)
    assert client.post(begin, {"text": "Mardi vous va ?"}).status_code == 302
    thread = Message.objects.get().thread
    assert Mail.objects.filter(kind="conversations.written").values_list("to", flat=True).get() == giver.email
    match = Match.objects.get(pk=match.pk)
    for seat in circles(match)[0].seats():
        assert threads_for(seat.person).filter(pk=thread.pk).exists()
    assert not threads_for(make_operator()).exists()
    assert f"/mon-espace/messages/{thread.reference}/" in client.get(here).content.decode()
    cancel_match(match=match, reason="Plus besoin", by=lead)
    assert circles(Match.objects.get(pk=match.pk)) == []
    assert client.post(f"/mon-espace/messages/{thread.reference}/", {"text": "Encore"}).status_code == 422
    Membership.objects.filter(user=giver).update(until=thread.created_at)
    assert not threads_for(giver).exists()
