"""Messages written in the language of each reader: what is expected, one button, why it came."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy

from frenchimpact.accounts.models import User
from frenchimpact.mail.actions import queue_mail
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.actions.telling import notify

TEMPLATE = "notifications/mail/news"


@dataclass(frozen=True, kw_only=True)
class News:
    """One message, in the language in force. `page` is the address of the button, `code` what is to be copied."""

    subject: str
    lead: str
    action: str
    page: str
    lines: tuple[str, ...] = ()
    quote: str = ""
    why: str = ""
    code: str = ""


def write_news(
    *,
    to: str,
    kind: str,
    news: News,
    language: str,
    reference: str = "",
    is_secret: bool = False,
    unsubscribe_url: str = "",
    reply_to: str = "",
) -> Mail:
    """Queue one message to an address, whether or not a person is known there. `unsubscribe_url` stops the like of it in one click."""
    return queue_mail(
        to=to,
        kind=kind,
        subject=news.subject,
        template=TEMPLATE,
        context={"news": news, "url": settings.BASE_URL + news.page},
        reference=reference,
        language=language,
        is_secret=is_secret,
        unsubscribe_url=unsubscribe_url,
        reply_to=reply_to,
    )


def tell_news(
    people: Iterable[User],
    *,
    kind: str,
    news: Callable[[], News],
    event: str = "",
    is_task: bool = False,
    due_on: dt.date | None = None,
    reference: str = "",
    thing: str = "",
    reply_to: Callable[[User], str] | None = None,
) -> None:
    """A line in each one's inbox and a mail in their language. The rest is as in `notify`; `reply_to` is asked for each person."""
    with translation.override(settings.LANGUAGE_CODE):
        page = news().page
    for person in people:
        with translation.override(person.language):
            words = news()
        notify(
            person=person,
            kind=kind,
            text=lazy(lambda: news().lead, str)(),
            url=page,
            event=event,
            is_task=is_task,
            due_on=due_on,
            reference=reference,
            thing=thing,
            subject=words.subject,
            template=TEMPLATE,
            context={"news": words},
            reply_to=reply_to(person) if reply_to else "",
        )
