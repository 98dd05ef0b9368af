"""What each side is told of offers and matches, replies by mail, what time does, and the ties of jurors."""

import datetime as dt
from decimal import Decimal

import pytest

from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.inbound.rules import Reply
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.offers import facts, listeners, match_replies
from frenchimpact.offers.actions.matches import answer, complete_match, propose
from frenchimpact.offers.models import Match, Offer, Side
from frenchimpact.offers.queries.dealings import dealings_of
from frenchimpact.offers.queries.matches import delays_of
from frenchimpact.offers.signs import signs_in
from frenchimpact.offers.tasks import end_offers, remind_offers
from frenchimpact.offers.tests.factories import make_offer, make_request
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_person, make_published_project
from frenchimpact.reviews import queries as juries
from frenchimpact.reviews.tests.factories import files_of, make_jury
from frenchimpact.reviews.ties import Sign

pytestmark = pytest.mark.django_db


def proposed(side: str = Side.REQUEST) -> Match:
    match = propose(offer=make_offer(), request=make_request(), side=side, text="Bonjour à vous", quantity=Decimal(2), by=None)
    listeners.tell_sides(facts.MatchMoved(match_id=match.pk, verb="propose", state="proposed"))
    return match


def test_the_other_side_reads_the_words_then_the_answer_comes_back() -> None:
    offer = make_offer()
    writer = make_member(offer.organisation)
    request = make_request()
    assert request.project is not None
    lead = lead_of(request.project)
    match = propose(offer=offer, request=request, side=Side.REQUEST, text="Bonjour à vous", by=lead)
    moved = facts.MatchMoved(match_id=match.pk, verb="propose", state="proposed")
    listeners.tell_sides(moved)
    listeners.tell_sides(moved)
    mail = Mail.objects.get(kind="offers.proposed")
    assert mail.to == writer.email
    assert "Bonjour à vous" in mail.text
    assert lead.email not in mail.text
    answer(match=match, is_yes=False, reason="Plus de place", by=writer)
    listeners.tell_sides(moved)
    listeners.tell_sides(facts.MatchMoved(match_id=match.pk, verb="decline", state="declined"))
    told = Mail.objects.get(kind="offers.answered")
    assert (told.to, "Plus de place" in told.text) == (lead.email, True)


@pytest.mark.parametrize(
    ("text", "state", "reason"),
    [("Oui", "accepted_by_both", ""), ("Non, nous sommes complets", "declined", "nous sommes complets")],
)
def test_a_reply_by_mail_answers(text: str, state: str, reason: str) -> None:
    match = proposed()
    writer = make_member(match.offer.organisation)
    found = match_replies.find_for_reply(writer, match.pk)
    match_replies.take_reply(Reply(writer, found, text))
    match.refresh_from_db()
    assert (match.state, match.state_reason, match.answered_by) == (state, reason, writer)


@pytest.mark.parametrize("text", ["peut-être", "Non", "Oui mais pas maintenant"])
def test_what_is_not_sure_changes_nothing(text: str) -> None:
    match = proposed()
    writer = make_member(match.offer.organisation)
    with pytest.raises(Refusal):
        match_replies.take_reply(Reply(writer, match_replies.find_for_reply(writer, match.pk), text))
    match.refresh_from_db()
    assert match.state == "proposed"
    assert match_replies.find_for_reply(make_person(), match.pk) is None
    assert match.request.project is not None
    assert match_replies.find_for_reply(lead_of(match.request.project), match.pk) is None


def test_time_reminds_ends_and_asks_whether_it_still_holds() -> None:
    match = proposed()
    writer = make_member(match.offer.organisation)
    with clock.stopped(clock.now() + dt.timedelta(days=9)):
        remind_offers.func()
        remind_offers.func()
        assert Notice.objects.filter(kind="offers.proposed", person=writer).count() == 1
    with clock.stopped(clock.now() + dt.timedelta(days=76)):
        end_offers.func()
        remind_offers.func()
        remind_offers.func()
        assert Mail.objects.filter(kind="offers.still").count() == 1
    match.refresh_from_db()
    assert match.state == "lapsed"
    assert (delays_of(match.offer.organisation_id).silent, delays_of(match.offer.organisation_id).days) == (1, None)


