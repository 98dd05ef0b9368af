"""Pages of calls and files: what they show, and the clear answer to each bad input."""

import datetime as dt
import json
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, queries
from frenchimpact.calls.models import Application, Call, Question
from frenchimpact.calls.tests.factories import ANSWERS, add_cohort, later, make_call, make_draft, make_submitted, write
from frenchimpact.core import clock
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import address as file_address
from frenchimpact.files.tests.factories import pdf
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
State = Application.State
PDF = pdf()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def space(file: Application, rest: str = "") -> str:
    return f"/mon-espace/candidatures/{file.reference}/{rest}"


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_list_and_the_page_of_a_call_say_until_when_and_what_to_prepare() -> None:
    call = make_call()
    actions.set_criterion(call=call, by=None, title="Ancrage local", weight=30, eliminatory_below=2)
    page = text_of(Client().get("/appels/"))
    assert "Label des essais" in page
    assert "dernier jour inclus" in page
    page = text_of(Client().get(f"/appels/{call.slug}/"))
    assert "Ancrage local" in page
    assert "4 questions" in page
    assert "La Réunion" in page
    assert "la demande est refusée" in page


def test_what_operators_wrote_is_marked_french_on_pages_in_english() -> None:
    choice = {"key": "stage", "label": "À quelle étape ?", "kind": Question.Kind.CHOICE, "options": [["a", "Idée"], ["b", "Essor"]]}
    call = make_call(questions=[choice])
    draft = make_draft(call)
    page = text_of(Client().get(f"/en/appels/{call.slug}/"))
    assert '<span lang="fr">Label des essais</span>' in page
    assert "<title>Label des essais" in page, "a title holds no mark"
    page = text_of(client_of(draft.lead).get("/en" + space(draft, "rubrique/structure/")))
    for words in ("À quelle étape ?", "Idée", "Votre structure"):
        assert f'<span lang="fr">{words}</span>' in page
    page = text_of(client_of(draft.lead).get(space(draft, "rubrique/structure/")))
    assert 'span lang="fr"' not in page


def test_another_file_is_begun_only_for_who_has_none_under_way() -> None:
    call, organisation = make_call(), make_organisation(name="La Première")
    person = make_member(organisation)
    draft = make_draft(call, organisation=organisation, by=person)
    client = client_of(person)
    assert "Commencer un autre dossier" not in text_of(client.get(f"/appels/{call.slug}/"))
    page = text_of(client.get(f"/appels/{call.slug}/commencer/"))
    assert "Reprendre le brouillon" in page
    assert "un dossier est déjà en cours" in page
    assert "Commencer le dossier" not in page

    make_member(make_organisation(name="La Seconde"), user=person)

    assert "Commencer un autre dossier" in text_of(client.get(f"/appels/{call.slug}/"))
    page = text_of(client.get(f"/appels/{call.slug}/commencer/"))
    assert f'value="{organisation.pk}"' not in page, "it has one"
    actions.submit_application(application=write(draft), by=person)
    page = text_of(client.get(f"/appels/{call.slug}/commencer/"))
    assert "Suivre la candidature" in page
    assert "Reprendre le brouillon" not in page


@pytest.mark.parametrize("typed", ["1e5", "Infinity", "NaN", "1_000", "0x10", "١٢", "--3", "1.2.3"])
def test_a_number_is_made_of_figures(typed: str) -> None:
    draft = make_draft()
    answer = client_of(draft.lead).post(space(draft, "rubrique/structure/"), {"people": typed})
    assert answer.status_code == 422
    assert "Écrivez un nombre" in text_of(answer)


@pytest.mark.parametrize(("target_on", "said"), [("2024-12-31", True), ("2025-12-31", True), ("2026-01-01", False), ("", False)])
def test_a_target_comes_after_its_baseline(target_on: str, said: bool) -> None:
    asked = {"key": "jobs", "label": "Emplois", "kind": Question.Kind.INDICATOR, "is_required": False}
    draft = make_draft(make_call(questions=[asked]))
    write(draft, {"jobs.name": "Emplois", "jobs.baseline_on": "2025-12-31", "jobs.target_on": target_on})

    problems = queries.filled(draft).problems

    assert ("vient après la date de départ" in problems.get("jobs", "")) is said


