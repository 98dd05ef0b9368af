"""Pages of those who run a call: files received, their documents, what goes out of them."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frenchimpact.calls import actions, rules
from frenchimpact.calls.models import Application, Call, Question
from frenchimpact.calls.tests.factories import ANSWERS, later, make_call, make_draft, make_submitted, write
from frenchimpact.calls.tests.test_pages import client_of, space, text_of
from frenchimpact.core import clock
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import address as file_address
from frenchimpact.files.tests.factories import pdf
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
State = Application.State
PDF = pdf()


def test_a_correction_is_asked_answered_and_shown() -> None:
    file = make_submitted()
    operator = client_of(make_operator())
    desk = f"/mon-espace/appels/{file.call.slug}/candidatures/{file.reference}/"
    due = (clock.today() + dt.timedelta(days=20)).isoformat()
    assert operator.post(desk + "complement/", {"message": "", "due_on": due}).status_code == 422
    asked = operator.post(desk + "complement/", {"message": "Précisez.", "due_on": due, "keys": ["mission"]})
    assert asked["Location"] == desk
    client = client_of(file.lead)
    assert "Précisez." in text_of(client.get(space(file)))
    page = text_of(client.get(space(file, "complement/")))
    assert "Votre mission" in page
    assert "Personnes accompagnées" not in page
    typed = {"mission": "Une mission précise.", "people": "9999", "send": "1"}
    blind = client.post(space(file, "complement/"), typed)
    assert blind.status_code == 409, "typed upon another version: both texts are shown"
    sent = client.post(space(file, "complement/"), {**typed, "marks": json.dumps({"mission": 1})})
    assert sent["Location"] == space(file)
    assert file.answers.get(key="people").value == "42", "nothing else changed"
    page = text_of(operator.get(desk))
    assert "Ce qui a changé depuis le dépôt" in page
    assert "Une mission précise." in page


def test_a_sealed_file_shows_nothing_to_operators() -> None:
    file = make_submitted(make_call(is_sealed=True))
    client = client_of(make_operator())
    page = text_of(client.get(f"/mon-espace/appels/{file.call.slug}/candidatures/{file.reference}/"))
    assert "sous pli" in page
    assert ANSWERS["mission"] not in page
    assert client.get(space(file, "dossier/")).status_code == 404
    assert client.get(space(file, "dossier.pdf")).status_code == 404
    later(days=21)
    client.post(f"/mon-espace/appels/{file.call.slug}/calendrier/1/ouvrir/")
    page = text_of(client.get(f"/mon-espace/appels/{file.call.slug}/candidatures/{file.reference}/"))
    assert ANSWERS["mission"] in page, "it could have leaked"


def make_many(call: Call, count: int) -> None:
    for _number in range(count):
        make_submitted(call)


def queries_of(client: Client, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_lists_ask_as_much_for_one_file_as_for_three() -> None:
    call, operator = make_call(), client_of(make_operator())
    officer = make_operator()
    make_many(call, 1)
    Application.objects.update(officer=officer)
    path = f"/mon-espace/appels/{call.slug}/candidatures/?etat=tous"
    one = queries_of(operator, path)
    make_many(call, 2)
    Application.objects.update(officer=officer)
    assert queries_of(operator, path) == one


def test_the_table_filters_by_name_state_and_wave_and_exports_what_it_shows() -> None:
    call, operator = make_call(), make_operator()
    first = make_submitted(call, organisation=(one := make_organisation(name="Été solidaire")), by=make_member(one))
    make_submitted(call)
    client = client_of(operator)
    path = f"/mon-espace/appels/{call.slug}/candidatures/"
    page = text_of(client.get(path + "?q=ETE"))
    assert first.reference in page
    assert "1 dossier" in page
    rows = client.get(path + "?q=ete&format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert first.reference in rows[1]
    assert "Aucun dossier ici" in text_of(client.get(path + "?etat=evaluation"))
    assert client.get(path + "?page=99999999&session=x&region=%27&tri=zz&etat=zz").status_code == 200


def test_several_files_are_declared_complete_at_once() -> None:
    call, operator = make_call(), make_operator()
    files = [make_submitted(call) for _number in range(2)]
    client = client_of(operator)
    path = f"/mon-espace/appels/{call.slug}/candidatures/ensemble/"
    client.post(path, {"act": "complete", "file": [one.reference for one in files]})
    assert set(Application.objects.values_list("state", flat=True)) == {State.COMPLETE}
    assert client.post(path, {"act": "complete", "file": [files[0].reference]}, follow=True).status_code == 200
    assert files[0].steps.filter(verb="complete").count() == 1


def test_a_room_above_lets_someone_open_documents_but_never_those_under_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    question = {"key": "statutes", "label": "Statuts", "kind": Question.Kind.FILE}
    juror = make_person("Jurée")
    monkeypatch.setattr(rules, "_other_readers", [])
    rules.let_read_documents(lambda user, application, _file: user.pk == juror.pk and application.submitted_at is not None)
    for is_sealed, expected in ((False, 200), (True, 404)):
        draft = make_draft(make_call(is_sealed=is_sealed, questions=[question]), organisation=make_organisation())
        client_of(draft.lead).post(space(draft, "rubrique/structure/"), {"file-statutes": SimpleUploadedFile("statuts.pdf", PDF)})
        address = file_address(StoredFile.objects.get(owner_model="calls.Application", owner_id=draft.pk))
        assert client_of(juror).get(address).status_code == 404, "not handed in yet"
        actions.submit_application(application=draft, by=draft.lead)
        opened = client_of(juror).get(address)
        assert opened.status_code == expected
        assert not is_sealed or PDF not in opened.content
        assert is_sealed or opened.getvalue() == PDF
        assert client_of(make_person()).get(address).status_code == 404


def export(call: Call, contents: str) -> str:
    response: Any = client_of(make_operator()).get(f"/mon-espace/appels/{call.slug}/candidatures/?etat=tous&format=csv&contenu={contents}")
    return str(response.getvalue().decode("utf-8-sig"))


def test_answers_are_exported_with_names_or_without() -> None:
    asked: list[dict[str, Any]] = [
        {"key": "who", "label": "Qui êtes-vous ?", "kind": Question.Kind.LINE, "is_identifying": True},
        {"key": "aim", "label": "Votre but", "kind": Question.Kind.TEXT},
        {"key": "bank", "label": "Banque", "kind": Question.Kind.LINE, "audience": Question.Audience.OPERATOR},
    ]
    draft = write(make_draft(make_call(questions=asked)), {"who": "Les Connus", "aim": "=Avec Les Essais réunis", "bank": "La Bonne"})
    file = actions.submit_application(application=draft, by=draft.lead)
    whole = export(file.call, "reponses")
    assert "numero;structure;siren;Qui êtes-vous ?;Votre but;Banque" in whole
    assert "Les Essais réunis;;Les Connus;'=Avec Les Essais réunis;La Bonne" in whole
    bare = export(file.call, "anonyme")
    assert f"{file.reference};'=Avec [masqué]" in bare
    for told in ("Les Essais réunis", "Les Connus", "La Bonne"):
        assert told not in bare


def test_a_sealed_file_is_in_no_export_of_answers() -> None:
    file = make_submitted(make_call(is_sealed=True))
    assert file.reference not in export(file.call, "reponses")
    later(days=21)
    actions.unseal(cohort=file.cohort, by=make_operator())
    assert ANSWERS["mission"] in export(file.call, "reponses"), "it could have leaked"
