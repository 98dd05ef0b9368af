"""Writing to people: a message is a row of the change that it tells, or nothing."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation

from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.core.pages import text_of
from frenchimpact.core.text import clean_line
from frenchimpact.mail import tasks
from frenchimpact.mail.models import Mail

SUBJECT_LIMIT = 60


def subject_line(subject: str, reference: str) -> str:
    """« [P-2026-0142] Words »: one line, sixty characters at most, cut between two words."""
    start = f"[{clean_line(reference)}] " if reference else ""
    words = clean_line(subject)
    room = SUBJECT_LIMIT - len(start)
    if len(words) > room:
        cut = words[: room - 1]
        words = (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.–-«(") + "…"
    return start + words


@transaction.atomic
def queue_mail(
    *,
    to: str,
    kind: str,
    subject: Text,
    template: str,
    context: Mapping[str, Any],
    reference: str = "",
    in_reply_to: str = "",
    unsubscribe_url: str = "",
    language: str = "",
    is_secret: bool = False,
) -> Mail:
    """Write a message and queue its sending, in the transaction of the caller.

    `template` is a path without ending, such as "accounts/mail/sign_in": its .html and .txt are rendered in `language`.
    `is_secret` is for a message that opens a session: its words do not stay in the table once it has left.
    Raises ValueError when the address is not one: addresses are checked where people type them.
    """
    try:
        validate_email(to)
    except ValidationError as error:
        raise ValueError(f"Not an address: {to!r}") from error
    key = uuid.uuid4()
    language = language or settings.LANGUAGE_CODE
    with translation.override(language):
        line = subject_line(str(subject), reference)
        words = {"subject": line, "unsubscribe_url": unsubscribe_url, "reference": reference, **context}
        html = text_of(None, f"{template}.html", words)
        text = text_of(None, f"{template}.txt", words).strip() + "\n"
    mail = Mail.objects.create(
        key=key,
        to=to,
        kind=kind,
        reference=reference,
        subject=line,
        text=text,
        html=html,
        message_id=f"<{key}@{urlsplit(settings.BASE_URL).hostname}>",
        in_reply_to=clean_line(in_reply_to),
        unsubscribe_url=unsubscribe_url,
        is_secret=is_secret,
    )
    tasks.send.enqueue(mail.pk)
    return mail


@transaction.atomic
def send_again(*, mail: Mail) -> None:
    """Put a message that failed back in the queue, with its tries counted anew."""
    Mail.objects.filter(pk=mail.pk, state=Mail.State.FAILED).update(
        state=Mail.State.QUEUED, attempts_count=0, error="", next_try_at=clock.now() + dt.timedelta(minutes=5)
    )
    tasks.send.enqueue(mail.pk)


@transaction.atomic
def forget_sent(*, kind: str) -> int:
    """Remove the messages of a kind that have left: nothing must stay of whom they went to. Gives their number."""
    return Mail.objects.filter(kind=kind, state=Mail.State.SENT).delete()[0]
