"""Analyses of social return with their sensitivity, by the same arithmetic written by hand."""

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal, localcontext

from bench.measure import Result, pairs
from bench.scale import Scale
from frenchimpact.methods.calculation import Calculation, Values
from frenchimpact.methods.engine.units import PRECISION
from frenchimpact.methods.sensitivity import levers, sensitivity
from frenchimpact.methods.shipped import shipped_folder

ANALYSES = 1_000
# « at least a fifth of the bare arithmetic ».
TARGET = 5.0
type Rows = list[dict[str, Decimal]]


def bare(values: Values) -> Decimal:
    """The ratio of one analysis, as anyone would write it."""
    rate = values.assumptions["taux"] / 100
    total = Decimal(0)
    for row in values.tables["effets"]:
        net = row["quantite"] * row["valeur"]
        for share in ("sans_action", "deplace", "par_autres"):
            net *= 1 - row[share] / 100
        kept = 1 - row["baisse"] / 100
        for year in range(int(row["duree"])):
            total += net * kept**year / (1 + rate) ** (year + 1) if year or kept else net / (1 + rate)
    return total / sum(row["montant"] for row in values.tables["moyens"])


def sroi(scale: Scale) -> Iterator[Result]:
    """A thousand analyses of four effects: one result per lever and bound, then the strongest three together, low and high."""
    calculation = Calculation(shipped_folder("sroi").method)
    start = calculation.defaults(dt.date(2026, 1, 1))
    chance = random.Random(7)
    givens = [_varied(start, chance) for _number in range(ANALYSES)]

    count = len(list(levers(calculation, start)))

    def floor(values: Values) -> object:
        with localcontext(prec=PRECISION):
            found = [bare(values)]
            for _lever in range(count):
                found += [bare(values), bare(values)]
            return [*found, bare(values), bare(values)]

    def ours(values: Values) -> object:
        return sensitivity(calculation.run(values), with_break_even=False)

    for values in givens[:20]:
        found = sensitivity(calculation.run(values), with_break_even=False)
        assert found is not None
        assert abs(found.value - bare(values)) < Decimal("1e-20"), "both must find the same ratio"
    yield pairs("sroi", floor, ours, givens, rounds=scale.rounds, target=TARGET, note="an analysis with its sensitivity")


def _varied(start: Values, chance: random.Random) -> Values:
    effects: Rows = [dict(row) for row in start.tables["effets"]]
    for row in effects:
        row["quantite"] = Decimal(chance.randint(1, 500))
        row["sans_action"] = Decimal(chance.randint(0, 60))
        row["duree"] = Decimal(chance.randint(1, 5))
    return Values(start.inputs, start.assumptions, {**start.tables, "effets": effects}, start.row_names)
