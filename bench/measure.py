"""Ratios that a noisy machine cannot spoil: the floor and ours in turn, in one process, compared pair by pair."""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

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
    name: str,
    floor: Work[P],
    ours: Work[P],
    givens: Sequence[P],
    *,
    rounds: int,
    target: float | None = None,
    note: str = "",
    servers: tuple[int, int] = (0, 0),
) -> Result:
    """Time both on the same things, each going first every other time; the first of each kind is warm-up.

    `servers` are the processes of PostgreSQL behind each: the processor time of both sides is then said too, which other programs
    of the machine do not stretch.
    """
    for turn in range(8):
        floor(givens[turn % len(givens)])
        ours(givens[turn % len(givens)])
    times: list[tuple[float, float]] = []
    spent = [0.0, 0.0]

    def taken(side: int, given: P) -> float:
        before = busy(servers[side])
        wall = seconds((floor, ours)[side], given)
        spent[side] += busy(servers[side]) - before
        return wall

    for turn in range(rounds):
        given = givens[turn % len(givens)]
        mine = taken(1, given) if turn % 2 else 0.0
        base = taken(0, given)
        times.append((base, mine or taken(1, given)))
    # A connection made again meanwhile has another process: nothing is said then.
    if all(servers) and min(spent) > 0:
        note = f"{note}{' · ' if note else ''}processor {spent[1] / spent[0]:.2f} ×"
    return of_pairs(name, times, target=target, note=note)


def busy(server: int) -> float:
    """The processor time, in seconds, of this process and of that one; 0 for the other where the system does not say it."""
    try:
        nanoseconds = int(Path(f"/proc/{server}/schedstat").read_text().split()[0]) if server else 0
    except (OSError, ValueError):
        nanoseconds = 0
    return time.process_time() + nanoseconds / 1e9


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
