"""The way from a baseline to a target: a straight line, up or down, and never a ratio without a baseline."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from frenchimpact.design.trajectories import Trajectory, expected_on, trajectory
from frenchimpact.territories.models import Aim, Indicator
from frenchimpact.territories.queries.progress import progress_of
from frenchimpact.territories.tests.factories import make_challenge, make_indicator, make_territory

START, END = dt.date(2025, 12, 31), dt.date(2028, 12, 31)
TODAY = dt.date(2027, 3, 1)
amounts = st.decimals(min_value=-1000, max_value=1000, places=2)
days = st.integers(0, (END - START).days).map(lambda count: START + dt.timedelta(days=count))
small = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def aim_of(baseline: object, target: object, direction: str = "up", unit: str = "t") -> Aim:
    indicator = Indicator(name="Tonnes détournées", unit=unit, direction=direction)
    return Aim(
        indicator=indicator,
        number=1,
        baseline=None if baseline is None else Decimal(str(baseline)),
        baseline_on=None if baseline is None else START,
        target=None if target is None else Decimal(str(target)),
        target_on=None if target is None else END,
    )


def at(aim: Aim, year: int, value: object, today: dt.date = TODAY) -> Trajectory:
    return trajectory(aim, dt.date(year, 12, 31), Decimal(str(value)), today)


def test_the_sentence_of_the_wireframe() -> None:
    found = at(aim_of(262, 400), 2026, 301)
    assert (found.state, found.ratio) == ("behind", 84)
    assert found.sentence == "301\u00a0t en 2026 : 84 % de la trajectoire vers 400\u00a0t fin 2028"
    assert found.expected is not None
    assert found.gap == 301 - found.expected < 0


@pytest.mark.parametrize(
    ("aim", "value", "today", "state", "words"),
    [
        (aim_of(100, 400), 210, TODAY, "on_track", "% de la trajectoire vers 400\u00a0t fin 2028"),
        (aim_of(100, 400), 90, TODAY, "behind", "en deçà du point de départ"),
        (aim_of(100, 400), 400, TODAY, "reached", "est atteinte"),
        (aim_of(100, 400), 399, dt.date(2029, 1, 1), "late", "n’est pas atteinte"),
        (aim_of(400, 100), 280, TODAY, "on_track", "% de la trajectoire"),
        (aim_of(400, 100), 350, TODAY, "behind", "% de la trajectoire"),
        (aim_of(400, 100), 99, TODAY, "reached", "est atteinte"),
        (aim_of(100, 100, "down"), 101, TODAY, "behind", "pour 100\u00a0t fin 2028"),
        (aim_of(100, 100, "down"), 100, TODAY, "reached", "est atteinte"),
        (aim_of(None, 400), 301, TODAY, "no_baseline", "sans point de départ"),
        (aim_of(100, None), 301, TODAY, "no_baseline", "aucune cible"),
    ],
)
def test_states(aim: Aim, value: int, today: dt.date, state: str, words: str) -> None:
    found = at(aim, 2026, value, today)
    assert found.state == state
    assert words in found.sentence


def test_nothing_measured_since_the_start() -> None:
    assert trajectory(aim_of(100, 400), None, None, TODAY).state == "no_value"
    found = at(aim_of(100, 400), 2025, 100)
    assert (found.state, found.ratio) == ("no_value", None)
    assert trajectory(Aim(indicator=Indicator(unit="t")), None, None, TODAY).sentence == "Pas encore de valeur, ni de cible"


@small
@given(baseline=st.none() | amounts, target=st.none() | amounts, on=st.none() | days, value=st.none() | amounts, today=days)
def test_never_a_ratio_without_a_line(
    baseline: Decimal | None, target: Decimal | None, on: dt.date | None, value: Decimal | None, today: dt.date
) -> None:
    found = trajectory(aim_of(baseline, target), on, value, today)
    assert found.sentence
    if baseline is None or target is None or on is None or value is None:
        assert (found.ratio, found.expected, found.gap) == (None, None, None)
        assert found.state in ("no_baseline", "no_value")


@small
@given(baseline=amounts, target=amounts, first=days, second=days)
def test_the_line_goes_straight_from_one_end_to_the_other(baseline: Decimal, target: Decimal, first: dt.date, second: dt.date) -> None:
    aim = aim_of(baseline, target)
    assert (expected_on(aim, START), expected_on(aim, END)) == (baseline, target)
    early, late = (expected_on(aim, day) for day in sorted((first, second)))
    assert early is not None
    assert late is not None
    assert min(baseline, target) <= early <= max(baseline, target)
    assert early <= late if target >= baseline else early >= late


@small
@given(baseline=amounts, target=amounts, on=days, value=amounts)
def test_falling_mirrors_rising(baseline: Decimal, target: Decimal, on: dt.date, value: Decimal) -> None:
    assume(baseline != target)
    up, down = (
        trajectory(aim_of(sign * baseline, sign * target, "up" if sign * (target - baseline) > 0 else "down"), on, sign * value, TODAY)
        for sign in (1, -1)
    )
    assert (up.state, up.ratio) == (down.state, down.ratio)
    if up.ratio is not None and up.state in ("on_track", "behind"):
        # Rounded down: a hundred means there or beyond.
        assert (up.ratio >= 100) == (up.state == "on_track")


@pytest.mark.django_db
def test_progress_costs_the_same_for_one_and_three() -> None:
    challenge = make_challenge(make_territory())
    counts = []
    for count in (1, 3):
        while challenge.indicators.count() < count:
            indicator = make_indicator(challenge, last_on=dt.date(2026, 12, 31), last_value=Decimal(150))
            for year, value in ((2025, 100), (2026, 150), (2027, None)):
                indicator.measurements.create(starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31), value=value)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            lines = progress_of(challenge.territory)
        counts.append(len(asked))
    assert counts == [3, 3]
    line = lines[indicator.pk]
    assert line.series == [(dt.date(2025, 12, 31), Decimal(100)), (dt.date(2026, 12, 31), Decimal(150))]
    assert (line.trajectory.state, line.aim.target, line.indicator) == ("behind", Decimal(400), indicator)


@pytest.mark.django_db
def test_ended_indicators_leave_and_one_without_aim_has_no_line() -> None:
    challenge = make_challenge(make_territory())
    make_indicator(challenge, ended_on=dt.date(2026, 1, 1))
    bare = Indicator.objects.create(territory=challenge.territory, challenge=challenge, number=2, name="Nombre", unit="t")
    assert {key: line.trajectory.state for key, line in progress_of(challenge.territory).items()} == {bare.pk: "no_value"}
