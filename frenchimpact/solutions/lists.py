"""The list of solutions as an address asks for it, with its files: the same rows in the same order."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.feeds import ATOM, atom_text, unless_held
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.pages import FILTERS
from frenchimpact.geo.queries import PlacedList
from frenchimpact.solutions.explaining import money_words
from frenchimpact.solutions.models import Solution
from frenchimpact.solutions.queries.contexts import challenge_name, challenge_named, context_of
from frenchimpact.solutions.queries.fitting import Context, Fit, solutions_for
from frenchimpact.solutions.queries.solutions import listed_solutions
from frenchimpact.solutions.rules import public_solutions
from frenchimpact.vocabularies.queries import choices

FEED = 50
FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": ATOM}
COSTS = ("5000", "20000", "50000", "200000")
PROOFS = ("1", "2", "3", "4", "5")
COLUMNS = (
    "reference",
    "titre",
    "resume",
    "projet",
    "structure",
    "mode",
    "licence",
    "themes",
    "publics",
    "milieux",
    "habitants_min",
    "habitants_max",
    "acteurs",
    "demarrage_min",
    "demarrage_max",
    "annuel_min",
    "annuel_max",
    "reprises_en_cours",
    "publiee_le",
    "demonstration",
    "adresse_fiche",
)


@dataclass
class SolutionList(PlacedList[Solution]):
    """Solutions with their filters; for a challenge, in the order of what suits it."""

    VIEW = "solutions:solutions"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.themes, self.publics = dict(choices("theme")), dict(choices("public"))
        self.theme = self.known("theme", self.themes)
        self.public = self.known("public", self.publics)
        self.mode = self.known("mode", dict(Solution.Mode.choices))
        self.setting = self.known("milieu", dict(Solution.Setting.choices))
        self.cost = self.known("cout", COSTS)
        self.proof = self.known("preuve", PROOFS)
        self.format = self.known("format", FORMATS)
        name = self.given.get("defi", "")
        self.challenge = challenge_named(name) if name else None
        if name and self.challenge is None:
            self.ignored.append(f"defi = {name[:40]}")

    @cached_property
    def rows(self) -> QuerySet[Solution]:
        """Every one that matches, the last published first."""
        return listed_solutions(
            public_solutions(),
            text=self.text,
            theme=self.theme,
            public=self.public,
            mode=self.mode,
            setting=self.setting,
            cost=int(self.cost) if self.cost else None,
            proof=int(self.proof) if self.proof else None,
            place=self.place,
        )

    @cached_property
    def context(self) -> Context | None:
        """Where they would be taken up, when the address says for which challenge."""
        return context_of(self.challenge) if self.challenge else None

    @cached_property
    def fits(self) -> list[Fit]:
        """For a challenge: all that share its themes, the closest first."""
        return solutions_for(self.context, limit=None, rows=self.rows) if self.context else []

    @cached_property
    def count(self) -> int:
        """How many."""
        return len(self.fits) if self.context else self.rows.count()

    @property
    def lines(self) -> list[tuple[Solution, Fit | None]]:
        """Those of the page, each with its fit when a challenge is asked for."""
        return [(one.solution, one) for one in self.fits[self.part]] if self.context else [(one, None) for one in self.shown]

    @property
    def every(self) -> Iterator[Solution]:
        """All of them, for files."""
        return (one.solution for one in self.fits) if self.context else self.rows.iterator(chunk_size=500)

    @property
    def count_words(self) -> str:
        """« 12 solutions à reprendre »."""
        return ngettext("%(n)s solution à reprendre", "%(n)s solutions à reprendre", self.count) % {"n": FILTERS["number"](self.count)}

    def asked(self) -> dict[str, str]:
        """The filters in force."""
        found = {"q": self.text, "theme": self.theme, "public": self.public, "mode": self.mode, "milieu": self.setting}
        found |= {"cout": self.cost, "preuve": self.proof}
        return found | {"defi": challenge_name(self.challenge) if self.challenge else ""}

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(f"« {self.text} »", self.url(q=""))] if self.text else []
        if self.challenge:
            words = _("Défi « %(title)s », %(name)s") % {"title": self.challenge.title, "name": self.challenge.territory.name}
            found.append((words, self.url(defi="")))
        found += [(str(self.themes[self.theme]), self.url(theme=""))] if self.theme else []
        found += [(str(self.publics[self.public]), self.url(public=""))] if self.public else []
        found += self.place_tags
        found += [(str(Solution.Setting(self.setting).label), self.url(milieu=""))] if self.setting else []
        found += [(str(Solution.Mode(self.mode).label), self.url(mode=""))] if self.mode else []
        found += [(self.cost_choices[self.cost], self.url(cout=""))] if self.cost else []
        return found + ([(self.proof_choices[self.proof], self.url(preuve=""))] if self.proof else [])

    @property
    def cost_choices(self) -> dict[str, str]:
        """Where the cost of starting begins."""
        return {one: _("Démarrage à partir de %(sum)s € ou moins") % {"sum": FILTERS["number"](int(one))} for one in COSTS}

    @property
    def proof_choices(self) -> dict[str, str]:
        """Levels of proof."""
        return {one: _("Preuve %(level)s et plus") % {"level": one} for one in PROOFS}

    @property
    def filters(self) -> list[tuple[str, str, dict[str, Any], str]]:
        """(name in the address, label, choices, the one chosen)."""
        found: list[tuple[str, str, dict[str, Any], str]] = [
            ("theme", _("Thème"), self.themes, self.theme),
            ("public", _("Public"), self.publics, self.public),
            ("milieu", _("Milieu"), dict(Solution.Setting.choices), self.setting),
            ("region", _("Fonctionne en région"), {one.code: one.name for one in self.regions}, self.region),
            ("cout", _("Coût de démarrage"), self.cost_choices, self.cost),
            ("preuve", _("Niveau de preuve"), self.proof_choices, self.proof),
            ("mode", _("Façon de la reprendre"), dict(Solution.Mode.choices), self.mode),
        ]
        return [one for one in found if one[2]]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form of filters keeps without showing it."""
        return self.narrowed + ([("defi", challenge_name(self.challenge))] if self.challenge else [])


