"""How what a commitment gives counts under a de minimis ceiling, from what is known of it."""

from decimal import Decimal
from typing import Any

from frenchimpact.aids.models import LENT, Instrument
from frenchimpact.financing import deminimis
from frenchimpact.financing.models import DeMinimisAid

Method = DeMinimisAid.Method


def how_it_counts(
    ceiling: deminimis.Ceiling | None, *, instrument: str, amount: Decimal, months: int | None, equivalent: Decimal | None
) -> dict[str, Any]:
    """Its method: what its funder reckons, else its duration, else the whole, which is the prudent reading."""
    if instrument in LENT and equivalent is not None:
        return {"method": Method.GIVEN, "loan_months": None, "equivalent": min(equivalent, amount)}
    if instrument in LENT and months and ceiling is not None:
        method = Method.GUARANTEE if instrument == Instrument.GUARANTEE else Method.LOAN
        try:
            reckoned(method, amount, months, ceiling)
        except deminimis.TooLarge:
            pass
        else:
            return {"method": method, "loan_months": months}
    return {"method": Method.AMOUNT, "loan_months": None}


def reckoned(method: str, amount: Decimal, months: int, ceiling: deminimis.Ceiling) -> Decimal:
    """By the simple rule of a loan, or of a guarantee. Raises TooLarge."""
    reckon = deminimis.guarantee_equivalent if method == Method.GUARANTEE else deminimis.loan_equivalent
    return reckon(amount, months, ceiling)


def equivalent_of(
    ceiling: deminimis.Ceiling | None, *, instrument: str, amount: Decimal, months: int | None, equivalent: Decimal | None
) -> Decimal:
    """What it counts for."""
    found = how_it_counts(ceiling, instrument=instrument, amount=amount, months=months, equivalent=equivalent)
    if found["method"] == Method.GIVEN:
        return Decimal(found["equivalent"])
    if found["method"] == Method.AMOUNT or ceiling is None:
        return amount
    return reckoned(found["method"], amount, found["loan_months"], ceiling)
