"""Requests and introductions: whose turn it is, what is hidden, mail that goes both ways."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.introductions import (
    answer_introduction,
    close_introduction,
    expire_introductions,
    propose_introduction,
    write_message,
)
from frenchimpact.aids.actions.requests import ask_outcomes, move_request, open_request
from frenchimpact.aids.introduction_replies import find_for_reply, take_reply
from frenchimpact.aids.models import Aid, FundingRequest, Introduction, Message
from frenchimpact.aids.tests.factories import make_aid, make_funder
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.inbound.rules import Reply
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_partner, make_person, make_published_project

pytestmark = pytest.mark.django_db
FLOW = FundingRequest.FLOW


@pytest.fixture
def aid() -> Aid:
    make_place("pays:FR")
    return make_aid("Premiers pas", funder=make_funder("Fonds"))


@pytest.fixture
def officer(aid: Aid) -> User:
    assert aid.funder
    return make_member(aid.funder)


@pytest.fixture
def project() -> Project:
    return make_published_project()


def make_request(project: Project, aid: Aid, state: str = "applied") -> FundingRequest:
    made = open_request(project=project, aid=aid, by=lead_of(project), amount=Decimal(5000), purpose="Un vélo")
    FundingRequest.objects.filter(pk=made.pk).update(state=state, decline_reason="Une raison")
    made.refresh_from_db()
    return made


def test_from_the_draft_to_the_contract_by_each_side(client: Client, project: Project, aid: Aid, officer: User) -> None:
    team = lead_of(project)
    client.force_login(team)
    base = f"/mon-espace/projets/{project.reference}/aides/{aid.slug}/demander/"
    assert client.post(base, {"amount": "0", "purpose": "Un vélo"}).status_code == 422
    page = client.post(base, {"amount": "5 000", "purpose": "Un vélo"})
    made = FundingRequest.objects.get()
    address = f"/mon-espace/demandes-de-financement/{made.reference}/"
    assert page["Location"] == address
    client.force_login(officer)
    assert client.get(address).status_code == 404
    client.force_login(team)
    client.post(address + "suite/", {"verbe": "apply"})
    assert Mail.objects.filter(kind="aids.request", to=officer.email).count() == 1
    client.post(address + "suite/", {"verbe": "contract", "amount": "9"})
    made.refresh_from_db()
    assert made.state == "applied"
    client.force_login(officer)
    assert "Un vélo" in client.get(address).content.decode()
    for verb, more in (("acknowledge", {}), ("review", {}), ("accept", {"amount": "4000"}), ("contract", {"amount": "4 500,50"})):
        client.post(address + "suite/", {"verbe": verb, **more})
    made.refresh_from_db()
    assert (made.state, made.amount_obtained) == ("contracted", Decimal("4500.50"))
    assert [event.state for event in made.events.all()] == [
        "draft",
        "applied",
        "acknowledged",
        "in_review",
        "accepted_in_principle",
        "contracted",
    ]
    assert Mail.objects.filter(kind="aids.request", to=team.email).count() == 4


def test_the_mail_of_a_request_says_how_much_and_what_for(project: Project, aid: Aid, officer: User) -> None:
    made = open_request(project=project, aid=aid, by=lead_of(project), amount=Decimal(5000), purpose="Un vélo-cargo")
    move_request(request=made, verb="apply", by=lead_of(project))
    told = Mail.objects.get(to=officer.email)
    assert "Montant demandé : 5\u202f000" in told.text.replace("\xa0", " ")
    assert "Un vélo-cargo" in told.text


@pytest.mark.parametrize("verb", sorted(FLOW.moves))
def test_a_move_out_of_turn_is_refused(project: Project, aid: Aid, verb: str) -> None:
    for state in sorted(FLOW.states() - set(FLOW.moves[verb][0])):
        made = make_request(project, aid, state)
        with pytest.raises(OutOfTurn):
            move_request(request=made, verb=verb, by=lead_of(project), text="x", amount=Decimal(1))
        FundingRequest.objects.filter(pk=made.pk).update(state="withdrawn")


def test_a_refusal_and_a_question_say_why(project: Project, aid: Aid, officer: User) -> None:
    made = make_request(project, aid, "in_review")
    for verb in ("decline", "ask_more"):
        with pytest.raises(Incomplete):
            move_request(request=made, verb=verb, by=officer)
    move_request(request=made, verb="decline", by=officer, text="Trop jeune", subject="age")
    made.refresh_from_db()
    assert (made.decline_reason, made.decline_subject) == ("Trop jeune", "age")


def test_one_open_request_for_an_aid(project: Project, aid: Aid) -> None:
    first = make_request(project, aid, "applied")
    assert open_request(project=project, aid=aid, by=lead_of(project)) == first
    Aid.objects.filter(pk=aid.pk).update(status="withdrawn")
    FundingRequest.objects.update(state="withdrawn")
    aid.refresh_from_db()
    with pytest.raises(Refusal):
        open_request(project=project, aid=aid, by=lead_of(project))


def test_what_is_typed_for_an_aid_asked_already_is_not_lost(client: Client, project: Project, aid: Aid) -> None:
    there = open_request(project=project, aid=aid, by=lead_of(project), amount=Decimal(1000), purpose="Le premier texte")
    client.force_login(lead_of(project))
    where = f"/mon-espace/projets/{project.reference}/aides/{aid.slug}/demander/"
    assert client.get(where)["Location"] == f"/mon-espace/demandes-de-financement/{there.reference}/"
    answer = client.post(where, {"amount": "12 000", "purpose": "Le second texte"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Le second texte" in page
    assert there.reference in page
    there.refresh_from_db()
    assert there.purpose == "Le premier texte"


def test_asking_a_closed_aid_or_too_much_is_said_and_not_refused(client: Client, project: Project) -> None:
    aid = make_aid("Fermée", ticket_max=Decimal(30_000), rhythm="once", closes_on=clock.today() - dt.timedelta(days=1))
    client.force_login(lead_of(project))
    where = f"/mon-espace/projets/{project.reference}/aides/{aid.slug}/demander/"
    assert "Cette aide est fermée depuis le" in client.get(where).content.decode()
    page = client.post(where, {"amount": "1 000 000", "purpose": "Tout"}, follow=True).content.decode()
    assert "Vous demandez plus que ce que l’aide donne" in page
    assert "Cette aide est fermée depuis le" in page


def test_a_team_notes_the_answer_of_a_funder_who_is_not_here(client: Client, project: Project) -> None:
    make_place("pays:FR")
    made = make_request(project, make_aid("Ailleurs", funder_name="Fonds lointain"), "applied")
    client.force_login(lead_of(project))
    address = f"/mon-espace/demandes-de-financement/{made.reference}/"
    assert "ne répond pas ici" in client.get(address).content.decode()
    client.post(address + "suite/", {"verbe": "accept", "amount": "3000"})
    client.post(address + "suite/", {"verbe": "contract", "amount": "3000"})
    made.refresh_from_db()
    assert made.amount_obtained == Decimal(3000)


def test_silence_is_asked_about_once(project: Project, aid: Aid) -> None:
    made = make_request(project, aid, "in_review")
    assert ask_outcomes() == 0
    FundingRequest.objects.filter(pk=made.pk).update(changed_at=clock.now() - dt.timedelta(days=91))
    assert ask_outcomes() == 1
    assert ask_outcomes() == 0
    assert Mail.objects.filter(kind="aids.outcome").count() == 1


def test_what_became_of_a_silent_request_is_told_in_one_step(client: Client, project: Project, aid: Aid, officer: User) -> None:
    made = make_request(project, aid, "applied")
    address = f"/mon-espace/demandes-de-financement/{made.reference}/"
    client.force_login(lead_of(project))
    assert "verbe=accept" not in client.get(address).content.decode()
    FundingRequest.objects.filter(pk=made.pk).update(changed_at=clock.now() - dt.timedelta(days=91))
    assert ask_outcomes() == 1
    page = client.get(address).content.decode()
    for words in ("C’est oui : noter l’accord", "C’est non : noter le refus", "verbe=accept"):
        assert words in page.replace("\u00a0", " "), words
    assert client.post(address + "suite/", {"verbe": "accept", "amount": "3000"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.amount_obtained) == ("accepted_in_principle", Decimal(3000))
    assert Mail.objects.filter(kind="aids.request", to=officer.email).exists()


def test_the_address_keeps_the_requests_of_one_organisation(client: Client, project: Project, aid: Aid, officer: User) -> None:
    second = make_funder("Autre fonds")
    make_member(second, user=officer)
    asked = [make_request(project, one, "applied") for one in (aid, make_aid("Élan", funder=second))]
    client.force_login(officer)
    for kept, left in ((asked[0], asked[1]), (asked[1], asked[0])):
        assert kept.aid.funder
        page = client.get(f"/mon-espace/financeur/demandes/?structure={kept.aid.funder.slug}").content.decode()
        assert kept.reference in page
        assert left.reference not in page


def propose(project: Project, aid: Aid, side: str = "project") -> Introduction:
    assert aid.funder
    by = lead_of(project) if side == "project" else make_member(aid.funder)
    return propose_introduction(project=project, funder=aid.funder, aid=aid, side=side, teaser="Un atelier de vélos.", by=by)


def test_both_agree_before_anyone_writes(client: Client, project: Project, aid: Aid, officer: User, settings: Any) -> None:
    settings.REPLY_ADDRESS = "reponse@impact.test"
    team = lead_of(project)
    client.force_login(team)
    client.post(f"/mon-espace/projets/{project.reference}/aides/{aid.slug}/mise-en-relation/", {"teaser": "Un atelier de vélos."})
    met = Introduction.objects.get()
    with pytest.raises(Refusal):
        write_message(introduction=met, side="project", text="Bonjour", by=team)
    assert client.post(f"/mon-espace/mises-en-relation/{met.pk}/repondre/", {"reponse": "oui"}).status_code == 403
    mail = Mail.objects.get(kind="aids.introduction", to=officer.email)
    assert "Un atelier de vélos." in mail.text
    assert team.email not in mail.text
    client.force_login(officer)
    client.post(f"/mon-espace/mises-en-relation/{met.pk}/repondre/", {"reponse": "oui", "reason": ""})
    client.post(f"/mon-espace/mises-en-relation/{met.pk}/ecrire/", {"text": "Venez mardi."})
    told = Mail.objects.filter(to=team.email).latest("pk")
    assert "Venez mardi." in told.text
    assert officer.email not in told.text + told.html
    assert told.reply_to
    page = client.get(f"/mon-espace/mises-en-relation/{met.pk}/").content.decode()
    assert team.email not in page


@pytest.mark.parametrize(
    "typed",
    ["écrivez à awa@asso.test", "f.benali (at) demo.test", "f.benali[arobase]demo.test", "appelez le 06 12 34 56 78", "au +33612345678."],
)
def test_a_proposal_says_nothing_by_which_to_be_reached(client: Client, project: Project, aid: Aid, officer: User, typed: str) -> None:
    client.force_login(lead_of(project))
    where = f"/mon-espace/projets/{project.reference}/aides/{aid.slug}/mise-en-relation/"
    answer = client.post(where, {"teaser": f"Bonjour, {typed}"})
    assert answer.status_code == 422
    assert "Retirez «" in answer.content.decode()
    assert typed in answer.content.decode()
    assert not Introduction.objects.exists()
    assert client.post(where, {"teaser": "Un projet de 2026, 1 200 000 habitants, 73 000 Chambéry."}).status_code == 302


def test_a_mail_is_relayed_without_its_address(project: Project, aid: Aid, officer: User) -> None:
    met = propose(project, aid)
    answer_introduction(introduction=met, accepts=True, by=officer)
    met.refresh_from_db()
    team = lead_of(project)
    assert find_for_reply(make_person(), met.pk) is None
    assert find_for_reply(team, met.pk) == met
    take_reply(Reply(team, met, "Mardi me va."))
    message = Message.objects.get()
    assert (message.side, message.text, message.came_by_mail) == ("project", "Mardi me va.", True)
    close_introduction(introduction=met, by=team)
    assert find_for_reply(team, met.pk) is None


def test_an_introduction_moves_the_draft_that_it_goes_with(project: Project, aid: Aid, officer: User) -> None:
    made = make_request(project, aid, "draft")
    met = propose(project, aid)
    answer_introduction(introduction=met, accepts=True, by=officer)
    made.refresh_from_db()
    assert made.state == "introduced"


def test_one_open_at_a_time_and_silence_is_recorded(project: Project, aid: Aid) -> None:
    met = propose(project, aid)
    with pytest.raises(Refusal):
        propose(project, aid, side="funder")
    assert expire_introductions() == 0
    Introduction.objects.update(expires_on=clock.today() - dt.timedelta(days=1))
    assert expire_introductions() == 1
    met.refresh_from_db()
    assert met.state == "expired"
    propose(project, aid, side="funder")


def test_declined_with_a_reason(client: Client, project: Project, aid: Aid, officer: User) -> None:
    met = propose(project, aid, side="funder")
    client.force_login(lead_of(project))
    client.post(f"/mon-espace/mises-en-relation/{met.pk}/repondre/", {"reponse": "non", "reason": "Pas cette année."})
    met.refresh_from_db()
    assert (met.state, met.decline_reason) == ("declined", "Pas cette année.")
    assert "Pas cette année." in Mail.objects.filter(kind="aids.introduction", to=officer.email).latest("pk").text


def test_strangers_see_nothing(client: Client, project: Project, aid: Aid) -> None:
    made, met = make_request(project, aid), propose(project, aid)
    client.force_login(make_person())
    for address in (f"/mon-espace/demandes-de-financement/{made.reference}/", f"/mon-espace/mises-en-relation/{met.pk}/"):
        assert client.get(address).status_code == 404
    assert client.get("/mon-espace/financeur/demandes/").status_code == 403
    assert client.get("/mon-espace/mises-en-relation/").status_code == 200


def test_a_partner_of_the_place_never_reads_what_both_sides_write(client: Client, project: Project, aid: Aid, officer: User) -> None:
    met = answer_introduction(introduction=propose(project, aid), accepts=True, by=officer)
    write_message(introduction=met, side="funder", text="Entre nous", by=officer)
    partner = make_partner(None)
    client.force_login(partner)
    assert client.get(f"/mon-espace/projets/{project.reference}/").status_code == 200
    assert client.get(f"/mon-espace/mises-en-relation/{met.pk}/").status_code == 404
    assert "Fonds" not in client.get("/mon-espace/mises-en-relation/").content.decode().split("<main")[1]
    for reader in (officer, lead_of(project)):
        client.force_login(reader)
        assert "Entre nous" in client.get(f"/mon-espace/mises-en-relation/{met.pk}/").content.decode()


# ── Who sees what of a request ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("who", "draft", "sent"),
    [
        ("team", "all", "all"),
        ("house", "all", "all"),
        ("operator", "all", "all"),
        ("funder", "", "all"),
        ("partner", "", "some"),
        ("other funder", "", ""),
        ("stranger", "", ""),
    ],
)
def test_who_sees_a_request_and_its_amounts(
    client: Client, project: Project, aid: Aid, officer: User, who: str, draft: str, sent: str
) -> None:
    house = make_organisation(name="Qui porte")
    Project.objects.filter(pk=project.pk).update(organisation=house)
    people: dict[str, Callable[[], User]] = {
        "team": lambda: lead_of(project),
        "house": lambda: make_member(house),
        "operator": make_operator,
        "funder": lambda: officer,
        "partner": make_partner,
        "other funder": lambda: make_member(make_funder("Autre fonds")),
        "stranger": lambda: make_person("Personne"),
    }
    client.force_login(people[who]())
    made = make_request(project, aid, state="draft")
    address = f"/mon-espace/demandes-de-financement/{made.reference}/"
    for state, seen in (("draft", draft), ("applied", sent)):
        FundingRequest.objects.filter(pk=made.pk).update(state=state, amount_obtained=Decimal(4321) if state == "applied" else None)
        made.events.create(state=state, text="Mot échangé")
        page = client.get(address)
        assert page.status_code == (200 if seen else 404), (who, state)
        if not seen:
            continue
        text = page.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
        assert aid.title in text
        for words in ("5 000 €", "4 321 €" if state == "applied" else "Un vélo", "Mot échangé", "Un vélo"):
            if state == "draft" and words == "5 000 €":
                continue
            assert (words in text) is (seen == "all"), (who, state, words)
        assert ("restent entre" in text) is (seen == "some")
