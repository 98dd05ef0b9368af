"""Teams that wait for a person's answer, wherever they were invited."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.kept import kept
from frenchimpact.organisations import queries as organisations
from frenchimpact.organisations.models import Invitation
from frenchimpact.projects import queries as projects

SHOWN = 5


@dataclass(frozen=True)
class Invited:
    """One team that the person may join until that moment, and the page where they answer."""

    words: str
    until: dt.datetime
    url: str


@kept
def _invitations(email: str) -> QuerySet[Invitation, tuple[bool, str, str, str, dt.datetime]]:
    person = User(email=email)
    teams = organisations.invitations_for(person).annotate(is_project=Value(value=False), name=F("organisation__name"))
    others = projects.invitations_for(person).annotate(is_project=Value(value=True), name=F("project__name"))
    shown = ("is_project", "name", "invited_by__full_name", "invited_by__email", "expires_at")
    found = teams.order_by().values_list(*shown).union(others.order_by().values_list(*shown), all=True)
    return found.order_by("expires_at")[:SHOWN]


def invitations_to(person: User) -> list[Invited]:
    """The latest, of both kinds, in one question; the pages where they are answered have them all."""
    return [_invited(*row) for row in _invitations(email=person.email)] if person.email else []


def _invited(is_project: bool, name: str, who: str, email: str, until: dt.datetime) -> Invited:
    if is_project:
        words = _("%(who)s vous invite dans l’équipe de « %(name)s »") % {"who": who or email, "name": name}
        return Invited(words, until, reverse("desk:projects") + "#invitations")
    words = _("%(who)s vous invite dans l’équipe de %(name)s") % {"who": who or email, "name": name}
    return Invited(words, until, reverse("organisations:my_organisations") + "#invitations")
