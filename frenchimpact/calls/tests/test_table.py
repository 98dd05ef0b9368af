"""The operators' table: its columns, what leaves it, what is done to several files at once."""

import datetime as dt
import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frenchimpact.calls import actions, dossiers, queries
from frenchimpact.calls.models import Application, Call, Partner, Question
from frenchimpact.calls.queries import Asked
from frenchimpact.calls.tests.factories import ANSWERS, make_call, make_draft, make_submitted, write
from frenchimpact.calls.tests.test_pages import client_of, space, text_of
from frenchimpact.core import clock
from frenchimpact.core.tests.test_sheets import cells
from frenchimpact.files.models import StoredFile
from frenchimpact.files.tests.factories import pdf
from frenchimpact.journal.models import Entry
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
State = Application.State
PDF = pdf()


def desk(call: Call, rest: str = "") -> str:
    return f"/mon-espace/appels/{call.slug}/candidatures/{rest}"


def row_of(file: Application) -> queries.Row:
    listing = queries.listing(file.call, Asked(tab="tous"), make_operator())
    return next(one for one in listing.rows if one.application == file)


def ask(file: Application, *, days: int = 15) -> None:
    due = clock.today() + dt.timedelta(days=days)
    actions.ask_correction(application=file, message="Précisez.", due_on=due, items={"mission": ""}, by=make_operator())


# ── Columns ──────────────────────────────────────────────────────────────────────────────────────
def test_what_is_complete_counts_required_answers_but_those_asked_again() -> None:
    file = make_submitted()
    assert (row_of(file).given, row_of(file).asked) == (4, 4)

    ask(file)

    assert (row_of(file).given, row_of(file).asked) == (3, 4)


def test_a_document_given_is_an_answer_and_an_optional_question_is_not_counted() -> None:
    asked: list[dict[str, Any]] = [
        {"key": "statutes", "label": "Statuts", "kind": Question.Kind.FILE},
        {"key": "more", "label": "Autre chose ?", "kind": Question.Kind.LINE, "is_required": False},
    ]
    file = _with_document(make_call(questions=asked))
    assert (row_of(file).given, row_of(file).asked) == (1, 1)


def test_signals_tell_what_waits_who_said_no_and_what_came_back() -> None:
    file = make_submitted()
    assert row_of(file).signals == []
    operator = make_operator()
    for number, answered in enumerate([None, clock.now()]):
        Partner.objects.create(
            application=file,
            name=f"Membre {number}",
            kind="ess",
            email="m@exemple.test",
            key_digest=str(number),
            asked_by=operator,
            expires_at=clock.now(),
            declined_at=answered,
        )
    ask(file)
    words = [one.words for one in row_of(file).signals]
    assert words[0].startswith("à compléter avant le ")
    assert words[1:] == ["1 membre a refusé", "1 membre n’a pas confirmé"]

    file.correction_requests.update(due_on=clock.today() - dt.timedelta(days=2))
    assert row_of(file).signals[0].words == "complément en retard de 2 jours"

    actions.give_correction(application=file, answer="", by=file.lead)
    assert row_of(file).signals[0].words == "complément reçu"


def test_without_a_jury_there_is_neither_opinion_nor_mark() -> None:
    row = row_of(make_submitted())

    assert (row.sent, row.awaited, row.mark) == (None, None, None)


def test_columns_ask_nothing_more_of_the_database(django_assert_num_queries: Any) -> None:
    call, operator = make_call(), make_operator()
    for _number in range(3):
        ask(make_submitted(call))
    with django_assert_num_queries(4):
        queries.listing(call, Asked(tab="tous"), operator)


# ── What leaves it ───────────────────────────────────────────────────────────────────────────────
def _get(call: Call, **asked: str) -> Any:
    return client_of(make_operator()).get(desk(call), {"etat": "tous", **asked})


