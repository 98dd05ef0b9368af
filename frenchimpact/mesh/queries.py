"""White spots: the cells as lists and maps read them, and what stands behind one."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, QuerySet
from django.http import Http404

from frenchimpact.core import clock
from frenchimpact.events.models import Event
from frenchimpact.events.queries.events import COMING, in_period, public_events
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_of, within
from frenchimpact.mesh.models import Cell, Standing
from frenchimpact.offers.models import Offer, Request
from frenchimpact.offers.rules import asking_territories, public_offers, public_requests
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone
from frenchimpact.resources.models import Programme
from frenchimpact.resources.rules import public_programmes
from frenchimpact.support.rules import supporters
from frenchimpact.territories.models import Challenge, Territory
from frenchimpact.vocabularies.queries import choices

# Things shown behind a cell, of each kind.
SHOWN = 8


def cells(*, theme: str = "", place: Place | None = None, standing: int | None = None) -> QuerySet[Cell]:
    """Those where somebody needs something: white spots first, the most needed first."""
    rows = Cell.objects.filter(standing__gt=Standing.QUIET, place__isnull=False)
    if theme:
        rows = rows.filter(theme=theme)
    if place is not None:
        rows = rows.filter(Q(place=place.epci_id) if place.level == Place.Level.COMMUNE else within(place, "place__"))
    if standing is not None:
        rows = rows.filter(standing=standing)
    return rows.select_related("place__department").order_by("-standing", "-needs", "place", "theme")


def white_by(level: str, *, theme: str = "", standing: int = Standing.WHITE) -> dict[str, int]:
    """How many cells of that standing each region, or department, has, by code."""
    rows = cells(theme=theme, standing=standing).order_by()
    return dict(rows.values_list(f"place__{level}__code").annotate(n=Count("pk")))


def standings(rows: QuerySet[Cell]) -> Counter[int]:
    """How many of them stand how."""
    return Counter(dict(rows.order_by().values_list("standing").annotate(n=Count("pk"))))


def everywhere() -> dict[str, Cell]:
    """What answers everywhere, by theme."""
    return {one.theme: one for one in Cell.objects.filter(place=None)}


def counted_at() -> dt.datetime | None:
    """When the cells were counted; None before the first time."""
    found: dt.datetime | None = Cell.objects.aggregate(at=Max("counted_at"))["at"]
    return found


@dataclass(frozen=True)
class Spot:
    """One intermunicipality and one theme, with their cell (of zeros when nothing was counted)."""

    place: Place
    theme: str
    theme_words: str
    cell: Cell


def find_spot(user: Anyone, code: str, theme: str) -> Spot:
    """The one of an address. Raises Http404."""
    place, themes = place_of(f"epci:{code}"), dict(choices("theme"))
    if place is None or theme not in themes:
        raise Http404
    found = Cell.objects.filter(place=place, theme=theme).first()
    if found is None:
        found = Cell(place=place, theme=theme)
        # What the database would compute of zeros.
        found.needs, found.answers, found.standing = 0, 0, Standing.QUIET
    return Spot(place, theme, str(themes[theme]), found)


def _over(epci: Place, prefix: str) -> Q:
    """What stands in the intermunicipality, or was said of its department or its region: as the cells count."""
    wider = [key for key in (epci.pk, epci.department_id, epci.region_id) if key]
    return Q(**{f"{prefix}pk__in": wider}) | Q(**{f"{prefix}epci": epci.pk, f"{prefix}level": Place.Level.COMMUNE})


def challenges_of(spot: Spot) -> QuerySet[Challenge]:
    """Open challenges of the territories that reach it."""
    here = _over(spot.place, "territory__territory_places__place__") & Q(territory__territory_places__until=None)
    rows = Challenge.objects.filter(here, is_open=True, themes__contains=[spot.theme]).select_related("territory")
    return rows.distinct().order_by("territory__name", "number")


def requests_of(spot: Spot) -> QuerySet[Request]:
    """Open requests that everyone may read."""
    rows = public_requests().filter(_over(spot.place, "place__"), state=Request.State.OPEN, expires_on__gte=clock.today())
    return rows.filter(themes__contains=[spot.theme]).select_related("project", "organisation", "territory").order_by("-created_at", "-pk")


def offers_of(spot: Spot) -> QuerySet[Offer]:
    """Offers given there."""
    rows = public_offers().filter(_over(spot.place, "places__place__"), state=Offer.State.AVAILABLE, themes__contains=[spot.theme])
    return rows.select_related("organisation").distinct().order_by("-published_at", "-pk")


def structures_of(spot: Spot) -> QuerySet[Organisation]:
    """Structures that stand there."""
    rows = supporters().filter(commune__epci=spot.place, themes__contains=[spot.theme])
    return rows.select_related("commune").order_by("name", "pk")


def programmes_of(spot: Spot) -> QuerySet[Programme]:
    """Programmes run there."""
    rows = public_programmes().filter(_over(spot.place, "places__place__"), themes__contains=[spot.theme])
    return rows.select_related("organisation").distinct().order_by("-published_at", "-pk")


def events_of(spot: Spot) -> QuerySet[Event]:
    """Events to come there."""
    rows = public_events().filter(in_period(COMING), _over(spot.place, "place__"), state=Event.State.PUBLISHED)
    return rows.filter(themes__contains=[spot.theme]).select_related("place").order_by("starts_at", "pk")


def asking_there(user: Anyone, spot: Spot) -> QuerySet[Territory]:
    """The territories in whose name the person may ask, that reach it."""
    here = _over(spot.place, "territory_places__place__") & Q(territory_places__until=None)
    return asking_territories(user).filter(here).distinct()


def departments_of(region: str) -> QuerySet[Place]:
    """The departments of a region, by name."""
    return Place.objects.filter(level=Place.Level.DEPARTMENT, region__code=region, is_current=True).order_by(F("name"), "pk")
