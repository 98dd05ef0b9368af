"""The desk over real SMTP; and what is left when the database or the worker is killed in the middle: the message, and nothing half done."""

import datetime as dt
import os
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection, transaction
from pytest_django import Settings

from config import env
from frenchimpact.barriers.models import Case
from frenchimpact.barriers.tasks import wake_cases
from frenchimpact.barriers.tests.factories import make_case
from frenchimpact.core import clock
from frenchimpact.files.models import StoredFile
from frenchimpact.inbound import actions
from frenchimpact.inbound.models import Message as Received
from frenchimpact.inbound.tasks import understand_message
from frenchimpact.inbound.tests.test_smtp import Server, post
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.projects.tests.factories import make_operator
from tests.worker import work

pytestmark = pytest.mark.django_db(transaction=True)
DESK, GAELLE = "freins@reponse.exemple.fr", "gaelle@exemple.test"
MANY = 24


@pytest.fixture(autouse=True)
def server(settings: Settings, tmp_path: Any) -> Iterator[Server]:
    settings.REPLY_ADDRESS, settings.MAIL_AUTHSERV, settings.MEDIA_ROOT = "@reponse.exemple.fr", "", tmp_path
    server = Server()
    yield server
    server.stop()


def letter(text: str = "Une licence est-elle due ?", number: int = 1, subject: str = "Transport") -> bytes:
    head = f"From: Gaelle <{GAELLE}>\r\nTo: {DESK}\r\nSubject: {subject}\r\nMessage-ID: <{number}@exemple.test>\r\n"
    return (head + 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n').encode() + (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=refus.txt\r\n\r\nRefus.\r\n--b--\r\n"
    ).encode()


def test_a_letter_then_an_answer_to_its_receipt_are_one_case(server: Server) -> None:
    post(server.port, letter(), DESK, sender=GAELLE)
    work()
    case, receipt = Case.objects.get(), Mail.objects.get(kind="barriers.receipt")
    assert StoredFile.objects.get().owner_id == case.pk

    post(server.port, letter("Et voici la suite.", 2, f"Re: {receipt.subject}"), receipt.reply_to, sender=GAELLE)
    work()

    assert Case.objects.count() == 1
    message = case.messages.get()
    assert (message.text, message.circle, message.is_unsure) == ("Et voici la suite.", "person", False)


def test_the_door_says_no_to_what_is_too_heavy_and_to_other_mailboxes(server: Server) -> None:
    with smtplib.SMTP("127.0.0.1", server.port, timeout=60) as client:
        client.ehlo()
        assert client.mail(GAELLE, ["size=31457280"])[0] == 552
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        post(server.port, letter(), "autre@reponse.exemple.fr", sender=GAELLE)
    assert not Received.objects.exists()


def test_killed_in_the_middle_nothing_is_half_done_and_nothing_is_lost(server: Server) -> None:
    post(server.port, letter(), DESK, sender=GAELLE)
    message = Received.objects.get()
    errors: list[Exception] = []

    def understand() -> None:
        try:
            actions.understand(message=message)
        except OperationalError as error:
            errors.append(error)
        finally:
            connection.close()

    database = connection.settings_dict
    host = database.get("PGDATA") or database["HOST"]
    with psycopg.connect(dbname=database["NAME"], user=database["USER"] or "app", host=str(host), autocommit=True) as other:
        # The worker stands in front of this lock, its transaction open, when the database cuts it off.
        other.execute("SELECT pg_advisory_lock(hashtext('barriers.intake'), hashtext(%s))", [GAELLE])
        worker = threading.Thread(target=understand)
        worker.start()
        waiting = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'"
        while not (found := other.execute(waiting).fetchone()):
            assert worker.is_alive()
        other.execute("SELECT pg_terminate_backend(%s)", [found[0]])
        worker.join(30)
    assert len(errors) == 1
    message.refresh_from_db()
    assert message.state == "received"
    assert (Case.objects.count(), StoredFile.objects.count(), Mail.objects.count()) == (0, 0, 0)

    work()

    assert (Case.objects.count(), StoredFile.objects.count(), Mail.objects.filter(kind="barriers.receipt").count()) == (1, 1, 1)


