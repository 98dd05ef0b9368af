"""The lists of offers and of requests as an address asks for them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import ngettext

from frenchimpact.geo.queries import PlacedList
from frenchimpact.offers import rules
from frenchimpact.offers.models import Offer, Price, Request, What
from frenchimpact.offers.queries.offers import listed_offers
from frenchimpact.offers.queries.requests import listed_requests
from frenchimpact.vocabularies.queries import choices

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": "application/atom+xml; charset=utf-8"}


@dataclass
class Listed[M: (Offer, Request)](PlacedList[M]):
    """A list with its filters."""

    view: str
    read: Callable[..., QuerySet[M]]

    def __post_init__(self) -> None:
        super().__post_init__()
        self.whats, self.prices, self.themes = dict(What.choices), dict(Price.choices), dict(choices("theme"))
        self.what = self.known("nature", self.whats)
        self.theme = self.known("theme", self.themes)
        self.price = self.known("prix", self.prices)
        self.format = self.known("format", FORMATS)

    @cached_property
    def rows(self) -> QuerySet[M]:
        """Every one that matches."""
        return self.read(text=self.text, what=self.what, theme=self.theme, price=self.price, place=self.place)

    @property
    def path(self) -> str:
        """The list without any filter."""
        return reverse(self.view)

    def asked(self) -> dict[str, str]:
        """The filters in force."""
        return {"q": self.text, "nature": self.what, "theme": self.theme, "prix": self.price}

    def again(self, given: QueryDict) -> "Listed[M]":
        """The same list asked for otherwise."""
        return type(self)(given, self.view, self.read)

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(f"« {self.text} »", self.url(q=""))] if self.text else []
        found += [(str(self.whats[self.what]), self.url(nature=""))] if self.what else []
        found += [(str(self.themes[self.theme]), self.url(theme=""))] if self.theme else []
        found += self.place_tags
        return found + ([(str(self.prices[self.price]), self.url(prix=""))] if self.price else [])


def offer_list(given: QueryDict) -> Listed[Offer]:
    """The public offers."""
    return Listed(given, "offers:offers", lambda **asked: listed_offers(rules.public_offers(), **asked))


def request_list(given: QueryDict) -> Listed[Request]:
    """The public requests."""
    return Listed(given, "offers:needs", lambda **asked: listed_requests(rules.public_requests(), **asked))


def count_offers(count: int) -> str:
    """« 12 offres »."""
    return ngettext("%(n)s offre", "%(n)s offres", count) % {"n": count}


def count_requests(count: int) -> str:
    """« 12 demandes »."""
    return ngettext("%(n)s demande", "%(n)s demandes", count) % {"n": count}


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


OFFER_COLUMNS = (
    "reference",
    "titre",
    "nature",
    "resume",
    "structure",
    "prix",
    "precision_prix",
    "capacite",
    "unite",
    "reste",
    "debut",
    "fin",
    "a_distance",
    "lieux",
    "themes",
    "pour",
    "etapes",
    "conditions",
    "etat",
    "confirmee_le",
    "demonstration",
    "adresse_fiche",
)


def offer_cells(rows: QuerySet[Offer]) -> Iterator[dict[str, Any]]:
    """The rows of the files of offers."""
    for one in rows.iterator(chunk_size=500):
        yield {
            "reference": one.reference,
            "titre": one.title,
            "nature": one.what,
            "resume": one.summary,
            "structure": one.organisation.name,
            "prix": one.price,
            "precision_prix": one.price_note,
            "capacite": _plain(one.capacity),
            "unite": one.unit,
            "reste": _plain(one.left),
            "debut": one.starts_on,
            "fin": one.ends_on,
            "a_distance": "oui" if one.is_remote else "non",
            "lieux": [place.place.key for place in one.places.all()],
            "themes": one.themes,
            "pour": one.who,
            "etapes": one.stages,
            "conditions": one.conditions,
            "etat": one.state,
            "confirmee_le": one.confirmed_on,
            "demonstration": "oui" if one.is_demo else "non",
            "adresse_fiche": settings.BASE_URL + reverse("offers:offer", args=[one.slug]),
        }


REQUEST_COLUMNS = (
    "reference",
    "titre",
    "nature",
    "texte",
    "demandeur",
    "quantite",
    "unite",
    "debut",
    "fin",
    "lieu",
    "a_distance",
    "prix_au_plus",
    "themes",
    "etat",
    "demonstration",
    "adresse_fiche",
)


def request_cells(rows: QuerySet[Request]) -> Iterator[dict[str, Any]]:
    """The rows of the files of requests."""
    for one in rows.iterator(chunk_size=500):
        yield {
            "reference": one.reference,
            "titre": one.title,
            "nature": one.what,
            "texte": one.text,
            "demandeur": str(one.asker),
            "quantite": _plain(one.quantity),
            "unite": one.unit,
            "debut": one.from_on,
            "fin": one.until_on,
            "lieu": one.place.key if one.place else "",
            "a_distance": "oui" if one.may_be_remote else "non",
            "prix_au_plus": one.price,
            "themes": one.themes,
            "etat": one.state,
            "demonstration": "oui" if one.is_demo else "non",
            "adresse_fiche": settings.BASE_URL + reverse("offers:need", args=[one.slug]),
        }
