"""The list of white spots as an address asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.geo.queries import PlacedList
from frenchimpact.mesh import queries
from frenchimpact.mesh.models import ANSWERS, NEEDS, Cell, Standing
from frenchimpact.vocabularies.queries import choices

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_CODES = {"blanche": Standing.WHITE, "tendue": Standing.STRAINED, "couverte": Standing.COVERED}


def states() -> dict[str, str]:
    """What a list may be narrowed to."""
    return {"blanche": _("Zones blanches"), "tendue": _("Tendues"), "couverte": _("Couvertes")}


@dataclass
class SpotList(PlacedList[Cell]):
    """White spots: themes and intermunicipalities, and how they stand."""

    SIZE = 25
    VIEW = "mesh:white_spots"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.themes = dict(choices("theme"))
        self.theme = self.known("theme", self.themes)
        self.state = self.known("etat", states())
        self.format = self.known("format", FORMATS)

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

    @cached_property
    def count(self) -> int:
        """How many."""
        return self.counts[self.state] if self.state else sum(self.counts.values())

    def asked(self) -> dict[str, str]:
        """The filters in force."""
        return {"theme": self.theme, "etat": self.state}

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(str(self.themes[self.theme]), self.url(theme=""))] if self.theme else []
        found += [(states()[self.state], self.url(etat=""))] if self.state else []
        return found + self.place_tags


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
