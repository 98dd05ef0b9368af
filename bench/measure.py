"""Ratios that a noisy machine cannot spoil: the floor and ours in turn, in one process, compared pair by pair."""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

type Work[P] = Callable[[P], object]


@dataclass(frozen=True)
class Result:
    """One line: how many times the floor ours takes, with the interval that holds 9 in 10 of resampled medians."""

    name: str
    ratio: float
    low: float
    high: float
    floor_ms: float
    ours_ms: float
    target: float | None = None
    note: str = ""

    def line(self) -> str:
        """`name ratio floor_ms ours_ms`, then what helps to read it."""
        aim = f" · target ≤ {self.target:g} {'met' if self.ratio <= self.target else 'MISSED'}" if self.target is not None else ""
        interval = f"  # 90 %: {self.low:.2f}–{self.high:.2f}{aim}{f' · {self.note}' if self.note else ''}"
        return f"{self.name} {self.ratio:.2f} {self.floor_ms:.3f} {self.ours_ms:.3f}{interval}"


def seconds[P](work: Work[P], given: P) -> float:
    """How long it takes, once."""
    begun = time.perf_counter()
    work(given)
    return time.perf_counter() - begun


def pairs[P](
    name: str, floor: Work[P], ours: Work[P], givens: Sequence[P], *, rounds: int, target: float | None = None, note: str = ""
) -> Result:
    """Time both on the same things, each going first every other time; the first of each kind is warm-up."""
    for given in givens[:3]:
        floor(given)
        ours(given)
    times: list[tuple[float, float]] = []
    for turn in range(rounds):
        given = givens[turn % len(givens)]
        if turn % 2:
            mine, base = seconds(ours, given), seconds(floor, given)
        else:
            base, mine = seconds(floor, given), seconds(ours, given)
        times.append((base, mine))
    return of_pairs(name, times, target=target, note=note)


def of_pairs(name: str, times: Sequence[tuple[float, float]], *, target: float | None = None, note: str = "") -> Result:
    """The median ratio of pairs (floor, ours) in seconds, with its interval."""
    ratios = [mine / base for base, mine in times]
    draw = random.Random(1)
    medians = sorted(statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(500))
    return Result(
        name,
        statistics.median(ratios),
        medians[25],
        medians[474],
        statistics.median(base for base, _mine in times) * 1000,
        statistics.median(mine for _base, mine in times) * 1000,
        target,
        note,
    )