def test_a_call_in_preparation_is_seen_by_operators_only() -> None:
    call = make_call(published=False)
    assert Client().get(f"/appels/{call.slug}/").status_code == 404
    assert client_of(make_operator()).get(f"/appels/{call.slug}/").status_code == 200


def test_readiness_tells_why_and_refuses_nobody() -> None:
    call = make_call()
    actions.set_rule(call=call, by=None, code="annee", subject="age", question="Créée en ?", wanted={"min": 3}, advice="Revenez plus tard.")
    page = text_of(Client().get(f"/appels/{call.slug}/suis-je-pret/?annee={clock.today().year - 1}"))
    assert "Il faut au moins 3 ans" in page
    assert "Revenez plus tard." in page
    assert "Commencer ma candidature" in page
    page = text_of(Client().get(f"/appels/{call.slug}/suis-je-pret/?annee={clock.today().year - 5}"))
    assert "Vous remplissez les conditions" in page
    assert Client().get(f"/appels/{call.slug}/suis-je-pret/?annee=jamais").status_code == 200


def test_five_clicks_on_begin_make_one_draft() -> None:
    call, organisation = make_call(), make_organisation()
    client = client_of(make_member(organisation))
    found = {client.post(f"/appels/{call.slug}/commencer/", {"organisation": organisation.pk})["Location"] for _number in range(5)}
    assert len(found) == 1
    assert Application.objects.count() == 1


def test_nobody_applies_for_an_organisation_that_is_not_theirs() -> None:
    call, other = make_call(), make_organisation()
    client = client_of(make_member(make_organisation()))
    assert client.post(f"/appels/{call.slug}/commencer/", {"organisation": other.pk}).status_code == 422
    assert not Application.objects.exists()


def test_the_task_list_counts_what_is_known_and_what_is_to_give() -> None:
    draft = make_draft()
    page = text_of(client_of(draft.lead).get(space(draft)))
    assert "1 réponse déjà connue, 3 à donner" in page
    assert "Pourquoi je ne peux pas encore déposer" in page


def test_a_section_saves_without_scripts_and_goes_on() -> None:
    draft = make_draft()
    response = client_of(draft.lead).post(space(draft, "rubrique/structure/"), ANSWERS)
    assert response["Location"] == space(draft, "verifier/")
    assert draft.answers.get(key="mission").value == ANSWERS["mission"]


def test_a_session_ended_during_autosave_loses_nothing_and_says_so() -> None:
    draft = make_draft()
    body = json.dumps({"changes": {"mission": {"value": "Texte en cours", "version": 0}}})
    signed_out = Client().patch(space(draft, "enregistrer/"), body, content_type="application/json", headers={"accept": "application/json"})
    assert signed_out.status_code == 401
    assert not draft.answers.filter(key="mission").exists()
    again = client_of(draft.lead).patch(space(draft, "enregistrer/"), body, content_type="application/json", headers={"x-page": "p"})
    assert again.json()["versions"] == {"mission": 1}


def test_autosave_tells_two_texts_apart() -> None:
    draft = make_draft()
    other = make_member(draft.organisation)
    for person, value in ((draft.lead, "Le mien"), (other, "Le sien")):
        body = json.dumps({"changes": {"mission": {"value": value, "version": 0}}})
        answer = client_of(person).patch(
            space(draft, "enregistrer/"), body, content_type="application/json", headers={"x-page": str(person.pk)}
        )
    assert answer.status_code == 409
    assert answer.json()["conflicts"]["mission"]["theirs"] == "Le mien"


def call_with_document() -> Call:
    return make_call(
        questions=[
            {"key": "people", "label": "Personnes", "kind": Question.Kind.NUMBER},
            {"key": "statutes", "label": "Statuts", "kind": Question.Kind.FILE},
        ]
    )


