"""The list of what other instances publish, as an address asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from frenchimpact.core import clock
from frenchimpact.federation.models import Record
from frenchimpact.federation.queries.records import peers_shown, records_matching
from frenchimpact.geo.queries import PlacedList
from frenchimpact.vocabularies.queries import choices

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": "application/atom+xml; charset=utf-8"}
COLUMNS = (
    *("instance", "instance_adresse", "nature", "identifiant", "nom", "description", "par", "siren", "siret", "rna", "themes", "lieu"),
    *("adresse_origine", "vue_le", "demonstration", "adresse_fiche"),
)


@dataclass
class ElsewhereList(PlacedList[Record]):
    """What other instances publish."""

    VIEW = "federation:elsewhere"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.kinds = {str(code): str(words) for code, words in Record.Kind.choices}
        self.kind = self.known("nature", self.kinds)
        self.peers = {peer.code: peer.name for peer in peers_shown()}
        self.peer = self.known("instance", self.peers)
        self.themes = dict(choices("theme"))
        self.theme = self.known("theme", self.themes)
        self.format = self.known("format", FORMATS)

    @cached_property
    def rows(self) -> QuerySet[Record]:
        """Every one that matches."""
        return records_matching(text=self.text, kind=self.kind, peer=self.peer, theme=self.theme, place=self.place)

    @property
    def count_words(self) -> str:
        """« 12 fiches »."""
        return ngettext("%(n)s fiche", "%(n)s fiches", self.count) % {"n": self.count}

    def asked(self) -> dict[str, str]:
        """The filters in force."""
        return {"q": self.text, "nature": self.kind, "instance": self.peer, "theme": self.theme}

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(f"« {self.text} »", self.url(q=""))] if self.text else []
        found += [(self.kinds[self.kind], self.url(nature=""))] if self.kind else []
        found += [(self.peers[self.peer], self.url(instance=""))] if self.peer else []
        found += [(str(self.themes[self.theme]), self.url(theme=""))] if self.theme else []
        return found + self.place_tags


def record_cells(rows: QuerySet[Record]) -> Iterator[dict[str, Any]]:
    """The rows of the files: each says whose it is."""
    for one in rows.iterator(chunk_size=500):
        yield {
            "instance": one.peer.name,
            "instance_adresse": one.peer.url,
            "nature": one.kind,
            "identifiant": one.key,
            "nom": one.title,
            "description": one.summary,
            "par": one.holder,
            "siren": one.siren,
            "siret": one.siret,
            "rna": one.rna,
            "themes": one.themes,
            "lieu": one.place.key if one.place else "",
            "adresse_origine": one.url,
            "vue_le": clock.date_of(one.seen_at).isoformat(),
            "demonstration": "oui" if one.is_demo else "non",
            "adresse_fiche": settings.BASE_URL + reverse("federation:record", args=[one.pk]),
        }
