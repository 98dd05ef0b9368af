"""Teams that wait for a person's answer, wherever they were invited."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.organisations import queries as organisations
from frenchimpact.projects import queries as projects

SHOWN = 5


@dataclass(frozen=True)
class Invited:
    """One team that the person may join until that moment, and the page where they answer."""

    words: str
    until: dt.datetime
    url: str


def invitations_to(person: User) -> Iterator[Invited]:
    """The latest of each kind; the page where they are answered has them all."""
    for one in organisations.invitations_for(person)[:SHOWN]:
        words = _("%(who)s vous invite dans l’équipe de %(name)s") % {"who": one.invited_by, "name": one.organisation.name}
        yield Invited(words, one.expires_at, reverse("organisations:my_organisations") + "#invitations")
    for asked in projects.invitations_for(person)[:SHOWN]:
        words = _("%(who)s vous invite dans l’équipe de « %(name)s »") % {"who": asked.invited_by, "name": asked.project.name}
        yield Invited(words, asked.expires_at, reverse("desk:projects") + "#invitations")
