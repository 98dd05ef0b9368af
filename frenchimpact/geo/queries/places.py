"""Places by their key, and by where they stand."""

import re
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import Http404

from frenchimpact.geo.models import Edition, FormerCode, Place

LEVELS = frozenset(Place.Level.values)
_KEY = re.compile(r"^([a-z]+):([0-9A-Z]{2,9})$")


def place_of(key: str) -> Place | None:
    """The place of a key such as "commune:73065". A code of before a merger leads to the commune of today."""
    found = _KEY.match(key.strip())
    if not found or found[1] not in LEVELS:
        return None
    level, code = found[1], found[2]
    place = Place.objects.select_related("department", "region").filter(level=level, code=code).first()
    if level == Place.Level.COMMUNE and (place is None or not place.is_current):
        former = FormerCode.objects.select_related("place__department", "place__region").filter(code=code, place__is_current=True).first()
        return former.place if former else place
    return place


def current_codes(codes: Iterable[str]) -> dict[str, str]:
    """The commune of today for each code of a commune that was merged, or of a district of a city; the others are left out."""
    wanted = [code for code in codes if len(code) <= 9]
    former = FormerCode.objects.filter(code__in=wanted, place__is_current=True).order_by("pk").values_list("code", "place__code")
    living = set(Place.objects.filter(level=Place.Level.COMMUNE, code__in=wanted, is_current=True).values_list("code", flat=True))
    return {code: today for code, today in former if code not in living}


def find_place(key: str) -> Place:
    """The place of a key. Raises Http404 when there is none."""
    place = place_of(key)
    if place is None:
        raise Http404
    return place


def places_by_keys(keys: Iterable[str]) -> list[Place]:
    """The places of these keys, in their order; those that lead nowhere are left out. One statement, whatever their number."""
    wanted = {key: (found[1], found[2]) for key in keys if (found := _KEY.match(key)) and found[1] in LEVELS}
    if not wanted:
        return []
    query = Q()
    for level, code in wanted.values():
        query |= Q(level=level, code=code)
    found_places = {place.key: place for place in Place.objects.filter(query).select_related("department")}
    return [found_places[key] for key in wanted if key in found_places]


def vintage() -> int | None:
    """The year of the official code that the tables hold; None before it is loaded."""
    return Edition.objects.order_by("-loaded_at", "-pk").values_list("vintage", flat=True).first()


# ── By where they stand ──────────────────────────────────────────────────────────────────────────
def within(place: Place, prefix: str = "") -> Q:
    """The condition "is this place or stands under it", on Place or, with `prefix` ("commune__"), on what points to one."""
    if place.level == Place.Level.COUNTRY:
        return Q(**{f"{prefix}pk__isnull": False})
    if place.level == Place.Level.COMMUNE:
        return Q(**{f"{prefix}pk": place.pk})
    above = {"region": "region", "departement": "department", "epci": "epci", "ept": "ept"}[place.level]
    return Q(**{f"{prefix}{above}": place.pk}) | Q(**{f"{prefix}pk": place.pk})


def serving(place: Place, prefix: str = "") -> Q:
    """The condition "serves that place": in it, in a part of it, in what holds it, or the whole country. `prefix` as in `within`."""
    above = [key for key in (place.epci_id, place.ept_id, place.department_id, place.region_id) if key]
    held = Q(**{f"{prefix}pk__in": above}) | Q(**{f"{prefix}level": Place.Level.COUNTRY})
    return within(place, prefix) | held


def places_under(place: Place, level: str | None = None) -> QuerySet[Place]:
    """The place itself and all that stands under it today; with `level`, only units of that level."""
    under = Place.objects.filter(within(place), is_current=True)
    return under.filter(level=level) if level else under


def contains(outer: Place, inner: Place) -> bool:
    """Whether `inner` is `outer` or stands under it."""
    if outer.level == Place.Level.COUNTRY:
        return True
    return outer.pk in {inner.pk, inner.department_id, inner.region_id, inner.epci_id, inner.ept_id}


def departments() -> QuerySet[Place]:
    """Departments of today, in the order of their codes."""
    return Place.objects.filter(level=Place.Level.DEPARTMENT, is_current=True).order_by("code")


def regions() -> QuerySet[Place]:
    """Regions of today, in the order of their names."""
    return Place.objects.filter(level=Place.Level.REGION, is_current=True).order_by("name_fold")
