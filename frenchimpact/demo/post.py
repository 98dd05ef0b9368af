"""The demonstration's mail program: an answer leaves by SMTP, like anybody's."""

import email.utils
import smtplib
from collections.abc import Iterable
from email.message import EmailMessage
from typing import Any

from django.conf import settings

from frenchimpact.core import clock
from frenchimpact.mail.models import Mail

PATIENCE_SECONDS = 10


def send_answer(mail: Mail, text: str, files: Iterable[Any] = ()) -> None:
    """Answer above the quoted message, as most programs do. Raises OSError when mail is not received here."""
    message = _letter(sender=mail.to, to=mail.reply_to, subject=f"Re: {mail.subject}")
    message["In-Reply-To"] = message["References"] = mail.message_id
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
    message.set_content(f"{text}\n\nLe {mail.created_at:%d/%m/%Y à %H:%M}, {settings.PROGRAMME_NAME} a écrit :\n{quoted}\n")
    _send(message, files)


def send_letter(*, sender: str, to: str, subject: str, text: str, files: Iterable[Any] = ()) -> None:
    """A mail that answers nothing. Raises OSError when mail is not received here."""
    message = _letter(sender=sender, to=to, subject=subject)
    message.set_content(f"{text}\n")
    _send(message, files)


def _letter(*, sender: str, to: str, subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = email.utils.format_datetime(clock.now())
    message["Message-ID"] = email.utils.make_msgid(domain="demo.exemple")
    return message


def _send(message: EmailMessage, files: Iterable[Any]) -> None:
    for file in files:
        message.add_attachment(file.read(), maintype="application", subtype="octet-stream", filename=file.name or "fichier")
    host, _colon, port = settings.SMTP_LISTEN.rpartition(":")
    if not port:
        raise ConnectionRefusedError("SMTP_LISTEN is not set")
    with smtplib.SMTP(host.strip("[]"), int(port), timeout=PATIENCE_SECONDS) as server:
        server.send_message(message, from_addr=str(message["From"]), to_addrs=[str(message["To"])])