def _with_document(call: Call, **fields: Any) -> Application:
    draft = make_draft(call, **fields)
    client_of(draft.lead).post(space(draft, "rubrique/structure/"), {"file-statutes": SimpleUploadedFile("statuts.pdf", PDF)})
    file = actions.submit_application(application=draft, by=draft.lead)
    file.refresh_from_db()
    return file


def test_lines_leave_as_a_spreadsheet_with_the_columns_of_the_table() -> None:
    file = make_submitted()

    found = cells(_get(file.call, format="xlsx").content)

    assert [words for _kind, words in found[0]] == list(queries.COLUMNS)
    assert found[1][0] == ("inlineStr", file.reference)
    assert found[1][4][0] == "n", "a day is a day"
    assert found[1][7:9] == [("n", "4"), ("n", "4")]


def test_answers_leave_as_a_spreadsheet_too_and_text_is_never_a_formula() -> None:
    call = make_call()
    draft = write(make_draft(call), {**ANSWERS, "mission": "=HYPERLINK(1)"})
    file = actions.submit_application(application=draft, by=draft.lead)

    whole = cells(_get(call, format="xlsx", contenu="reponses").content)
    bare = cells(_get(call, format="xlsx", contenu="anonyme").content)

    assert ("inlineStr", "=HYPERLINK(1)") in whole[1]
    assert ("inlineStr", file.organisation.name) in whole[1]
    assert file.organisation.name not in str(bare)


def _archive(call: Call, client: Client | None = None) -> zipfile.ZipFile:
    response: Any = (client or client_of(make_operator())).get(desk(call), {"etat": "tous", "format": "zip"})
    assert response["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(response.getvalue()))


STATUTES: list[dict[str, Any]] = [{"key": "statutes", "label": "Statuts", "kind": Question.Kind.FILE}]


def test_an_archive_holds_each_file_on_paper_with_its_documents_and_the_journal_knows() -> None:
    file = _with_document(make_call(questions=STATUTES), organisation=make_organisation(name="Été & Cie"))

    archive = _archive(file.call)

    folder = f"{file.reference}-ete-cie"
    assert archive.namelist() == ["candidatures.xlsx", f"{folder}/{file.reference}.pdf", f"{folder}/documents/statuts.pdf"]
    assert archive.read(f"{folder}/documents/statuts.pdf") == PDF
    assert archive.read(f"{folder}/{file.reference}.pdf").startswith(b"%PDF")
    assert Entry.objects.get(fact="calls.FilesTakenOut").fields["application_count"] == 1


def test_what_is_set_aside_sealed_or_kept_away_is_not_in_the_archive_and_it_says_so() -> None:
    file = _with_document(make_call(questions=STATUTES))
    StoredFile.objects.update(state="quarantined", scanned_at=clock.now(), threat="EICAR")
    archive = _archive(file.call)
    assert [name for name in archive.namelist() if "statuts" in name] == []
    assert "« statuts.pdf » n’est plus là" in archive.read("ABSENTS.txt").decode()

    sealed = make_submitted(make_call(is_sealed=True))
    archive = _archive(sealed.call)
    assert archive.namelist() == ["candidatures.xlsx", "ABSENTS.txt"]
    assert sealed.reference in archive.read("ABSENTS.txt").decode()


def test_an_archive_of_too_many_files_or_of_none_is_said_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossiers, "MOST", 1)
    call, client = make_call(), client_of(make_operator())
    assert "l’archive serait vide" in text_of(client.get(desk(call), {"format": "zip"}, follow=True))
    make_submitted(call)
    make_submitted(call)
    page = text_of(client.get(desk(call), {"etat": "tous", "format": "zip"}, follow=True))
    assert "Au plus 1 dossiers par archive" in page


# ── Several files at once ────────────────────────────────────────────────────────────────────────
def test_files_are_given_to_an_operator_who_is_told_once_each() -> None:
    call, operator, other = make_call(), make_operator(), make_operator()
    files = [make_submitted(call) for _number in range(2)]
    client = client_of(operator)
    values = {"act": "name", "officer": other.pk, "file": [one.reference for one in files]}

    client.post(desk(call, "ensemble/"), values)
    client.post(desk(call, "ensemble/"), values)

    assert set(Application.objects.values_list("officer", flat=True)) == {other.pk}
    assert Notice.objects.filter(kind="calls.officer", person=other).count() == 2


