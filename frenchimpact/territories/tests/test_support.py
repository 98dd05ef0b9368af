"""What a territory asks for and receives: each step tells the other side, once."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.inbound.rules import Reply
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person
from frenchimpact.territories import rules, support_replies
from frenchimpact.territories.actions import support as actions
from frenchimpact.territories.models import Recommendation, SupportRequest, Territory
from frenchimpact.territories.queries.support import queue
from frenchimpact.territories.tests.factories import make_action, make_challenge, make_lead_person, make_objective, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_person("Odile Référente")


@pytest.fixture
def territory(officer: User) -> Territory:
    return make_territory("Vallées solidaires", officer=officer)


@pytest.fixture
def chloe(territory: Territory) -> User:
    return make_lead_person(territory)


def make_request(territory: Territory, by: User, **fields: Any) -> SupportRequest:
    values = {"kind": "engineering", "title": "Trois jours", "text": "Pour le plan de financement.", "days": Decimal(3), **fields}
    return actions.draft_request(territory=territory, by=by, **values)


def page(territory: Territory, rest: str = "") -> str:
    return f"/mon-espace/territoires/{territory.reference}/soutien/{rest}"


# ── Requests ─────────────────────────────────────────────────────────────────────────────────────
def test_a_request_from_its_draft_to_its_end(client: Client, territory: Territory, chloe: User, officer: User) -> None:
    client.force_login(chloe)
    client.post(page(territory, "demander/"), {"kind": "engineering", "title": "Trois jours"})
    request = territory.support_requests.get()
    here = page(territory, f"demandes/{request.pk}/")
    assert not Notice.objects.exists()
    refused = client.post(here, {"kind": "engineering", "title": "Trois jours", "text": "Pour le plan.", "send": "1"})
    assert (refused.status_code, "se compte en jours" in refused.text) == (422, True)
    client.post(here, {"kind": "engineering", "title": "Trois jours", "text": "Pour le plan.", "days": "3,5", "send": "1"})
    request.refresh_from_db()
    assert (request.state, request.days) == ("sent", Decimal("3.5"))
    task = Notice.objects.get(kind="territories.support_received")
    assert (task.person, task.is_task, task.done_at) == (officer, True, None)
    assert client.post(here + "reponse/", {"is_accepted": "yes", "answer": "Oui."}).status_code == 403

    client.force_login(officer)
    assert "Envoyer la réponse" in client.get(here).text
    client.post(here + "reponse/", {"is_accepted": "yes", "answer": "Trois jours en mars."})
    request.refresh_from_db()
    assert (request.state, request.answer, request.answered_by) == ("accepted", "Trois jours en mars.", officer)
    # What the officer had to do is done: nothing of it leaves any more.
    assert not Notice.objects.filter(kind="territories.support_received", done_at=None).exists()
    assert Notice.objects.filter(kind="territories.support_answered", person=chloe).count() == 1

    client.force_login(chloe)
    client.post(here + "terminer/")
    request.refresh_from_db()
    assert request.state == "done"
    assert Notice.objects.filter(kind="territories.support_closed", person=officer).count() == 1


def test_a_request_is_answered_once(territory: Territory, chloe: User, officer: User) -> None:
    request = actions.send_request(request=make_request(territory, chloe), by=chloe)
    actions.answer_request(request=request, is_accepted=False, answer="Pas cette année.", by=officer)
    with pytest.raises(OutOfTurn, match="a déjà sa réponse"):
        actions.answer_request(request=request, is_accepted=True, answer="Si.", by=officer)
    request.refresh_from_db()
    assert (request.state, request.answer) == ("declined", "Pas cette année.")


def test_nobody_answers_their_own_request(territory: Territory, chloe: User) -> None:
    assert territory.lead is not None
    tied = make_operator()
    make_member(territory.lead, user=tied)
    request = actions.send_request(request=make_request(territory, chloe), by=chloe)
    assert not rules.can_answer_request(tied, request)
    with pytest.raises(Refusal, match="une autre personne doit répondre"):
        actions.answer_request(request=request, is_accepted=True, answer="Oui.", by=tied)


@pytest.mark.parametrize(
    ("verb", "allowed"),
    [("send", {"draft"}), ("finish", {"accepted"}), ("withdraw", {"draft", "sent", "accepted"})],
)
def test_steps_are_refused_out_of_turn(territory: Territory, chloe: User, verb: str, allowed: set[str]) -> None:
    act = {"send": actions.send_request, "finish": actions.finish_request, "withdraw": actions.withdraw_request}[verb]
    for state in set(SupportRequest.State.values) - allowed:
        request = SupportRequest.objects.create(
            territory=territory, kind="other", title="x", text="x", state=state, sent_at=clock.now(), answered_at=clock.now(), answer="x"
        )
        with pytest.raises(OutOfTurn):
            act(request=request, by=chloe)


def test_a_sent_request_no_longer_changes(territory: Territory, chloe: User) -> None:
    request = actions.send_request(request=make_request(territory, chloe), by=chloe)
    with pytest.raises(OutOfTurn, match="déjà partie"):
        actions.save_request(request=request, by=chloe, title="Autre")


def test_a_withdrawn_request_leaves_no_task(territory: Territory, chloe: User, officer: User) -> None:
    request = actions.send_request(request=make_request(territory, chloe), by=chloe)
    actions.withdraw_request(request=request, by=chloe)
    assert not Notice.objects.filter(kind="territories.support_received", done_at=None).exists()
    assert Notice.objects.filter(kind="territories.support_closed", person=officer).exists()


def test_the_draft_of_a_blocked_action_is_completed_and_sent(client: Client, territory: Territory, chloe: User) -> None:
    action = make_action(make_objective(make_challenge(territory)), state="blocked", blocked_by="Le bail", blocked_on=clock.today())
    request = territory.support_requests.create(kind="barrier", action=action, title="Lever un frein", text="Le bail")
    client.force_login(chloe)
    here = page(territory, f"demandes/{request.pk}/")
    assert action.title in client.get(here).text
    client.post(here, {"title": "Lever un frein", "text": "Le bail, et le SDIS.", "norm": "Article R. 123-1", "send": "1"})
    request.refresh_from_db()
    assert (request.state, request.kind, request.norm) == ("sent", "barrier", "Article R. 123-1")


def test_what_a_challenge_needs_fills_a_request_in(client: Client, territory: Territory, chloe: User) -> None:
    make_challenge(territory, help_sought="Un local de 300 m²")
    client.force_login(chloe)
    assert "Un local de 300 m²" in client.get(page(territory, "demander/?defi=1")).text
    for strange in ("²", "9" * 40, "-1", "x"):
        assert client.get(page(territory, f"demander/?defi={strange}")).status_code == 200


def test_the_queue_is_of_operators_and_contact_officers(client: Client, territory: Territory, chloe: User, officer: User) -> None:
    other = make_territory("Ailleurs")
    actions.send_request(request=make_request(territory, chloe), by=chloe)
    actions.send_request(request=make_request(other, chloe, title="Un fonds", kind="funding"), by=chloe)
    SupportRequest.objects.filter(territory=territory).update(sent_at=clock.now() - dt.timedelta(days=12))
    operator = make_operator()
    assert [(one.request.title, one.days) for one in queue(operator)] == [("Trois jours", 12), ("Un fonds", 0)]
    assert [one.request.title for one in queue(officer)] == ["Trois jours"]
    assert [one.request.title for one in queue(operator, kind="funding")] == ["Un fonds"]
    assert [one.request.title for one in queue(operator, text="ailleurs")] == ["Un fonds"]
    address = "/mon-espace/territoires/demandes/"
    for person, status in ((operator, 200), (officer, 200), (chloe, 403)):
        client.force_login(person)
        assert client.get(address).status_code == status
    client.force_login(operator)
    assert "reçue il y a 12 jours" in client.get(address).text
    assert "Aucune demande avec ces filtres" in client.get(address + "?etat=declined&genre=other").text


def test_the_queue_reads_as_much_for_three_as_for_one(territory: Territory, chloe: User, django_assert_num_queries: Any) -> None:
    operator = make_operator()
    for number in range(3):
        actions.send_request(request=make_request(territory, chloe, title=f"Demande {number}"), by=chloe)
        with django_assert_num_queries(2):
            assert [one.request.territory.officer is not None for one in queue(operator)] == [True] * (number + 1)


# ── By mail ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "state", "answer"),
    [
        ("Oui, trois jours en mars.", "accepted", "trois jours en mars."),
        ("oui\n\nTrois jours en mars.", "accepted", "Trois jours en mars."),
        ("NON : pas cette année", "declined", "pas cette année"),
    ],
)
def test_a_request_is_answered_by_mail(territory: Territory, chloe: User, officer: User, text: str, state: str, answer: str) -> None:
    request = actions.send_request(request=make_request(territory, chloe), by=chloe)
    assert support_replies.find_request(officer, request.pk) == request
    assert support_replies.find_request(chloe, request.pk) is None
    understood = support_replies.take_answer(Reply(officer, request, text))
    request.refresh_from_db()
    assert (request.state, request.answer, understood.url) == (state, answer, page(territory, f"demandes/{request.pk}/"))


@pytest.mark.parametrize("text", ["Peut-être, je regarde.", "oui", "Ouistiti en mars", ""])
def test_nothing_is_guessed_from_a_mail(territory: Territory, chloe: User, officer: User, text: str) -> None:
    request = actions.send_request(request=make_request(territory, chloe), by=chloe)
    with pytest.raises(Refusal, match="Rien n’est enregistré"):
        support_replies.take_answer(Reply(officer, request, text))
    request.refresh_from_db()
    assert request.state == "sent"


@pytest.mark.parametrize(
    ("text", "state", "reason"),
    [("Fait !", "done", ""), ("en cours", "doing", ""), ("Sans objet : le local est vendu.", "set_aside", "le local est vendu.")],
)
def test_what_became_of_an_advice_is_said_by_mail(
    territory: Territory, chloe: User, officer: User, text: str, state: str, reason: str
) -> None:
    advice = actions.recommend(territory=territory, text="Nommer un pilote", by=officer)
    found = support_replies.find_advice(chloe, advice.pk)
    assert found == advice
    support_replies.take_progress(Reply(chloe, advice, text))
    advice.refresh_from_db()
    assert (advice.state, advice.reason) == (state, reason)


# ── Recommendations ──────────────────────────────────────────────────────────────────────────────
def test_a_recommendation_is_a_task_of_the_collective(client: Client, territory: Territory, chloe: User, officer: User) -> None:
    client.force_login(officer)
    client.post(page(territory, "recommandations/"), {"text": "Nommer un pilote", "due_on": "2027-03-01"})
    advice = territory.recommendations.get()
    assert (advice.by, advice.due_on) == (officer, dt.date(2027, 3, 1))
    assert Notice.objects.get(kind="territories.recommended").person == chloe
    client.force_login(chloe)
    refused = client.post(page(territory, f"recommandations/{advice.pk}/"), {"verb": "set_aside", "reason": " "})
    assert (refused.status_code, "Dites pourquoi" in refused.text) == (422, True)
    assert client.post(page(territory, f"recommandations/{advice.pk}/"), {"verb": "explode"}).status_code == 422
    client.post(page(territory, f"recommandations/{advice.pk}/"), {"verb": "finish"})
    advice.refresh_from_db()
    assert advice.state == Recommendation.State.DONE
    assert not Notice.objects.filter(kind="territories.recommended", done_at=None).exists()
    assert Notice.objects.filter(kind="territories.recommendation_moved", person=officer).count() == 1


def test_a_stranger_recommends_nothing(client: Client, territory: Territory, chloe: User) -> None:
    client.force_login(make_person("Personne"))
    assert client.post(page(territory, "recommandations/"), {"text": "x"}).status_code == 404
    client.force_login(chloe)
    assert client.post(page(territory, "recommandations/"), {"text": "x"}).status_code == 403


# ── Sponsorship ──────────────────────────────────────────────────────────────────────────────────
def test_a_sponsor_is_seen_on_both_sides_and_advises(client: Client, territory: Territory, chloe: User, officer: User) -> None:
    sponsor = make_territory("Territoire aîné", lead=make_organisation(name="Aînée"))
    paul = make_lead_person(sponsor)
    client.force_login(officer)
    said = {"sponsor": sponsor.reference, "subject": "Les recycleries", "since": f"{clock.today()}"}
    client.post(page(territory, "parrainages/"), said)
    assert {notice.person for notice in Notice.objects.filter(kind="territories.sponsored")} == {chloe, paul}
    again = client.post(page(territory, "parrainages/"), said)
    assert (again.status_code, "Terminez d’abord le parrainage en cours." in again.text) == (422, True)
    client.force_login(chloe)
    assert "Territoire aîné vous parraine" in client.get(page(territory)).text
    client.force_login(paul)
    assert "Vous parrainez Vallées solidaires" in client.get(page(sponsor)).text
    client.post(page(sponsor, f"parraines/{territory.reference}/"), {"text": "Venez voir notre recyclerie."})
    advice = territory.recommendations.get()
    assert advice.by == paul
    # Once it has ended, no more advice.
    sponsorship = territory.sponsors.get()
    client.post(page(sponsor, f"parrainages/{sponsorship.pk}/terminer/"))
    sponsorship.refresh_from_db()
    assert sponsorship.until == clock.today()
    type(sponsorship).objects.filter(pk=sponsorship.pk).update(
        since=clock.today() - dt.timedelta(days=9), until=clock.today() - dt.timedelta(days=1)
    )
    assert client.get(page(sponsor, f"parraines/{territory.reference}/")).status_code == 404
    assert not rules.sponsors_of(paul, territory)


def test_sponsorships_that_make_no_sense(territory: Territory, officer: User) -> None:
    other, today = make_territory("Autre"), clock.today()
    with pytest.raises(Incomplete, match="lui-même"):
        actions.begin_sponsorship(sponsor=territory, sponsored=territory, subject="x", since=today, by=officer)
    with pytest.raises(Incomplete, match="avant de commencer"):
        actions.begin_sponsorship(
            sponsor=other, sponsored=territory, subject="x", since=today, until=today - dt.timedelta(days=1), by=officer
        )
    ended = actions.begin_sponsorship(sponsor=other, sponsored=territory, subject="x", since=today, by=officer)
    actions.end_sponsorship(sponsorship=ended, by=officer)
    with pytest.raises(OutOfTurn):
        actions.end_sponsorship(sponsorship=ended, by=officer)


def test_the_contact_officer_is_named(client: Client, territory: Territory, chloe: User) -> None:
    client.force_login(chloe)
    assert "Odile Référente" in client.get(page(territory)).text
    Territory.objects.filter(pk=territory.pk).update(officer=None)
    assert "Aucun référent n’est nommé" in client.get(page(territory)).text
