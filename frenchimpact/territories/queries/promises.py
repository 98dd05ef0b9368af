"""Promises of both sides: how reliable each party is, here and in the country."""

from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, F, Q

from frenchimpact.core import clock
from frenchimpact.core.kept import kept
from frenchimpact.territories.models import Commitment, Party, Territory

# Neither kept, broken nor lifted; those that their party has not confirmed wait for that word first, and count for nobody.
WAITING = (Commitment.State.PROMISED, Commitment.State.IN_PROGRESS, Commitment.State.CONTESTED)


# Nobody promised it, or nobody expects it any more.
GONE = (Commitment.State.LIFTED, Commitment.State.DECLINED)
UNSURE = (Commitment.State.PROPOSED, *GONE)


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How many promises a party kept, of those that were due."""

    kept: int
    # Kept, but after their day: they count as kept, and it is said.
    kept_late: int
    due: int
    late: int
    open: int
    contested: int
    broken: int

    @property
    def rate(self) -> int | None:
        """In hundredths; None when nothing is due yet."""
        return rate(self.kept, self.due)


@dataclass(frozen=True, kw_only=True)
class PartyRate(Rate):
    """One party of one territory."""

    party: Party


@dataclass(frozen=True, kw_only=True)
class NationalRate(Rate):
    """The same side and organisation, over all territories; the name alone when it has no sheet."""

    side: str
    organisation_id: int | None
    name: str
    territory_count: int


def rate(kept: int, due: int) -> int | None:
    """Kept ÷ due in hundredths, halves up; None when nothing is due yet."""
    return (200 * kept + due) // (2 * due) if due else None


def counts(prefix: str = "") -> dict[str, Count]:
    """What is counted of promises, as columns of a query; `prefix` leads to them.

    Due: those kept or broken already, whatever their day, and those whose day is over. Lifted ones are out.
    """
    today = clock.today()

    def where(**fields: Any) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in fields.items()})

    def number(condition: Q) -> Count:
        return Count(f"{prefix}pk", filter=condition)

    waiting, kept, broken = where(state__in=WAITING), where(state=Commitment.State.KEPT), where(state=Commitment.State.BROKEN)
    late = waiting & where(due_on__lt=today)
    return {
        "kept": number(kept),
        "kept_late": number(kept & where(kept_on__gt=F(f"{prefix}due_on"))),
        "due": number(kept | broken | late),
        "late": number(late),
        "open": number(waiting),
        "contested": number(where(state=Commitment.State.CONTESTED)),
        "broken": number(broken),
    }


# Under another name: a column must not hide an attribute of the party.
_parties = kept(
    lambda territory: (
        Party.objects.filter(territory=territory)
        .select_related("organisation")
        .annotate(**{f"n_{name}": column for name, column in counts("commitments__").items()})
    )
)


def reliability(territory: Territory) -> list[PartyRate]:
    """Each party of the territory, the territory's own first, in one statement."""
    names = [one.name for one in fields(Rate)]
    found = [PartyRate(party=party, **{name: getattr(party, f"n_{name}") for name in names}) for party in _parties(territory=territory.pk)]
    order = list(Party.Side.values)
    return sorted(found, key=lambda one: (order.index(one.party.side), one.party.name.casefold(), one.party.pk))


def reliability_by_party() -> list[NationalRate]:
    """Each side and organisation over all territories, those with the most due first, in one statement.

    Parties with a sheet are one by their sheet, whatever each territory calls them; the others by their name.
    """
    groups = ("party__side", "party__organisation", "party__organisation__name", "party__name")
    columns = {**counts(), "territory_count": Count("territory", distinct=True)}
    rows: Any = Commitment.objects.order_by().values_list(*groups).annotate(**{f"n_{name}": column for name, column in columns.items()})
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for side, sheet, sheet_name, called, *numbers in rows:
        key = (side, sheet or called.casefold())
        one = found.setdefault(key, {"side": side, "organisation_id": sheet, "name": sheet_name or called})
        for name, number in zip(columns, numbers, strict=True):
            one[name] = one.get(name, 0) + number
    return sorted((NationalRate(**one) for one in found.values()), key=lambda one: (-one.due, one.name))
