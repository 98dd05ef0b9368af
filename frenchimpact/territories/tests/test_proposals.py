"""Anyone proposes for a challenge; the address is confirmed; the collective reads and answers by mail."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn, Refusal, TooMany
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person, make_project, make_published_project
from frenchimpact.territories.actions.proposals import (
    MOST_PER_ADDRESS,
    MOST_WAITING,
    answer_proposal,
    confirm_proposal,
    propose,
    unconfirmed_proposals,
)
from frenchimpact.territories.models import Challenge, Proposal, Territory
from frenchimpact.territories.tests.factories import make_challenge, make_lead_person, make_territory

pytestmark = pytest.mark.django_db
TEXT = "Notre atelier répare des meubles à Lyon depuis trois ans et viendrait former votre équipe sur place."


@pytest.fixture
def challenge() -> Challenge:
    return make_challenge(make_territory(), title="Économie circulaire")


def address(challenge: Challenge) -> str:
    return f"/territoires/{challenge.territory.slug}/defis/{challenge.number}/proposer/"


def given(**fields: str) -> dict[str, str]:
    values = {
        "kind": "solution",
        "text": TEXT,
        "name": "Inès Pottier",
        "organisation": "L’Atelier",
        "email": "ines@exemple.test",
        "project": "",
    }
    return {"once": str(uuid.uuid4()), **values, **fields}


def make_proposal(challenge: Challenge, **fields: object) -> Proposal:
    values: dict[str, object] = {"kind": "solution", "name": "Inès", "email": "ines@exemple.test", "text": TEXT, **fields}
    return propose(challenge=challenge, **values)  # type: ignore[arg-type] # values given by name


def link_in(mail: Mail) -> str:
    found = re.search(r"/territoires/propositions/[\w-]+/", mail.text)
    assert found
    return found[0]


def test_the_collective_sees_it_once_the_address_is_confirmed(client: Client, challenge: Challenge) -> None:
    chloe = make_lead_person(challenge.territory)
    response = client.post(address(challenge), given())
    assert (response.status_code, response["Location"]) == (302, address(challenge) + "envoyee/")
    proposal = Proposal.objects.get()
    assert (proposal.confirmed_at, proposal.state) == (None, "received")
    assert not Notice.objects.filter(kind="territories.proposal").exists()
    link = link_in(Mail.objects.get(to="ines@exemple.test"))
    client.force_login(chloe)
    space = f"/mon-espace/territoires/{challenge.territory.reference}/propositions/"
    assert "Inès Pottier" not in client.get(space).content.decode()
    client.logout()
    # Opening the link does nothing: gateways open links too.
    assert client.get(link).status_code == 200
    assert Proposal.objects.get().confirmed_at is None
    assert client.post(link).status_code == 302
    assert Proposal.objects.get().confirmed_at is not None
    assert "Sa réponse partira à ines@exemple.test" in client.get(link).content.decode().replace("\xa0", " ")
    assert [notice.person for notice in Notice.objects.filter(kind="territories.proposal")] == [chloe]
    client.force_login(chloe)
    assert "Inès Pottier" in client.get(space).content.decode()


def test_confirmed_twice_it_is_told_once(challenge: Challenge) -> None:
    make_lead_person(challenge.territory)
    proposal = make_proposal(challenge)
    confirm_proposal(proposal=proposal)
    confirm_proposal(proposal=proposal)
    assert Notice.objects.filter(kind="territories.proposal").count() == 1


def test_sent_twice_it_is_one(client: Client, challenge: Challenge) -> None:
    sent = given()
    for _time in range(2):
        assert client.post(address(challenge), sent).status_code == 302
    assert Proposal.objects.count() == 1


def test_who_is_signed_in_with_that_address_has_proved_it(client: Client, challenge: Challenge) -> None:
    person = make_person("Inès Pottier", email="ines@exemple.test")
    client.force_login(person)
    assert 'value="ines@exemple.test"' in client.get(address(challenge)).content.decode()
    client.post(address(challenge), given(email="Ines@exemple.test"))
    assert Proposal.objects.get().confirmed_at is not None
    client.post(address(challenge), given(email="quelqu-un@exemple.test"))
    assert Proposal.objects.get(email="quelqu-un@exemple.test").confirmed_at is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "Appelez-moi."}, "Il y a 1 mot"),
        ({"text": ""}, "Écrivez ce que vous proposez."),
        ({"name": " \u200b "}, "Écrivez votre nom"),
        ({"email": "ines"}, "Elle ressemble à nom@exemple.org"),
        ({"project": "P-2026-9999"}, "Aucun projet publié"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client: Client, challenge: Challenge, fields: dict[str, str], said: str) -> None:
    response = client.post(address(challenge), given(**fields))
    page = response.content.decode().replace("\xa0", " ").replace("\u202f", " ")
    assert response.status_code == 422
    assert said in page
    assert "L’Atelier" in page
    assert not Proposal.objects.exists()


def test_a_published_project_may_come_with_it_by_reference_or_address(client: Client, challenge: Challenge) -> None:
    project, hidden = make_published_project(), make_project()
    client.post(address(challenge), given(project=project.reference.lower()))
    client.post(address(challenge), given(project=f"https://exemple.test/projets/{project.slug}/"))
    assert [proposal.project for proposal in Proposal.objects.all()] == [project, project]
    assert client.post(address(challenge), given(project=hidden.reference)).status_code == 422


def test_a_closed_challenge_and_a_territory_without_lead_take_none(client: Client, challenge: Challenge) -> None:
    Challenge.objects.filter(pk=challenge.pk).update(is_open=False)
    response = client.post(address(challenge), given())
    assert (response.status_code, TEXT in response.content.decode()) == (409, True)
    other = make_challenge(make_territory("Autre", lead=make_organisation(name="Autre")))
    Territory.objects.filter(pk=other.territory_id).update(lead=None)
    other.refresh_from_db()
    with pytest.raises(Refusal):
        make_proposal(other)


def test_an_address_sends_a_few_a_day(client: Client, challenge: Challenge) -> None:
    for _time in range(MOST_WAITING):
        make_proposal(challenge)
    with pytest.raises(TooMany):
        make_proposal(challenge, email="INES@exemple.test")
    response = client.post(address(challenge), given())
    assert (response.status_code, TEXT in response.content.decode()) == (429, True)
    Proposal.objects.update(at=clock.now() - dt.timedelta(hours=25))
    make_proposal(challenge)


def test_what_others_send_in_the_name_of_an_address_stops_nobody(challenge: Challenge) -> None:
    ines = make_person("Inès")
    for _time in range(MOST_WAITING):
        make_proposal(challenge, email=ines.email)
    assert Mail.objects.filter(to=ines.email).count() == MOST_WAITING
    for _time in range(MOST_PER_ADDRESS):
        assert make_proposal(challenge, email=ines.email, by=ines).confirmed_at is not None
    with pytest.raises(TooMany):
        make_proposal(challenge, email=ines.email, by=ines)


def test_many_proposals_are_read_by_pages(client: Client, challenge: Challenge) -> None:
    Proposal.objects.bulk_create(
        Proposal(challenge=challenge, kind="offer", name=f"Personne {number}", email="a@exemple.test", text="Oui", confirmed_at=clock.now())
        for number in range(51)
    )
    client.force_login(make_lead_person(challenge.territory))
    listed = f"/mon-espace/territoires/{challenge.territory.reference}/propositions/"
    assert "?page=2" in client.get(listed).text
    assert client.get(f"{listed}?page=2").text.count("Personne ") == 1


def test_what_nobody_confirms_is_forgotten(client: Client, challenge: Challenge) -> None:
    kept, gone = make_proposal(challenge), make_proposal(challenge, email="autre@exemple.test")
    confirm_proposal(proposal=kept)
    Proposal.objects.update(at=clock.now() - dt.timedelta(days=31))
    with pytest.raises(Refusal):
        confirm_proposal(proposal=gone)
    assert unconfirmed_proposals().delete()[0] == 1
    assert list(Proposal.objects.all()) == [kept]
    assert client.get(link_in(Mail.objects.get(to="autre@exemple.test"))).status_code == 410


@pytest.mark.parametrize(("verb", "state"), [("discuss", "discussed"), ("keep", "kept"), ("decline", "declined")])
def test_the_answer_leaves_by_mail_in_the_language_of_who_wrote(client: Client, challenge: Challenge, verb: str, state: str) -> None:
    chloe = make_lead_person(challenge.territory)
    project = make_published_project()
    proposal = confirm_proposal(proposal=make_proposal(challenge, project=project))
    Proposal.objects.filter(pk=proposal.pk).update(language="en")
    client.force_login(chloe)
    here = f"/mon-espace/territoires/{challenge.territory.reference}/propositions/{proposal.pk}/"
    assert TEXT in client.get(here).content.decode()
    response = client.post(here, {"verb": verb, "answer": "Merci, parlons-en.", "once": str(uuid.uuid4())})
    assert response.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer, proposal.answered_by) == (state, "Merci, parlons-en.", chloe)
    mail = Mail.objects.filter(to="ines@exemple.test").latest("pk")
    assert "Merci, parlons-en." in mail.text
    assert "Answer to your proposal" in mail.subject
    assert not Notice.objects.filter(kind="territories.proposal", done_at=None, is_task=True).exists()
    # A project that is kept answers the challenge from then on.
    assert challenge.projects.filter(pk=project.pk).exists() is (verb == "keep")


def test_an_answer_without_words_stays_on_the_page(client: Client, challenge: Challenge) -> None:
    proposal = confirm_proposal(proposal=make_proposal(challenge))
    client.force_login(make_lead_person(challenge.territory))
    here = f"/mon-espace/territoires/{challenge.territory.reference}/propositions/{proposal.pk}/"
    response = client.post(here, {"verb": "keep", "answer": " ", "once": str(uuid.uuid4())})
    assert response.status_code == 422
    assert Proposal.objects.get().state == "received"


def test_every_verb_is_refused_elsewhere_in_its_flow(challenge: Challenge) -> None:
    chloe = make_lead_person(challenge.territory)
    with pytest.raises(Refusal):
        answer_proposal(proposal=make_proposal(challenge), verb="keep", answer="Oui", by=chloe)
    proposal = confirm_proposal(proposal=make_proposal(challenge))
    for verb, (sources, _target) in Proposal.FLOW.moves.items():
        for state in set(Proposal.State.values) - set(sources):
            answered = None if state == "received" else clock.now()
            Proposal.objects.filter(pk=proposal.pk).update(state=state, answer="Déjà dit", answered_at=answered)
            with pytest.raises(OutOfTurn):
                answer_proposal(proposal=proposal, verb=verb, answer="Encore", by=chloe)


def test_who_reads_and_who_answers(client: Client, challenge: Challenge) -> None:
    territory = challenge.territory
    proposal = confirm_proposal(proposal=make_proposal(challenge))
    listed = f"/mon-espace/territoires/{territory.reference}/propositions/"
    here, sent = f"{listed}{proposal.pk}/", {"verb": "discuss", "answer": "Parlons-en."}
    assert territory.lead is not None
    persons = {
        "lead": (make_lead_person(territory), 200, 302),
        "reader": (make_member(territory.lead, role=Membership.Role.READER), 200, 403),
        "operator": (make_operator(), 200, 302),
        "stranger": (make_person("Personne"), 404, 404),
    }
    for name, (person, read, answered) in persons.items():
        client.force_login(person)
        assert (name, client.get(listed).status_code, client.get(here).status_code) == (name, read, read)
        # The address is for those who answer.
        assert (name, "ines@exemple.test" in client.get(here).text) == (name, answered == 302)
        assert (name, client.post(here, {**sent, "once": str(uuid.uuid4())}).status_code) == (name, answered)
    client.logout()
    assert client.get(here).status_code == 302


def test_one_of_another_territory_is_out_of_sight(client: Client, challenge: Challenge) -> None:
    other = make_challenge(make_territory("Autre", lead=make_organisation(name="Autre")))
    proposal = confirm_proposal(proposal=make_proposal(other))
    client.force_login(make_lead_person(challenge.territory))
    assert client.get(f"/mon-espace/territoires/{challenge.territory.reference}/propositions/{proposal.pk}/").status_code == 404


def test_the_tab_of_challenges_leads_to_what_waits(client: Client, challenge: Challenge) -> None:
    confirm_proposal(proposal=make_proposal(challenge))
    client.force_login(make_lead_person(challenge.territory))
    page = client.get(f"/mon-espace/territoires/{challenge.territory.reference}/defis/").content.decode()
    assert "1 proposition attend votre réponse" in page
    assert f"/mon-espace/territoires/{challenge.territory.reference}/propositions/" in page
