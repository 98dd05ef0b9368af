"""How people are written to about the life of an organisation: in the transaction of what it tells, in their own language.

Each message says first what is expected, then why it came. A reference names what it is about (D for a request, R for a claim,
M for a mandate), so that what is no longer expected leaves the lists.
"""

import datetime as dt
from collections.abc import Callable, Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.accounts.queries import person_of
from frenchimpact.notifications.actions import News, finish_tasks, tell_news, write_news
from frenchimpact.organisations.models import Claim, JoinRequest, Mandate, Membership, Organisation


def reference_of(thing: JoinRequest | Claim | Mandate) -> str:
    """« D-12 »."""
    letter = {JoinRequest: "D", Claim: "R", Mandate: "M"}[type(thing)]
    return f"{letter}-{thing.pk}"


def page(name: str, *args: object) -> str:
    """The address of a page of ours, in the language in force."""
    return reverse(f"organisations:{name}", args=args)


def sheet(organisation: Organisation) -> str:
    """The public page of the sheet, in the language in force."""
    return reverse("atlas:organisation", args=[organisation.slug])


def day(value: dt.date) -> str:
    """A date in words."""
    return formats.date_format(value, "DATE_FORMAT")


def write(*, to: str, kind: str, news: Callable[[], News], language: str = "", is_secret: bool = False) -> None:
    """Queue one message to an address, in the language of its person when we know them."""
    known = person_of(to)
    language = language or (known.language if known else translation.get_language() or settings.LANGUAGE_CODE)
    with translation.override(language):
        words = news()
    write_news(to=to, kind=f"organisations.{kind}", news=words, language=language, is_secret=is_secret)


def tell(
    people: Iterable[User], *, kind: str, news: Callable[[], News], reference: str = "", thing: str = "", is_task: bool = False
) -> None:
    """A line in each one's inbox, under the name of the thing, and a mail in their language."""
    tell_news(people, kind=f"organisations.{kind}", news=news, is_task=is_task, reference=reference, thing=thing)


def finish(kind: str, thing: JoinRequest | Claim | Mandate) -> None:
    """What was expected is done, or no longer expected."""
    finish_tasks(kind=f"organisations.{kind}", reference=reference_of(thing))


def admins(organisation: Organisation) -> list[User]:
    """Those who manage it and can still sign in."""
    held = organisation.memberships.filter(role=Membership.Role.ADMIN, until=None, user__is_active=True).select_related("user")
    return [one.user for one in held.order_by("pk")]


def as_admin(organisation: Organisation) -> str:
    """Why an administrator reads this."""
    return _("Vous recevez ce message parce que vous gérez %(name)s.") % {"name": organisation.name}


def as_operator() -> str:
    """Why an operator reads this."""
    return _("Vous recevez ce message parce que vous êtes dans l’équipe du programme.")


def as_asker() -> str:
    """Why someone who asked reads this."""
    return _("Vous recevez ce message parce que vous en avez fait la demande.")
