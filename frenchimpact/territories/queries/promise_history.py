"""What happened to a promise, in the reader's language: terms and figures are kept as data in the lines of its history."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from frenchimpact.core.quantities import shown
from frenchimpact.design.words import day
from frenchimpact.territories.models import Commitment, CommitmentEvent
from frenchimpact.territories.queries.actions import seal


@dataclass(frozen=True)
class Terms:
    """What is promised, how much of what, by when."""

    title: str
    quantity: Decimal | None
    unit: str
    due_on: dt.date

    @classmethod
    def of(cls, promise: Commitment) -> "Terms":
        """Those of a promise today."""
        return cls(promise.title, promise.quantity, promise.unit, promise.due_on)

    def is_eased_by(self, other: "Terms") -> bool:
        """Whether the others ask nothing more of the party: the same thing, no sooner, no more of it."""
        same = self.title == other.title and self.unit == other.unit and (self.quantity is None) == (other.quantity is None)
        return same and other.due_on >= self.due_on and (self.quantity or 0) >= (other.quantity or 0)

    @property
    def seal(self) -> int:
        """What a page that shows them sends back."""
        return seal(self.title, self.quantity, self.unit, self.due_on)

    @property
    def words(self) -> str:
        """« Dix jours », 4 fois, pour le 3 mars 2027."""
        unit = dict(Commitment.Unit.choices).get(self.unit, self.unit)
        much = f", {shown(self.quantity)} {unit}" if self.quantity is not None else ""
        return _("« %(title)s »%(much)s, pour le %(on)s") % {"title": self.title, "much": much, "on": day(self.due_on)}


def terms_line(kind: str, terms: Terms) -> str:
    """Terms as a line of history: "before" those that a change replaced, "asked" those that one side asks for."""
    quantity = "" if terms.quantity is None else f"{terms.quantity:f}"
    return "\t".join(("", kind, terms.title, quantity, terms.unit, terms.due_on.isoformat()))


def done_line(delivered: Decimal) -> str:
    """How much was done, as a line of history."""
    return f"\tdone\t{delivered:f}"


def signed_line(who: str) -> str:
    """Who answered by a link, as a line of history."""
    return f"\tlink\t{who}"


VERBS: dict[str, Callable[[], str]] = {
    "promise": lambda: _("Promesse inscrite"),
    "confirm": lambda: _("Confirmée par la partie"),
    "decline": lambda: _("Écartée : rien n’a été promis"),
    "begin": lambda: _("Commencée"),
    "progress": lambda: _("Avancement"),
    "keep": lambda: _("Dite tenue"),
    "contest": lambda: _("Contestée"),
    "break": lambda: _("Ne sera pas tenue"),
    "lift": lambda: _("Levée d’un commun accord"),
    "change": lambda: _("Ce qui est promis a changé"),
    "ask": lambda: _("Réponse demandée par un lien"),
    "ask_terms": lambda: _("D’autres termes sont demandés"),
    "ask_lift": lambda: _("Demande de la lever"),
    "refuse": lambda: _("Demande refusée ou reprise : rien ne change"),
}


@dataclass(frozen=True)
class Moment:
    """Something that happened to a promise, in words."""

    event: CommitmentEvent
    words: str
    note: str


def history_of(promise: Commitment) -> list[Moment]:
    """Everything that happened to it, latest first."""
    return [_moment(event) for event in promise.events.select_related("by")]


def _moment(event: CommitmentEvent) -> Moment:
    words = VERBS[event.verb]() if event.verb in VERBS else event.verb
    return Moment(event, words, "\n".join(_line(line) for line in event.note.split("\n")))


def _line(line: str) -> str:
    """A line that holds data, in words; any other as it was written."""
    mark, *rest = line.split("\t")
    if mark or not rest:
        return line
    kind, *values = rest
    try:
        if kind == "link":
            return _("%(who)s, par un lien.") % {"who": values[0]}
        if kind == "done":
            return _("Réalisé : %(number)s") % {"number": shown(Decimal(values[0]))}
        title, quantity, unit, due_on = values
        terms = Terms(title, Decimal(quantity) if quantity else None, unit, dt.date.fromisoformat(due_on))
    except (ValueError, IndexError, InvalidOperation):
        return line
    return (_("Avant : %(terms)s") if kind == "before" else _("Demandé : %(terms)s")) % {"terms": terms.words}
