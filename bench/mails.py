"""Mail in and out: digests gathered and queued, answers received and understood."""

import asyncio
import datetime as dt
import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

import psycopg
from django.conf import settings
from django.db import connections

from bench import database
from bench.measure import Result, of_pairs, pairs
from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Case
from frenchimpact.core import clock
from frenchimpact.files.models import StoredFile
from frenchimpact.inbound import actions, rules, smtp
from frenchimpact.inbound.models import Message
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.actions import due_digests, send_digests
from frenchimpact.notifications.models import Delivery, Notice, Rhythm
from frenchimpact.notifications.rules import declare_kind
from frenchimpact.organisations.models import Membership, Organisation

PEOPLE, NEWS = 10_000, 3
MESSAGES, SENDERS = 400, 4
QUEUED_A_SECOND, RECEIVED_A_SECOND = 5_000, 50

_FLOOR = """
SELECT n.person_id, array_agg(d.id) FROM notifications_delivery d
JOIN notifications_notice n ON n.id = d.notice_id JOIN accounts_user u ON u.id = n.person_id
LEFT JOIN notifications_habit h ON h.person_id = u.id
WHERE d.state = 'waiting' AND d.due_at <= %s AND n.read_at IS NULL AND n.done_at IS NULL AND u.is_active
  AND NOT coalesce(h.is_digest_stopped, false) AND (n.kind = 'bench.news' OR n.kind = 'bench.checked' AND n.reference <> 'GONE')
GROUP BY n.person_id
"""


def _people(count: int) -> list[User]:
    return User.objects.bulk_create(User(email=f"p{number}@bench.example", full_name=f"Personne {number}") for number in range(count))


def digest() -> Iterator[Result]:
    """The digests of 10,000 people: gathered by one SQL statement for the floor; then queued, by the time at 5,000 a second."""
    database.clone(database.ground(), "mails")
    database.use("mails")
    declare_kind("bench.news", "Nouvelles", default=Rhythm.DAILY)
    declare_kind("bench.checked", "Nouvelles", default=Rhythm.DAILY, still=lambda notices: notices.exclude(reference="GONE"))
    noon = dt.datetime.combine(clock.today(), dt.time(11), dt.UTC)
    notices = Notice.objects.bulk_create(
        Notice(
            person=person,
            kind="bench.checked" if turn else "bench.news",
            reference="GONE" if turn == 1 and number % 50 == 0 else f"P-{number % 400}",
            text_fr="Il y a du nouveau",
            text_en="Something is new",
            url="/",
        )
        for number, person in enumerate(_people(PEOPLE))
        for turn in range(NEWS)
    )
    Delivery.objects.bulk_create(Delivery(notice=notice, state="waiting", rhythm="daily", due_at=noon) for notice in notices)
    with database.connect("mails") as raw:
        raw.execute("VACUUM ANALYZE")
        _same_people(raw, noon)
        yield pairs("digest", lambda at: raw.execute(_FLOOR, [at]).fetchall(), due_digests, [noon], rounds=20, target=3.0)
    token = clock.shift(noon - clock.now())
    try:
        begun = time.perf_counter()
        count = send_digests()
        ours = time.perf_counter() - begun
    finally:
        clock.restore(token)
    if (count, Mail.objects.count()) != (PEOPLE, PEOPLE):
        raise AssertionError(f"{count} digests queued for {PEOPLE} people")
    yield of_pairs("digest_queued", [(PEOPLE / QUEUED_A_SECOND, ours)], target=1.0, note=f"{PEOPLE / ours:.0f} mails/s")
    connections.close_all()
    database.drop("mails")


def _same_people(raw: psycopg.Connection[tuple[object, ...]], at: dt.datetime) -> None:
    """A ratio means nothing unless both find the same."""
    floor = {person: sorted(ids) for person, ids in raw.execute(_FLOOR, [at]).fetchall()}  # type: ignore[call-overload]  # bigint[]
    ours = {due.person_id: sorted(due.deliveries) for due in due_digests(at).people}
    if floor != ours:
        raise AssertionError("the digests are not those that SQL finds")


def _letter(person: User, address: str, number: int) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = person.email, address, "Re: Votre fiche"
    letter["Message-ID"] = f"<{number}@bench.example>"
    letter.set_content("À jour, merci.\n\nLe 25/11/2026 à 10:12, French Impact a écrit :\n" + "> Votre fiche est-elle à jour ?\n" * 20)
    return letter.as_bytes()


