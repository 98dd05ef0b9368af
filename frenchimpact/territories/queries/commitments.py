"""The two-sided board: promises, side by side, filtered, as rows of a file; and the one behind a link."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock, links
from frenchimpact.organisations.rules import Anyone
from frenchimpact.territories import rules
from frenchimpact.territories.models import Commitment, CommitmentEvent, Party, Territory
from frenchimpact.territories.queries.promises import WAITING

# The event by which a link left; an answer by that link closes it.
ASKED = "ask"
LATE = "late"


@dataclass(frozen=True)
class Asked:
    """What the filters keep; empty means everything."""

    party: str = ""
    state: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        """As the address says; what it does not know is left out."""
        state = given.get("etat", "")
        party = given.get("partie", "")
        known = state in Commitment.State.values or state == LATE
        return cls(party if party.isascii() and party.isdigit() and len(party) < 18 else "", state if known else "")

    def query(self, **changes: str) -> str:
        """The address of the same page with these filters."""
        values = {"partie": self.party, "etat": self.state, **changes}
        kept = {name: value for name, value in values.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def count(self) -> int:
        """How many filters are on."""
        return bool(self.party) + bool(self.state)


def promises_of(territory: Territory, asked: Asked | None = None) -> QuerySet[Commitment]:
    """Its promises, those whose day comes first on top."""
    rows = Commitment.objects.filter(territory=territory).select_related("party__organisation", "action", "agreement")
    if asked is not None and asked.party:
        rows = rows.filter(party=int(asked.party))
    if asked is not None and asked.state == LATE:
        rows = rows.filter(due_on__lt=clock.today(), state__in=WAITING)
    elif asked is not None and asked.state:
        rows = rows.filter(state=asked.state)
    return rows.order_by("due_on", "pk")


def both_sides(promises: Iterable[Commitment]) -> tuple[list[Commitment], list[Commitment]]:
    """What the territory promised, and what it was promised."""
    rows = list(promises)
    mine = [one for one in rows if one.party.side == Party.Side.TERRITORY]
    return mine, [one for one in rows if one.party.side != Party.Side.TERRITORY]


def find_promise(user: Anyone, reference: str, number: int) -> Commitment:
    """A promise that the person sees, or Http404."""
    rows = Commitment.objects.select_related("territory__lead", "territory__officer", "party__organisation", "action", "agreement")
    found = rows.filter(territory__reference=reference, pk=number).first()
    if found is None or not rules.can_see_promise(user, found):
        raise Http404(_("Cette promesse n’existe pas."))
    found.party.territory = found.territory
    return found


def answers_to(promise: Commitment) -> tuple[str, ...]:
    """The steps that a party without account may take by its link."""
    if promise.state == Commitment.State.PROPOSED:
        return ("confirm", "decline")
    return ("keep", "begin", "break") if promise.state in WAITING else ()


def promise_by_key(key: str) -> tuple[Commitment, bool] | None:
    """The promise behind a link, and whether it may still be answered: a link serves once, and the last one sent is the good one."""
    parts = links.read_key(rules.PROMISE_LINK, key)
    if parts is None or len(parts) != 2:
        return None
    asking = CommitmentEvent.objects.filter(pk=parts[1], commitment=int(parts[0]), verb=ASKED).first()
    promise = Commitment.objects.select_related("territory", "party__organisation").filter(pk=int(parts[0])).first()
    if asking is None or promise is None:
        return None
    promise.party.territory = promise.territory
    later = promise.events.filter(pk__gt=asking.pk).filter(Q(verb=ASKED) | Q(by=None))
    return promise, not later.exists() and bool(answers_to(promise))


COLUMNS = (
    "cote",
    "partie",
    "promesse",
    "responsable",
    "quantite",
    "unite",
    "realise",
    "echeance",
    "etat",
    "en_retard",
    "tenue_le",
    "preuve",
    "action",
    "convention",
)


def export_rows(promises: Iterable[Commitment]) -> Iterator[list[str]]:
    """The rows shown, for a spreadsheet."""
    yield list(COLUMNS)
    for one in promises:
        yield [
            one.party.side,
            one.party.name,
            one.title,
            one.owner,
            _decimal(one.quantity),
            one.unit,
            _decimal(one.delivered),
            one.due_on.isoformat(),
            one.state,
            "oui" if one.is_late else "non",
            one.kept_on.isoformat() if one.kept_on else "",
            one.proof,
            str(one.action) if one.action else "",
            one.agreement.title if one.agreement else "",
        ]


def _decimal(value: object) -> str:
    return "" if value is None else f"{value}".rstrip("0").rstrip(".") if "." in f"{value}" else f"{value}"


def was_late(promise: Commitment) -> bool:
    """Whether it was kept after its day."""
    return promise.kept_on is not None and promise.kept_on > promise.due_on


def coming(first: dt.date, last: dt.date) -> QuerySet[Commitment]:
    """Promises of every territory that wait, and whose day is between these, both included."""
    rows = Commitment.objects.filter(state__in=WAITING, due_on__gte=first, due_on__lte=last)
    return rows.select_related("territory__lead", "territory__officer", "party__organisation").order_by(F("due_on"), "pk")


def find_promise_to_move(user: Anyone, reference: str, number: int, verb: str) -> tuple[Commitment, str]:
    """A promise and the step that is asked of it."""
    return find_promise(user, reference, number), verb
