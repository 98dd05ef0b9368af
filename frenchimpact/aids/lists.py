"""The list of aids as an address asks for it. What is said of the project is compared; what is said of the aid narrows the list."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from frenchimpact.aids.answers import Answers
from frenchimpact.aids.explaining import FORMS, Told, words_of
from frenchimpact.aids.judging import Side
from frenchimpact.aids.models import Aid, Instrument, Terms
from frenchimpact.aids.queries.matches import Match, Matches, match_aids
from frenchimpact.aids.queries.naming import narrowed
from frenchimpact.aids.queries.tellings import side_of_answers, speaker_of, told_aids
from frenchimpact.core.asked import last_page, pages_around, useful_removals
from frenchimpact.core.errors import Text
from frenchimpact.core.listings import known
from frenchimpact.core.pages import FILTERS
from frenchimpact.core.quantities import money
from frenchimpact.core.text import clean_line
from frenchimpact.core.text import whole as read_whole
from frenchimpact.design.picks import PickField
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import LEVELS, place_asked, place_detail, place_parameter, place_words, resolve_place
from frenchimpact.geo.queries import Match as PlaceMatch
from frenchimpact.projects.models import Stage
from frenchimpact.projects.queries import EVIDENCE
from frenchimpact.vocabularies.queries import choices

SIZE = 20
VIEWS: dict[str, Text] = {"cartes": gettext_lazy("Fiches"), "tableau": gettext_lazy("Tableau"), "calendrier": gettext_lazy("Calendrier")}
SORTS: dict[str, Text] = {
    "adaptation": gettext_lazy("Adaptation"),
    "echeance": gettext_lazy("Échéance"),
    "montant": gettext_lazy("Montant"),
    "nouveaute": gettext_lazy("Nouveauté"),
}
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "atom": "application/atom+xml; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
}
FITS = ("suits", "to_check")
APART = ("near", "apart")


# What a project may say of its stage when it looks for money.
STAGES = [(code, words) for code, words in Stage.choices if code not in {"arrete", "pause"}]


@dataclass(frozen=True)
class Option:
    """A place that the text typed may mean, as the picker proposes it."""

    key: str
    words: str
    detail: str


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


@dataclass
class AidList:
    """The list asked for. What means nothing is left out, and said."""

    given: QueryDict
    ignored: list[str] = field(default_factory=list)
    # Where the page has its fields.
    form_at: str = "#filtrer"

    def __post_init__(self) -> None:
        self.text = clean_line(self.given.get("q", ""))[:120].strip()
        self.form = self._known("forme", FORMS)
        self.stage = self._known("etape", dict(Stage.choices))
        self.theme = self._known("theme", dict(choices("theme")))
        self.natures = [code for code in self.given.getlist("nature") if code in Instrument.values]
        self.ignored += [f"nature = {code[:40]}" for code in self.given.getlist("nature") if code not in Instrument.values]
        self.since = self._since()
        self.has_closed = self.given.get("fermees") == "oui"
        self.answers = Answers(self.given)
        self.amount = self.answers.quantity("montant", "€")
        self.budget = self.answers.quantity("budget", "€")
        self.founded_on = self.answers.past_day("creation")
        self.employees = self.answers.quantity("emplois")
        self.public = self._known("public", dict(choices("public")))
        self.evidence = self._known("preuve", dict(EVIDENCE))
        self.view = self._known("vue", VIEWS) or "cartes"
        self.sort = self._known("tri", SORTS)
        self.format = self._known("format", FORMATS)
        self.place, self.near = self._place()
        self.page = max(1, read_whole(self.given.get("page"), 4) or 1)

    def _known(self, name: str, values: Any) -> str:
        return known(self.given, name, values, self.ignored)

    def _since(self) -> dt.date | None:
        """Published, or open, since that day: where a mail of an alert leads."""
        typed = self.given.get("depuis", "")
        try:
            return dt.date.fromisoformat(typed) if typed else None
        except ValueError:
            self.ignored.append(f"depuis = {typed[:40]}")
            return None

    def _place(self) -> tuple[Place | None, list[PlaceMatch]]:
        """The place of the address, or the one that the text typed beside stands for."""
        text = clean_line(self.given.get("lieu", ""))[:120].strip()
        if text:
            found = resolve_place(text, [*LEVELS, Place.Level.EPT, Place.Level.COUNTRY], key=self.given.get("lieu_cle", ""))
            if found.place is None:
                self.ignored.append(f"{_('lieu')} = {text[:40]}")
            return (None if found.place and found.place.level == Place.Level.COUNTRY else found.place), list(found.choices)
        if "lieu" in self.given:
            return None, []
        return place_asked(self.given, self.ignored), []

    # ── What is compared, and what narrows ───────────────────────────────────────────────────────
    @cached_property
    def side(self) -> Side:
        """The project as the answers of the address say it."""
        return side_of_answers(
            form=self.form,
            stage=self.stage,
            themes=[self.theme] if self.theme else [],
            places=[self.place] if self.place else [],
            publics=[self.public] if self.public else [],
            amount=self.amount,
            budget=self.budget,
            founded_on=self.founded_on,
            employees=self.employees,
            evidence=int(self.evidence) if self.evidence else None,
        )

    @property
    def says_something(self) -> bool:
        """Whether anything was said of the project: without it, no aid suits more than another."""
        return bool(self.form or self.stage or self.theme or self.place or self.amount) or self.says_more

    @property
    def says_more(self) -> bool:
        """Whether an answer was given that few aids ask for: their fields are folded until then."""
        more = (self.budget, self.founded_on, self.employees)
        return bool(self.public or self.evidence or any(one is not None for one in more) or set(self.answers.errors) - {"montant"})

    @property
    def publics(self) -> list[tuple[str, str]]:
        """The people whom a project may be for."""
        return choices("public")

    @property
    def evidences(self) -> list[tuple[str, str]]:
        """How far its effects are proved."""
        return [(code, str(words)) for code, words in EVIDENCE]

    @property
    def order(self) -> str:
        """The order in force."""
        return self.sort or ("adaptation" if self.says_something else "nouveaute")

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """What was said of the project, for the hidden fields of another form of the page."""
        return parse_qsl(self.query(q="", nature=[], depuis="", fermees="", tri="", vue=""))

    @cached_property
    def among(self) -> QuerySet[Terms]:
        """The aids that the filters keep."""
        return narrowed(text=self.text, natures=self.natures, since=self.since)

    def match(self, *, limit: int | None = SIZE, offset: int = 0, beside: tuple[str, ...] = ()) -> Matches:
        """The rows asked for, the first of other fits beside, and the counts of all."""
        only, only_open = self.among if self.text or self.natures or self.since else None, not self.has_closed
        return match_aids(self.side, among=only, limit=limit, offset=offset, only_open=only_open, order=self.order, beside=beside)

    @cached_property
    def matches(self) -> Matches:
        """Those of this page, and the nearest of those left out."""
        return self.match(offset=(self.page - 1) * SIZE, beside=APART if self.says_something else ())

    def tell(self, matches: Matches) -> list[tuple[Aid, Told]]:
        """Rows with their conditions in words, then those beside them."""
        return told_aids([*matches.rows, *matches.beside], self.side, speaker_of([self.place] if self.place else [], self.fix))

    def tell_of(self, aids: list[Aid]) -> list[tuple[Aid, Told]]:
        """Some aids, compared with the answers."""
        return told_aids([Match(aid.pk, 0, 0, 0) for aid in aids], self.side, speaker_of([self.place] if self.place else [], self.fix))

    def fix(self, _subject: str) -> tuple[str, str]:
        """Where a visitor says more about the project."""
        return _("Préciser"), self.form_at

    @cached_property
    def _everyone(self) -> list[tuple[Aid, Told]]:
        return self.tell(self.matches)

    @property
    def told(self) -> list[tuple[Aid, Told]]:
        """The aids of this page."""
        return [one for one in self._everyone if one[1].fit in FITS]

    @property
    def apart(self) -> list[tuple[Aid, Told]]:
        """The first of those that one condition at least leaves out, folded below the others."""
        return [one for one in self._everyone if one[1].fit in APART]

    @property
    def total(self) -> int:
        """How many may suit."""
        return self.matches.counts["suits"] + self.matches.counts["to_check"]

    @property
    def apart_count(self) -> int:
        """How many are left out by a condition."""
        return self.matches.counts["near"] + self.matches.counts["apart"]

    # ── Words and addresses ──────────────────────────────────────────────────────────────────────
    @property
    def count_words(self) -> str:
        """« 18 aides »."""
        return ngettext("%(n)s aide", "%(n)s aides", self.total) % {"n": FILTERS["number"](self.total)}

    @property
    def place_words(self) -> str:
        """The place as its field shows it."""
        return place_words(self.place) if self.place else clean_line(self.given.get("lieu", ""))[:120]

    @property
    def near_options(self) -> list[Option]:
        """What the text typed as a place may mean."""
        return [Option(match.place.key, match.place.name, place_detail(match.place, match.former)) for match in self.near]

    @property
    def place_problem(self) -> str | None:
        """Why the text typed as a place is not taken."""
        if self.near:
            return str(PickField.default_error_messages["several" if self.near[0].is_exact else "near"])
        is_unknown = self.place is None and any(one.startswith(_("lieu")) for one in self.ignored)
        return _("Aucun lieu ne porte ce nom. Écrivez une commune, ou son code postal.") if is_unknown else None

    @property
    def _numbers(self) -> list[tuple[str, Decimal | None]]:
        return [("montant", self.amount), ("budget", self.budget), ("emplois", self.employees)]

    def query(self, **changes: Any) -> str:
        """The query string of the same list with something changed, always in the same order."""
        asked: dict[str, Any] = {
            "q": self.text,
            **dict.fromkeys(LEVELS, ""),
            **place_parameter(self.place),
            "forme": self.form,
            "etape": self.stage,
            "theme": self.theme,
            **{name: "" if value is None else _plain(value) for name, value in self._numbers},
            "creation": self.founded_on.isoformat() if self.founded_on else "",
            "public": self.public,
            "preuve": self.evidence,
            "nature": self.natures,
            "depuis": self.since.isoformat() if self.since else "",
            "fermees": "oui" if self.has_closed else "",
            "tri": self.sort,
            "vue": self.view if self.view != "cartes" else "",
            **changes,
        }
        return urlencode({name: value for name, value in asked.items() if value not in ("", None, [])}, doseq=True)

    def url(self, **changes: Any) -> str:
        """The address of the same list with something changed."""
        query = self.query(**changes)
        return reverse("aids:aids") + (f"?{query}" if query else "")

    @property
    def whole(self) -> str:
        """The list without any filter."""
        return reverse("aids:aids")

    @property
    def tags(self) -> list[tuple[str, str]]:
        """What is asked, and the same list without it."""
        found = [(_("« %(text)s »") % {"text": self.text}, self.url(q=""))] if self.text else []
        if self.place:
            found.append((self.place.name, self.url(**dict.fromkeys(LEVELS, ""))))
        found += [(str(FORMS[self.form]), self.url(forme=""))] if self.form else []
        found += [(str(words_of("stage", self.stage)), self.url(etape=""))] if self.stage else []
        found += [(str(dict(choices("theme"))[self.theme]), self.url(theme=""))] if self.theme else []
        found += [(money(FILTERS["number"](self.amount)), self.url(montant=""))] if self.amount is not None else []
        found += self._more_tags()
        for code in self.natures:
            found.append((str(Instrument(code).label), self.url(nature=[other for other in self.natures if other != code])))
        if self.since:
            found.append((_("Publiées depuis le %(day)s") % {"day": date_format(self.since, "DATE_FORMAT")}, self.url(depuis="")))
        return found + ([(_("Fermées aussi"), self.url(fermees=""))] if self.has_closed else [])

    def _more_tags(self) -> list[tuple[str, str]]:
        found = []
        if self.budget is not None:
            found.append((_("budget de %(amount)s €") % {"amount": FILTERS["number"](self.budget)}, self.url(budget="")))
        if self.founded_on is not None:
            words = _("structure créée le %(day)s") % {"day": date_format(self.founded_on, "SHORT_DATE_FORMAT")}
            found.append((words, self.url(creation="")))
        if self.employees is not None:
            found.append((_("%(n)s emplois") % {"n": FILTERS["number"](self.employees)}, self.url(emplois="")))
        found += [(str(words_of("public", self.public)), self.url(public=""))] if self.public else []
        found += [(_("preuve : %(level)s") % {"level": self.evidence}, self.url(preuve=""))] if self.evidence else []
        return found

    @cached_property
    def removals(self) -> list[tuple[str, str, int]]:
        """When nothing is found: what each filter taken away would bring back, the most useful first."""
        return useful_removals(self.tags, lambda given: AidList(given).total)

    @property
    def last_page(self) -> int:
        """The number of its last page, 1 when it is empty."""
        return last_page(self.total, SIZE)

    @property
    def pages(self) -> tuple[str, str, str] | None:
        """The previous page, the next one, and where one is."""
        return pages_around(self.page, self.total, SIZE, self.url)