def test_the_programme_reads_and_who_offers_hears() -> None:
    operator = make_operator()
    offer = make_offer()
    writer = make_member(offer.organisation)
    listeners.tell_offer(facts.OfferMoved(offer_id=offer.pk, verb="approve", state="available"))
    assert Mail.objects.get(kind="offers.moderated").to == writer.email
    Offer.objects.update(state="moderated")
    listeners.tell_offer(facts.OfferMoved(offer_id=offer.pk, verb="submit", state="moderated"))
    assert Mail.objects.get(kind="offers.submitted").to == operator.email


def test_when_it_is_done_the_silent_side_is_asked() -> None:
    match = answer(match=proposed(), is_yes=True, by=None)
    writer = make_member(match.offer.organisation)
    complete_match(match=match, side=Side.REQUEST, was_useful=False, text="", given=None, by=make_person())
    listeners.tell_sides(facts.MatchMoved(match_id=match.pk, verb="complete", state="completed"))
    assert Mail.objects.get(kind="offers.done").to == writer.email
    match.request.refresh_from_db()
    assert match.request.state == "open"


def test_who_asked_says_last_that_it_was_useful_and_the_request_is_answered() -> None:
    match = answer(match=proposed(), is_yes=True, by=None)
    for side in (Side.OFFER, Side.REQUEST):
        complete_match(match=match, side=side, was_useful=True, text="", given=None, by=make_person())
    match.request.refresh_from_db()
    assert match.request.state == "fulfilled"


def test_a_juror_who_offers_to_a_candidate_is_flagged_and_nobody_is_set_aside() -> None:
    operator, jury = make_operator(), make_jury()
    juror, other = jury.jurors.all()[:2]
    file = files_of(jury)[0]
    offer = make_offer()
    make_member(offer.organisation, user=juror.user)
    request = make_request(project=make_published_project(organisation=file.organisation))
    match = propose(offer=offer, request=request, side=Side.OFFER, text="Nous pouvons", by=juror.user)
    flagged = {line.application: [flag.sign for flag in line.flags] for line in juries.names_to_declare(juror)}
    assert flagged[file] == [Sign.DEALING]
    assert not any(line.flags for line in juries.names_to_declare(other))
    listeners.tell_ties(facts.MatchMoved(match_id=match.pk, verb="propose", state="proposed"))
    assert Mail.objects.get(kind="offers.tied").to == juror.user.email
    assert Notice.objects.get(kind="offers.tie_seen").person == operator
    assert not juror.recusals.exists()


def test_being_asked_and_saying_no_is_no_tie() -> None:
    match = proposed()
    house = match.offer.organisation_id
    assert dealings_of([house]) == {}
    answer(match=match, is_yes=False, reason="Non", by=None)
    assert dealings_of([house]) == {}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Une salle pour vos réunions", []),
        ("À partir de 49 € HT par mois", ["price"]),
        ("Appelez le 06.12.34.56.78", ["phone"]),
        ("Voir www.exemple.fr/promo", ["link", "sale"]),
        ("Écrivez à vente@exemple.fr", ["email"]),
        ("Le meilleur outil, leader en Europe", ["superlative", "superlative"]),
        ("UNE OFFRE À NE PAS MANQUER POUR TOUTES LES ASSOCIATIONS", ["capitals"]),
    ],
)
def test_signs_of_advertising(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in signs_in(text)] == kinds


def test_a_price_is_no_sign_where_a_price_is_asked() -> None:
    assert signs_in("200 € par jour", is_sold=True) == []
