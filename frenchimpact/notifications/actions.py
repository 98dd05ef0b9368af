"""Telling one person: a line in their inbox, and a mail unless they stopped that kind."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.mail.actions import queue_mail
from frenchimpact.notifications.models import Mute, Notice
from frenchimpact.notifications.rules import KINDS, stop_url


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
    is_task: bool = False,
    due_on: dt.date | None = None,
    reference: str = "",
    subject: Text = "",
    template: str = "notifications/mail/notice",
    context: Mapping[str, Any] | None = None,
) -> Notice:
    """Tell a person something, with the page where it is dealt with.

    `text` is a lazy translation: it is kept in both languages. With a `subject`, a mail goes too, unless the person
    stopped that kind: `template` gets text, url (whole), due_on, person, and `context`. `url` is a French path.
    Raises ValueError for a kind that no room declared, or a url that is not ours.
    """
    if kind not in KINDS:
        raise ValueError(f"Undeclared kind of notice: {kind}. Call notifications.rules.declare_kind in apps.ready().")
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"A notice leads to one of our pages: {url!r}")
    notice = Notice.objects.create(
        person=person,
        kind=kind,
        reference=reference,
        text_fr=_in("fr", text),
        text_en=_in("en", text),
        url=url,
        is_task=is_task,
        due_on=due_on,
    )
    if subject and not Mute.objects.filter(person=person, kind=kind).exists():
        with translation.override(person.language):
            subject_words, stop = str(subject), stop_url(person, kind)
        whole = settings.BASE_URL + (f"/{person.language}{url}" if person.language != settings.LANGUAGE_CODE else url)
        words = {"text": _in(person.language, text), "url": whole, "due_on": due_on, "person": person, "is_task": is_task}
        queue_mail(
            to=person.email,
            kind=kind,
            subject=subject_words,
            template=template,
            context={**words, **(context or {})},
            reference=reference,
            unsubscribe_url=stop,
            language=person.language,
        )
    return notice


@transaction.atomic
def finish_tasks(*, kind: str, reference: str, person: User | None = None) -> int:
    """What was expected has been done, by whoever: the tasks leave the lists. Gives how many."""
    tasks = Notice.objects.filter(kind=kind, reference=reference, is_task=True, done_at=None)
    if person is not None:
        tasks = tasks.filter(person=person)
    now = clock.now()
    return tasks.filter(read_at=None).update(done_at=now, read_at=now) + tasks.update(done_at=now)


@transaction.atomic
def mark_read(*, person: User, notices: list[int] | None = None) -> int:
    """The person has read these notices of theirs, or all of them. Gives how many were new."""
    unread = Notice.objects.filter(Q(person=person, read_at=None))
    if notices is not None:
        unread = unread.filter(pk__in=notices)
    return unread.update(read_at=clock.now())


@transaction.atomic
def stop_mails(*, person: User, kind: str) -> None:
    """No more mail of that kind; asked twice it is the same."""
    Mute.objects.get_or_create(person=person, kind=kind)


@transaction.atomic
def allow_mails(*, person: User, kind: str) -> None:
    """Mail of that kind again."""
    Mute.objects.filter(person=person, kind=kind).delete()
