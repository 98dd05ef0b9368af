"""Collecting from a mailbox by IMAP: each message is kept, then marked as seen; what could not be kept stays for the next round."""

import contextlib
import email.utils
import imaplib
import logging
import re
import ssl
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from frenchimpact.inbound import actions, rules
from frenchimpact.inbound.parsing import Unreadable, header, parse

log = logging.getLogger(__name__)
TIMEOUT_SECONDS, AT_ONCE = 30, 200
MOST_OCTETS = 25 * 1024 * 1024


@dataclass(frozen=True)
class Mailbox:
    """Where to collect."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    is_safe: bool


def mailbox_of(url: str) -> Mailbox:
    """imaps://user:password@host/folder; imap:// without encryption, on a network of one's own only."""
    parts = urlsplit(url)
    is_safe = parts.scheme == "imaps"
    return Mailbox(
        parts.hostname or "",
        parts.port or (993 if is_safe else 143),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
        is_safe,
    )


def collect(mailbox: Mailbox) -> int:
    """Keep every unseen message. Gives how many. Raises OSError or imaplib's error when the mailbox does not answer."""
    server: imaplib.IMAP4
    if mailbox.is_safe:
        server = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_SECONDS)
    else:
        server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT_SECONDS)
    try:
        server.login(mailbox.user, mailbox.password)
        status, _answer = server.select(f'"{mailbox.folder}"')
        if status != "OK":
            raise imaplib.IMAP4.error(f"no folder {mailbox.folder}")
        _status, found = server.uid("SEARCH", "UNSEEN")
        count = 0
        for uid in (found[0] or b"").split()[:AT_ONCE]:
            count += _keep(server, uid.decode("ascii"))
        return count
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _keep(server: imaplib.IMAP4, uid: str) -> int:
    _status, sizes = server.uid("FETCH", uid, "(RFC822.SIZE)")
    size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(one for one in sizes if isinstance(one, bytes)))
    if size and int(size[1]) > MOST_OCTETS:
        log.warning("message %s of %s octets is too large: it stays in the mailbox, flagged", uid, size[1].decode())
        server.uid("STORE", uid, "+FLAGS", r"(\Seen \Flagged)")
        return 0
    # PEEK: it is seen once it is kept, not before.
    _status, parts = server.uid("FETCH", uid, "(BODY.PEEK[])")
    content = next((part[1] for part in parts if isinstance(part, tuple)), None)
    if not content:
        return 0
    actions.receive(content=content, recipient=recipient_of(content), envelope_from=_return_path(content), source="imap")
    server.uid("STORE", uid, "+FLAGS", r"(\Seen)")
    return 1


def recipient_of(content: bytes) -> str:
    """The address of ours that the message was sent to; empty when none is named."""
    try:
        mime = parse(content).mime
    except Unreadable:
        return ""
    names = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
    values = [header(mime, name) for name in names]
    addresses = [address for _name, address in email.utils.getaddresses([value for value in values if value]) if address]
    ours = [address for address in addresses if rules.is_ours(address)]
    with_token = [address for address in ours if rules.token_of(address)]
    return (with_token or ours or addresses or [""])[0]


def _return_path(content: bytes) -> str:
    found = re.search(rb"(?im)^return-path:\s*(<[^>\r\n]*>)", content[:20_000])
    return found[1].decode("utf-8", "replace") if found else "?"
