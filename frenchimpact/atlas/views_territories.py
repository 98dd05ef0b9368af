"""The list of labelled territories, by place, theme, kind of challenge and status; the same rows as files."""

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
from frenchimpact.labels.models import Label
from frenchimpact.labels.queries import tone_of
from frenchimpact.territories import queries
from frenchimpact.territories.models import Challenge, Territory
from frenchimpact.vocabularies.queries import choices

PATH = "/territoires/"
SIZE = 50
FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": "application/atom+xml; charset=utf-8"}
COLUMNS = ("reference", "nom", "porte_par", "siren", "lieux", "statut", "label", "attribue_le", "defis", "themes", "mis_a_jour", "adresse")


@dataclass
class TerritoryList:
    """The list as the address asks for it. What means nothing is left out, and said."""

    given: QueryDict
    ignored: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = clean_line(self.given.get("q", ""))[:120]
        self.theme = known(self.given, "theme", dict(choices("theme")), self.ignored)
        self.kind = known(self.given, "nature", dict(Challenge.Kind.choices), self.ignored)
        self.status = known(self.given, "statut", dict(Label.Status.choices), self.ignored)
        self.format = known(self.given, "format", FORMATS, self.ignored)
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
    def rows(self) -> list[Territory]:
        """Every territory that matches: few enough to be read whole."""
        found = queries.listed_territories(
            text=self.text, theme=self.theme, kind=self.kind, status=self.status, places=self.places.values()
        )
        return list(found)

    @property
    def shown(self) -> list[Territory]:
        """Those of this page."""
        return self.rows[(self.page - 1) * SIZE : self.page * SIZE]

    @property
    def count_words(self) -> str:
        """« 27 territoires »."""
        total = len(self.rows)
        return ngettext("%(n)s territoire", "%(n)s territoires", total) % {"n": FILTERS["number"](total)}

    @cached_property
    def project_count(self) -> int:
        """The distinct projects that act in them: never a sum of the territories."""
        return queries.acting_count([row.pk for row in self.rows])

    def url(self, **changes: Any) -> str:
        """The address of the same list with something changed."""
        asked: dict[str, Any] = {"q": self.text, "theme": self.theme, "nature": self.kind, "statut": self.status}
        asked |= {level: place.code for level, place in self.places.items()} | changes
        query = urlencode({name: value for name, value in asked.items() if value not in ("", None)})
        return prefix() + PATH + (f"?{query}" if query else "")

    @property
    def whole(self) -> str:
        """The list without any filter."""
        return prefix() + PATH

    @property
    def tags(self) -> list[tuple[str, str]]:
        """What is asked, and the same list without it."""
        found = [(_("« %(text)s »") % {"text": self.text}, self.url(q=""))] if self.text else []
        found += [(dict(choices("theme"))[self.theme], self.url(theme=""))] if self.theme else []
        found += [(str(Challenge.Kind(self.kind).label), self.url(nature=""))] if self.kind else []
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
        """The territories of a region."""
        return self.url(region=code, departement="", epci="", commune="")


def row_of(territory: Territory, start: str) -> dict[str, Any]:
    """One territory, by column; the same in every format."""
    label = queries.label_of(territory)
    challenges = list(territory.challenges.all())
    return {
        "reference": territory.reference,
        "nom": territory.name,
        "porte_par": territory.lead.name if territory.lead else "",
        "siren": territory.lead.siren if territory.lead else "",
        "lieux": [link.place.key for link in territory.territory_places.all()],
        "statut": label.status if label else "",
        "label": label.reference if label else "",
        "attribue_le": label.granted_on.isoformat() if label else "",
        "defis": [challenge.title for challenge in challenges],
        "themes": sorted({code for challenge in challenges for code in challenge.themes}),
        "mis_a_jour": clock.date_of(territory.changed_at).isoformat(),
        "adresse": f"{start}{PATH}{territory.slug}/",
    }


def _entries(asked: TerritoryList, start: str) -> Iterator[dict[str, Any]]:
    """The same rows as entries of a feed."""
    for territory in asked.rows:
        row = row_of(territory, start)
        said = " · ".join(row["defis"]) or row["porte_par"]
        yield {
            "nom": row["nom"],
            "description": said,
            "date": row["mis_a_jour"],
            "adresse_fiche": row["adresse"],
            "themes": row["themes"],
        }


def _file(request: HttpRequest, asked: TerritoryList) -> HttpResponse:
    start = settings.BASE_URL + prefix()
    rows = (row_of(territory, start) for territory in asked.rows)
    if asked.format == "atom":
        title = f"{settings.PROGRAMME_NAME} – {_('Territoires')}"
        text = "".join(atom_text(_entries(asked, start), title=title, address=start + PATH, ways={}))
    elif asked.format == "csv":
        text = "".join(csv_text(rows, has_bom=request.GET.get("bom") == "1", columns=COLUMNS))
    else:
        text = "".join(json_text(rows))
    response = HttpResponse(text, content_type=FORMATS[asked.format])
    if asked.format == "csv":
        response["Content-Disposition"] = f'attachment; filename="territoires-{clock.today().isoformat()}.csv"'
    return unless_held(request, response, text) or response


def _latest_figures() -> list[queries.NationalFigure]:
    """Each national indicator in the last year that somebody declares."""
    found: dict[int, queries.NationalFigure] = {}
    for one in queries.national_figures():
        found.setdefault(one.common.pk, one)
    return list(found.values())


@open_door
@conditional_page
def territories(request: HttpRequest) -> HttpResponseBase:
    """Every labelled territory."""
    asked = TerritoryList(request.GET)
    if asked.format:
        return _file(request, asked)
    context = {
        "asked": asked,
        "themes": [(code, words, None, code == asked.theme) for code, words in choices("theme")],
        "kinds": [(code, words, None, code == asked.kind) for code, words in Challenge.Kind.choices],
        "statuses": [(code, words, None, code == asked.status) for code, words in Label.Status.choices],
        "regions": queries.territories_by_region(),
        "label_of": queries.label_of,
        "tone_of": tone_of,
        "figures_of": _latest_figures,
        "today": clock.today(),
    }
    return render(request, "atlas/territories.html", context, part="results")