def _through(letters: list[tuple[str, str, bytes]]) -> tuple[float, float]:
    """Seconds to receive and keep them by the real SMTP door, from several senders; then to understand them, one after the other."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    loop, reception = asyncio.new_event_loop(), smtp.Reception("smtp")
    threading.Thread(target=loop.run_forever, daemon=True).start()
    server = asyncio.run_coroutine_threadsafe(smtp.serve(f"127.0.0.1:{port}", reception), loop).result(10)

    def send(some: list[tuple[str, str, bytes]]) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
            for sender, to, content in some:
                client.sendmail(sender, [to], content)

    threads = [threading.Thread(target=send, args=(letters[start::SENDERS],)) for start in range(SENDERS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    received = time.perf_counter() - begun
    # A worker that runs is warm: the first message of each is not counted.
    ids = list(Message.objects.order_by("pk").values_list("pk", flat=True))
    for message in Message.objects.filter(pk=ids.pop()):
        actions.understand(message=message)
    begun = time.perf_counter()
    for message in Message.objects.filter(pk__in=ids).order_by("pk"):
        actions.understand(message=message)
    done = time.perf_counter() - begun
    loop.call_soon_threadsafe(server.close)
    for _thread in range(smtp.THREADS):
        reception.pool.submit(connections.close_all)
    reception.close()
    loop.call_soon_threadsafe(loop.stop)
    return received, done


def inbound() -> Iterator[Result]:
    """Answers by the real SMTP door, kept, understood, applied and acknowledged, by the time at 50 a second."""
    database.clone(database.ground(), "mails")
    database.use("mails")
    settings.REPLY_ADDRESS = "@reponse.bench.example"
    people = _people(MESSAGES)
    sheets = Organisation.objects.bulk_create(
        Organisation(slug=f"s{number}", name=f"Structure {number}", kinds=["association"]) for number in range(MESSAGES)
    )
    Membership.objects.bulk_create(
        Membership(user=person, organisation=sheet, role=Membership.Role.ADMIN) for person, sheet in zip(people, sheets, strict=True)
    )
    letters = []
    for number, (person, sheet) in enumerate(zip(people, sheets, strict=True)):
        address = rules.reply_address(person, "or", sheet.pk)
        letters.append((person.email, address, _letter(person, address, number)))
    received, done = _through(letters)
    whole = received + done
    if Message.objects.filter(state=Message.State.DONE).count() != MESSAGES:
        raise AssertionError("some answers were not applied")
    note = f"{MESSAGES / whole:.0f} messages/s from the door to what they ask done and acknowledged, by one worker after the other"
    aim = MESSAGES / RECEIVED_A_SECOND
    yield of_pairs("inbound", [(aim, received)], target=1.0, note=f"{MESSAGES / received:.0f} messages/s received and kept")
    yield of_pairs("inbound_done", [(aim, whole)], target=1.0, note=note)
    connections.close_all()
    database.drop("mails")


def inbound_desk() -> Iterator[Result]:
    """Letters of people unknown to the desk's own address, each with a document: kept, made a case, acknowledged, at 50 a second."""
    database.clone(database.ground(), "mails")
    database.use("mails")
    settings.REPLY_ADDRESS = "@reponse.bench.example"
    letters = [_question(number) for number in range(MESSAGES)]
    received, done = _through(letters)
    whole = received + done
    counts = Case.objects.count(), StoredFile.objects.count(), Mail.objects.filter(kind="barriers.receipt").count()
    if counts != (MESSAGES, MESSAGES, MESSAGES):
        raise AssertionError(f"{counts} cases, documents and receipts for {MESSAGES} letters")
    note = f"{MESSAGES / whole:.0f} messages/s from the door to a case, its document and its receipt, by one worker after the other"
    yield of_pairs("inbound_desk", [(MESSAGES / RECEIVED_A_SECOND, whole)], target=1.0, note=note)
    connections.close_all()
    database.drop("mails")


def _question(number: int) -> tuple[str, str, bytes]:
    sender, desk = f"g{number}@bench.example", rules.mailbox_address("freins")
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = f"Gaëlle {number} <{sender}>", desk, f"Transport solidaire {number}"
    letter["Message-ID"] = f"<q{number}@bench.example>"
    letter.set_content(f"Notre association {number} conduit des personnes âgées. Une licence est-elle due ?\n" * 5)
    letter.add_attachment(f"Refus numéro {number}.\n" * 40, filename="refus.txt")
    return sender, desk, letter.as_bytes(policy=SMTP)