def test_a_validation_error_together_with_an_attachment_keeps_both() -> None:
    draft = make_draft(call_with_document())
    client = client_of(draft.lead)
    sent = {"people": "beaucoup", "file-statutes": SimpleUploadedFile("statuts.pdf", PDF, "application/pdf")}
    response = client.post(space(draft, "rubrique/structure/"), sent)
    assert response.status_code == 422
    page = text_of(response)
    assert "Écrivez un nombre" in page
    assert 'value="beaucoup"' in page, "what was typed is still there"
    assert "statuts.pdf" in page, "the document too"
    assert StoredFile.objects.get(owner_model="calls.Application", owner_id=draft.pk, purpose="statutes").name == "statuts.pdf"


def test_a_refused_document_keeps_what_was_typed() -> None:
    draft = make_draft(call_with_document())
    sent = {"people": "12", "file-statutes": SimpleUploadedFile("page.html", b"<html><script>1</script></html>", "text/html")}
    response = client_of(draft.lead).post(space(draft, "rubrique/structure/"), sent)
    assert response.status_code == 422
    page = text_of(response)
    assert "Il reste une réponse à corriger" in page
    assert '<a href="#file-statutes"><span>Statuts' in page, "the summary leads to the field"
    assert draft.answers.get(key="people").value == "12"
    assert not StoredFile.objects.filter(owner_id=draft.pk).exists()


def test_documents_are_seen_by_the_files_people_and_not_by_others() -> None:
    draft = make_draft(call_with_document())
    client_of(draft.lead).post(
        space(draft, "rubrique/structure/"), {"people": "12", "file-statutes": SimpleUploadedFile("statuts.pdf", PDF, "application/pdf")}
    )
    file = StoredFile.objects.get(owner_id=draft.pk)
    address = file_address(file)
    shown = client_of(draft.lead).get(address)
    assert shown.getvalue() == PDF
    assert client_of(make_person()).get(address).status_code == 404
    assert client_of(make_operator()).get(address).status_code == 404, "a draft is nobody else's"


def test_a_document_that_was_handed_in_stays() -> None:
    file = write(make_draft(call_with_document()), {"people": "12"})
    client = client_of(file.lead)
    client.post(space(file, "rubrique/structure/"), {"file-statutes": SimpleUploadedFile("statuts.pdf", PDF, "application/pdf")})
    actions.submit_application(application=file, by=file.lead)
    stored = StoredFile.objects.get(owner_id=file.pk)
    actions.ask_correction(
        application=file,
        message="Statuts signés.",
        due_on=clock.today() + dt.timedelta(days=20),
        items={"statutes": ""},
        by=make_operator(),
    )
    response = client.post(space(file, "questions/statutes/retirer/"), {"file": stored.pk})
    assert response.status_code == 409
    assert StoredFile.objects.filter(pk=stored.pk).exists()


def test_two_clicks_on_hand_in_lead_to_the_same_receipt() -> None:
    draft = write(make_draft())
    client = client_of(draft.lead)
    key = str(uuid.uuid4())
    first = client.post(space(draft, "deposer/"), {"truth": "on", "once": key})
    second = client.post(space(draft, "deposer/"), {"truth": "on", "once": key})
    third = client.post(space(draft, "deposer/"), {"truth": "on", "once": str(uuid.uuid4())})
    assert {one["Location"] for one in (first, second, third)} == {space(draft, "depot/")}
    assert draft.snapshots.count() == 1
    assert Mail.objects.filter(kind="calls.receipt").count() == 1


def test_handing_in_without_having_read_is_refused_with_words() -> None:
    draft = write(make_draft())
    response = client_of(draft.lead).post(space(draft, "deposer/"), {})
    assert response.status_code == 422
    assert "Cochez cette case" in text_of(response)


def test_the_receipt_says_what_the_law_asks() -> None:
    file = make_submitted()
    client = client_of(file.lead)
    page = text_of(client.get(space(file, "depot/")))
    for words in (
        file.reference,
        "Bureau des labels",
        "1 rue du Test",
        "bureau@exemple.test",
        "votre demande est refusée",
        "tribunal administratif",
    ):
        assert words in page
    pdf = client.get(space(file, "accuse.pdf"))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-1.")
    assert client.get(space(file, "dossier.pdf")).content.startswith(b"%PDF-1.")