def start_worker(files: Path) -> subprocess.Popen[bytes]:
    """The real process, on the database and the files of the test."""
    database = connection.settings_dict
    host = database.get("PGDATA") or database["HOST"]
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{database['USER'] or 'app'}@/{database['NAME']}?host={host}",
        "DATA_DIR": str(files),
        "REPLY_ADDRESS": "@reponse.exemple.fr",
    }
    command = [sys.executable, "manage.py", "work"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=django_settings.ROOT)


def wait_until(is_so: Callable[[], bool], worker: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while not is_so():
        assert worker.poll() is None, "The worker ended by itself."
        assert time.monotonic() < deadline, set(Received.objects.values_list("state", "reason"))
        time.sleep(0.005)


@pytest.fixture
def queue() -> Iterator[None]:
    """What other tests queued is nothing of this one; nor of them, the regular work that a real worker queues."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.mark.browser
def test_a_worker_killed_while_it_files_loses_no_letter_and_doubles_none(
    server: Server, queue: None, settings: Settings, tmp_path: Path
) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": env.file_storage("", tmp_path / "files")}
    for number in range(MANY):
        sender = f"personne{number}@exemple.test"
        content = letter(f"Question {number} ?", number, f"Sujet {number}").replace(GAELLE.encode(), sender.encode())
        post(server.port, content, DESK, sender=sender)
    # Killed twice with a letter in hand: between its first line in the database and the next letter.
    for part in (1, 2):
        worker = start_worker(tmp_path)
        try:
            wait_until(has_cases(part * MANY // 4), worker)
            wait_until(is_one_in_hand, worker)
        finally:
            worker.kill()
            worker.wait(30)
        assert Case.objects.count() < MANY

    worker = start_worker(tmp_path)
    try:
        wait_until(lambda: not Received.objects.filter(state="received").exists(), worker)
    finally:
        worker.kill()
        worker.wait(30)

    assert set(Received.objects.values_list("state", flat=True)) == {"done"}
    assert sorted(Case.objects.values_list("email", flat=True)) == sorted(f"personne{number}@exemple.test" for number in range(MANY))
    receipts = Mail.objects.filter(kind="barriers.receipt")
    assert receipts.count() == receipts.values("to").distinct().count() == StoredFile.objects.count() == MANY


@pytest.mark.browser
def test_a_job_of_another_kind_whose_worker_is_killed_is_done_by_the_next_and_once(queue: None, tmp_path: Path) -> None:
    operator = make_operator()
    with transaction.atomic():
        make_case(next_on=clock.today() - dt.timedelta(days=9))
    wake_cases.enqueue()
    with psycopg.connect(**connection.get_connection_params()) as other:
        # The job stops where it writes what it tells, until its worker is dead.
        other.execute("LOCK TABLE notifications_notice IN ACCESS EXCLUSIVE MODE")
        worker = start_worker(tmp_path)
        try:
            wait_until(lambda: is_one_in_hand(wake_cases), worker)
        finally:
            worker.kill()
            worker.wait(30)
    assert not Notice.objects.filter(person=operator).exists()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")

    worker = start_worker(tmp_path)
    try:
        wait_until(lambda: Notice.objects.filter(person=operator).exists() and not is_one_in_hand(wake_cases), worker)
    finally:
        worker.kill()
        worker.wait(30)
    assert Notice.objects.filter(person=operator, kind="barriers.sleeping").count() == 1


def has_cases(least: int) -> Callable[[], bool]:
    """Whether that many letters are filed."""
    return lambda: Case.objects.count() >= least


def is_one_in_hand(kind: Any = understand_message) -> bool:
    """Whether a worker has taken the job of a letter, or of another kind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM procrastinate_jobs WHERE status = 'doing' AND args->>'path' = %s", [kind.module_path])
        return cursor.fetchone() is not None
