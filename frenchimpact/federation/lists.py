"""The list of what other instances publish, as an address asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core import clock
from frenchimpact.core.listings import known, list_address
from frenchimpact.core.text import clean_line, whole
from frenchimpact.federation.models import Record
from frenchimpact.federation.queries.records import peers_shown, records_matching
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_of, regions
from frenchimpact.vocabularies.queries import choices

SIZE = 20
LEVELS = ("region", "departement", "epci", "commune")
FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": "application/atom+xml; charset=utf-8"}
COLUMNS = (
    *("instance", "instance_adresse", "nature", "identifiant", "nom", "description", "par", "siren", "siret", "rna", "themes", "lieu"),
    *("adresse_origine", "vue_le", "demonstration", "adresse_fiche"),
)


@dataclass
class ElsewhereList:
    """What means nothing is left out, and said."""

    given: QueryDict
    ignored: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = clean_line(self.given.get("q", ""))[:120].strip()
        self.kinds = {str(code): str(words) for code, words in Record.Kind.choices}
        self.kind = known(self.given, "nature", self.kinds, self.ignored)
        self.peers = {peer.code: peer.name for peer in peers_shown()}
        self.peer = known(self.given, "instance", self.peers, self.ignored)
        self.themes = dict(choices("theme"))
        self.theme = known(self.given, "theme", self.themes, self.ignored)
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

    @cached_property
    def rows(self) -> QuerySet[Record]:
        """Every one that matches."""
        return records_matching(text=self.text, kind=self.kind, peer=self.peer, theme=self.theme, place=self.place)

    @cached_property
    def count(self) -> int:
        """How many."""
        return self.rows.count()

    @property
    def count_words(self) -> str:
        """« 12 fiches »."""
        return ngettext("%(n)s fiche", "%(n)s fiches", self.count) % {"n": self.count}

    @cached_property
    def shown(self) -> list[Record]:
        """Those of the page."""
        return list(self.rows[(self.page - 1) * SIZE : self.page * SIZE])

    @property
    def region(self) -> str:
        """The code of the region asked for."""
        return self.place.code if self.place and self.place.level == Place.Level.REGION else ""

    @cached_property
    def regions(self) -> list[Place]:
        """To choose from."""
        return list(regions())

    @property
    def path(self) -> str:
        """The list without any filter."""
        return reverse("federation:elsewhere")

    def url(self, **more: str) -> str:
        """This list, changed by `more`."""
        where = {str(self.place.level): self.place.code} if self.place else {}
        asked = {"q": self.text, "nature": self.kind, "instance": self.peer, "theme": self.theme}
        return list_address(self.path, {**asked, **where} | more)

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(f"« {self.text} »", self.url(q=""))] if self.text else []
        found += [(self.kinds[self.kind], self.url(nature=""))] if self.kind else []
        found += [(self.peers[self.peer], self.url(instance=""))] if self.peer else []
        found += [(str(self.themes[self.theme]), self.url(theme=""))] if self.theme else []
        return found + ([(self.place.name, self.url(**dict.fromkeys(LEVELS, "")))] if self.place else [])

    @cached_property
    def removals(self) -> list[tuple[str, str, int]]:
        """When nothing is found: what each filter taken away would bring back, the most useful first."""
        found = [(words.strip("« »"), href, type(self)(QueryDict(href.partition("?")[2])).count) for words, href in self.tags]
        return sorted((one for one in found if one[2]), key=lambda one: -one[2])

    @property
    def pages(self) -> tuple[str, str, str] | None:
        """The pages before and after, and where one is; None when everything is shown."""
        last = -(-self.count // SIZE)
        if last < 2:
            return None
        before = self.url(page=str(self.page - 1)) if self.page > 1 else ""
        after = self.url(page=str(self.page + 1)) if self.page < last else ""
        return before, after, _("Page %(here)d sur %(last)d") % {"here": self.page, "last": last}


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
