"""A mail server that keeps what it is given: who, and under which Message-ID."""

import asyncio
import email
import email.policy
import threading
from typing import Any

from aiosmtpd.smtp import SMTP

from drills.instance import free_port


class Sink:
    """Takes every message, for ever."""

    def __init__(self) -> None:
        self.port = free_port()
        # Address and Message-ID of each message taken, as often as it was given.
        self.taken: list[tuple[str, str]] = []
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        listening = loop.create_server(lambda: SMTP(self, loop=loop), "127.0.0.1", self.port)
        asyncio.run_coroutine_threadsafe(listening, loop).result(10)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        """One message."""
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.taken += [(to.lower(), str(message["Message-ID"])) for to in envelope.rcpt_tos]
        return "250 OK"
