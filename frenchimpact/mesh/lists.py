"""The list of white spots as an address asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.listings import known, list_address
from frenchimpact.core.text import whole
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_of
from frenchimpact.mesh import queries
from frenchimpact.mesh.models import ANSWERS, NEEDS, Cell, Standing
from frenchimpact.vocabularies.queries import choices

SIZE = 25
LEVELS = ("region", "departement", "epci", "commune")
FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_CODES = {"blanche": Standing.WHITE, "tendue": Standing.STRAINED, "couverte": Standing.COVERED}


def states() -> dict[str, str]:
    """What a list may be narrowed to."""
    return {"blanche": _("Zones blanches"), "tendue": _("Tendues"), "couverte": _("Couvertes")}


@dataclass
class SpotList:
    """What means nothing is left out, and said."""

    given: QueryDict
    ignored: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.themes = dict(choices("theme"))
        self.theme = known(self.given, "theme", self.themes, self.ignored)
        self.state = known(self.given, "etat", states(), self.ignored)
        self.format = known(self.given, "format", FORMATS, self.ignored)
        self.place = self._place()
        self.page = max(1, whole(self.given.get("page", "1"), 4) or 1)

    def _place(self) -> Place | None:
        for level in reversed(LEVELS):
            code = self.given.get(level, "")
            place = place_of(f"{level}:{code}") if code else None
            if place is not None:
                return place
            if code:
                self.ignored.append(f"{level} = {code[:40]}")
        return None

    @property
    def _among(self) -> QuerySet[Cell]:
        return queries.cells(theme=self.theme, place=self.place)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many stand how, with the other filters in force."""
        found = queries.standings(self._among)
        return {code: found[standing] for code, standing in _CODES.items()}

    @cached_property
    def rows(self) -> QuerySet[Cell]:
        """Every one that matches."""
        return self._among.filter(standing=_CODES[self.state]) if self.state else self._among

    @property
    def count(self) -> int:
        """How many."""
        return self.counts[self.state] if self.state else sum(self.counts.values())

    @cached_property
    def shown(self) -> list[Cell]:
        """Those of the page."""
        return list(self.rows[(self.page - 1) * SIZE : self.page * SIZE])

    @property
    def region(self) -> str:
        """The code of the region that is looked at."""
        if self.place is None:
            return ""
        if self.place.level == Place.Level.REGION:
            return self.place.code
        return self.place.region.code if self.place.region else ""

    @property
    def path(self) -> str:
        """The list without any filter."""
        return reverse("mesh:white_spots")

    def url(self, **more: str) -> str:
        """This list, changed by `more`; a place replaces the one that was there."""
        where = {str(self.place.level): self.place.code} if self.place and not more.keys() & set(LEVELS) else {}
        return list_address(self.path, {"theme": self.theme, "etat": self.state, **where} | more)

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(str(self.themes[self.theme]), self.url(theme=""))] if self.theme else []
        found += [(states()[self.state], self.url(etat=""))] if self.state else []
        return found + ([(self.place.name, self.url(region=""))] if self.place else [])

    @property
    def pages(self) -> tuple[str, str, str] | None:
        """The pages before and after, and where one is; None when everything is shown."""
        last = -(-self.count // SIZE)
        if last < 2:
            return None
        before = self.url(page=str(self.page - 1)) if self.page > 1 else ""
        after = self.url(page=str(self.page + 1)) if self.page < last else ""
        return before, after, _("Page %(here)d sur %(last)d") % {"here": self.page, "last": last}


_WORDS = {
    "challenges": "defis",
    "searches": "recherches_sans_resultat",
    "requests": "demandes_ouvertes",
    "blocked": "bloques_aussi",
    "supports": "accompagnements_sans_reponse",
    "offers": "offres",
    "structures": "structures",
    "programmes": "programmes",
    "events": "evenements",
}
COLUMNS = ("epci", "epci_nom", "departement", "theme", "etat", "besoins", "reponses", *_WORDS.values(), "compte_le", "adresse_fiche")


def cells_of(rows: QuerySet[Cell]) -> Iterator[dict[str, Any]]:
    """The rows of the files."""
    names = {standing: code for code, standing in _CODES.items()}
    for one in rows.iterator(chunk_size=500):
        place = one.place
        if place is None:
            continue
        yield {
            "epci": place.code,
            "epci_nom": place.name,
            "departement": place.department.code if place.department else "",
            "theme": one.theme,
            "etat": names[Standing(one.standing)],
            "besoins": one.needs,
            "reponses": one.answers,
            **{_WORDS[name]: getattr(one, name) for name in (*NEEDS, *ANSWERS)},
            "compte_le": clock.date_of(one.counted_at).isoformat(),
            "adresse_fiche": settings.BASE_URL + reverse("mesh:spot", args=[place.code, one.theme]),
        }
