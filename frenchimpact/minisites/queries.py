"""Sites, by their address and by who keeps them; what each shows, by its query; how much each is read."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.aids.models import Aid, Terms
from frenchimpact.aids.queries import match_aids, named, side_of_answers
from frenchimpact.core.errors import Text
from frenchimpact.core.text import fold
from frenchimpact.events.queries.events import COMING, in_order, in_period, listed_events, public_events
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import within
from frenchimpact.minisites.models import Listed, Site
from frenchimpact.minisites.rules import can_keep_site
from frenchimpact.observatory.models import Use
from frenchimpact.offers.queries.offers import listed_offers
from frenchimpact.offers.rules import public_offers
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import ProjectPlace
from frenchimpact.projects.queries import public_projects
from frenchimpact.solutions.queries.solutions import listed_solutions
from frenchimpact.solutions.rules import public_solutions

SHOWN = 6


def find_site(user: Anyone, slug: str) -> Site:
    """A site that everybody may see; those who keep it see it whatever its state. Raises Http404."""
    site = Site.objects.select_related("organisation", "place").filter(slug=slug).first()
    if site is None or not (site.is_online or can_keep_site(user, site)):
        raise Http404(_("Aucun mini-site n’est à cette adresse."))
    return site


def find_kept_site(user: Anyone, slug: str) -> Site:
    """A site of those whom the person keeps. Raises Http404."""
    site = Site.objects.select_related("organisation", "place").filter(slug=slug).first()
    if site is None or not can_keep_site(user, site):
        raise Http404
    return site


def sites_of(organisation: Organisation) -> QuerySet[Site]:
    """Those of an organisation, the ones that are over last."""
    return Site.objects.filter(organisation=organisation).order_by("state", "title", "pk")


def every_site() -> QuerySet[Site]:
    """All that are not over, for the programme."""
    return Site.objects.exclude(state=Site.State.CLOSED).select_related("organisation").order_by("-created_at", "-pk")


@dataclass(frozen=True)
class Shown:
    """One list of a site: how many rows match, the first of them, where all of them are."""

    code: str
    title: Text
    count: int
    rows: list[Any]
    address: str


def shown_by(site: Site) -> list[Shown]:
    """The lists of a site, as they are now."""
    return [_READERS[one.value](site) for one in Listed if one.value in site.lists]


def _address(site: Site, name: str, place: Place | None) -> str:
    asked = {"q": site.text, "theme": site.theme, **({_level(place): place.code} if place else {})}
    query = urlencode({key: value for key, value in asked.items() if value})
    return reverse(name) + (f"?{query}" if query else "")


def _level(place: Place) -> str:
    return "epci" if place.level == Place.Level.EPT else str(place.level)


def _read(site: Site, code: str, rows: QuerySet[Any], name: str, place: Place | None) -> Shown:
    return Shown(code, Listed(code).label, rows.count(), list(rows[:SHOWN]), _address(site, name, place))


def _projects(site: Site) -> Shown:
    rows = public_projects()
    for word in fold(site.text).split()[:6]:
        rows = rows.filter(name_fold__contains=word)
    if site.theme:
        rows = rows.filter(themes__contains=[site.theme])
    if site.place:
        rows = rows.filter(pk__in=ProjectPlace.objects.filter(within(site.place, "place__")).values("project"))
    return _read(site, Listed.PROJECTS, rows.order_by("-published_at", "-pk"), "atlas:projects", site.place)


def _solutions(site: Site) -> Shown:
    rows = listed_solutions(public_solutions(), text=site.text, theme=site.theme, place=site.place)
    return _read(site, Listed.SOLUTIONS, rows, "solutions:solutions", site.place)


def _offers(site: Site) -> Shown:
    rows = listed_offers(public_offers(), text=site.text, theme=site.theme, place=site.place)
    return _read(site, Listed.OFFERS, rows, "offers:offers", site.place)


def _events(site: Site) -> Shown:
    found = listed_events(public_events().filter(in_period(COMING)), text=site.text, theme=site.theme, place=site.place)
    return _read(site, Listed.EVENTS, in_order(found, COMING), "events:events", site.place)


def _aids(site: Site) -> Shown:
    side = side_of_answers(themes=[site.theme] if site.theme else [], places=[site.place] if site.place else [])
    among = Terms.objects.filter(named(site.text, "aid__")) if site.text else None
    found = match_aids(side, among=among, limit=SHOWN)
    known = Aid.objects.in_bulk([row.pk for row in found.rows])
    count = found.counts["suits"] + found.counts["to_check"]
    rows = [known[row.pk] for row in found.rows if row.pk in known]
    return Shown(Listed.AIDS, Listed.AIDS.label, count, rows, _address(site, "aids:aids", site.place))


_READERS: dict[str, Callable[[Site], Shown]] = {
    Listed.PROJECTS: _projects,
    Listed.SOLUTIONS: _solutions,
    Listed.OFFERS: _offers,
    Listed.EVENTS: _events,
    Listed.AIDS: _aids,
}


def uses_of(site: Site) -> list[tuple[dt.date, int]]:
    """How many times it was read, month by month, the last first. Nobody is known by it."""
    counted = Use.objects.filter(Q(what=f"site-{site.slug}")).annotate(month=TruncMonth("day"))
    return list(counted.values_list("month").annotate(total=Sum("count")).order_by("-month")[:12])
