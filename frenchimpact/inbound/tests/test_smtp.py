"""The real door: a conversation by SMTP or LMTP; accepted means kept."""

import asyncio
import contextlib
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections

from frenchimpact.accounts.models import User
from frenchimpact.inbound import actions, raw, rules, smtp
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.rules import Reply
from frenchimpact.inbound.tests.conftest import TOPIC, written

pytestmark = pytest.mark.django_db(transaction=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def leave_database() -> None:
    """Slowly enough for every thread of the pool to do it."""
    time.sleep(0.05)
    connections.close_all()


class Server:
    """Our reception in a thread of its own."""

    def __init__(self, source: str = "smtp") -> None:
        self.port, self.loop = free_port(), asyncio.new_event_loop()
        self.reception = smtp.Reception(source)
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.server = asyncio.run_coroutine_threadsafe(smtp.serve(f"127.0.0.1:{self.port}", self.reception), self.loop).result(10)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.server.close)
        for _thread in range(smtp.THREADS):
            self.reception.pool.submit(leave_database)
        self.reception.close()
        time.sleep(0.1)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


def post(port: int, content: bytes, *to: str, sender: str = "awa@exemple.fr") -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.sendmail(sender, to, content)


def test_a_message_is_kept_as_it_came_and_understood(server: Server, awa: User, address: str, taken: list[Reply]) -> None:
    post(server.port, written("Voilà."), address)

    message = Message.objects.get()
    assert (message.source, message.envelope_from, message.recipient) == ("smtp", "awa@exemple.fr", address)
    assert raw.read(message.key).rstrip() == written("Voilà.").rstrip()
    actions.understand(message=message)
    assert taken[0].text == "Voilà."


@pytest.mark.parametrize("to", ["quelqu-un@ailleurs.example", "inconnu@reponse.exemple.fr", f"r.{'a' * 42}@reponse.exemple.fr"])
def test_nothing_is_relayed_nor_taken_for_nobody(server: Server, awa: User, to: str) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        post(server.port, written(), to)

    assert refused.value.recipients[to][0] == 550
    assert not Message.objects.exists()


def test_too_large_is_said_before_and_after(server: Server, awa: User, address: str) -> None:
    huge = written("a" * 70 + "\r\n") + b"b" * 74 + b"\r\n" * 1
    with smtplib.SMTP("127.0.0.1", server.port, timeout=60) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == str(smtp.MOST_OCTETS)
        assert client.mail("awa@exemple.fr", [f"size={30_000_000}"])[0] == 552
    with smtplib.SMTP("127.0.0.1", server.port, timeout=120) as client:
        client.helo()
        client.mail("awa@exemple.fr")
        client.rcpt(address)
        assert client.data(huge + (b"c" * 74 + b"\r\n") * 400_000)[0] == 552
    assert not Message.objects.exists()
    post(server.port, written(), address)
    assert Message.objects.count() == 1


def test_sent_again_after_a_lost_answer_it_is_one_message(server: Server, awa: User, address: str) -> None:
    for _turn in range(3):
        post(server.port, written(), address)

    assert Message.objects.count() == 1


def test_the_same_message_twice_at_once_is_one_message(server: Server, awa: User, address: str) -> None:
    threads = [threading.Thread(target=post, args=(server.port, written(), address)) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert Message.objects.count() == 1


def test_what_cannot_be_kept_is_not_accepted(server: Server, awa: User, address: str, settings: "object", tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    setattr(settings, "MEDIA_ROOT", blocked)

    with pytest.raises(smtplib.SMTPDataError) as refused:
        post(server.port, written(), address)

    assert refused.value.smtp_code == 451
    assert not Message.objects.exists()


def test_a_crowd_is_asked_to_come_back(server: Server, awa: User) -> None:
    crowd = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _one in range(smtp.MOST_CONNECTIONS + 3)]
    answers = [one.recv(100) for one in crowd]
    for one in crowd:
        one.close()

    assert sum(answer.startswith(b"421") for answer in answers) == 3
    time.sleep(0.2)
    post(server.port, written(), rules.reply_address(awa, TOPIC, 7))


def test_nonsense_gets_an_answer(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.recv(200)
        for words in (b"\xff\xfe\r\n", b"DATA\r\n", b"RCPT TO:<x>\r\n", b"EHLO x\r\n", b"MAIL FROM:<\x00>\r\n", b"RCPT TO:<a@b@c>\r\n"):
            line.sendall(words)
            assert line.recv(2000)[:1] in b"245"


def test_lmtp_answers_for_each_recipient(awa: User, address: str) -> None:
    server = Server("lmtp")
    try:
        other = rules.reply_address(awa, TOPIC, 8)
        with smtplib.LMTP("127.0.0.1", server.port) as client:
            client.ehlo_or_helo_if_needed()
            client.mail("awa@exemple.fr")
            assert client.rcpt(address)[0] == client.rcpt(other)[0] == 250
            assert client.data(written())[0] == 250
            assert client.getreply()[0] == 250
    finally:
        server.stop()

    assert set(Message.objects.values_list("recipient", "source")) == {(address, "lmtp"), (other, "lmtp")}


@pytest.mark.browser
def test_killed_while_it_receives_it_loses_nothing_and_takes_nothing_twice(
    awa: User, address: str, settings: "object", tmp_path: Path
) -> None:
    setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    database = connection.settings_dict
    host = database.get("PGDATA") or database["HOST"]
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{database['USER'] or 'app'}@/{database['NAME']}?host={host}",
        "DATA_DIR": str(tmp_path),
        "REPLY_ADDRESS": "@reponse.exemple.fr",
        "SMTP_LISTEN": f"127.0.0.1:{port}",
    }
    command = [sys.executable, "manage.py", "receive_mail"]
    messages = [written(f"Réponse {number}", number=number) for number in range(4)]
    lines = contextlib.ExitStack()
    for number, content in enumerate(messages):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=django_settings.ROOT)
        try:
            assert process.stdout is not None
            assert b"Mail is received" in process.stdout.readline()
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            for words in (b"", b"EHLO x\r\n", b"MAIL FROM:<awa@exemple.fr>\r\n", f"RCPT TO:<{address}>\r\n".encode(), b"DATA\r\n"):
                line.sendall(words)
                line.recv(2000)
            line.sendall(content + b"\r\n.\r\n")
            # Before, during or after the message is written down.
            time.sleep(number * 0.004)
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=10)
            lines.close()
    # The sender got no answer, so sends everything again.
    server = Server()
    try:
        for content in messages:
            post(server.port, content + b"\r\n", address)
    finally:
        server.stop()
    for message in Message.objects.all():
        actions.understand(message=message)
        assert len(raw.read(message.key)) == message.size

    texts = sorted(Message.objects.values_list("text", flat=True))
    assert texts == sorted(f"Réponse {number}" for number in range(4))
