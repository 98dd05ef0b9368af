"""An accepted request becomes a commitment with one press, and says by itself what became of it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.requests import open_request
from frenchimpact.aids.models import Aid, FundingRequest
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.commitments import actions
from frenchimpact.commitments.forms.commitments import CommitmentForm
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.queries.answering import prefilled
from frenchimpact.commitments.tests.factories import DAY, make_commitment, make_funder
from frenchimpact.commitments.tests.test_pages import LIST, text_of
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_person, make_published_project
from frenchimpact.territories.models import ChallengeProject
from frenchimpact.territories.tests.factories import make_challenge, make_territory

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def funder() -> Organisation:
    return make_funder(name="Fondation d’essai")


@pytest.fixture
def farid(funder: Organisation) -> User:
    return make_member(funder)


@pytest.fixture
def aid(funder: Organisation) -> Aid:
    return make_aid("Premiers pas", funder=funder, instruments=["pret"], regime="de_minimis_general", origin="prive_fondation")


@pytest.fixture
def project() -> Project:
    return make_published_project(name="Recyclerie", organisation=make_organisation(name="La Recyclerie"))


@pytest.fixture
def asked(project: Project, aid: Aid) -> FundingRequest:
    """A request that the funder agreed to, for less than was asked."""
    made = open_request(project=project, aid=aid, by=lead_of(project), amount=D(5000), purpose="Un atelier vélo")
    before = clock.now() - dt.timedelta(days=400)
    FundingRequest.objects.filter(pk=made.pk).update(state="accepted_in_principle", amount_obtained=D(4000), created_at=before)
    made.refresh_from_db()
    return made


def address(asked: FundingRequest) -> str:
    return f"/mon-espace/demandes-de-financement/{asked.reference}/"


def form(user: User, asked: FundingRequest) -> dict[str, Any]:
    """What the page shows already, sent back as it is."""
    found = CommitmentForm(user=user, initial=prefilled(user, asked.reference))
    return {one.html_name: one.value() for one in found if one.value() not in (None, "", False)} | {"loan_months": "48"}


def test_one_press_from_the_agreement_to_the_money(client: Client, farid: User, asked: FundingRequest, project: Project) -> None:
    challenge = make_challenge(make_territory())
    ChallengeProject.objects.create(challenge=challenge, project=project)
    client.force_login(farid)
    assert f"engagements/ajouter/?demande={asked.reference}" in client.get(address(asked)).content.decode()
    response = client.post(f"{LIST}ajouter/?demande={asked.reference}", form(farid, asked))
    assert response.status_code == 302
    made = Commitment.objects.get()
    assert response.headers["Location"] == f"{LIST}{made.reference}/"
    assert (made.project, made.beneficiary, made.gross, made.aid, made.request) == (
        project,
        project.organisation,
        D(4000),
        asked.aid,
        asked,
    )
    # The words of the request stay between the two sides: the public title is the aid’s.
    assert (made.instrument, made.regime, made.origin, made.title) == ("pret", "de_minimis_general", "prive_fondation", asked.aid.title)
    assert made.challenge == challenge
    asked.refresh_from_db()
    # The team hears of it once, from the commitment; nobody has to ask what became of it.
    assert not Mail.objects.filter(kind="aids.request", to=lead_of(project).email).exists()
    assert (asked.state, asked.amount_obtained) == ("contracted", D(4000))
    assert made.reference in text_of(client, address(asked))
    assert asked.reference in text_of(client, f"{LIST}{made.reference}/")
    client.force_login(lead_of(project))
    assert "4 000 € engagés" in text_of(client, address(asked))
    client.logout()
    assert made.reference in text_of(client, f"/projets/{project.slug}/")
    assert challenge.title in text_of(client, f"/financements/engagements/{made.reference}/")
    assert asked.reference not in text_of(client, f"/financements/engagements/{made.reference}/")


def test_announced_it_waits_for_the_signature(asked: FundingRequest, funder: Organisation, project: Project, aid: Aid) -> None:
    # Nobody said which request it answers: the one that the funder agreed to for that aid.
    made = make_commitment(4500, funder=funder, beneficiary=project, aid=aid, is_signed=False)
    asked.refresh_from_db()
    assert (made.request, asked.state) == (asked, "accepted_in_principle")
    actions.sign_commitment(commitment=made, amount=D(4200), on=DAY, by=None)
    asked.refresh_from_db()
    assert (asked.state, asked.amount_obtained) == ("contracted", D(4200))


def test_the_request_of_another_is_refused(asked: FundingRequest, funder: Organisation) -> None:
    with pytest.raises(Incomplete) as refused:
        make_commitment(10, funder=make_funder(), beneficiary=asked.project, request=asked)
    assert "autre financeur" in str(refused.value.missing["request"])
    with pytest.raises(Incomplete) as refused:
        make_commitment(10, funder=funder, beneficiary=make_published_project(name="Autre"), request=asked)
    assert "Recyclerie" in str(refused.value.missing["request"])
    made = make_commitment(10, funder=funder, beneficiary=make_organisation())
    with pytest.raises(Incomplete):
        actions.describe_commitment(commitment=made, by=None, terms={}, request=asked)


def test_told_later_it_answers_too(client: Client, farid: User, asked: FundingRequest, funder: Organisation, project: Project) -> None:
    made = make_commitment(3000, funder=funder, beneficiary=project)
    client.force_login(farid)
    page = f"{LIST}{made.reference}/completer/"
    given = {"title": "Dit", "regime": "none", "nature": "cash", "request": str(asked.pk), "aid": str(asked.aid_id)}
    assert client.post(page, given).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.amount_obtained) == ("contracted", D(3000))
    # It stays in its own list once answered.
    assert asked.reference in client.get(page).content.decode()


def test_more_than_was_asked_for_is_confirmed_first(client: Client, farid: User, asked: FundingRequest) -> None:
    Aid.objects.filter(pk=asked.aid_id).update(ticket_max=D(8000))
    client.force_login(farid)
    move = f"{address(asked)}suite/"
    given = {"verbe": "contract", "amount": "999 999 999", "text": "Signée hier."}
    page = client.post(move, given)
    assert page.status_code == 422
    text = page.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    for words in ("999 999 999 €", "5 000 €", "8 000 € au plus", "Signée hier.", 'value="999 999 999"', "le noter quand même"):
        assert words in text, words
    asked.refresh_from_db()
    assert asked.state == "accepted_in_principle"
    assert client.post(move, {**given, "amount": "6000", "is_confirmed": "on"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.amount_obtained) == ("contracted", D(6000))


def test_committing_more_than_was_asked_for_is_confirmed_too(client: Client, farid: User, asked: FundingRequest) -> None:
    client.force_login(farid)
    given = {**form(farid, asked), "amount": "90 000"}
    page = client.post(f"{LIST}ajouter/?demande={asked.reference}", given)
    assert page.status_code == 422
    text = page.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert "Vous écrivez 90 000 € ; la demande est de 5 000 €." in text
    assert "l’enregistrer quand même" in text
    assert not Commitment.objects.exists()
    assert client.post(f"{LIST}ajouter/?demande={asked.reference}", {**given, "is_confirmed": "on"}).status_code == 302
    assert Commitment.objects.get().gross == D(90_000)


def test_the_database_refuses_the_request_of_another(asked: FundingRequest, funder: Organisation, project: Project) -> None:
    by_another = make_commitment(10, funder=make_funder(), beneficiary=project)
    to_another = make_commitment(10, funder=funder, beneficiary=make_organisation())
    right = make_commitment(10, funder=funder, beneficiary=project.organisation)
    for wrong in (by_another, to_another):
        with pytest.raises(IntegrityError, match="request"), transaction.atomic():
            Commitment.objects.filter(pk=wrong.pk).update(request=asked)
    Commitment.objects.filter(pk=right.pk).update(request=asked)


@pytest.mark.parametrize("state", ["draft", "applied", "declined"])
def test_nothing_is_prefilled_before_the_agreement(client: Client, farid: User, asked: FundingRequest, state: str) -> None:
    FundingRequest.objects.filter(pk=asked.pk).update(state=state, decline_reason="Une raison")
    client.force_login(farid)
    assert client.get(f"{LIST}ajouter/?demande={asked.reference}").status_code == 404


def test_a_request_of_another_funder_is_out_of_sight(client: Client, asked: FundingRequest) -> None:
    client.force_login(make_member(make_funder()))
    assert client.get(f"{LIST}ajouter/?demande={asked.reference}").status_code == 404
    assert prefilled(make_person(), "") == {}


def test_a_request_answered_already_leads_to_its_commitment(
    client: Client, farid: User, asked: FundingRequest, funder: Organisation
) -> None:
    typed = form(farid, asked)
    made = make_commitment(2000, funder=funder, beneficiary=asked.project, request=asked, is_signed=False)
    client.force_login(farid)
    page = f"{LIST}ajouter/?demande={asked.reference}"
    assert client.get(page).headers["Location"].endswith(f"{made.reference}/")
    # Another session had the page open: what it typed comes back, with the reason.
    again = client.post(page, typed)
    assert again.status_code == 422
    assert "Un engagement répond déjà à cette demande" in again.content.decode()
    with pytest.raises(Incomplete) as refused:
        make_commitment(2000, funder=funder, beneficiary=asked.project, request=asked)
    assert made.reference in str(refused.value.missing["request"])
    other = make_commitment(500, funder=funder, beneficiary=asked.project)
    with pytest.raises(IntegrityError, match="commitment_request_once"), transaction.atomic():
        Commitment.objects.filter(pk=other.pk).update(request=asked)


def test_given_up_it_is_answered_again_and_does_not_come_back_beside(asked: FundingRequest, funder: Organisation) -> None:
    made = make_commitment(2000, funder=funder, beneficiary=asked.project, request=asked, is_signed=False)
    actions.cancel_commitment(commitment=made, amount=None, on=DAY, by=None, note="Reporté")
    again = make_commitment(1500, funder=funder, beneficiary=asked.project, request=asked, is_signed=False)
    with pytest.raises(OutOfTurn, match=again.reference):
        actions.correct_entry(entry=made.entries.latest("pk"), by=None, note="Par erreur")
    made.refresh_from_db()
    assert (made.state, again.request) == ("cancelled", asked)


def test_nothing_answers_a_request_before_it_was_made(asked: FundingRequest, funder: Organisation) -> None:
    day = clock.date_of(asked.created_at) - dt.timedelta(days=30)
    with pytest.raises(Incomplete) as refused:
        make_commitment(2000, on=day, funder=funder, beneficiary=asked.project, request=asked)
    assert "n’a pas pu être décidé avant" in str(refused.value.missing["on"])
