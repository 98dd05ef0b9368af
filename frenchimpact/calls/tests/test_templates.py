"""A document that applicants download, fill in and give back: offered by a form, kept by its versions and copies."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from frenchimpact.calls import actions
from frenchimpact.calls.models import Call, FormVersion, Question
from frenchimpact.calls.tests.factories import make_call, make_draft
from frenchimpact.core.errors import Refusal
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import address
from frenchimpact.files.tests.factories import pdf
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
PIECE = {"key": "budget", "label": "Budget", "kind": Question.Kind.FILE}
TYPED = {"label": "Budget", "kind": "file", "audience": "jury", "is_required": "on"}


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(call: Call, key: str = "budget") -> str:
    return f"/mon-espace/appels/{call.slug}/formulaire/rubrique/structure/{key}/"


def sheet(name: str = "budget.csv", content: bytes = b"Poste;Montant\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/csv")


def template_of(form: FormVersion) -> StoredFile:
    file = form.questions.get().template
    assert file is not None
    return file


@pytest.fixture
def call(db: None) -> Call:
    """A published call that asks for a piece, whose next version is begun."""
    made = make_call(questions=[PIECE])
    actions.form_in_the_making(call=made)
    return made


def test_an_operator_gives_a_template_that_applicants_download_once_the_form_is_published(call: Call) -> None:
    operator = client_of(make_operator())
    assert operator.post(page_of(call), {**TYPED, "template": sheet()}).status_code == 302
    form = call.forms.get(published_at=None)
    file = template_of(form)
    assert b"budget.csv" in operator.get(page_of(call)).content
    assert Client().get(address(file)).status_code == 302, "nobody sees a form in the making"
    assert client_of(make_person()).get(address(file)).status_code == 404
    actions.publish_form(form=form, change_note="Un modèle de budget.", by=None)
    assert Client().get(address(file)).getvalue() == b"Poste;Montant\n"
    assert address(file) in Client().get(f"/appels/{call.slug}/").content.decode()
    draft = make_draft(call)
    section = client_of(draft.lead).get(f"/mon-espace/candidatures/{draft.reference}/rubrique/structure/").content.decode()
    assert f"{address(file)}?telecharger=1" in section


def test_versions_and_copies_share_the_template_and_the_last_to_leave_deletes_it(call: Call) -> None:
    form = call.forms.get(published_at=None)
    operator = client_of(make_operator())
    operator.post(page_of(call), {**TYPED, "template": sheet()})
    first = template_of(form)
    actions.publish_form(form=form, change_note="Un modèle.", by=None)
    copy = actions.clone_call(call=call, title="La suite", by=None)
    assert copy.forms.get().questions.get().template == first
    following = actions.form_in_the_making(call=call)
    operator.post(page_of(call), {**TYPED, "template": sheet("budget-2.csv", b"Poste;Montant;Financeur\n")})
    second = template_of(following)
    assert second != first
    assert StoredFile.objects.filter(pk=first.pk).exists(), "the version in force still shows it"
    assert operator.post(page_of(call), {**TYPED, "remove_template": "1"})["Location"] == page_of(call)
    assert not StoredFile.objects.filter(pk=second.pk).exists(), "nothing shows it any more"


def test_a_question_that_leaves_takes_its_template_along(call: Call) -> None:
    form = call.forms.get(published_at=None)
    client_of(make_operator()).post(page_of(call), {**TYPED, "template": sheet()})
    file = template_of(form)
    actions.set_question(section=form.sections.get(), question=form.questions.get(), kind=Question.Kind.TEXT)
    assert not StoredFile.objects.filter(pk=file.pk).exists()


def test_a_refused_template_says_why_and_keeps_the_question(call: Call) -> None:
    response = client_of(make_operator()).post(
        page_of(call), {**TYPED, "label": "Budget prévu", "template": sheet("page.html", b"<html><script>1</script></html>")}
    )
    assert response.status_code == 422
    question = call.forms.get(published_at=None).questions.get()
    assert (question.label, question.template) == ("Budget prévu", None)


def test_a_template_with_a_question_to_correct_is_asked_again(call: Call) -> None:
    response = client_of(make_operator()).post(page_of(call), {**TYPED, "label": "", "template": sheet()})
    assert response.status_code == 422
    assert "joignez-le à nouveau" in response.content.decode()


def test_only_a_piece_has_a_template(call: Call) -> None:
    response = client_of(make_operator()).post(page_of(call), {**TYPED, "kind": "text", "template": sheet()})
    assert response.status_code == 409
    question = call.forms.get(published_at=None).questions.get()
    file = StoredFile.objects.create(
        name="a.pdf",
        kind="pdf",
        size=len(pdf()),
        sha256="0" * 64,
        sent_sha256="0" * 64,
        owner_model="calls.Call",
        owner_id=call.pk,
        purpose="template",
    )
    with pytest.raises(IntegrityError, match="question_template_of_file"), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(kind="text", template=file)


def test_a_published_version_keeps_its_template(call: Call) -> None:
    published = call.forms.exclude(published_at=None).get().questions.get()
    with pytest.raises(Refusal, match="ne change plus"):
        actions.put_template(question=published, file=None, by=None)


def test_an_indicator_is_chosen_among_those_that_the_call_proposes() -> None:
    indicator = {"key": "impact", "label": "Un indicateur", "kind": Question.Kind.INDICATOR, "options": [["emplois", "Emplois créés"]]}
    draft = make_draft(make_call(questions=[indicator]))
    client = client_of(draft.lead)
    address_of = f"/mon-espace/candidatures/{draft.reference}/rubrique/structure/"
    given = {"impact.baseline": "3", "impact.baseline_on": "2026-01-01", "impact.target": "9", "impact.target_on": "2028-01-01"}
    assert client.post(address_of, {**given, "impact.name": "licornes"}).status_code == 422
    marks = json.dumps({"impact.name": 1})
    assert client.post(address_of, {"impact.name": "emplois", "marks": marks}).status_code == 302
    page = client.get(f"/mon-espace/candidatures/{draft.reference}/dossier/").content.decode()
    assert "Indicateur : Emplois créés" in page
