"""Receiving by SMTP and LMTP: a message is accepted once it is kept, and only for addresses of ours."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections, connection

from frenchimpact.core import clock
from frenchimpact.inbound import actions, rules

log = logging.getLogger(__name__)
MOST_OCTETS = 25 * 1024 * 1024
MOST_RECIPIENTS, MOST_CONNECTIONS, THREADS = 10, 30, 4
PATIENCE_SECONDS = 60


class Reception:
    """What the server asks us at each step of a conversation."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix=source)

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only addresses of ours, with a seal of ours."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients at once"
        refusal = rules.refusal_of(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name that aiosmtpd calls
        """Accept what is kept; otherwise the sender's server tries again."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        loop = asyncio.get_running_loop()
        answers = []
        for recipient in envelope.rcpt_tos:
            try:
                await loop.run_in_executor(self.pool, self._keep, content, recipient, envelope.mail_from or "<>")
                answers.append("250 2.0.0 Kept")
            except Exception:
                log.exception("a message could not be kept")
                answers.append("451 4.3.0 Could not be kept: try again later")
        if isinstance(server, LMTP):
            # One answer for each recipient.
            return "\r\n".join(answers)
        return next((answer for answer in answers if not answer.startswith("250")), "250 2.0.0 Kept")

    def _keep(self, content: bytes, recipient: str, envelope_from: str) -> None:
        close_old_connections()
        with clock.running():
            actions.receive(content=content, recipient=recipient, envelope_from=envelope_from, source=self.source)

    async def handle_exception(self, error: Exception) -> str:
        """Never our own words of failure."""
        log.error("conversation broken: %s", type(error).__name__)
        return "451 4.3.0 Try again later"

    def close(self) -> None:
        """What is being kept is kept; then the threads end."""
        self.pool.shutdown(wait=True)
        connection.close()


class _Counted:
    """At most so many conversations at once: each may hold a whole message in memory."""

    open_count = 0

    def connection_made(self, transport: Any) -> None:
        """Count it, or send it away."""
        _Counted.open_count += 1
        if _Counted.open_count > MOST_CONNECTIONS:
            transport.write(b"421 4.3.2 Too busy: try again later\r\n")
            transport.close()
            return
        super().connection_made(transport)  # type: ignore[misc]  # of the class that this one is mixed with

    def connection_lost(self, error: Exception | None) -> None:
        """One less."""
        _Counted.open_count -= 1
        if getattr(self, "session", None) is not None:
            super().connection_lost(error)  # type: ignore[misc]  # of the class that this one is mixed with


# Some write a whole page in one line, past the thousand signs that the rule allows: it is read all the same.
LONGEST_LINE = 200_000


class SmtpServer(_Counted, SMTP):
    """One SMTP conversation."""

    line_length_limit = LONGEST_LINE


class LmtpServer(_Counted, LMTP):
    """One LMTP conversation."""

    line_length_limit = LONGEST_LINE


def conversation(reception: Reception) -> Callable[[], SMTP]:
    """What makes the server of each connection."""
    kind = LmtpServer if reception.source == "lmtp" else SmtpServer
    hostname = rules.reply_domain() or "localhost"
    return lambda: kind(
        reception, data_size_limit=MOST_OCTETS, enable_SMTPUTF8=True, hostname=hostname, ident="French Impact", timeout=PATIENCE_SECONDS
    )


async def serve(address: str, reception: Reception) -> asyncio.Server:
    """Listen at host:port or unix:/path."""
    loop = asyncio.get_running_loop()
    if address.startswith("unix:"):
        return await loop.create_unix_server(conversation(reception), address.removeprefix("unix:"))
    host, _colon, port = address.rpartition(":")
    return await loop.create_server(conversation(reception), host.strip("[]"), int(port))
