"""Units: what may be added to what, and the exact factor between two of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.methods.engine.problems import Problem, Unsound

# Digits of every calculation: the sum of a thousand lines is exact to the cent whatever the order.
PRECISION = 40
PERCENT = "%"
NONE = "1"
_DATA = Path(__file__).parent.parent / "data" / "units.txt"
type Unit = Any
# No quantity of the world has such a power; and a huge one would take the machine with it.
_HIGHEST_POWER = 6


@dataclass(frozen=True)
class Factor:
    """value × times / over: a third of a year stays exact as long as it can."""

    times: Decimal
    over: Decimal

    def __call__(self, value: Decimal) -> Decimal:
        return value * self.times / self.over

    @property
    def is_one(self) -> bool:
        """Nothing to convert."""
        return self.times == self.over


@cache
def registry(own: frozenset[str] = frozenset()) -> Any:
    """The units that everybody has, and those that a method brings: each is a dimension of its own."""
    # Asked for here: it takes longer to load than most pages, and only formulas need it.
    from pint import UnitRegistry

    made: Any = UnitRegistry(str(_DATA), non_int_type=Decimal, cache_folder=None, autoconvert_offset_to_baseunit=False)
    for name in sorted(own):
        made.define(f"{name} = [own_{name}]")
    return made


class Units:
    """The units of one method."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        self.registry = registry(frozenset(own))
        self.none: Unit = self.registry.Unit("")

    def read(self, text: str, where: str = "") -> Unit:
        """« EUR/h », « t », « 1 » (a plain number), « % » (a plain number, written in hundredths). Raises Unsound."""
        from pint.errors import PintError

        if text.strip() in (NONE, PERCENT, ""):
            return self.none
        try:
            if set(text) & set("()\"'=,;:"):
                raise ValueError(text)
            unit = self.registry.Unit(text.strip())
            if any(abs(power) > _HIGHEST_POWER for power in unit._units.values()):
                raise ValueError(text)
            return unit
        except (PintError, ValueError, TypeError, AttributeError, AssertionError, KeyError, ArithmeticError) as error:
            known = ", ".join(sorted(self.known()))
            words = _("L’unité « %(unit)s » n’existe pas. Prenez une de celles-ci, ou déclarez-la : %(known)s.")
            raise Unsound([Problem(where, words % {"unit": text[:40], "known": known})]) from error

    def known(self) -> list[str]:
        """The names that may be written."""
        return [name for name in self.registry._units if not name.startswith(("delta_", "Δ"))]

    def factor(self, given: Unit, wanted: Unit) -> Factor | None:
        """What turns a number of `given` into one of `wanted`; None when they do not measure the same thing."""
        if given.dimensionality != wanted.dimensionality:
            return None
        with localcontext(prec=PRECISION):
            there, back = (
                Decimal(self.registry.Quantity(Decimal(1), one).to(other).magnitude) for one, other in ((given, wanted), (wanted, given))
            )
        return Factor(Decimal(1), back) if back == back.to_integral_value() else Factor(there, Decimal(1))

    def shown(self, unit: Unit) -> str:
        """The unit as one writes it."""
        return f"{unit:~}".replace(" ", "").replace("**", "^").replace("*", "·") or NONE
