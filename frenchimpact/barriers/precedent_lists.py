"""The list of published answers as an address asks for it, with its files: the same rows in the same order."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from frenchimpact.barriers.models import OutcomeKind, Precedent
from frenchimpact.barriers.queries.near import grounds_of, ranked
from frenchimpact.core.feeds import ATOM, atom_text, unless_held
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.pages import FILTERS, render
from frenchimpact.design.navigation import address
from frenchimpact.geo.queries import PlacedList, within
from frenchimpact.vocabularies.queries import choices

# A feed is its last entries.
FEED = 50
FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": ATOM}
COLUMNS = (
    "reference",
    "titre",
    "situation",
    "question",
    "reponse",
    "issue",
    "nature",
    "themes",
    "lieux",
    "textes",
    "base_juridique",
    "conditions",
    "limites",
    "decide_par",
    "decide_le",
    "auteurs",
    "etat",
    "remplacee_par",
    "verifiee_le",
    "valable_jusqu_au",
    "publie_le",
    "adresse_fiche",
    "demonstration",
)


@dataclass
class PrecedentList(PlacedList[Precedent]):
    """The published answers with their filters; a sentence is sought by its meaning."""

    LONGEST = 300

    def __post_init__(self) -> None:
        super().__post_init__()
        self.theme = self.known("theme", dict(choices("theme")))
        self.outcome = self.known("issue", dict(OutcomeKind.choices))
        self.has_all = self.known("etat", ("toutes",)) == "toutes"
        self.format = self.known("format", FORMATS)

    @property
    def is_asked(self) -> bool:
        """Whether the address narrows anything."""
        return bool(self.text or self.theme or self.outcome or self.place or self.has_all)

    @cached_property
    def rows(self) -> QuerySet[Precedent]:
        """Every row, in order: by closeness to what is sought, else the last published first."""
        states = [Precedent.State.VALID, *((Precedent.State.EXPIRED, Precedent.State.SUPERSEDED) if self.has_all else ())]
        found = Precedent.objects.filter(state__in=states).defer("words").select_related("superseded_by", "created_by")
        found = found.prefetch_related("places__place", "norm_links__norm", "authors__user")
        if self.theme:
            found = found.filter(themes__contains=[self.theme])
        if self.outcome:
            found = found.filter(outcome=self.outcome)
        if self.place:
            here = Q(places=None) | Q(places__place__in=grounds_of(self.place)) | within(self.place, "places__place__")
            found = found.filter(pk__in=Precedent.objects.filter(here).values("pk"))
        if self.text:
            order = [pk for pk, _score in ranked(self.text, self.place, limit=150)]
            by_rank = Case(*(When(pk=pk, then=at) for at, pk in enumerate(order)), default=len(order))
            return found.filter(pk__in=order).order_by(by_rank) if order else found.none()
        return found.order_by("-published_at", "-pk")

    @property
    def count_words(self) -> str:
        """« 18 réponses publiées »."""
        return ngettext("%(n)s réponse publiée", "%(n)s réponses publiées", self.count) % {"n": FILTERS["number"](self.count)}

    @property
    def path(self) -> str:
        """The page of the desk."""
        return address("/freins/") or "/freins/"

    def asked(self) -> dict[str, str]:
        """The filters in force."""
        return {"q": self.text, "theme": self.theme, "issue": self.outcome, "etat": "toutes" if self.has_all else ""}

    @property
    def tags(self) -> list[tuple[str, str]]:
        """What is asked, and the same list without it."""
        found = [(_("« %(text)s »") % {"text": self.text}, self.url(q=""))] if self.text else []
        found += [(str(dict(choices("theme"))[self.theme]), self.url(theme=""))] if self.theme else []
        found += [(str(OutcomeKind(self.outcome).label), self.url(issue=""))] if self.outcome else []
        found += self.place_tags
        return found + ([(_("Périmées et remplacées aussi"), self.url(etat=""))] if self.has_all else [])

    @property
    def theme_choices(self) -> list[tuple[str, Any, None, bool]]:
        """For the filters."""
        return [(code, words, None, code == self.theme) for code, words in choices("theme")]

    @property
    def outcome_choices(self) -> list[tuple[str, Any, None, bool]]:
        """For the filters."""
        return [(code, words, None, code == self.outcome) for code, words in OutcomeKind.choices]

    @property
    def region_choices(self) -> list[tuple[str, str, bool]]:
        """For the filters."""
        return [(one.code, one.name, one.code == self.region) for one in self.regions]


def row_of(one: Precedent) -> dict[str, Any]:
    """An answer as files give it."""
    return {
        "reference": one.reference,
        "titre": one.title,
        "situation": one.situation,
        "question": one.question,
        "reponse": one.answer,
        "issue": one.outcome,
        "nature": one.nature,
        "themes": one.themes,
        "lieux": [link.place.key for link in one.places.all()],
        "textes": [str(link.norm) for link in one.norm_links.all()],
        "base_juridique": one.legal_basis,
        "conditions": one.conditions,
        "limites": one.limits,
        "decide_par": one.decided_by,
        "decide_le": _day(one.decided_on),
        "auteurs": one.writer_names,
        "etat": one.state,
        "remplacee_par": one.superseded_by.reference if one.superseded_by else "",
        "verifiee_le": _day(one.checked_on),
        "valable_jusqu_au": _day(one.valid_until),
        "publie_le": _day(one.published_at),
        "adresse_fiche": f"{settings.BASE_URL}/freins/{one.slug}/",
        "demonstration": "oui" if one.is_demo else "non",
    }


def _day(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def _entries(rows: QuerySet[Precedent]) -> Iterator[dict[str, Any]]:
    for one in rows:
        row = row_of(one)
        yield {**row, "nom": one.title, "description": one.after or one.question, "date": row["publie_le"]}


def answer_of(request: HttpRequest, asked: PrecedentList) -> HttpResponseBase | None:
    """What the page of the desk answers when a file of the list is asked for, or its rows alone as one types; None for the page itself."""
    if asked.format:
        return list_file(request, asked)
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.history_restore_request:
        response = render(request, "barriers/precedent_rows.html", {"asked": asked})
        patch_vary_headers(response, ["HX-Request"])
        return response
    return None


def list_file(request: HttpRequest, asked: PrecedentList) -> HttpResponseBase:
    """The list as the file that `format` names."""
    if asked.format == "atom":
        root = settings.BASE_URL
        ways = {"alternate": root + asked.url()}
        lines = atom_text(
            _entries(asked.rows[:FEED]),
            title=_("Réponses publiées"),
            address=root + asked.url(format="atom"),
            ways=ways,
            language=get_language() or "fr",
        )
        text = "".join(lines)
        response = HttpResponse(text, content_type=ATOM)
        return unless_held(request, response, text) or response
    rows = (row_of(one) for one in asked.rows.iterator(chunk_size=500))
    text_lines = csv_text(rows, has_bom=request.GET.get("bom") == "1", columns=COLUMNS) if asked.format == "csv" else json_text(rows)
    streamed = StreamingHttpResponse(text_lines, content_type=FORMATS[asked.format])
    if asked.format == "csv":
        streamed["Content-Disposition"] = 'attachment; filename="reponses.csv"'
    return streamed
