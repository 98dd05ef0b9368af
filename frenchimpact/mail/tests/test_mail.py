"""Mail: written with the change that it tells, sent once, never lost, never able to say something else."""

import datetime as dt
import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.db import connection, transaction
from django.test import Client
from pytest_django import Settings

from config import env
from frenchimpact.core import clock
from frenchimpact.mail import tasks
from frenchimpact.mail.actions import queue_mail, send_again, subject_line
from frenchimpact.mail.models import Mail


def message_of_bytes(content: Any) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


class Box:
    """A mail server that keeps what it receives, or answers what it is told to."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802  (the name that aiosmtpd calls)
        if self.answer.startswith("250"):
            self.received.append(message_of_bytes(envelope.content))
            self.recipients += envelope.rcpt_tos
        return self.answer


@pytest.fixture
def box(settings: Settings) -> Iterator[Box]:
    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=0)
    # Port 0: the system picks a free one; the controller's own check needs to know which.
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server.port = probe.getsockname()[1]
    server.start()
    settings.MAIL_URL = f"smtp://127.0.0.1:{server.port}"
    settings.MAILERS = {"default": env.mailer(settings.MAIL_URL)}
    yield box
    server.stop()


def write(**changes: Any) -> Mail:
    code = {"code": "123 456", "link": "http://testserver/connexion/lien/x/", "minutes": 30}
    values = {"to": "awa@exemple.fr", "kind": "accounts.sign_in", "subject": "Votre code", "template": "accounts/mail/sign_in"}
    return queue_mail(**{**values, "context": code, "language": "fr", **changes})


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND args->>'path' = 'frenchimpact.mail.tasks.send'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_message_arrives_whole(box: Box) -> None:
    mail = write(reference="P-2026-0142", unsubscribe_url="https://exemple.fr/alertes/x/", in_reply_to="<avant@exemple.fr>")

    tasks.send.func(mail.pk)

    (message,) = box.received
    assert box.recipients == ["awa@exemple.fr"]
    assert message["Subject"] == "[P-2026-0142] Votre code"
    assert message["Message-ID"] == mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["In-Reply-To"] == message["References"] == "<avant@exemple.fr>"
    assert message["List-Unsubscribe"] == "<https://exemple.fr/alertes/x/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = [part.get_content() for part in message.iter_parts()]
    assert "123 456" in text
    assert "n’était" in text
    assert '<p class="code">123 456</p>' in html
    mail.refresh_from_db()
    assert (mail.state, mail.attempts_count) == (Mail.State.SENT, 1)


@pytest.mark.django_db
def test_a_second_job_sends_nothing_more(box: Box) -> None:
    mail = write()

    tasks.send.func(mail.pk)
    tasks.send.func(mail.pk)

    assert len(box.received) == 1


@pytest.mark.django_db
def test_a_message_that_opens_a_session_leaves_no_words_behind(box: Box) -> None:
    mail = write(is_secret=True)

    tasks.send.func(mail.pk)

    assert "123 456" in str(box.received[0])
    assert "123 456" not in str(Mail.objects.values().get())


@pytest.mark.django_db
def test_no_change_no_message() -> None:
    before = jobs()

    with transaction.atomic():
        write()
        assert jobs() == before + 1
        transaction.set_rollback(True)

    assert not Mail.objects.exists()
    assert jobs() == before


@pytest.mark.django_db(transaction=True)
def test_killed_between_the_agreement_and_the_commit_it_is_sent_again_as_the_same_message(box: Box) -> None:
    mail = write()
    with transaction.atomic():
        tasks.send.func(mail.pk)
        transaction.set_rollback(True)
    mail.refresh_from_db()
    assert mail.state == Mail.State.QUEUED

    tasks.send.func(mail.pk)

    assert [message["Message-ID"] for message in box.received] == [mail.message_id] * 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_hold_the_same_message(box: Box) -> None:
    from threading import Thread

    mail = write()

    def other_worker() -> None:
        tasks.send.func(mail.pk)
        connection.close()

    with transaction.atomic():
        Mail.objects.select_for_update().get(pk=mail.pk)
        thread = Thread(target=other_worker)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
    assert box.received == []


@pytest.mark.django_db
def test_a_busy_server_is_tried_again_later_then_given_up(box: Box) -> None:
    box.answer = "451 Busy"
    mail = write()

    tasks.send.func(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts_count) == (Mail.State.QUEUED, 1)
    assert "451" in mail.error
    assert mail.next_try_at > clock.now()
    assert jobs() == 2

    for _try in range(tasks.TRIES - 1):
        tasks.send.func(mail.pk)
    mail.refresh_from_db()
    assert mail.state == Mail.State.FAILED

    box.answer = "250 OK"
    send_again(mail=mail, by=None)
    tasks.send.func(mail.pk)
    assert len(box.received) == 1


@pytest.mark.django_db
def test_a_refusal_for_good_is_not_tried_again(box: Box) -> None:
    box.answer = "554 No such person"
    mail = write()

    tasks.send.func(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts_count) == (Mail.State.FAILED, 1)


@pytest.mark.django_db
def test_a_server_that_is_down_loses_nothing(settings: Settings) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    settings.MAILERS = {"default": env.mailer(settings.MAIL_URL)}
    mail = write()

    tasks.send.func(mail.pk)

    mail.refresh_from_db()
    assert mail.state == Mail.State.QUEUED
    assert "ConnectionRefusedError" in mail.error


@pytest.mark.django_db
def test_without_a_server_it_waits_and_the_health_page_says_so(client: Client) -> None:
    mail = write()

    tasks.send.func(mail.pk)

    mail.refresh_from_db()
    assert mail.state == Mail.State.QUEUED
    told = client.get("/readyz").json()
    assert told["mails_waiting"] == 1
    assert told["mail"] == "no mail server: set MAIL_URL"


@pytest.mark.django_db
def test_in_the_demonstration_it_stands_in_the_mailbox(settings: Settings) -> None:
    settings.DEMO_MODE = True
    mail = write()

    tasks.send.func(mail.pk)

    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT


@pytest.mark.django_db
def test_the_sweep_finds_what_no_job_carries(box: Box) -> None:
    orphan, fresh = write(), write(to="denis@exemple.fr")
    Mail.objects.filter(pk=orphan.pk).update(next_try_at=clock.now() - dt.timedelta(minutes=6))
    before = jobs()

    tasks.sweep.func()

    assert jobs() == before + 1
    fresh.refresh_from_db()
    assert fresh.state == Mail.State.QUEUED


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["a@exemple.fr\r\nBcc: b@exemple.fr", "a@exemple.fr, b@exemple.fr", "", "pas une adresse"])
def test_an_address_that_is_not_one_writes_nothing(to: str) -> None:
    with pytest.raises(ValueError, match="Not an address"):
        write(to=to)

    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_a_subject_cannot_add_a_header(box: Box) -> None:
    mail = write(subject="Projet\r\nBcc: espion@exemple.fr\u202e", reference="P-2026-0001\r\nX: y")

    tasks.send.func(mail.pk)

    (message,) = box.received
    assert message["Bcc"] is None
    assert message["Subject"].startswith("Projet Bcc:")
    assert box.recipients == ["awa@exemple.fr"]


@pytest.mark.parametrize(
    ("subject", "reference", "line"),
    [
        ("Un complément est attendu", "P-2026-0142", "[P-2026-0142] Un complément est attendu"),
        ("Le projet « La ressourcerie mobile des Bauges » est lu", "P-2026-0142", "[P-2026-0142] Le projet « La ressourcerie mobile des…"),
        ("x" * 100, "", "x" * 59 + "…"),
        ("Votre fiche est-elle toujours à jour ?", "S-12", "Votre fiche est-elle toujours à jour ?"),
    ],
)
def test_subjects_stay_within_sixty_characters(subject: str, reference: str, line: str) -> None:
    assert subject_line(subject, reference) == line
    assert len(subject_line(subject, reference)) <= 60


@pytest.mark.django_db
def test_text_is_plain_and_html_is_escaped() -> None:
    mail = write(context={"code": "<b>L’été & l’eau</b>", "link": "http://testserver/?a=1&b=2", "minutes": 30})

    assert "<b>L’été & l’eau</b>" in mail.text
    assert "http://testserver/?a=1&b=2" in mail.text
    assert "&lt;b&gt;L’été &amp; l’eau" in mail.html
