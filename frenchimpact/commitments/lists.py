"""The public list of commitments as an address asks for it."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.aids.models import Instrument, Origin
from frenchimpact.commitments.models import Commitment, Vehicle
from frenchimpact.commitments.queries.lists import Asked, Total, listed_commitments, total_of
from frenchimpact.core.asked import pages_around
from frenchimpact.core.errors import Text
from frenchimpact.core.feeds import ATOM
from frenchimpact.core.listings import known
from frenchimpact.core.text import clean_line
from frenchimpact.geo.queries import place_of
from frenchimpact.vocabularies.queries import choices

SIZE = 25
# Past that, « plus de »: nobody pages so far, and counting further costs more than the page.
MOST = 5000
PARTS: dict[str, Text] = {
    "mobilise": gettext_lazy("Mobilisé"),
    "public": gettext_lazy("Part publique"),
    "prive": gettext_lazy("Part privée"),
    "additionnel": gettext_lazy("Additionnel"),
    "deja-la": gettext_lazy("Déjà là avant le programme"),
    "deploye": gettext_lazy("Arrivé à destination"),
    "par-un-fonds": gettext_lazy("Placé par un fonds"),
    "annule": gettext_lazy("Annulé ou récupéré"),
}
# What `theme` and `region` say of those of which nobody said it.
NONE = "non-precise"
FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": ATOM}


@dataclass
class CommitmentList:
    """What means nothing is left out, and said."""

    given: QueryDict
    path: str
    among: QuerySet[Commitment] | None = None
    # What the address says besides the filters, kept in every link.
    fixed: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = clean_line(self.given.get("q", ""))[:120].strip()
        self.choices: dict[str, tuple[Text, dict[str, Text]]] = {
            "compte": (_("Ce qui compte"), dict(PARTS)),
            "etat": (_("État"), dict(Commitment.State.choices)),
            "forme": (_("Forme"), dict(Instrument.choices)),
            "origine": (_("Origine"), dict(Origin.choices)),
            "theme": (_("Thème"), {**dict(choices("theme")), NONE: _("Non précisé")}),
            "fonds": (_("Reçu par"), dict(Vehicle.Kind.choices)),
        }
        self.chosen = {name: self._known(name, values) for name, (_words, values) in self.choices.items()}
        self.year = self._number("annee", 1990, 2200)
        self.region = self._region()
        self.funder = clean_line(self.given.get("financeur", ""))[:80]
        self.known_on = self._day("au")
        self.format = self._known("format", FORMATS)
        self.page = self._number("page", 1, MOST // SIZE) or 1

    def _known(self, name: str, values: Any) -> str:
        return known(self.given, name, values, self.ignored)

    def _number(self, name: str, least: int, most: int) -> int | None:
        value = self.given.get(name, "")
        if value.isascii() and value.isdecimal() and len(value) < 6 and least <= int(value) <= most:
            return int(value)
        if value:
            self.ignored.append(f"{name} = {value[:40]}")
        return None

    def _region(self) -> Any:
        code = self.given.get("region", "")
        self.has_no_region = code == NONE
        if self.has_no_region:
            return None
        place = place_of(f"region:{code}") if code else None
        if code and place is None:
            self.ignored.append(f"region = {code[:40]}")
        return place

    def _day(self, name: str) -> dt.date | None:
        value = self.given.get(name, "")
        try:
            return dt.date.fromisoformat(value) if value else None
        except ValueError:
            self.ignored.append(f"{name} = {value[:40]}")
            return None

    @property
    def region_code(self) -> str:
        """The region as the address says it."""
        return NONE if self.has_no_region else self.region.code if self.region else ""

    @cached_property
    def asked(self) -> Asked:
        """The same, for the reading."""
        return Asked(
            text=self.text,
            theme="" if self.chosen["theme"] == NONE else self.chosen["theme"],
            has_no_theme=self.chosen["theme"] == NONE,
            region=self.region,
            has_no_region=self.has_no_region,
            state=self.chosen["etat"],
            year=self.year,
            funder=self.funder,
            instrument=self.chosen["forme"],
            origin=self.chosen["origine"],
            vehicle_kind=self.chosen["fonds"],
            part=self.chosen["compte"],
            known_on=self.known_on,
        )

    @cached_property
    def rows(self) -> QuerySet[Commitment]:
        """Every commitment that matches, in the order of the page."""
        found = listed_commitments(self.asked, self.among)
        return found.select_related("funder_vehicle", "beneficiary_vehicle", "region", "terms")

    @cached_property
    def shown(self) -> list[Commitment]:
        """Those of the page."""
        return list(self.rows[(self.page - 1) * SIZE : self.page * SIZE])

    @cached_property
    def count(self) -> int:
        """How many, at most `MOST` + 1."""
        return self.rows.order_by().select_related(None)[: MOST + 1].count()

    @cached_property
    def total(self) -> Total:
        """What they add up to."""
        return total_of(self.asked, self.rows)

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(f"« {self.text} »", self.without("q"))] if self.text else []
        for name, (_words, values) in self.choices.items():
            if self.chosen[name]:
                found.append((str(values[self.chosen[name]]), self.without(name)))
        if self.year:
            found.append((str(self.year), self.without("annee")))
        if self.region or self.has_no_region:
            found.append((self.region.name if self.region else _("Région non précisée"), self.without("region")))
        if self.funder:
            found.append((self.funder, self.without("financeur")))
        if self.known_on:
            found.append((_("au %s") % f"{self.known_on:%d/%m/%Y}", self.without("au")))
        return found

    def _query(self) -> dict[str, str]:
        found = {"q": self.text, **self.chosen, "annee": str(self.year or ""), "region": self.region_code}
        found |= {"financeur": self.funder, "au": self.known_on.isoformat() if self.known_on else ""}
        return self.fixed | {name: value for name, value in found.items() if value}

    def url(self, **more: str) -> str:
        """This list, changed by `more`."""
        query = urlencode({name: value for name, value in (self._query() | more).items() if value})
        return f"{self.path}?{query}" if query else self.path

    def without(self, name: str) -> str:
        """This list without a filter."""
        return self.url(**{name: ""})

    @property
    def cleared(self) -> str:
        """This list without any filter."""
        return f"{self.path}?{urlencode(self.fixed)}" if self.fixed else self.path

    @property
    def pages(self) -> tuple[str, str, str] | None:
        """The pages before and after, and where one is; None when everything is shown."""
        return pages_around(self.page, min(self.count, MOST), SIZE, self.url)
