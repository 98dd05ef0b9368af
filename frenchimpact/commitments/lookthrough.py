"""Every euro counted once: what is mobilised, what is deployed, and what would be counted twice.

Money that a vehicle (a fund, a programme) gives is « deployed », never mobilised: it was counted when the vehicle received it. What
reaches somebody who acts is deployed, whoever gave it. A mixed amount counts by its public share.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What became of some money, in euros: announced and not signed, all that was committed, given up, paid, justified, taken back."""

    announced: Decimal = _NOTHING
    gross: Decimal = _NOTHING
    cancelled: Decimal = _NOTHING
    paid: Decimal = _NOTHING
    justified: Decimal = _NOTHING
    recovered: Decimal = _NOTHING

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.announced + other.announced,
            self.gross + other.gross,
            self.cancelled + other.cancelled,
            self.paid + other.paid,
            self.justified + other.justified,
            self.recovered + other.recovered,
        )

    @property
    def net(self) -> Decimal:
        """What remains committed."""
        return self.gross - self.cancelled - self.recovered

    @property
    def signed(self) -> Decimal:
        """What is signed, gross."""
        return self.gross - self.announced


@dataclass(frozen=True, slots=True)
class Flow:
    """Money of one kind, from one side of a vehicle to the other."""

    amounts: Amounts
    public_share: Decimal
    is_preexisting: bool = False
    is_from_vehicle: bool = False
    is_into_vehicle: bool = False


@dataclass(slots=True)
class Figures:
    """The figures of the thermometer, in euros."""

    # All that was mobilised, and its parts.
    mobilised: Amounts = field(default_factory=Amounts)
    public: Decimal = _NOTHING
    private: Decimal = _NOTHING
    additional: Decimal = _NOTHING
    preexisting: Decimal = _NOTHING
    # What reached those who act, whether through a vehicle or not; and the part that came through one.
    deployed: Decimal = _NOTHING
    through_vehicles: Decimal = _NOTHING
    # What vehicles gave to other vehicles.
    between_vehicles: Decimal = _NOTHING

    @property
    def net(self) -> Decimal:
        """What counts against the target."""
        return self.mobilised.net

    @property
    def leverage(self) -> Decimal | None:
        """Private euros for one public euro, to four decimals; None without public money."""
        return (self.private / self.public).quantize(Decimal("0.0001"), ROUND_HALF_UP) if self.public else None

    @property
    def counted_twice(self) -> Decimal:
        """What a plain addition of all lines would give: the mistake that this room is made to avoid."""
        return self.net + self.through_vehicles + self.between_vehicles


def share(part: Decimal, whole: Decimal) -> Decimal:
    """A part in per cent of the whole, to one decimal (half up, as people round); 0 of nothing."""
    return (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else _NOTHING


def figures_of(flows: Iterable[Flow]) -> Figures:
    """The figures that these flows make. The public part of each is rounded to the cent; the private part is the rest."""
    found = Figures()
    for flow in flows:
        net = flow.amounts.net
        if not flow.is_into_vehicle:
            found.deployed += net
            if flow.is_from_vehicle:
                found.through_vehicles += net
        elif flow.is_from_vehicle:
            found.between_vehicles += net
        if flow.is_from_vehicle:
            continue
        found.mobilised += flow.amounts
        public = (net * flow.public_share).quantize(CENT, ROUND_HALF_UP)
        found.public += public
        found.private += net - public
        if flow.is_preexisting:
            found.preexisting += net
        else:
            found.additional += net
    return found
