"""What the people of a territory are told: in the transaction of what it tells, in the language of each reader."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import operators
from frenchimpact.territories import rules
from frenchimpact.territories.models import Territory


def path(name: str, territory: Territory, *args: Any) -> str:
    """The address of a page of the space, in the language in force."""
    return reverse(f"territories:{name}", args=[territory.reference, *args])


def tell(
    people: Iterable[User],
    *,
    kind: str,
    territory: Territory,
    event: object,
    news: Callable[[], News],
    due_on: dt.date | None = None,
    reference: str = "",
) -> None:
    """A line in each one's inbox and a mail in their language, once each; something to do before `due_on` when it is given.

    `reference` names what it is about when it is less than the territory.
    """
    tell_news(
        {person.pk: person for person in people}.values(),
        kind=f"territories.{kind}",
        news=news,
        event=f"{territory.pk}:{event}",
        is_task=due_on is not None,
        due_on=due_on,
        reference=reference or territory.reference,
        thing=territory.name,
    )


def writers_of(organisation: Organisation | None) -> list[User]:
    """Who is written to for an organisation; nobody for none."""
    return list(rules.people_of(organisation)) if organisation is not None else []


def programme_of(territory: Territory) -> list[User]:
    """The programme's side: the contact officer, the operators when there is none."""
    return [territory.officer] if territory.officer is not None else list(operators())


def of_the_territory(territory: Territory) -> str:
    """Why they read this."""
    return _("Vous recevez ce message parce que vous suivez le territoire %(name)s.") % {"name": territory.name}
