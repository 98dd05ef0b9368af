"""Answering by mail what the readers ask: as good as the form, with the same refusals."""

import datetime as dt
from email.message import EmailMessage
from pathlib import Path

import pytest
from pytest_django import Settings

from frenchimpact.core import clock
from frenchimpact.files.queries import files_of
from frenchimpact.inbound import actions as inbound
from frenchimpact.inbound.models import Message
from frenchimpact.mail.models import Mail
from frenchimpact.projects import actions
from frenchimpact.projects.models import InformationRequest, Project, TeamMember
from frenchimpact.projects.rules import DOCUMENT
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_project

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture(autouse=True)
def received(settings: Settings, tmp_path: Path) -> None:
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project() -> Project:
    project, operator = make_project(), make_operator()
    actions.start_reading(project=project, by=operator)
    due_on = clock.today() + dt.timedelta(days=10)
    actions.ask_information(project=project, question="Quel budget ?", due_on=due_on, by=operator)
    return project


def asked_by_mail() -> Mail:
    return Mail.objects.get(kind="projects.information_asked")


def answer(text: str, *files: tuple[str, bytes], sender: str = "") -> Message:
    mail = asked_by_mail()
    letter = EmailMessage()
    letter["From"], letter["To"] = sender or mail.to, mail.reply_to
    letter["Message-ID"] = f"<{len(text)}-{len(files)}-{Message.objects.count()}@x>"
    letter.set_content(f"{text}\n\nLe 25/11/2026 à 10:12, French Impact a écrit :\n> Quel budget ?\n")
    for name, content in files:
        letter.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    message = inbound.receive(content=letter.as_bytes(), recipient=mail.reply_to, envelope_from=mail.to, source="smtp")
    message = inbound.understand(message=message)
    message.refresh_from_db()
    return message


def test_the_answer_reaches_the_readers_and_its_files_become_documents(project: Project) -> None:
    message = answer("Douze mille euros.", ("budget.txt", "Loyer : 3000 €\n".encode()), ("virus.exe", b"MZ\x90\x00" + b"\x00" * 100))

    assert message.state == State.DONE
    request = InformationRequest.objects.get()
    assert (request.answer, request.answered_by) == ("Douze mille euros.", lead_of(project))
    project.refresh_from_db()
    assert project.status == Project.Status.IN_QUALIFICATION
    (document,) = files_of(project, DOCUMENT)
    assert (document.name, document.audience, document.received_by) == ("budget.txt", "private", lead_of(project))
    receipt = Mail.objects.get(kind="inbound.receipt")
    assert "budget.txt" in receipt.text
    assert "virus.exe" in receipt.text.partition("n’ont pas été pris")[2]
    assert Mail.objects.filter(kind="projects.information_given").exists()


def test_a_second_answer_says_that_the_first_stands(project: Project) -> None:
    answer("Douze mille euros.")

    second = answer("Non, treize mille.")

    assert second.state == State.REFUSED
    assert InformationRequest.objects.get().answer == "Douze mille euros."
    assert "déjà sa réponse" in second.outcome_fr


def test_who_has_left_the_team_cannot_answer(project: Project) -> None:
    TeamMember.objects.update(until=clock.now())

    message = answer("Douze mille euros.")

    assert message.state == State.REFUSED
    assert project.name not in Mail.objects.get(kind="inbound.receipt").text
    assert InformationRequest.objects.get().answered_at is None


def test_another_person_of_the_same_team_uses_their_own_address(project: Project) -> None:
    assert answer("Douze mille euros.", sender="collegue@exemple.fr").state == State.HELD
    assert InformationRequest.objects.get().answered_at is None


@pytest.mark.parametrize(("text", "words"), [("x" * 5001, "au plus 5000"), ("", "sans un mot")])
def test_too_long_or_without_a_word_is_refused_with_its_reason(project: Project, text: str, words: str) -> None:
    message = answer(text, ("budget.txt", b"3000"))

    assert message.state == State.REFUSED
    assert words in message.outcome_fr
    assert not files_of(project, DOCUMENT).exists()
