"""The list of methods as an address asks for it: few enough to be read whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.asked import AskedList
from frenchimpact.methods.models import MethodVersion
from frenchimpact.methods.queries import latest_saying
from frenchimpact.vocabularies.queries import choices

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": "application/atom+xml; charset=utf-8"}
COLUMNS = (
    "methode",
    "version",
    "titre",
    "resume",
    "domaine",
    "odd",
    "preuve",
    "calcule",
    "indicateurs",
    "licence",
    "auteurs",
    "mainteneur",
    "publiee_le",
    "swhid",
    "adresse_fiche",
)


@dataclass
class MethodList(AskedList[MethodVersion]):
    """The registry with its filters."""

    VIEW = "methods:methods"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.themes = dict(choices("theme"))
        self.sdgs = {code: f"{code}. {words}" for code, words in choices("sdg")}
        self.theme = self.known("theme", self.themes)
        self.sdg = self.known("odd", self.sdgs)
        self.format = self.known("format", FORMATS)

    @cached_property
    def rows(self) -> list[MethodVersion]:
        """Every one that matches."""
        return [one for one in latest_saying(self.text) if self._fits(one)]

    def _fits(self, one: MethodVersion) -> bool:
        if self.theme and one.domain != self.theme:
            return False
        return not self.sdg or int(self.sdg) in one.sdgs

    def asked(self) -> dict[str, str]:
        """The filters in force."""
        return {"q": self.text, "theme": self.theme, "odd": self.sdg}

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The filters that are on, with the address without each."""
        found = [(_("« %s »") % self.text, self.url(q=""))] if self.text else []
        if self.theme:
            found.append((str(self.themes[self.theme]), self.url(theme="")))
        return found + ([(str(self.sdgs[self.sdg]), self.url(odd=""))] if self.sdg else [])

    def cells(self) -> Iterator[dict[str, Any]]:
        """The rows as open data."""
        return map(row_of, self.rows)


def row_of(version: MethodVersion) -> dict[str, Any]:
    """One method as open data: the title in French, as the addresses."""
    content = version.content
    return {
        "methode": version.method.slug,
        "version": version.number,
        "titre": version.title_fr,
        "resume": content["summary"]["fr"],
        "domaine": version.domain,
        "odd": "|".join(map(str, version.sdgs)),
        "preuve": version.evidence,
        "calcule": "oui" if content["steps"] else "non",
        "indicateurs": "|".join(f"{one['id']}@{one['version']}" for one in content["indicators"]),
        "licence": content["licence"],
        "auteurs": "|".join(content["authors"]),
        "mainteneur": content["maintainer"],
        "publiee_le": clock.date_of(version.published_at).isoformat() if version.published_at else "",
        "swhid": version.swhid,
        "adresse_fiche": settings.BASE_URL + reverse("methods:version", args=[version.method.slug, version.number]),
    }
