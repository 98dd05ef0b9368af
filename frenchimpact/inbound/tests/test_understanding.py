"""A message received is understood once, held when in doubt, and never lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import OutOfTurn, Refusal
from frenchimpact.core.queue import FIRST
from frenchimpact.inbound import actions, queries, raw, rules, tasks
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.rules import Reply
from frenchimpact.inbound.tests.conftest import TOPIC, written
from frenchimpact.mail import tasks as mail_tasks
from frenchimpact.mail.actions import queue_mail
from frenchimpact.mail.models import BadAddress, Mail
from frenchimpact.notifications.models import Notice

pytestmark = pytest.mark.django_db
type Send = Callable[..., Message]
State, Reason = Message.State, Message.Reason


def test_a_reply_is_taken_and_its_author_is_told_what_was_understood(send: Send, awa: User, address: str, taken: list[Reply]) -> None:
    message = send(written("Voilà notre réponse.\r\n\r\nLe 25/11/2026 à 10:12, X a écrit :\r\n> Question"), address)

    assert (message.state, message.text) == (State.DONE, "Voilà notre réponse.")
    assert [(reply.person, reply.thing, reply.text) for reply in taken] == [(awa, "la chose", "Voilà notre réponse.")]
    receipt = Mail.objects.get()
    assert (receipt.to, receipt.kind, receipt.in_reply_to) == (awa.email, "inbound.receipt", "<1@exemple.fr>")
    assert "C’est noté." in receipt.text
    assert "> Voilà notre réponse." in receipt.text
    assert raw.read(message.key) == written("Voilà notre réponse.\r\n\r\nLe 25/11/2026 à 10:12, X a écrit :\r\n> Question")


def test_the_same_message_again_does_nothing_more(send: Send, address: str, taken: list[Reply]) -> None:
    first, second = send(written(), address), send(b"Received: by elsewhere\r\n" + written(), address)

    assert first.pk == second.pk
    assert (len(taken), Message.objects.count(), Mail.objects.count()) == (1, 1, 1)


def test_another_answer_under_a_reused_message_id_is_not_lost(send: Send, address: str, taken: list[Reply]) -> None:
    send(written("Une"), address)
    send(written("Deux"), address)

    assert [reply.text for reply in taken] == ["Une", "Deux"]


@pytest.mark.parametrize("sender", ["Eve <eve@exemple.fr>", "awa@exemple.fr.example", '"awa@exemple.fr" <eve@exemple.fr>', "", "Awa"])
def test_someone_else_with_the_address_is_held_and_told_nothing(send: Send, address: str, taken: list[Reply], sender: str) -> None:
    message = send(written(sender=sender), address)

    assert (message.state, message.reason) == (State.HELD, Reason.SENDER)
    assert not taken
    assert not Mail.objects.exists()


def test_a_closed_account_answers_no_more(send: Send, address: str, taken: list[Reply]) -> None:
    User.objects.update(is_active=False)

    assert send(written(), address).reason == Reason.SENDER
    assert not taken


def test_the_server_in_front_says_that_the_sender_is_forged(settings: Settings, send: Send, address: str, taken: list[Reply]) -> None:
    settings.MAIL_AUTHSERV = "mx.exemple.fr"
    forged = "Authentication-Results: mx.exemple.fr; dmarc=fail header.from=exemple.fr\r\n"

    assert send(written(extra=forged), address).reason == Reason.FORGED
    assert send(written(extra=forged.replace("mx.", "attacker."), number=2), address).state == State.DONE


def test_an_expired_address_is_held_and_its_person_told(
    send: Send, awa: User, address: str, taken: list[Reply], later: Callable[[int], None]
) -> None:
    later(181)

    message = send(written(), address)

    assert (message.state, message.reason) == (State.HELD, Reason.EXPIRED)
    assert not taken
    assert "a expiré" in Mail.objects.get().text


def test_a_thing_out_of_sight_is_not_named(send: Send, awa: User, taken: list[Reply]) -> None:
    message = send(written(), rules.reply_address(awa, TOPIC, 8))

    assert message.state == State.REFUSED
    assert "plus accès" in Mail.objects.get().text
    assert not taken


@pytest.mark.parametrize("text", ["", "> tout est cité", "\x00\x00"])
def test_nothing_above_the_quote_is_said(send: Send, address: str, taken: list[Reply], text: str) -> None:
    message = send(written(text), address)

    assert message.state == State.REFUSED
    assert "aucun texte" in Mail.objects.get().text


def test_a_refusal_is_told_with_its_words(send: Send, address: str, taken: list[Reply]) -> None:
    message = send(written("non"), address)

    assert (message.state, message.outcome_fr) == (State.REFUSED, "Pas comme cela.")
    receipt = Mail.objects.get().text
    assert "Pas comme cela." in receipt
    assert "/suite/" in receipt


def test_a_failure_of_ours_is_held_for_a_person(send: Send, address: str, taken: list[Reply]) -> None:
    message = send(written("panne"), address)

    assert (message.state, message.reason) == (State.HELD, Reason.BROKEN)


@pytest.mark.parametrize(
    ("to", "reason"), [("reponse@reponse.exemple.fr", Reason.UNKNOWN), (f"r.{'a' * 42}@reponse.exemple.fr", Reason.TOKEN)]
)
def test_without_a_good_address_it_waits_for_a_person(send: Send, awa: User, to: str, reason: str) -> None:
    message = send(written(), to)

    assert (message.state, message.reason) == (State.HELD, reason)
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("extra", "envelope", "reason"),
    [
        ("Auto-Submitted: auto-replied\r\n", "awa@exemple.fr", Reason.AUTO),
        ("X-Autoreply: yes\r\n", "awa@exemple.fr", Reason.AUTO),
        ("Precedence: bulk\r\n", "awa@exemple.fr", Reason.AUTO),
        ("List-Id: <liste.exemple.fr>\r\n", "awa@exemple.fr", Reason.LIST),
        ("", "<>", Reason.AUTO),
        ("X-Loop: 1\r\n", "awa@exemple.fr", Reason.LOOP),
        ("Received: x\r\n" * 31, "awa@exemple.fr", Reason.LOOP),
    ],
)
def test_automatic_messages_do_nothing_and_get_no_answer(
    send: Send, address: str, taken: list[Reply], extra: str, envelope: str, reason: str
) -> None:
    message = send(written(extra=extra), address, envelope_from=envelope)

    assert (message.state, message.reason) == (State.AUTOMATIC, reason)
    assert not taken
    assert not Mail.objects.exists()


@pytest.mark.parametrize("subject", ["Réponse automatique : absente", "Automatic reply: away", "Absence du bureau"])
def test_out_of_office_notes_are_known_by_their_subject(send: Send, address: str, taken: list[Reply], subject: str) -> None:
    message = send(written().replace(b"Re: Essai", subject.encode()), address)

    assert message.reason == Reason.AUTO


def test_our_own_message_coming_back_is_a_loop(settings: Settings, send: Send, address: str, taken: list[Reply]) -> None:
    settings.MAIL_FROM = "French Impact <bonjour@impact.example>"

    assert send(written(sender="bonjour@impact.example"), address).reason == Reason.LOOP


def test_a_loop_that_nothing_recognises_ends(send: Send, address: str, taken: list[Reply]) -> None:
    for number in range(actions.MOST_RECEIPTS + 5):
        send(written("non", number=number), address)

    assert Mail.objects.count() == actions.MOST_RECEIPTS


def report(status: str = "5.1.1", action: str = "failed") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.exemple.fr\r\nSubject: Undelivered\r\nMessage-ID: <dsn@mx>\r\nAuto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.exemple.fr\r\n\r\n"
        f"Final-Recipient: rfc822; awa@exemple.fr\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--b--\r\n"
    ).encode()


def sent_to(awa: User, *, is_secret: bool = False) -> Mail:
    words: dict[str, Any] = {"kind": "x", "subject": "x", "template": "notifications/mail/test", "context": {"url": "/"}}
    return queue_mail(to=awa.email, is_secret=is_secret, **words)


def test_an_address_that_gives_back_three_messages_gets_no_more_and_its_person_knows(settings: Settings, send: Send, awa: User) -> None:
    settings.DEMO_MODE = True
    for number in range(3):
        assert not BadAddress.objects.filter(stopped_at__isnull=False).exists()
        message = send(report().replace(b"<dsn@mx>", f"<{number}@mx>".encode()), rules.return_address(sent_to(awa)), envelope_from="<>")
        assert (message.state, message.reason) == (State.AUTOMATIC, Reason.BOUNCE)

    assert BadAddress.objects.get().stopped_at is not None
    assert Notice.objects.filter(person=awa, kind="inbound.trouble").count() == 1
    late, code = (
        sent_to(awa),
        queue_mail(to=awa.email, kind="x", subject="x", template="notifications/mail/test", context={"url": "/"}, is_secret=True),
    )
    mail_tasks.send_many.func([late.pk, code.pk])
    late.refresh_from_db()
    code.refresh_from_db()
    assert (late.state, code.state) == (Mail.State.FAILED, Mail.State.SENT)


def test_the_same_report_twice_counts_once(send: Send, awa: User) -> None:
    back = rules.return_address(sent_to(awa))
    for number in range(4):
        send(report().replace(b"<dsn@mx>", f"<{number}@mx>".encode()), back, envelope_from="<>")

    assert BadAddress.objects.get().bounces_count == 1


@pytest.mark.parametrize("status", ["4.2.2", "5.2.2", "5.3.4"])
def test_a_full_mailbox_or_a_delay_stops_nothing(send: Send, awa: User, status: str) -> None:
    send(report(status), rules.return_address(sent_to(awa)), envelope_from="<>")

    assert not BadAddress.objects.exists()


def test_a_report_that_anyone_could_write_stops_nobody(send: Send, awa: User, address: str, taken: list[Reply]) -> None:
    for number in range(5):
        send(report().replace(b"<dsn@mx>", f"<{number}@mx>".encode()), "postmaster@reponse.exemple.fr", envelope_from="<>")
        send(report().replace(b"<dsn@mx>", f"<{number}@my>".encode()), address, envelope_from="<>")

    assert not BadAddress.objects.exists()


def test_attachments_come_with_the_reply_ten_at_most(send: Send, address: str, taken: list[Reply]) -> None:
    parts = "".join(
        f'--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="../../f{n}.txt"\r\n\r\nx{n}\r\n'
        for n in range(12)
    )
    content = (
        written().partition(b"Content-Type")[0]
        + (
            'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
            f"--b\r\nContent-Type: text/plain\r\n\r\nVoici.\r\n{parts}--b--\r\n"
        ).encode()
    )

    send(content, address)

    assert len(taken[0].attachments) == 10
    assert Mail.objects.get().text.count("dix fichiers au plus") == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe" * 100,
        b'From: awa@exemple.fr\r\nContent-Type: multipart/mixed; boundary="a"\r\n\r\n'
        b"--a\r\nContent-Type: text/plain; charset=klingon\r\n\r\nok\r\n",
        b"From: awa@exemple.fr\r\nContent-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n",
        b"From: =?utf-8?q?=ff=fe?= <awa@exemple.fr>\r\nSubject: =?x-bad?b?AAAA?=\r\n\r\nok\r\n",
        b"From: awa@exemple.fr\r\n" + b"X: " + b"a" * 300_000 + b"\r\n\r\nok\r\n",
        b"From: awa@exemple.fr\r\n" + b'Content-Type: multipart/mixed; boundary="a"\r\n\r\n--a\r\n' * 1500,
        b"From: awa@exemple.fr\r\nContent-Type: message/rfc822\r\n\r\n" * 800,
        b"From awa\nSubject: x\n\n\x00ok",
    ],
)
def test_damaged_messages_are_kept_and_break_nothing(send: Send, address: str, taken: list[Reply], content: bytes) -> None:
    message = send(content, address)

    assert message.state != State.RECEIVED
    assert message.reason != Reason.BROKEN
    assert raw.read(message.key) == content


def test_an_operator_accepts_a_held_reply_once(send: Send, awa: User, address: str, taken: list[Reply]) -> None:
    message = send(written("De mon autre adresse", sender="autre@exemple.fr"), address)
    operator = User.objects.create(email="op@exemple.fr")

    actions.accept_message(message=message, by=operator)

    message.refresh_from_db()
    assert (message.state, message.settled_by) == (State.DONE, operator)
    assert taken[0].person == awa
    for action in (actions.accept_message, actions.set_aside):
        with pytest.raises(OutOfTurn):
            action(message=message, by=operator)


def test_a_message_without_a_person_can_only_be_set_aside(send: Send, awa: User) -> None:
    message = send(written(), "reponse@reponse.exemple.fr")

    with pytest.raises(Refusal):
        actions.accept_message(message=message, by=awa)
    assert actions.set_aside(message=message, by=awa).state == State.ASIDE


def test_received_means_kept_and_queued_together(awa: User, address: str) -> None:
    actions.receive(content=written(), recipient=address, envelope_from="", source="smtp")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args->>'path' = 'frenchimpact.inbound.tasks.understand_message'")
        assert cursor.fetchone() == (1,)
    assert queries.pulse()["inbound_unread"] == 1


def test_what_a_crash_left_is_queued_again_and_nothing_else(awa: User, address: str, taken: list[Reply]) -> None:
    actions.receive(content=written(), recipient=address, envelope_from="", source="smtp")
    # Its job waits.
    assert (actions.queue_unread(), actions.queue_unread(is_start=True)) == (0, 0)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", cursor.fetchone())
        # A worker that gave a sign of life a moment ago does it.
        assert actions.queue_unread() == 0
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
    assert (actions.queue_unread(), actions.queue_unread()) == (1, 0)

    tasks.understand_message.func(Message.objects.get().pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded'")
    assert (actions.queue_unread(), actions.queue_unread(is_start=True)) == (0, 0)


def test_a_worker_that_starts_takes_up_at_once_what_was_being_read(awa: User, address: str, taken: list[Reply]) -> None:
    message = actions.receive(content=written(), recipient=address, envelope_from="", source="smtp")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", cursor.fetchone())

    for act in FIRST:
        act()

    with connection.cursor() as cursor:
        mine = "args->>'path' = %s AND args->'args' = %s::jsonb ORDER BY id DESC LIMIT 2"
        cursor.execute(
            f"SELECT status::text FROM procrastinate_jobs WHERE {mine}", [tasks.understand_message.module_path, f"[{message.pk}]"]
        )
        assert cursor.fetchall() == [("todo",), ("doing",)]


def test_raw_messages_go_after_three_months_and_rows_after_a_year(
    send: Send, address: str, taken: list[Reply], later: Callable[[int], None]
) -> None:
    done, held = send(written(), address), send(written(sender="x@exemple.fr"), address)
    later(91)
    actions.forget_old()
    done.refresh_from_db()
    assert (done.is_raw_kept, done.text) == (False, "")
    with pytest.raises(FileNotFoundError):
        raw.read(done.key)
    assert raw.read(held.key)
    later(400)
    actions.forget_old()

    assert list(Message.objects.all()) == [held]
