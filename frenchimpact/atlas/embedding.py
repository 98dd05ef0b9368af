"""Building what one pastes to show a part of the site elsewhere: what was chosen, the address of the frame, what is missing."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.atlas import lists
from frenchimpact.atlas.asked import VIEWS, Asked, read, sizes_of
from frenchimpact.atlas.listing import Listing
from frenchimpact.core.text import clean_line
from frenchimpact.design.framing import ACCENTS, GROUNDS, Look, Pasted, read_look
from frenchimpact.labels.models import Label
from frenchimpact.labels.queries import find_label
from frenchimpact.observatory.queries import DEFINITIONS, Definition, find_definitions
from frenchimpact.organisations.rules import Anyone

MAP, LIST, CALENDAR, FIGURE, LABEL = "carte", "liste", "calendrier", "chiffre", "label"
# Of those, the ones that places and themes narrow.
NARROWED = {MAP, LIST, CALENDAR}
_HEIGHTS = {MAP: 640, LIST: 900, CALENDAR: 700, FIGURE: 760, LABEL: 230}


def kinds() -> dict[str, str]:
    """What may be shown elsewhere."""
    return {
        MAP: _("Une carte par région"),
        LIST: _("Une liste"),
        CALENDAR: _("Le calendrier des événements"),
        FIGURE: _("Un chiffre"),
        LABEL: _("L’état d’un label"),
    }


@dataclass
class Embedding:
    """What the address of the builder asks for."""

    given: QueryDict
    user: Anyone

    def __post_init__(self) -> None:
        asked = self.given.get("quoi", "")
        self.kind = asked if asked in kinds() else MAP
        self.look: Look = read_look(self.given)
        self.has_month = self.given.get("vue") == "mois"
        self.is_projects = "projet" in self.given.getlist("type")
        self.reference = clean_line(self.given.get("label", ""))[:40].strip()

    # ── What is shown ────────────────────────────────────────────────────────────────────────────
    @cached_property
    def asked(self) -> Asked:
        """The filters, as the directory reads them."""
        found = read(lists.PROJECTS_IN_DIRECTORY if self.is_projects else lists.ORGANISATIONS, self.given)
        return replace(found, view=VIEWS[0], size=sizes_of(VIEWS[0])[0], page=1, order="", format="", has_bom=False)

    @cached_property
    def listing(self) -> Listing:
        """The same, for the fields of the form."""
        return Listing(self.asked, limit=1)

    @cached_property
    def figure(self) -> Definition:
        """The figure asked for; the first one otherwise."""
        code = self.given.get("chiffre", "")[:80]
        return find_definitions([code]).get(code) or next(iter(DEFINITIONS.values()))

    @cached_property
    def figures(self) -> list[Definition]:
        """Those to choose from; one that belongs to a family stands among them when it is asked for."""
        known = list(DEFINITIONS.values())
        return known if self.figure in known else [self.figure, *known]

    @cached_property
    def label(self) -> Label | None:
        """The label whose reference was typed."""
        try:
            return find_label(self.user, self.reference.upper()) if self.reference else None
        except Http404:
            return None

    @property
    def label_problem(self) -> str:
        """What to do when there is no such label."""
        if self.kind != LABEL or self.label is not None:
            return ""
        if not self.reference:
            return _("Écrivez la référence du label : elle est en haut de sa page, dans le registre.")
        return _("Aucun label ne porte la référence « %(reference)s ». Vérifiez-la dans le registre.") % {"reference": self.reference}

    # ── What is pasted ───────────────────────────────────────────────────────────────────────────
    @property
    def _path(self) -> tuple[str, str]:
        """The address of the frame, and what it shows in words."""
        asked = self.asked
        if self.kind == FIGURE:
            return reverse("observatory:figure_frame", args=[self.figure.code]), str(self.figure.title)
        if self.kind == CALENDAR:
            kept = {"theme", *lists.GROUND}
            narrowed = replace(asked, chosen=tuple(one for one in asked.chosen if one.name in kept), list=lists.ORGANISATIONS)
            return reverse("events:event_frame") + narrowed.query(), self._words(_("Événements"))
        name = "atlas:map_frame" if self.kind == MAP else "atlas:list_frame"
        return reverse(name) + asked.query(), self._words(str(asked.list.many).capitalize())

    def _words(self, what: str) -> str:
        words = [one.words for one in self.asked.chosen] + ([f"« {self.asked.text} »"] if self.asked.text else [])
        return f"{what} – {', '.join(words)}" if words else f"{what} – {settings.PROGRAMME_NAME}"

    @cached_property
    def pasted(self) -> Pasted | None:
        """The lines to copy; none as long as something is missing."""
        if self.kind == LABEL:
            if self.label is None:
                return None
            label = self.label
            title = _("Label « %(kind)s » de %(holder)s : état du jour") % {"kind": label.kind, "holder": label.holder_name}
            made = Pasted(reverse("labels:label_frame", args=[label.reference]), title, _HEIGHTS[LABEL])
        else:
            made = Pasted(*self._path, _HEIGHTS[self.kind])
        month = {"vue": "mois"} if self.kind == CALENDAR and self.has_month else {}
        return made.asking(**month, **self.look.asked)

    # ── The form ─────────────────────────────────────────────────────────────────────────────────
    @property
    def is_narrowed(self) -> bool:
        """Whether themes and places mean something for what is shown."""
        return self.kind in NARROWED

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Filters that the form has no field for, and keeps."""
        shown = {"theme", "region", "departement"}
        kept = [(one.name, one.code) for one in self.asked.chosen if one.name not in shown and one != self.listing.place]
        many = {name for name in shown if len(self.asked.codes(name)) > 1}
        return kept + [(one.name, one.code) for one in self.asked.chosen if one.name in many]

    def choices(self, name: str) -> list[tuple[str, str, bool]]:
        """The values of a filter: (code, words, whether it is chosen)."""
        codes = self.asked.codes(name)
        found = self.asked.list.filter(name)
        values = found.values() if found else {}
        return [(code, words, len(codes) == 1 and code in codes) for code, words in values.items()]

    @property
    def grounds(self) -> list[tuple[str, str, bool]]:
        """Grounds to choose from."""
        return [(code, str(words), code == self.look.ground) for code, words in GROUNDS.items()]

    @property
    def accents(self) -> list[tuple[str, str, bool]]:
        """Accents to choose from; the State's design system has one only."""
        if settings.BRAND_SKIN == "etat":
            return []
        return [(code, str(words), code == self.look.accent) for code, words in ACCENTS.items()]
