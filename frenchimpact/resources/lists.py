"""The lists of programmes and of tools as an address asks for them."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.geo.queries import PlacedList
from frenchimpact.projects.models import Stage
from frenchimpact.resources import rules
from frenchimpact.resources.models import Form, Kind, Licence, Need, Price, Programme, Tool
from frenchimpact.resources.queries.sheets import listed_programmes, listed_tools
from frenchimpact.vocabularies.queries import choices

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": "application/atom+xml; charset=utf-8"}


@dataclass
class Listed[M: (Programme, Tool)](PlacedList[M]):
    """A list of sheets with its filters."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.themes = dict(choices("theme"))
        self.theme = self.known("theme", self.themes)
        self.stages = {code: str(words) for code, words in Stage.choices if code not in ("pause", "arrete")}
        self.stage = self.known("etape", self.stages)
        self.own = {name: self.known(name, values) for name, (_words, values) in self.choosable.items()}
        self.format = self.known("format", FORMATS)

    @cached_property
    def choosable(self) -> dict[str, tuple[str, dict[str, str]]]:
        """Its own filters, in the language in force."""
        return {name: (str(words), {str(code): str(said) for code, said in values}) for name, (words, values) in self.filters().items()}

    @abstractmethod
    def filters(self) -> Mapping[str, tuple[Any, Any]]:
        """By name in the address: its words, what it may be."""

    @abstractmethod
    def read(self) -> QuerySet[M]:
        """Every one that matches, as the room reads them."""

    @cached_property
    def rows(self) -> QuerySet[M]:
        """Every one that matches."""
        return self.read()

    def asked(self) -> dict[str, str]:
        """The filters in force."""
        return {"q": self.text, "theme": self.theme, "etape": self.stage, **self.own}

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(f"« {self.text} »", self.url(q=""))] if self.text else []
        found += [(self.choosable[name][1][value], self.url(**{name: ""})) for name, value in self.own.items() if value]
        found += [(str(self.themes[self.theme]), self.url(theme=""))] if self.theme else []
        found += [(self.stages[self.stage], self.url(etape=""))] if self.stage else []
        return found + self.place_tags


class ProgrammeList(Listed[Programme]):
    """The public programmes."""

    VIEW = "resources:programmes"

    def filters(self) -> Mapping[str, tuple[Any, Any]]:
        """Kind, price, a place left."""
        return {"genre": (_("Genre"), Kind.choices), "prix": (_("Prix"), Price.choices), "places": (_("Places"), [("1", _("Il en reste"))])}

    def read(self) -> QuerySet[Programme]:
        """Those that match."""
        own = {"kind": self.own["genre"], "price": self.own["prix"], "text": self.text, "theme": self.theme, "stage": self.stage}
        return listed_programmes(rules.public_programmes(), place=self.place, has_room=bool(self.own["places"]), **own)

    @property
    def calendar(self) -> str:
        """The whole address by which calendars follow the intakes of these filters."""
        return settings.BASE_URL + self.url().replace(self.path, reverse("resources:programmes_calendar"), 1)

    @property
    def count_words(self) -> str:
        """« 12 programmes »."""
        return ngettext("%(n)s programme", "%(n)s programmes", self.count) % {"n": self.count}


class ToolList(Listed[Tool]):
    """The public tools."""

    VIEW = "resources:tools"

    def filters(self) -> Mapping[str, tuple[Any, Any]]:
        """Need, form, licence, time to use."""
        times = [("30", _("Une demi-heure au plus")), ("120", _("Deux heures au plus")), ("480", _("Une journée au plus"))]
        return {
            "besoin": (_("Besoin"), Need.choices),
            "forme": (_("Forme"), Form.choices),
            "licence": (_("Licence"), Licence.choices),
            "temps": (_("Temps pour s’en servir"), times),
        }

    def read(self) -> QuerySet[Tool]:
        """Those that match."""
        own = {"need": self.own["besoin"], "form": self.own["forme"], "licence": self.own["licence"]}
        minutes = int(self.own["temps"] or 0)
        asked = {"text": self.text, "theme": self.theme, "stage": self.stage}
        return listed_tools(rules.public_tools(), **asked, place=self.place, minutes=minutes, **own)

    @property
    def count_words(self) -> str:
        """« 12 outils »."""
        return ngettext("%(n)s outil", "%(n)s outils", self.count) % {"n": self.count}


PROGRAMME_COLUMNS = (
    *("reference", "titre", "genre", "resume", "structure", "pour_qui", "selection", "langues", "duree_mois", "prix", "precision_prix"),
    *("lieux", "a_distance", "themes", "etapes", "prochaine_entree", "candidater_avant", "places", "places_libres", "verifiee_le"),
    *("demonstration", "adresse_fiche"),
)


def programme_cells(rows: QuerySet[Programme]) -> Iterator[dict[str, Any]]:
    """The rows of the files of programmes."""
    for one in rows.iterator(chunk_size=500):
        intake = one.next_intake
        yield {
            "reference": one.reference,
            "titre": one.title,
            "genre": one.kind,
            "resume": one.summary,
            "structure": one.organisation.name,
            "pour_qui": one.who,
            "selection": one.selection,
            "langues": one.languages,
            "duree_mois": one.months,
            "prix": one.price,
            "precision_prix": one.price_note,
            "lieux": [place.place.key for place in one.places.all()],
            "a_distance": _yes(one.is_remote),
            "themes": one.themes,
            "etapes": one.stages,
            "prochaine_entree": _day(intake.starts_on) if intake else None,
            "candidater_avant": _day(intake.apply_until) if intake else None,
            "places": intake.seats if intake else None,
            "places_libres": intake.left if intake else None,
            "verifiee_le": _day(one.checked_on),
            "demonstration": _yes(one.is_demo),
            "adresse_fiche": settings.BASE_URL + reverse("resources:programme", args=[one.slug]),
        }


TOOL_COLUMNS = (
    *("reference", "titre", "besoin", "forme", "resume", "structure", "auteur", "licence", "version", "minutes", "themes", "etapes"),
    *("lien", "utilise_par", "avis_utile", "avis_inutile", "fin", "verifiee_le", "demonstration", "adresse_fiche"),
)


def tool_cells(rows: Any) -> Iterator[dict[str, Any]]:
    """The rows of the files of tools."""
    for one in rows.iterator(chunk_size=500):
        yield {
            "reference": one.reference,
            "titre": one.title,
            "besoin": one.need,
            "forme": one.form,
            "resume": one.summary,
            "structure": one.organisation.name,
            "auteur": one.author,
            "licence": one.licence,
            "version": one.version,
            "minutes": one.minutes,
            "themes": one.themes,
            "etapes": one.stages,
            "lien": one.url,
            "utilise_par": one.used_count,
            "avis_utile": one.useful_count,
            "avis_inutile": one.useless_count,
            "fin": _day(one.expires_on),
            "verifiee_le": _day(one.checked_on),
            "demonstration": _yes(one.is_demo),
            "adresse_fiche": settings.BASE_URL + reverse("resources:tool", args=[one.slug]),
        }


def _yes(value: bool) -> str:
    return "oui" if value else "non"


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None
