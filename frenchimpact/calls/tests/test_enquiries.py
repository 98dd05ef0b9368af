"""Questions about a call: everyone reads the same answers at the same moment, and nobody reads who asked."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions
from frenchimpact.calls.models import Call, Enquiry
from frenchimpact.calls.tests.factories import make_call, make_draft, make_submitted
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, TooMany
from frenchimpact.journal.models import Entry
from frenchimpact.notifications.models import Notice
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(db: None) -> Call:
    return make_call()


@pytest.fixture
def asker(db: None) -> User:
    return make_person("Ursule Confidentielle")


@pytest.fixture
def enquiry(call: Call, asker: User) -> Enquiry:
    return actions.ask_enquiry(call=call, text="Notre SCIC de Foix peut-elle candidater ?", by=asker)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def publish(enquiry: Enquiry, answer: str = "Oui.") -> Enquiry:
    return actions.publish_enquiry(enquiry=enquiry, question="Une SCIC peut-elle candidater ?", answer=answer, by=make_operator())


def told(person: User) -> list[str]:
    return list(Notice.objects.filter(person=person, kind="calls.enquiry_answered").order_by("-pk").values_list("text_fr", flat=True))


def test_a_visitor_signs_in_and_finds_the_question_that_they_typed(call: Call) -> None:
    visitor = Client()
    response = visitor.post(f"/appels/{call.slug}/questions/poser/", {"text": "Et pour une SCIC ?"})
    assert response.status_code == 302
    assert "/connexion/" in response["Location"]
    assert not Enquiry.objects.exists()


def test_a_question_waits_for_operators_and_its_author_alone(call: Call, asker: User) -> None:
    operator = make_operator()
    client = client_of(asker)
    assert (
        client.post(f"/appels/{call.slug}/questions/poser/", {"text": "Notre SCIC de Foix ?"})["Location"]
        == f"/appels/{call.slug}/questions/"
    )
    page = f"/appels/{call.slug}/questions/"
    assert "Notre SCIC de Foix ?" in client.get(page).content.decode()
    assert "Notre SCIC de Foix ?" not in Client().get(page).content.decode()
    assert "Notre SCIC de Foix ?" in client_of(operator).get(f"/mon-espace/appels/{call.slug}/questions/").content.decode()
    assert Notice.objects.filter(person=operator, kind="calls.enquiry_asked").count() == 1


def test_an_empty_question_or_too_many_are_refused_with_words(call: Call, asker: User) -> None:
    client = client_of(asker)
    assert client.post(f"/appels/{call.slug}/questions/poser/", {"text": " "}).status_code == 422
    for number in range(5):
        actions.ask_enquiry(call=call, text=f"Question {number}", by=asker)
    with pytest.raises(TooMany):
        actions.ask_enquiry(call=call, text="Une de plus", by=asker)
    refused = client.post(f"/appels/{call.slug}/questions/poser/", {"text": "Une de plus"})
    assert refused.status_code == 429
    assert "Une de plus" in refused.content.decode(), "what was typed is kept"


def test_a_closed_call_takes_no_more_questions_and_keeps_its_answers(call: Call, asker: User, enquiry: Enquiry) -> None:
    publish(enquiry)
    actions.close_call(call=call, by=None)
    with pytest.raises(Refusal, match="ne reçoit plus"):
        actions.ask_enquiry(call=call, text="Trop tard ?", by=asker)
    page = Client().get(f"/appels/{call.slug}/questions/").content.decode()
    assert "Une SCIC peut-elle candidater" in page
    assert "Envoyer la question" not in page


def test_the_answer_reaches_everyone_who_writes_at_once_and_names_nobody(call: Call, asker: User, enquiry: Enquiry) -> None:
    draft, done, stranger = make_draft(call), make_submitted(call), make_person()
    client = client_of(make_operator())
    desk = f"/mon-espace/appels/{call.slug}/questions/{enquiry.pk}/"
    sent = {"question": "Une SCIC peut-elle candidater ?", "answer": "Oui, comme toute structure.", "act": "publish"}
    assert client.post(desk, {**sent, "answer": ""}).status_code == 422
    assert client.post(desk, sent).status_code == 302
    assert told(asker) == told(draft.lead) == ["Une réponse est publiée pour tout le monde"]
    assert told(done.lead) == told(stranger) == []
    page = Client().get(f"/appels/{call.slug}/questions/").content.decode()
    assert "Oui, comme toute structure." in page
    assert "Foix" not in page
    assert "Ursule" not in page
    assert "Une SCIC peut-elle candidater" in Client().get(f"/appels/{call.slug}/").content.decode()


def test_a_correction_is_dated_and_told_again(enquiry: Enquiry, asker: User) -> None:
    publish(enquiry)
    publish(enquiry)
    assert len(told(asker)) == 1, "nothing changed"
    publish(enquiry, "Non, pas avant janvier.")
    assert told(asker) == ["Une réponse est corrigée", "Une réponse est publiée pour tout le monde"]
    assert "corrigée le" in Client().get(f"/appels/{enquiry.call.slug}/questions/").content.decode()
    assert Entry.objects.filter(fact="calls.EnquiryAnswered").count() == 2


def test_a_question_set_aside_says_why_to_its_author_alone(enquiry: Enquiry, asker: User) -> None:
    operator = make_operator()
    with pytest.raises(Incomplete):
        actions.set_enquiry_aside(enquiry=enquiry, because=" ", by=operator)
    client = client_of(operator)
    desk = f"/mon-espace/appels/{enquiry.call.slug}/questions/{enquiry.pk}/"
    assert client.post(desk, {"because": "Déjà répondu plus haut.", "act": "set_aside"}).status_code == 302
    page = f"/appels/{enquiry.call.slug}/questions/"
    assert "Déjà répondu plus haut." in client_of(asker).get(page).content.decode()
    assert "Déjà répondu plus haut." not in Client().get(page).content.decode()
    with pytest.raises(OutOfTurn):
        actions.set_enquiry_aside(enquiry=enquiry, because="Encore", by=operator)
    assert publish(enquiry).set_aside_because == "", "it may still be answered"


def test_the_database_refuses_an_answer_without_words(enquiry: Enquiry) -> None:
    with pytest.raises(IntegrityError, match="enquiry_published_has_answer"), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(state="published")
    with pytest.raises(IntegrityError, match="enquiry_set_aside_says_why"), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(state="set_aside")
