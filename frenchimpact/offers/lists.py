"""The lists of offers and of requests as an address asks for them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.listings import list_address
from frenchimpact.core.text import clean_line, whole
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_of
from frenchimpact.offers import rules
from frenchimpact.offers.models import Offer, Price, Request, What
from frenchimpact.offers.queries.offers import listed_offers
from frenchimpact.offers.queries.requests import listed_requests
from frenchimpact.vocabularies.queries import choices

SIZE = 20
FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": "application/atom+xml; charset=utf-8"}


@dataclass
class Listed[M: (Offer, Request)]:
    """A list with its filters. What means nothing is left out, and said."""

    given: QueryDict
    path: str
    read: Callable[..., QuerySet[M]]
    ignored: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = clean_line(self.given.get("q", ""))[:120].strip()
        self.whats, self.prices, self.themes = dict(What.choices), dict(Price.choices), dict(choices("theme"))
        self.what = self._known("nature", self.whats)
        self.theme = self._known("theme", self.themes)
        self.price = self._known("prix", self.prices)
        self.format = self._known("format", FORMATS)
        code = self.given.get("region", "")
        self.region = place_of(f"region:{code}") if code else None
        if code and self.region is None:
            self.ignored.append(f"region = {code[:40]}")
        self.page = max(1, whole(self.given.get("page", "1"), 4) or 1)

    def _known(self, name: str, values: Any) -> str:
        value = self.given.get(name, "")
        if value and value not in values:
            self.ignored.append(f"{name} = {value[:40]}")
            return ""
        return value

    @cached_property
    def rows(self) -> QuerySet[M]:
        """Every one that matches."""
        return self.read(text=self.text, what=self.what, theme=self.theme, price=self.price, region=self.region)

    @cached_property
    def count(self) -> int:
        """How many."""
        return self.rows.count()

    @cached_property
    def shown(self) -> list[M]:
        """Those of the page."""
        return list(self.rows[(self.page - 1) * SIZE : self.page * SIZE])

    @cached_property
    def regions(self) -> list[Place]:
        """To choose from."""
        return list(Place.objects.filter(level=Place.Level.REGION, is_current=True).order_by("name", "pk"))

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(f"« {self.text} »", self.url(q=""))] if self.text else []
        found += [(str(self.whats[self.what]), self.url(nature=""))] if self.what else []
        found += [(str(self.themes[self.theme]), self.url(theme=""))] if self.theme else []
        found += [(self.region.name, self.url(region=""))] if self.region else []
        found += [(str(self.prices[self.price]), self.url(prix=""))] if self.price else []
        return found

    def url(self, **more: str) -> str:
        """This list, changed by `more`."""
        region = self.region.code if self.region else ""
        asked = {"q": self.text, "nature": self.what, "theme": self.theme, "region": region, "prix": self.price}
        return list_address(self.path, asked | more)

    @property
    def pages(self) -> tuple[str, str, str] | None:
        """The pages before and after, and where one is; None when everything is shown."""
        last = -(-self.count // SIZE)
        if last < 2:
            return None
        before = self.url(page=str(self.page - 1)) if self.page > 1 else ""
        after = self.url(page=str(self.page + 1)) if self.page < last else ""
        return before, after, _("Page %(here)d sur %(last)d") % {"here": self.page, "last": last}


def offer_list(given: QueryDict) -> Listed[Offer]:
    """The public offers."""
    return Listed(given, reverse("offers:offers"), lambda **asked: listed_offers(rules.public_offers(), **asked))


def request_list(given: QueryDict) -> Listed[Request]:
    """The public requests."""
    return Listed(given, reverse("offers:needs"), lambda **asked: listed_requests(rules.public_requests(), **asked))


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
