"""Sponsorships: who sees which, by which way, and how long they have not met."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Pairing
from frenchimpact.barriers.rules import is_of_desk, own_pairings
from frenchimpact.core import clock, links
from frenchimpact.core.errors import Text
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import find_space

# The purpose of the link by which an official without account answers and follows, and how long it opens.
OFFICIAL_LINK, OFFICIAL_DAYS = "barriers.pairing", 730
# Both sides hear of it when they have not met for so long.
QUIET_AFTER = dt.timedelta(days=60)
TONES = {"proposed": "warn", "running": "ok", "declined": "line", "ended": "line"}


def _whole(pairings: QuerySet[Pairing]) -> QuerySet[Pairing]:
    return pairings.select_related("project__organisation", "official", "by").prefetch_related("meetings__by")


def desk_pairings(state: str = "") -> QuerySet[Pairing]:
    """All of them, those that wait first, then those that run."""
    found = _whole(Pairing.objects.all())
    return found.filter(state=state) if state else found


def find_kept_pairing(user: Anyone, number: int) -> Pairing:
    """One of them, for the desk. Raises Http404."""
    return _found(_whole(Pairing.objects.all()).filter(pk=number) if is_of_desk(user) else Pairing.objects.none())


def find_own_pairing(user: Anyone, number: int) -> Pairing:
    """One's own, as the official. Raises Http404."""
    return _found(_whole(own_pairings(user)).filter(pk=number) if isinstance(user, User) else Pairing.objects.none())


def find_project_pairing(user: Anyone, reference: str, number: int) -> Pairing:
    """One of a project whose space the person opens. Raises Http404."""
    project = find_space(user, reference)
    return _found(_whole(Pairing.objects.filter(project=project, pk=number)))


def _found(pairings: QuerySet[Pairing]) -> Pairing:
    found = pairings.first()
    if found is None:
        raise Http404(_("Ce parrainage n’existe pas, ou ne vous concerne pas."))
    return found


def own_list(user: User) -> list[Pairing]:
    """Those where one is the official."""
    return list(_whole(own_pairings(user)))


def project_list(project: Project) -> list[Pairing]:
    """Those of a project."""
    return list(_whole(Pairing.objects.filter(project=project)))


def official_key(pairing: Pairing) -> str:
    """The secret part of the link of the official."""
    return links.make_key(OFFICIAL_LINK, pairing.pk, pairing.link_serial)


def pairing_by_key(key: str) -> Pairing | None:
    """The sponsorship behind a link; None when it is not ours, too old, or replaced by another one."""
    parts: list[Any] | None = links.read_key(OFFICIAL_LINK, key, days=OFFICIAL_DAYS)
    if parts is None or len(parts) != 2:
        return None
    found = _whole(Pairing.objects.filter(pk=int(parts[0]))).first()
    return found if found is not None and found.link_serial == parts[1] else None


def last_day(pairing: Pairing) -> dt.date | None:
    """The last day they met, or the day it began."""
    met = max((one.on for one in pairing.meetings.all()), default=None)
    return met or pairing.since


def is_quiet(pairing: Pairing) -> bool:
    """Whether it runs and they have not met for long."""
    last = last_day(pairing)
    return pairing.state == Pairing.State.RUNNING and last is not None and last + QUIET_AFTER <= clock.today()


def standing_words(pairing: Pairing) -> Text:
    """Where it stands: whose word is awaited, since when it runs."""
    if pairing.state != Pairing.State.PROPOSED:
        return pairing.get_state_display()
    if pairing.official_agreed_at:
        return _("Le projet doit encore répondre")
    if pairing.project_agreed_at:
        return _("Le haut fonctionnaire doit encore répondre")
    return _("Les deux doivent encore répondre")


def find_project_named(text: str) -> Project | None:
    """A project by its reference, or its exact name."""
    return Project.objects.filter(reference__iexact=text).first() or Project.objects.filter(name__iexact=text).order_by("pk").first()