def test_a_receipt_of_acceptance_tells_of_the_certificate() -> None:
    file = make_submitted(make_call(silence_means="acceptance"))
    page = text_of(client_of(file.lead).get(space(file, "depot/")))
    assert "votre demande est acceptée" in page
    assert "L. 232-3" in page
    assert "tribunal administratif" not in page


def test_one_second_late_offers_the_next_wave_and_takes_it_with_consent() -> None:
    call = make_call()
    draft = write(make_draft(call))
    add_cohort(call, days=(21, 60), title="Session suivante")
    later(days=20, seconds=1)
    client = client_of(draft.lead)
    refused = client.post(space(draft, "deposer/"), {"truth": "on"})
    assert refused.status_code == 409
    assert "Session suivante" in text_of(refused)
    assert client.post(space(draft, "deposer/"), {"truth": "on", "next": "on"})["Location"] == space(draft, "depot/")
    draft.refresh_from_db()
    assert (draft.state, draft.cohort.title) == (State.SUBMITTED, "Session suivante")


def test_one_second_late_for_a_dated_call_is_refused_with_words() -> None:
    draft = write(make_draft(make_call(kind=Call.Kind.ONE_OFF)))
    later(days=20, seconds=1)
    response = client_of(draft.lead).post(space(draft, "deposer/"), {"truth": "on", "next": "on"})
    assert response.status_code == 409
    assert "dernière seconde annoncée" in text_of(response)
    assert draft.answers.count() == 4


def test_someone_of_the_organisation_reads_but_does_not_hand_in() -> None:
    draft = write(make_draft())
    other = make_member(draft.organisation, role="reader")
    client = client_of(other)
    assert "Seule la personne qui porte le dossier" in text_of(client.get(space(draft, "verifier/")))
    assert client.post(space(draft, "deposer/"), {"truth": "on"}).status_code == 403
    assert client.post(space(draft, "rubrique/structure/"), {"mission": "x"})["Location"] == space(draft, "rubrique/structure/")
    assert draft.answers.get(key="mission").value == ANSWERS["mission"]


def test_a_member_of_a_collective_answers_by_its_link_without_an_account() -> None:
    draft = make_draft(make_call(applicant=Call.Applicant.COLLECTIVE))
    client_of(draft.lead).post(
        space(draft, "collectif/demander/"), {"name": "La Commune", "kind": "authority", "email": "mairie@exemple.test"}
    )
    link = re.search(r"/candidatures/confirmer/[\w-]+/", Mail.objects.get(kind="calls.partner").text)
    assert link is not None
    visitor = Client()
    assert "La Commune" in text_of(visitor.get(link[0]))
    assert draft.partners.get().confirmed_at is None, "opening the link says nothing"
    assert visitor.post(link[0], {"yes": "1", "name": ""}).status_code == 422
    assert visitor.post(link[0], {"yes": "1", "name": "Anne Roux, maire"}).status_code == 302
    assert draft.partners.get().confirmed_name == "Anne Roux, maire"
    assert "Revenir sur ma réponse" in text_of(visitor.get(link[0]))
    assert visitor.post(link[0], {"back": "1"}).status_code == 302
    partner = draft.partners.get()
    assert (partner.confirmed_at, partner.confirmed_name) == (None, "")
    assert visitor.post(link[0], {"no": "1"}).status_code == 302
    assert draft.partners.get().declined_at is not None


