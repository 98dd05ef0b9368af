"""The process that receives mail: by SMTP or LMTP, and from an IMAP mailbox, as the settings say."""

import asyncio
import contextlib
import imaplib
import logging
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from frenchimpact.core import clock
from frenchimpact.inbound import imap
from frenchimpact.inbound.smtp import Reception, serve

log = logging.getLogger(__name__)
EVERY_SECONDS = 30


class Command(BaseCommand):
    """Receives until it is stopped."""

    help = "Receives mail at SMTP_LISTEN and LMTP_LISTEN, collects it from IMAP_URL. Runs until SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; refuse to run for nothing."""
        if not settings.REPLY_ADDRESS:
            raise CommandError("REPLY_ADDRESS is not set: no message could be for this instance. See docs/operations.md.")
        if not (settings.SMTP_LISTEN or settings.LMTP_LISTEN or settings.IMAP_URL):
            raise CommandError("Set SMTP_LISTEN, LMTP_LISTEN or IMAP_URL: there is nothing to listen to. See docs/operations.md.")
        asyncio.run(self._run())

    async def _run(self) -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopped.set)
        receptions, servers = [], []
        for source, address in (("smtp", settings.SMTP_LISTEN), ("lmtp", settings.LMTP_LISTEN)):
            if address:
                reception = Reception(source)
                try:
                    servers.append(await serve(address, reception))
                except OSError as error:
                    raise CommandError(f"{source.upper()}_LISTEN={address} cannot be listened to: {error.strerror or error}") from error
                receptions.append(reception)
                self.stdout.write(f"Mail is received at {source}://{address}")
                self.stdout.flush()
        collecting = asyncio.create_task(self._collect(stopped)) if settings.IMAP_URL else None
        await stopped.wait()
        for server in servers:
            server.close()
        if collecting is not None:
            await collecting
        for reception in receptions:
            # In a thread: it waits for what is being kept, and closes a connection.
            await asyncio.to_thread(reception.close)

    async def _collect(self, stopped: asyncio.Event) -> None:
        """One round after another; a mailbox that does not answer is asked again."""
        mailbox = imap.mailbox_of(settings.IMAP_URL)
        while not stopped.is_set():
            try:
                await asyncio.to_thread(_round, mailbox)
            except (OSError, imaplib.IMAP4.error, DatabaseError) as error:
                log.warning("the mailbox of IMAP_URL was not collected: %s", error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), EVERY_SECONDS)


def _round(mailbox: imap.Mailbox) -> None:
    close_old_connections()
    with clock.running():
        imap.collect(mailbox)
