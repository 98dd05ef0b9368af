"""Telling one person: a line in their inbox, and a mail as soon as they want it for that kind."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import translation

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.mail.actions import queue_mail
from frenchimpact.notifications import queries, times
from frenchimpact.notifications.models import Delivery, Mute, Notice, Rhythm
from frenchimpact.notifications.rules import KINDS, Kind, stop_url

STILL_WANTED = "frenchimpact.notifications.letters.is_still_wanted"


def _in(language: str, text: Text) -> str:
    with translation.override(language):
        words = str(text)
    return words if len(words) <= 300 else words[:299] + "…"


@transaction.atomic
def notify(
    *,
    person: User,
    kind: str,
    text: Text,
    url: str,
    event: str = "",
    is_task: bool = False,
    due_on: dt.date | None = None,
    reference: str = "",
    thing: str = "",
    subject: Text = "",
    template: str = "notifications/mail/notice",
    context: Mapping[str, Any] | None = None,
    reply_to: str = "",
) -> Notice:
    """Tell a person something, with the page where it is dealt with.

    `text` is a lazy translation: it is kept in both languages. `event` names what happened: told twice, it is one notice.
    With a `subject`, a mail goes too, at once or in a digest, as the person chose for that kind: `template` gets text,
    url (whole), due_on, person, and `context`; `reply_to` is where the mail itself may be answered. `url` is a French
    path; `reference` and `thing` name what it is about.
    Raises ValueError for a kind that no room declared, or a url that is not ours.
    """
    if kind not in KINDS:
        raise ValueError(f"Undeclared kind of notice: {kind}. Call notifications.rules.declare_kind in apps.ready().")
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"A notice leads to one of our pages: {url!r}")
    is_muted = bool(reference) and Mute.objects.filter(person=person, reference=reference).exists()
    fields = {
        "reference": reference,
        "thing": thing[:200],
        "text_fr": _in("fr", text),
        "text_en": _in("en", text),
        "url": url,
        "is_task": is_task,
        "due_on": due_on,
        "read_at": clock.now() if is_muted and not is_task else None,
    }
    if event:
        notice, is_new = Notice.objects.get_or_create(person=person, kind=kind, event=event, defaults=fields)
    else:
        notice, is_new = Notice.objects.create(person=person, kind=kind, **fields), True
    if subject and is_new and (not is_muted or KINDS[kind].is_mandatory):
        _deliver(notice, KINDS[kind], subject=subject, template=template, context=context or {}, reply_to=reply_to)
    return notice


def _deliver(notice: Notice, kind: Kind, *, subject: Text, template: str, context: Mapping[str, Any], reply_to: str) -> None:
    """Its own mail, or a place in a digest, or nothing."""
    person, now = notice.person, clock.now()
    rhythm, habit = queries.rhythm_of(person, kind), queries.habit_of(person)
    if rhythm == Rhythm.NEVER or (rhythm != Rhythm.NOW and habit.is_digest_stopped):
        return
    if rhythm != Rhythm.NOW:
        due_at = times.next_digest(now, rhythm, habit)
        Delivery.objects.create(notice=notice, state=Delivery.State.WAITING, rhythm=rhythm, due_at=due_at)
        return
    with translation.override(person.language):
        subject_words, stop = str(subject), stop_url(person, kind.code)
    url, language = notice.url, person.language
    whole = settings.BASE_URL + (f"/{language}{url}" if language != settings.LANGUAGE_CODE else url)
    words = {"text": _in(language, notice.text_en if language == "en" else notice.text_fr), "url": whole, "due_on": notice.due_on}
    mail = queue_mail(
        to=person.email,
        kind=kind.code,
        subject=subject_words,
        template=template,
        context={**words, "person": person, "is_task": notice.is_task, "why": kind.why, **context},
        reference=notice.reference,
        unsubscribe_url=stop,
        language=language,
        not_before=now if kind.is_instant else times.after_quiet(now, habit),
        last_look=STILL_WANTED,
        reply_to=reply_to,
    )
    Delivery.objects.create(notice=notice, state=Delivery.State.SENT, rhythm=rhythm, mail_key=mail.key)


def finish_tasks(*, kind: str, reference: str, person: User | None = None) -> int:
    """What was expected has been done, by whoever: the tasks leave the lists. Gives how many."""
    tasks = Notice.objects.filter(kind=kind, reference=reference, is_task=True, done_at=None)
    if person is not None:
        tasks = tasks.filter(person=person)
    now = clock.now()
    return tasks.update(done_at=now, read_at=Coalesce("read_at", now))


@transaction.atomic
def mark_read(*, person: User, notices: list[int] | None = None, reference: str = "") -> int:
    """The person has read these notices of theirs, those about one thing, or all of them. Gives how many were new."""
    unread = Notice.objects.filter(Q(person=person, read_at=None))
    if notices is not None:
        unread = unread.filter(pk__in=notices)
    if reference:
        unread = unread.filter(reference=reference)
    return unread.update(read_at=clock.now())