def row_of(one: Solution) -> dict[str, Any]:
    """A solution as files give it."""
    return {
        "reference": one.reference,
        "titre": one.title,
        "resume": one.summary,
        "projet": one.project.reference,
        "structure": one.project.organisation.name if one.project.organisation else "",
        "mode": one.mode,
        "licence": one.licence,
        "themes": one.themes,
        "publics": one.publics,
        "milieux": one.surroundings,
        "habitants_min": one.population_min,
        "habitants_max": one.population_max,
        "acteurs": one.actors,
        "demarrage_min": _plain(one.start_min),
        "demarrage_max": _plain(one.start_max),
        "annuel_min": _plain(one.yearly_min),
        "annuel_max": _plain(one.yearly_max),
        "reprises_en_cours": getattr(one, "running_count", 0),
        "publiee_le": clock.date_of(one.published_at).isoformat() if one.published_at else "",
        "demonstration": "oui" if one.is_demo else "non",
        "adresse_fiche": settings.BASE_URL + reverse("solutions:solution", args=[one.slug]),
    }


def _plain(value: Any) -> str:
    return "" if value is None else f"{value.normalize():f}"


def list_file(request: HttpRequest, asked: SolutionList) -> HttpResponseBase:
    """The list as the file that `format` names."""
    rows = map(row_of, asked.every)
    if asked.format == "atom":
        entries = [row | {"nom": row["titre"], "description": row["resume"], "date": row["publiee_le"]} for row in list(rows)[:FEED]]
        address = settings.BASE_URL + asked.url(format="atom")
        text = "".join(atom_text(entries, title=_("Solutions à reprendre"), address=address, ways={}, language=get_language() or "fr"))
        response = HttpResponse(text, content_type=ATOM)
        return unless_held(request, response, text) or response
    lines = csv_text(rows, columns=COLUMNS) if asked.format == "csv" else json_text(rows)
    streamed = StreamingHttpResponse(lines, content_type=FORMATS[asked.format])
    if asked.format == "csv":
        streamed["Content-Disposition"] = f'attachment; filename="solutions-{clock.today().isoformat()}.csv"'
    return streamed


def cost_words(one: Solution) -> str:
    """What a line of the list says of the cost of starting; empty when nothing is said."""
    told = money_words(one.start_min, one.start_max)
    return _("démarrage : %(sum)s") % {"sum": told} if told else ""
