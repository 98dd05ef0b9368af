"""The list of published answers as an address asks for it, with its files: the same rows in the same order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from frenchimpact.barriers.models import OutcomeKind, Precedent
from frenchimpact.barriers.queries.near import grounds_of, ranked
from frenchimpact.core.feeds import ATOM, atom_text, unless_held
from frenchimpact.core.listings import csv_text, json_text, known
from frenchimpact.core.pages import FILTERS, render
from frenchimpact.core.text import clean_line, whole
from frenchimpact.design.navigation import address
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_of, regions, within
from frenchimpact.vocabularies.queries import choices

SIZE = 20
# A feed is its last entries.
FEED = 50
LEVELS = ("region", "departement", "epci", "commune")
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
class PrecedentList:
    """The list asked for. What means nothing is left out, and said."""

    given: QueryDict
    ignored: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = clean_line(self.given.get("q", ""))[:300].strip()
        self.theme = known(self.given, "theme", dict(choices("theme")), self.ignored)
        self.outcome = known(self.given, "issue", dict(OutcomeKind.choices), self.ignored)
        self.has_all = self.given.get("etat") == "toutes"
        self.format = known(self.given, "format", FORMATS, self.ignored)
        self.place = self._place()
        self.page = max(1, whole(self.given.get("page", ""), 4) or 1)

    def _place(self) -> Place | None:
        for level in reversed(LEVELS):
            code = self.given.get(level, "")
            if code and (place := place_of(f"{level}:{code}") or (place_of(f"ept:{code}") if level == "epci" else None)):
                return place
            if code:
                self.ignored.append(f"{level} = {code[:40]}")
        return None

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

    @cached_property
    def total(self) -> int:
        """How many."""
        return self.rows.count()

    @cached_property
    def shown(self) -> list[Precedent]:
        """Those of this page; past the last one, those of the last."""
        self.page = min(self.page, max(1, -(-self.total // SIZE)))
        return list(self.rows[(self.page - 1) * SIZE : self.page * SIZE])

    @property
    def count_words(self) -> str:
        """« 18 réponses publiées »."""
        return ngettext("%(n)s réponse publiée", "%(n)s réponses publiées", self.total) % {"n": FILTERS["number"](self.total)}

    def url(self, **changes: Any) -> str:
        """The address of the same list with something changed."""
        asked: dict[str, Any] = {
            "q": self.text,
            **dict.fromkeys(LEVELS, ""),
            **({("epci" if self.place.level == Place.Level.EPT else str(self.place.level)): self.place.code} if self.place else {}),
            "theme": self.theme,
            "issue": self.outcome,
            "etat": "toutes" if self.has_all else "",
            **changes,
        }
        query = urlencode({name: value for name, value in asked.items() if value})
        return (address("/freins/") or "/freins/") + (f"?{query}" if query else "")

    @property
    def tags(self) -> list[tuple[str, str]]:
        """What is asked, and the same list without it."""
        found = [(_("« %(text)s »") % {"text": self.text}, self.url(q=""))] if self.text else []
        found += [(str(dict(choices("theme"))[self.theme]), self.url(theme=""))] if self.theme else []
        found += [(str(OutcomeKind(self.outcome).label), self.url(issue=""))] if self.outcome else []
        found += [(self.place.name, self.url(**dict.fromkeys(LEVELS, "")))] if self.place else []
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
        chosen = self.place.code if self.place and self.place.level == Place.Level.REGION else ""
        return [(one.code, one.name, one.code == chosen) for one in regions().order_by("name")]

    @property
    def pages(self) -> tuple[str | None, str | None, str] | None:
        """The previous page, the next one, and where one is."""
        last = -(-self.total // SIZE)
        if last < 2:
            return None
        here = _("Page %(page)s sur %(last)s") % {"page": self.page, "last": last}
        before = self.url(page=self.page - 1) if self.page > 1 else None
        return before, self.url(page=self.page + 1) if self.page < last else None, here


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