def test_a_member_reads_what_it_commits_to_but_not_what_only_the_operator_reads() -> None:
    asked = [
        {"key": "aim", "label": "Votre but", "kind": Question.Kind.TEXT},
        {"key": "bank", "label": "Votre banque", "kind": Question.Kind.LINE, "audience": Question.Audience.OPERATOR},
    ]
    draft = write(make_draft(make_call(applicant=Call.Applicant.COLLECTIVE, questions=asked)), {"aim": "Aider.", "bank": "La Bonne Banque"})
    client_of(draft.lead).post(space(draft, "collectif/demander/"), {"name": "Ville", "kind": "authority", "email": "m@exemple.test"})
    link = re.search(r"/candidatures/confirmer/[\w-]+/", Mail.objects.get(kind="calls.partner").text)
    assert link is not None
    page = text_of(Client().get(link[0]))
    assert "Aider." in page
    assert "La Bonne Banque" not in page
    assert "À déposer jusqu’au" in page
    partner = draft.partners.get()
    actions.answer_partner(partner=partner, agrees=True, name="Anne Roux, maire")
    actions.submit_application(application=draft, by=draft.lead)
    assert Client().post(link[0], {"back": "1"}).status_code == 409
    assert "Revenir sur ma réponse" not in text_of(Client().get(link[0]))


def test_a_question_under_a_condition_is_asked_when_it_applies() -> None:
    call = make_call(
        questions=[
            {"key": "who", "label": "Public", "kind": Question.Kind.CHOICE, "options": [["jeunes", "Jeunes"], ["aines", "Aînés"]]},
            {"key": "age", "label": "Quel âge ?", "kind": Question.Kind.NUMBER, "condition_key": "who", "condition_values": ["jeunes"]},
        ]
    )
    draft = write(make_draft(call), {"who": "aines"})
    client = client_of(draft.lead)
    page = space(draft, "rubrique/structure/")
    opened = '<div class="stack stack-s" id="q-age" data-when="who" data-values="[&#34;jeunes&#34;]"'
    assert f"{opened} hidden>" in text_of(client.get(page))

    stays = client.post(page, {"who": "jeunes", "marks": json.dumps({"who": 1})}, follow=True)
    assert stays.redirect_chain[-1][0].endswith("#q-age"), "without scripts the page comes back with the question"
    assert "ouvre une question" in text_of(stays)
    assert f"{opened}>" in text_of(stays)
    goes_on = client.post(page, {"who": "jeunes", "age": "12", "marks": json.dumps({"who": 2})})
    assert goes_on["Location"].endswith("/verifier/")


def test_a_table_asks_for_its_rows() -> None:
    table = {"key": "defis", "label": "Trois défis", "kind": Question.Kind.TABLE, "options": [["titre", "Défi"], ["cible", "Cible"]]}
    call = make_call(questions=[{**table, "min_rows": 3, "max_rows": 3}])
    draft = make_draft(call)
    client = client_of(draft.lead)
    page = text_of(client.get(space(draft, "rubrique/structure/")))
    assert page.count("defis.2.titre") >= 1
    assert "defis.3.titre" not in page
    rows = {f"defis.{row}.{column}": "x" for row in range(3) for column in ("titre", "cible")}
    client.post(space(draft, "rubrique/structure/"), {**rows, "defis.2.cible": "", "defis.7.titre": "hors tableau"})
    assert "Ligne 3, il manque" in text_of(client.get(space(draft, "verifier/")))
    assert not draft.answers.filter(key="defis.7.titre").exists()


def test_hostile_answers_are_text() -> None:
    draft = make_draft()
    client_of(draft.lead).post(
        space(draft, "rubrique/structure/"), {"mission": "<script>alert(1)</script>\u202e", "people": "42", "charter": "on"}
    )
    actions.submit_application(application=draft, by=draft.lead)
    client = client_of(draft.lead)
    for page in ("dossier/", "rubrique/structure/", ""):
        assert "<script>alert(1)" not in text_of(client.get(space(draft, page)))
    assert client.get(space(draft, "dossier.pdf")).status_code == 200


def test_withdrawing_asks_first_and_frees_the_way() -> None:
    file = make_submitted()
    client = client_of(file.lead)
    assert "Plus personne ne lit" in text_of(client.get(space(file, "retirer/")))
    client.post(space(file, "retirer/"))
    file.refresh_from_db()
    assert file.state == State.WITHDRAWN
    assert "Cette candidature est retirée" in text_of(client.get(space(file)))