@pytest.mark.parametrize("who", ["", "0", "x", "stranger"])
def test_files_are_given_to_nobody_but_an_operator(who: str) -> None:
    file = make_submitted()
    officer = make_person().pk if who == "stranger" else who

    page = client_of(make_operator()).post(
        desk(file.call, "ensemble/"), {"act": "name", "officer": officer, "file": [file.reference]}, follow=True
    )

    assert "Choisissez à qui" in text_of(page)
    file.refresh_from_db()
    assert file.officer is None


def test_a_file_is_not_given_to_somebody_of_its_applicant() -> None:
    organisation = make_organisation()
    file = make_submitted(make_call(), organisation=organisation, by=make_member(organisation))
    tied = make_operator()
    make_member(organisation, user=tied)

    page = client_of(make_operator()).post(
        desk(file.call, "ensemble/"), {"act": "name", "officer": tied.pk, "file": [file.reference]}, follow=True
    )

    assert "ne peut pas vérifier ce dossier" in text_of(page)


def test_a_complement_is_asked_of_several_files_and_those_that_cannot_are_told() -> None:
    call = make_call()
    files = [make_submitted(call) for _number in range(2)]
    gone = make_submitted(call)
    actions.withdraw_application(application=gone, by=gone.lead)
    client = client_of(make_operator())
    references = [one.reference for one in (*files, gone)]
    opened = client.post(desk(call, "ensemble/"), {"act": "ask", "file": references, "back": "etat=tous"}, follow=True)
    page = text_of(opened)
    assert "Demander le même complément à 3 dossiers" in page
    assert "que leur état ne permet plus de compléter" in page
    address = desk(call, "ensemble/complement/")
    due = (clock.today() + dt.timedelta(days=20)).isoformat()
    for typed in ({"due_on": due}, {"due_on": clock.today().isoformat(), "keys": ["mission"]}):
        wrong = client.post(address, {"file": references, "message": "Précisez.", **typed})
        assert wrong.status_code == 422
        assert "Précisez." in text_of(wrong), "nothing typed is lost"
    assert "entre 5 et 120 jours" in text_of(wrong)

    good = {"file": references, "message": "Précisez.", "due_on": due, "keys": ["mission"], "back": "etat=tous"}
    done = client.post(address, good, follow=True)

    assert [one.state for one in Application.objects.filter(pk__in=[one.pk for one in files])] == [State.INCOMPLETE] * 2
    page = text_of(done)
    assert "2 dossiers traités." in page
    assert re.search(rf"{gone.reference}\s: ", page)
    assert done.redirect_chain[-1][0].endswith("?etat=tous")


def test_files_of_two_versions_are_asked_only_what_both_were() -> None:
    call = make_call()
    old = make_submitted(call)
    form = actions.form_in_the_making(call=call)
    actions.remove_part(part=form.questions.get(key="mission"))
    actions.set_question(section=form.sections.get(), key="new", label="Nouvelle question", kind=Question.Kind.LINE, is_required=False)
    actions.publish_form(form=form, change_note="Mission retirée.", by=make_operator())
    new = make_submitted(call)

    page = text_of(client_of(make_operator()).get(desk(call, "ensemble/complement/"), {"file": [old.reference, new.reference]}))

    assert "Personnes accompagnées" in page
    assert 'value="mission"' not in page
    assert "Nouvelle question" not in page


def test_nothing_ticked_is_said() -> None:
    file = make_submitted()
    page = client_of(make_operator()).post(desk(file.call, "ensemble/"), {"act": "ask"}, follow=True)
    assert "Cochez des dossiers" in text_of(page)
    assert client_of(make_operator()).get(desk(file.call, "ensemble/complement/")).status_code == 302
