"""The register of labels: every label ever given, by kind, status and place; the same rows as files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import conditional_page

from frenchimpact.atlas.cards import prefix
from frenchimpact.core import clock
from frenchimpact.core.asked import pages_around
from frenchimpact.core.doors import open_door
from frenchimpact.core.feeds import atom_text, unless_held
from frenchimpact.core.listings import csv_text, json_text, known
from frenchimpact.core.pages import FILTERS, render
from frenchimpact.core.text import clean_line
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import LEVELS, place_of
from frenchimpact.labels import queries
from frenchimpact.labels.models import Label, LabelKind

PATH = "/labels/"
SIZE = 50
FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": "application/atom+xml; charset=utf-8"}
COLUMNS = (
    "reference",
    "genre",
    "titulaire",
    "siren",
    "lieux",
    "statut",
    "attribue_le",
    "debut",
    "fin",
    "decision",
    "attestation",
    "adresse",
)


@dataclass
class Register:
    """The register as the address asks for it. What means nothing is left out, and said."""

    given: QueryDict
    ignored: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = clean_line(self.given.get("q", ""))[:120]
        self.kinds: list[LabelKind] = queries.kinds()
        self.kind = known(self.given, "genre", [kind.code for kind in self.kinds], self.ignored)
        self.status = known(self.given, "statut", list(Label.Status.values), self.ignored)
        self.format = known(self.given, "format", list(FORMATS), self.ignored)
        self.places: dict[str, Place] = {}
        for level in LEVELS:
            code = self.given.get(level, "")
            if code and (place := place_of(f"{level}:{code}")):
                self.places[level] = place
            elif code:
                self.ignored.append(f"{level} = {code[:40]}")
        page = self.given.get("page", "1")
        self.page = int(page[:4]) if page.isascii() and page.isdigit() and int(page[:4]) else 1

    @cached_property
    def rows(self) -> list[Label]:
        """Every label that matches: a register is small enough to be read whole."""
        return list(queries.register(text=self.text, kind=self.kind, status=self.status, places=self.places.values()))

    @property
    def shown(self) -> list[Label]:
        """Those of this page."""
        return self.rows[(self.page - 1) * SIZE : self.page * SIZE]

    @property
    def count_words(self) -> str:
        """« 27 labels »."""
        total = len(self.rows)
        return ngettext("%(n)s label", "%(n)s labels", total) % {"n": FILTERS["number"](total)}

    def url(self, **changes: Any) -> str:
        """The address of the same list with something changed."""
        asked: dict[str, Any] = {"q": self.text, "genre": self.kind, "statut": self.status}
        asked |= {level: place.code for level, place in self.places.items()} | changes
        query = urlencode({name: value for name, value in asked.items() if value not in ("", None)})
        return prefix() + PATH + (f"?{query}" if query else "")

    @property
    def tags(self) -> list[tuple[str, str]]:
        """What is asked, and the same list without it."""
        found = [(_("« %(text)s »") % {"text": self.text}, self.url(q=""))] if self.text else []
        found += [(str(kind), self.url(genre="")) for kind in self.kinds if kind.code == self.kind]
        found += [(str(Label.Status(self.status).label), self.url(statut=""))] if self.status else []
        return found + [(place.name, self.url(**{level: ""})) for level, place in self.places.items()]

    @property
    def pages(self) -> tuple[str, str, str] | None:
        """The previous page, the next one, and where one is."""
        return pages_around(self.page, len(self.rows), SIZE, self.url)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The places, which the form keeps."""
        return [(level, place.code) for level, place in self.places.items()]

    @property
    def region(self) -> str | None:
        """The region asked for, by its code."""
        place = self.places.get("region")
        return place.code if place else None

    def region_url(self, code: str) -> str | None:
        """The labels of a region."""
        return self.url(region=code, departement="", epci="", commune="")


def row_of(label: Label, start: str) -> dict[str, Any]:
    """One label, by column; the same in every format."""
    return {
        "reference": label.reference,
        "genre": label.kind.code,
        "titulaire": label.holder_name,
        "siren": label.organisation.siren if label.organisation else "",
        "lieux": [link.place.key for link in label.label_places.all()],
        "statut": label.status,
        "attribue_le": label.granted_on.isoformat(),
        "debut": label.valid_from.isoformat(),
        "fin": label.valid_until.isoformat() if label.valid_until else "",
        "decision": label.decision,
        "attestation": queries.credential_of(label) or "",
        "adresse": start + queries.path_of(label),
    }


def _entries(register: Register, start: str) -> Iterator[dict[str, Any]]:
    """The same rows as entries of a feed: what moved last is what changed."""
    for label in register.rows:
        yield {
            "nom": f"{label.kind} – {label.holder_name}",
            "description": str(queries.status_words(label)),
            "date": clock.date_of(label.changed_at).isoformat(),
            "adresse_fiche": start + queries.path_of(label),
        }


def _file(request: HttpRequest, register: Register) -> HttpResponse:
    start = settings.BASE_URL + prefix()
    if register.format == "atom":
        text = "".join(
            atom_text(_entries(register, start), title=f"{settings.PROGRAMME_NAME} – {_('Labels')}", address=start + PATH, ways={})
        )
    elif register.format == "csv":
        has_bom = request.GET.get("bom") == "1"
        text = "".join(csv_text((row_of(label, start) for label in register.rows), has_bom=has_bom, columns=COLUMNS))
    else:
        text = "".join(json_text(row_of(label, start) for label in register.rows))
    response = HttpResponse(text, content_type=FORMATS[register.format])
    if register.format == "csv":
        response["Content-Disposition"] = f'attachment; filename="labels-{clock.today().isoformat()}.csv"'
    return unless_held(request, response, text) or response


@open_door
@conditional_page
def labels(request: HttpRequest) -> HttpResponseBase:
    """Who holds a label, who held one, and what became of it."""
    register = Register(request.GET)
    if register.format:
        return _file(request, register)
    statuses = [(value, words, None, value == register.status) for value, words in Label.Status.choices]
    context = {
        "register": register,
        "kinds": [(kind.code, str(kind), None, kind.code == register.kind) for kind in register.kinds],
        "statuses": statuses,
        "regions": queries.holding_by_region(),
        "status_words": queries.status_words,
        "tone_of": queries.tone_of,
    }
    return render(request, "atlas/labels.html", context, part="results")
