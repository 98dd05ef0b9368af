"""What is public besides answers holds no name of a case either: experiments, barriers, notes; nor what is sent to administrations."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions import consultations, note_sending, outcomes, triage
from frenchimpact.barriers.actions.names import NamesLeft
from frenchimpact.barriers.actions.versions import versions_of
from frenchimpact.barriers.models import Barrier, Case, Experiment
from frenchimpact.barriers.opinion_words import opinion_of
from frenchimpact.barriers.tests.factories import make_case, make_note
from frenchimpact.barriers.tests.test_outcomes import derogation
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.projects.tests.factories import make_operator
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
QUALIFIED: dict[str, Any] = {"nature": "loi", "level": "state", "effect": "blocked"}


@pytest.fixture
def by() -> User:
    make_terms()
    return make_operator()


def named(**values: Any) -> Case:
    return make_case(name="Jeanne Dûpont", email="jeanne@roues-solidaires.org", **values)


def test_a_public_experiment_names_nobody_and_one_press_masks(client: Client, by: User) -> None:
    case = named()
    said = derogation(title="Transporter sans licence, pour Jeanne Dupont", beneficiary="J. Dupont")
    with pytest.raises(NamesLeft) as refused:
        outcomes.record_outcome(case=case, by=by, **said)
    assert set(refused.value.missing) == {"title", "beneficiary"}
    assert not Experiment.objects.exists()
    client.force_login(by)
    here = f"/mon-espace/freins/{case.reference}/repondre/"
    sent = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in said.items() if name != "indicators"}
    sent |= {"indicators": "Trajets ; trajets ; 40 ; 120", "is_public": "on", "places": ["departement:73"]}
    page = client.post(here, sent)
    assert page.status_code == 422
    assert 'name="masquer_noms"' in page.content.decode()
    masked = client.post(here, {**sent, "masquer_noms": "1"}).content.decode()
    assert "Dupont" not in masked
    assert "pour une personne" in masked
    assert client.post(here, {**sent, "title": "Transporter", "beneficiary": "", "send": "1"}).status_code == 302


def test_an_experiment_is_corrected_and_taken_out_of_the_public(client: Client, by: User) -> None:
    case = named()
    outcomes.record_outcome(case=case, by=by, **derogation())
    found = Experiment.objects.get()
    Experiment.objects.filter(pk=found.pk).update(title="Pour Anselme", slug="pour-anselme")
    client.force_login(by)
    here = f"/mon-espace/freins/experimentations/{found.reference}/corriger/"
    words = {"title": "Sans licence", "object": found.object, "authority_name": found.authority_name, "legal_basis": found.legal_basis}
    assert client.post(here, {**words, "reason": ""}).status_code == 422
    assert client.post(here, {**words, "title": "Pour Dûpont", "is_public": "on", "reason": "x"}).status_code == 422
    assert client.post(here, {**words, "is_public": "on", "reason": "Un nom."}).status_code == 302
    found.refresh_from_db()
    assert (found.title, "anselme" in found.slug) == ("Sans licence", False)
    assert versions_of(found).get().said["title"] == "Pour Anselme"
    assert "Anselme" not in Client().get(f"/experimentations/{found.slug}/").content.decode()
    client.post(here, {**words, "reason": "Retirée."})
    assert Client().get(f"/experimentations/{found.slug}/").status_code == 410


def test_a_barrier_named_at_triage_names_nobody(client: Client, by: User) -> None:
    case = named()
    with pytest.raises(NamesLeft):
        triage.qualify(case=case, by=by, new_barrier="Crèche refusée à double@t.exemple.fr et Jeanne Dupont", **QUALIFIED)
    assert not Barrier.objects.exists()
    client.force_login(by)
    here = f"/mon-espace/freins/{case.reference}/orienter/"
    sent = {"suite": "qualifier", **QUALIFIED, "channel": "", "barrier": "", "new_barrier": "Crèche refusée à Dupont"}
    assert "Masquer ces mots" in client.post(here, sent).content.decode()
    assert "Crèche refusée à une personne" in client.post(here, {**sent, "masquer_noms": "1"}).content.decode()
    # Words that are no name of the case may be kept, by one press.
    assert client.post(here, {**sent, "new_barrier": "Jean Martin", "garder_noms": "Jean Martin"}).status_code == 302


def test_a_note_says_no_name_of_its_cases(by: User) -> None:
    note = make_note(text="Jeanne Dupont attend.")
    named(barrier=note.barriers.get())
    with pytest.raises(Incomplete, match="ne peut pas encore partir") as refused:
        note_sending.send_note(note=note, by=by)
    assert "Jeanne" in str(refused.value.missing["sentences"])


@pytest.mark.parametrize("said", ["Appeler Mme DUPONT.", "J. Dupont demande.", "Voir roues-solidaires.org.", "Appeler le 06 99 88 77 66."])
def test_a_question_to_administrations_holds_no_name(by: User, said: str) -> None:
    service = [consultations.Service("DREAL", "dreal@exemple.test")]
    with pytest.raises(NamesLeft):
        consultations.check_question(
            case=named(), question="Faut-il une licence ?", context=said, services=service, due_on=clock.today() + dt.timedelta(days=20)
        )


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        ("Non, ce n’est pas interdit : possible.", ""),
        ("Non, rien ne s’y oppose.", ""),
        ("Non, ce n’est pas possible.", "unfavourable"),
        ("Oui.", "favourable"),
        ("Pas possible.", "unfavourable"),
    ],
)
def test_an_opinion_is_never_read_backwards(text: str, opinion: str) -> None:
    assert opinion_of(text) == opinion
