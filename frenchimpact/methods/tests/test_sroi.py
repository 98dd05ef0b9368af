"""The published method of social return against the worked numbers of the domain (« A guide to SROI », r = 3.5 %)."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frenchimpact.methods.calculation import Calculation, Run, Values, rounded
from frenchimpact.methods.sensitivity import sensitivity
from frenchimpact.methods.shipped import shipped_folder

FOLDER = shipped_folder("sroi")
CALCULATION = Calculation(FOLDER.method)
START = CALCULATION.defaults(datetime.date(2026, 1, 1))


def run(rate: str = "3.5", cells: dict[str, Decimal] | None = None) -> Run:
    """The example with another rate, or other values in its first effect."""
    effects = [dict(row) for row in START.tables["effets"]]
    effects[0] |= cells or {}
    return CALCULATION.run(Values(START.inputs, {"taux": Decimal(rate)}, {**START.tables, "effets": effects}, START.row_names))


def told(run: Run, step: str, places: int = 2) -> str:
    (value,) = run.of(CALCULATION.steps[step])
    return str(rounded(value, places))


@pytest.mark.parametrize(
    ("rate", "value", "ratio"), [("3.5", "211728.41", "2.1173"), ("3.2", "212799.80", "2.1280"), ("0", "224854.44", "2.2485")]
)
def test_present_value_and_ratio_at_three_rates(rate: str, value: str, ratio: str) -> None:
    assert (told(run(rate), "valeur_actuelle"), told(run(rate), "ratio", 4)) == (value, ratio)


def test_every_figure_of_the_worked_example() -> None:
    found = run()
    assert [str(value) for value in found.rounded(CALCULATION.steps["net"])] == ["75816.00", "5783.40", "25920.00", "-4800.00"]
    assert [str(value) for value in found.rounded(CALCULATION.steps["par_an"])] == ["102719.40", "73612.80", "48522.24"]
    assert [str(value) for value in found.rounded(CALCULATION.steps["par_an_actualise"])] == ["99245.80", "68718.34", "43764.28"]
    assert (told(found, "valeur_nette"), told(found, "ratio_net", 4), told(found, "mois_pour_couvrir", 1)) == (
        "111728.41",
        "1.1173",
        "11.7",
    )


@pytest.mark.parametrize(
    ("cell", "value", "ratio"),
    [("sans_action", "45", "1.8502"), ("sans_action", "55", "1.5830"), ("duree", "1", "1.1134"), ("valeur", "7680", "1.7700")],
)
def test_what_each_assumption_changes(cell: str, value: str, ratio: str) -> None:
    assert told(run(cells={cell: Decimal(value)}), "ratio", 4) == ratio


def test_the_share_without_action_at_which_it_breaks_even() -> None:
    found = sensitivity(run())
    assert found is not None
    influence = next(one for one in found.influences if one.lever.key == "tables/effets/1/sans_action")
    assert influence.break_even is not None
    assert rounded(influence.break_even, 2) == Decimal("76.83")
    assert (rounded(influence.at_low or Decimal(0), 4), rounded(influence.at_high or Decimal(0), 4)) == (
        Decimal("2.3844"),
        Decimal("1.8502"),
    )


def test_how_long_an_effect_lasts_is_moved_and_a_cost_is_sought_as_far_as_it_must() -> None:
    found = sensitivity(run())
    assert found is not None
    influences = {one.lever.key: one for one in found.influences}
    at_one_year = influences["tables/effets/1/duree"].at_low
    assert at_one_year is not None
    assert rounded(at_one_year, 4) == Decimal("1.1134")
    assert found.low < at_one_year
    grant = influences["tables/moyens/1/montant"].break_even
    assert grant is not None
    assert rounded(grant, 2) == Decimal("196728.41")


def test_the_range_holds_the_value_and_the_strongest_comes_first() -> None:
    found = sensitivity(run())
    assert found is not None
    assert found.low < found.value < found.high
    assert [one.swing for one in found.influences] == sorted((one.swing for one in found.influences), reverse=True)


parts = st.decimals(0, 100, places=2)
effects = st.fixed_dictionaries(
    {
        "quantite": st.decimals(0, 10_000, places=2),
        "valeur": st.decimals(-10_000, 10_000, places=2),
        "sans_action": parts,
        "deplace": parts,
        "par_autres": parts,
        "duree": st.integers(1, 30).map(Decimal),
        "baisse": parts,
    }
)


@settings(deadline=None)
@given(st.lists(effects, min_size=1, max_size=5), st.decimals(0, 20, places=2), st.decimals(1, 1_000_000, places=2))
def test_any_analysis_equals_the_arithmetic_written_by_hand(rows: list[dict[str, Decimal]], rate: Decimal, cost: Decimal) -> None:
    found = CALCULATION.run(Values({}, {"taux": rate}, {"effets": rows, "moyens": [{"montant": cost}]}))
    total = Decimal(0)
    for row in rows:
        net = row["quantite"] * row["valeur"]
        for share in ("sans_action", "deplace", "par_autres"):
            net *= 1 - row[share] / 100
        for year in range(int(row["duree"])):
            kept = (1 - row["baisse"] / 100) ** year if year else Decimal(1)
            total += net * kept / (1 + rate / 100) ** (year + 1)
    (value,) = found.of(CALCULATION.steps["valeur_actuelle"])
    assert abs(value - total) < Decimal("0.0000001")
