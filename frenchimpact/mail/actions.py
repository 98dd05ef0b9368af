"""Writing to people: a message is a row of the change that it tells, or nothing."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import translation
from markupsafe import Markup

from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.core.facts import announce
from frenchimpact.core.identifiers import public_reference
from frenchimpact.core.pages import text_of
from frenchimpact.core.text import clean_line
from frenchimpact.mail import facts, tasks
from frenchimpact.mail.models import BadAddress, Mail

SUBJECT_LIMIT = 60
# Mail given back for good that many times stops.
BOUNCES_BEFORE_STOP = 3


@dataclass(frozen=True)
class Wording:
    """What the operator says in a mail: its subject, and words before its button."""

    subject: str
    html: Markup
    text: str


class Wordings:
    """Who knows what the operator says in the mails of a kind: set once by the room of the operator's texts when it opens."""

    find: Callable[[str, str], Wording | None] | None = None


def subject_line(subject: str, reference: str) -> str:
    """« [P-2026-0142] Words » when people know the reference: one line, sixty characters at most, cut between two words."""
    start = f"[{shown}] " if (shown := public_reference(clean_line(reference))) else ""
    words = clean_line(subject)
    room = SUBJECT_LIMIT - len(start)
    if len(words) > room:
        cut = words[: room - 1]
        words = (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.–-«(") + "…"
    return start + words


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
    not_before: dt.datetime | None = None,
    last_look: str = "",
    reply_to: str = "",
) -> Mail:
    """Write a message and queue its sending, in the transaction of the caller.

    `template` is a path without ending, such as "accounts/mail/sign_in": its .html and .txt are rendered in `language`.
    `is_secret` is for a message that opens a session: its words do not stay in the table once it has left.
    It leaves no earlier than `not_before`; `last_look` is the dotted path of a function of the message that says, when it
    leaves, whether it is still wanted.
    Raises ValueError when the address is not one: addresses are checked where people type them.
    """
    try:
        validate_email(to)
    except ValidationError as error:
        raise ValueError(f"Not an address: {to!r}") from error
    key = uuid.uuid4()
    mail = Mail(
        key=key,
        to=to,
        kind=kind,
        reference=reference,
        message_id=message_id(key),
        in_reply_to=clean_line(in_reply_to),
        unsubscribe_url=unsubscribe_url,
        is_secret=is_secret,
        last_look=last_look,
        reply_to=reply_to,
    )
    with translation.override(language or settings.LANGUAGE_CODE):
        write_words(mail, subject=str(subject), template=template, context=context)
    waits = not_before is not None and not_before > clock.now()
    if waits and not_before is not None:
        mail.next_try_at = not_before
    # Without a savepoint: nothing of it may fail and be forgiven inside a larger transaction.
    with transaction.atomic(savepoint=False):
        mail.save(force_insert=True)
        (tasks.send.using(run_after=not_before) if waits else tasks.send).enqueue(mail.pk)
    return mail


def message_id(key: uuid.UUID) -> str:
    """The Message-ID of a message: it never changes, so that a second sending is recognised as the same one."""
    return f"<{key}@{urlsplit(settings.BASE_URL).hostname}>"


def write_words(mail: Mail, *, subject: str, template: str, context: Mapping[str, Any]) -> None:
    """Give a message its words, with those of the operator, in the language in force. It is saved by the caller."""
    wording = Wordings.find(mail.kind, subject) if Wordings.find else None
    mail.subject = subject_line(wording.subject if wording else subject, mail.reference)
    words = {
        "subject": mail.subject,
        "unsubscribe_url": mail.unsubscribe_url,
        "reference": mail.reference,
        "reply_to": mail.reply_to,
        "wording": wording,
        **context,
    }
    mail.html = text_of(None, f"{template}.html", words)
    mail.text = text_of(None, f"{template}.txt", words).strip() + "\n"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message of many: its words are written when it leaves."""

    key: uuid.UUID
    to: str
    subject: str


_MANY = """
INSERT INTO mail_mail (key, "to", kind, reference, subject, text, html, message_id, in_reply_to, reply_to, is_secret, unsubscribe_url,
  last_look, state, created_at, next_try_at, attempts_count, error)
SELECT key, address, %s, '', subject, '', '', id, '', '', false, '', %s, 'queued', %s, %s, 0, ''
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS parcel(key, address, subject, id) RETURNING id
"""
# Messages handed to the worker at once.
AT_ONCE = 250


@transaction.atomic
def queue_mails(parcels: Sequence[Parcel], *, kind: str, last_look: str) -> None:
    """Queue thousands of messages of one kind in one statement. `last_look` writes each one when it leaves."""
    if not parcels:
        return
    now = clock.now()
    columns = [list(column) for column in zip(*((one.key, one.to, one.subject, message_id(one.key)) for one in parcels), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [kind, last_look, now, now, *columns])
        ids = [row[0] for row in cursor.fetchall()]
    for some in batched(ids, AT_ONCE):
        tasks.send_many.enqueue(list(some))


@transaction.atomic
def send_again(*, mail: Mail, by: Any) -> None:
    """Put a message that failed back in the queue, with its tries counted anew. Asked twice it is the same."""
    is_back = Mail.objects.filter(pk=mail.pk, state=Mail.State.FAILED).update(
        state=Mail.State.QUEUED, attempts_count=0, error="", next_try_at=clock.now() + dt.timedelta(minutes=5)
    )
    if is_back:
        tasks.send.enqueue(mail.pk)
        announce(facts.MailSentAgain(mail_id=mail.pk, kind=mail.kind), by=by)


@transaction.atomic
def forget_sent(*, kind: str) -> int:
    """Remove the messages of a kind that have left: nothing must stay of whom they went to. Gives their number."""
    return Mail.objects.filter(kind=kind, state=Mail.State.SENT).delete()[0]


@transaction.atomic
def note_bounce(*, address: str, status: str, is_for_good: bool) -> bool:
    """Mail to that address came back. Gives whether nothing more will be sent there, for the first time."""
    if not is_for_good:
        return False
    address = address.lower()
    BadAddress.objects.bulk_create([BadAddress(address=address)], ignore_conflicts=True)
    bad = BadAddress.objects.select_for_update().get(address=address)
    bad.bounces_count, bad.status, bad.last_at = bad.bounces_count + 1, status[:20], clock.now()
    stops = bad.stopped_at is None and bad.bounces_count >= BOUNCES_BEFORE_STOP
    if stops:
        bad.stopped_at = clock.now()
    bad.save()
    return stops


@transaction.atomic
def trust_address(*, address: str) -> None:
    """The person says that their address works again."""
    BadAddress.objects.filter(address=address.lower()).delete()


@transaction.atomic
def note_returned(*, mail_id: int, status: str, is_for_good: bool) -> tuple[str, bool]:
    """One of our messages came back. Gives its address, and whether nothing more will be sent there; ("", False) if unknown."""
    mail = Mail.objects.select_for_update().filter(pk=mail_id).first()
    if mail is None or mail.error:
        return "", False
    mail.error = f"returned: {status}"[:2000]
    mail.save(update_fields=["error"])
    if is_for_good:
        announce(facts.MailReturned(mail_id=mail.pk, kind=mail.kind), by=None)
    return mail.to, note_bounce(address=mail.to, status=status, is_for_good=is_for_good)
