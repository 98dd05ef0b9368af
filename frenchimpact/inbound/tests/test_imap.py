"""Collecting from a mailbox: everything once, seen only when kept."""

import imaplib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.inbound import imap
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.tests.conftest import written
from frenchimpact.inbound.tests.imapd import Mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def box() -> Iterator[Mailbox]:
    box = Mailbox()
    yield box
    box.shutdown()
    box.server_close()


def where(box: Mailbox, password: str = "secret") -> imap.Mailbox:
    return imap.mailbox_of(f"imap://moi:{password}@127.0.0.1:{box.port}/INBOX")


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "To", "Cc"])
def test_unseen_messages_are_kept_then_seen(box: Mailbox, awa: User, address: str, header: str) -> None:
    number = box.add(written().replace(b"To: r@reponse.exemple.fr", f"{header}: Nous <{address}>".encode()))

    assert imap.collect(where(box)) == 1
    assert imap.collect(where(box)) == 0

    message = Message.objects.get()
    assert (message.recipient, message.source) == (address, "imap")
    assert box.seen == {number}


def test_what_cannot_be_kept_stays_unseen(box: Mailbox, awa: User, settings: Settings, tmp_path: Path) -> None:
    box.add(written())
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    settings.MEDIA_ROOT = blocked

    with pytest.raises(OSError):
        imap.collect(where(box))

    assert box.seen == set()
    settings.MEDIA_ROOT = tmp_path
    assert imap.collect(where(box)) == 1


def test_a_message_seen_by_two_roads_is_one(box: Mailbox, awa: User, address: str) -> None:
    content = written().replace(b"To: r@reponse.exemple.fr", f"To: {address}".encode())
    box.add(content)
    box.add(b"Received: x\r\n" + content)

    imap.collect(where(box))

    assert Message.objects.count() == 1


def test_too_large_is_flagged_and_left_in_the_mailbox(box: Mailbox, awa: User) -> None:
    number = box.add(written())
    box.claimed_sizes[number] = 30_000_000

    assert imap.collect(where(box)) == 0

    assert box.flagged == {number}
    assert not Message.objects.exists()


def test_a_wrong_password_is_said(box: Mailbox, awa: User) -> None:
    with pytest.raises(imaplib.IMAP4.error):
        imap.collect(where(box, "autre"))


def test_damaged_messages_are_kept_too(box: Mailbox, awa: User) -> None:
    box.add(b"\x00\xff")
    box.add(b"")

    imap.collect(where(box))

    assert Message.objects.get().recipient == ""


@pytest.mark.parametrize(
    ("url", "port", "folder", "is_safe"),
    [("imaps://a:b%40@h/Re%C3%A7us", 993, "Reçus", True), ("imap://a:b@h", 143, "INBOX", False), ("imaps://a:b@h:1993/x", 1993, "x", True)],
)
def test_the_address_of_a_mailbox_is_read(url: str, port: int, folder: str, is_safe: bool) -> None:
    found = imap.mailbox_of(url)

    assert (found.port, found.folder, found.is_safe) == (port, folder, is_safe)
