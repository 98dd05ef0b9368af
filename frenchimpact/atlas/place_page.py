"""What exists in a place: who sits there, which projects act there or over a wider ground, and what stands around a commune."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from frenchimpact.atlas import queries
from frenchimpact.atlas.cards import Card, cards, prefix
from frenchimpact.atlas.clusters import WORLD, x_of, y_of
from frenchimpact.atlas.facets import Dimension, number
from frenchimpact.atlas.models import Entry
from frenchimpact.atlas.places import parameter, place_url
from frenchimpact.atlas.wishes import Wish
from frenchimpact.core.linked_data import breadcrumbs, linked_data
from frenchimpact.core.pages import FILTERS
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_words

RADII = (10, 20, 50)
LENGTH = 6
AROUND_LENGTH = 12
_EQUATOR_KM = 40_075.017
_DIMENSIONS = {"region": Dimension.REGION, "departement": Dimension.DEPARTMENT, "epci": Dimension.EPCI, "commune": Dimension.COMMUNE}


@dataclass(frozen=True)
class Around:
    """What stands within a distance of a commune, and not in it: the nearest first."""

    cards: list[Card]
    total: int


def read_radius(given: str) -> int:
    """The distance asked, in kilometres."""
    return int(given) if given in map(str, RADII) else RADII[1]


class PlacePage:
    """A place, ready for its template."""

    def __init__(self, place: Place, radius: int = RADII[1]) -> None:
        self.place = place
        self.radius = radius
        self.words = place_words(place)
        self.url = place_url(place)

    # ── In it ────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def facet(self) -> int:
        """The number of the place in the index."""
        return number(_DIMENSIONS[parameter(self.place)], self.place.code)

    def _inside(self, kind: Entry.Kind) -> queries.Results:
        return queries.search(Wish(kind=kind, groups=((self.facet,),)), limit=LENGTH)

    @cached_property
    def organisations(self) -> queries.Results:
        """Who sits there."""
        return self._inside(Entry.Kind.ORGANISATION)

    @cached_property
    def projects(self) -> queries.Results:
        """What acts there, in the place itself or in a part of it."""
        return self._inside(Entry.Kind.PROJECT)

    @cached_property
    def organisation_cards(self) -> list[Card]:
        """The first ones."""
        return cards(self.organisations.rows)

    @cached_property
    def project_cards(self) -> list[Card]:
        """The first ones."""
        return cards(self.projects.rows)

    def list_url(self, path: str, **more: str) -> str:
        """A whole list, narrowed to the place."""
        return f"{prefix()}{path}?{urlencode({parameter(self.place): self.place.code, **more})}"

    # ── Over it ──────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def above(self) -> list[Place]:
        """What contains it, the closest first."""
        over = [self.place.ept, self.place.epci, self.place.department, self.place.region]
        return [one for one in over if one is not None and one.pk != self.place.pk]

    @cached_property
    def wider(self) -> list[Card]:
        """Projects that act over a whole ground of which the place is a part, and not in the place by name."""
        if not self.above:
            return []
        found = queries.projects_over([one.pk for one in self.above], besides=self.facet, limit=LENGTH)
        # A card names the ground.
        return cards(found)

    # ── Around it ────────────────────────────────────────────────────────────────────────────────
    @property
    def has_around(self) -> bool:
        """Whether distances mean something: from a commune, whose position is known."""
        return self.place.level == Place.Level.COMMUNE and self.place.latitude is not None

    @cached_property
    def around(self) -> Around:
        """What stands within the distance, the nearest first."""
        longitude, latitude = self.place.longitude or 0.0, self.place.latitude or 0.0
        km = _EQUATOR_KM * math.cos(math.radians(latitude)) / WORLD
        found, far, total = queries.near(x_of(longitude), y_of(latitude), round(self.radius / km), besides=self.facet, limit=AROUND_LENGTH)
        made = [replace(card, place=_at(card.place, units * km)) for card, units in zip(cards(found), far, strict=True)]
        return Around(made, total)

    @property
    def around_words(self) -> str:
        """« 18 fiches à moins de 20 km »."""
        total = self.around.total
        words = ngettext("%(n)s fiche à moins de %(km)s km", "%(n)s fiches à moins de %(km)s km", total)
        return words % {"n": FILTERS["number"](total), "km": self.radius}

    @property
    def radii(self) -> list[tuple[str, str, bool, None]]:
        """Distances one can choose, for `ui.tabs`."""
        return [(_("%(n)s km") % {"n": n}, f"{self.url}?rayon={n}#autour", n == self.radius, None) for n in RADII]

    # ── What is known of it ──────────────────────────────────────────────────────────────────────
    @cached_property
    def postcodes(self) -> list[str]:
        """The postcodes that serve it."""
        return list(self.place.postcodes.values_list("postcode", flat=True))

    @cached_property
    def former_names(self) -> list[str]:
        """Names of communes that it took in."""
        names = self.place.former_codes.exclude(name="").exclude(name=self.place.name).order_by("name").values_list("name", flat=True)
        return [name for name in dict.fromkeys(names) if "Arrondissement" not in name]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is published there: robots need not keep the page."""
        return not (self.organisations.total or self.projects.total)

    @property
    def crumbs(self) -> list[tuple[str, str | None]]:
        """From the widest to the place."""
        over: list[tuple[str, str | None]] = [(one.name, place_url(one)) for one in reversed(self.above)]
        return [*over, (self.place.name, None)]

    @property
    def json_ld(self) -> Markup:
        """The place for machines."""
        base = settings.BASE_URL
        kind = {"commune": "City", "region": "State"}.get(self.place.level, "AdministrativeArea")
        told: dict[str, Any] = {"@type": kind, "name": self.place.name, "url": base + self.url}
        told["identifier"] = {"@type": "PropertyValue", "propertyID": _code_name(self.place), "value": self.place.code}
        if self.place.latitude is not None:
            told["geo"] = {"@type": "GeoCoordinates", "latitude": self.place.latitude, "longitude": self.place.longitude}
        if self.above:
            told["containedInPlace"] = [
                {"@type": "AdministrativeArea", "name": one.name, "url": base + place_url(one)} for one in self.above
            ]
        trail = [(_("Accueil"), f"{base}{reverse('atlas:home')}"), *((name, base + (href or self.url)) for name, href in self.crumbs)]
        return linked_data(told, breadcrumbs(trail))

    @property
    def facts(self) -> list[tuple[str, str, None]]:
        """What the official code says, for `ui.facts`."""
        rows: list[tuple[str, str]] = [(_code_words(self.place), self.place.code)]
        if self.postcodes:
            rows.append((ngettext("Code postal", "Codes postaux", len(self.postcodes)), _listed(self.postcodes)))
        if self.place.population:
            rows.append((_("Population"), _("%(n)s habitants") % {"n": FILTERS["number"](self.place.population)}))
        if self.former_names:
            rows.append((_("Communes réunies"), _listed(self.former_names)))
        return [(label, value, None) for label, value in rows]


def _at(place: str, km: float) -> str:
    far = _("à moins de 1 km") if km < 1 else _("à %(n)s km") % {"n": round(km)}
    return f"{place}, {far}" if place else far


def _listed(words: Iterable[str], most: int = 12) -> str:
    words = list(words)
    return ", ".join(words[:most]) + (" …" if len(words) > most else "")


def _code_name(place: Place) -> str:
    return "SIREN" if place.level in (Place.Level.EPCI, Place.Level.EPT) else "INSEE"


def _code_words(place: Place) -> str:
    return _("Numéro SIREN") if _code_name(place) == "SIREN" else _("Code INSEE")
