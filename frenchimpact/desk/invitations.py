"""Teams that wait for a person's answer, wherever they were invited."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Value
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


def invitations_to(person: User) -> list[Invited]:
    """The latest, of both kinds, in one question; the pages where they are answered have them all."""
    teams = organisations.invitations_for(person).annotate(is_project=Value(value=False), name=F("organisation__name"))
    others = projects.invitations_for(person).annotate(is_project=Value(value=True), name=F("project__name"))
    shown = ("is_project", "name", "invited_by__full_name", "invited_by__email", "expires_at")
    found = teams.order_by().values_list(*shown).union(others.order_by().values_list(*shown), all=True).order_by("expires_at")
    return [_invited(*row) for row in found[:SHOWN]]


def _invited(is_project: bool, name: str, who: str, email: str, until: dt.datetime) -> Invited:
    if is_project:
        words = _("%(who)s vous invite dans l’équipe de « %(name)s »") % {"who": who or email, "name": name}
        return Invited(words, until, reverse("desk:projects") + "#invitations")
    words = _("%(who)s vous invite dans l’équipe de %(name)s") % {"who": who or email, "name": name}
    return Invited(words, until, reverse("organisations:my_organisations") + "#invitations")
