"""Who reads what: a balanced assignment under constraints, by an integer programme that HiGHS solves.

Hard: nobody reads a file they are tied to, nor more files than they accepted; what was chosen by hand stays; each file
has its number of readers. Then, in this order: every file has a reader who knows its theme; loads are as equal as can be;
readers know the theme and come from elsewhere than the file's region. Among equals a fixed small cost decides, so that
the same question always has the same answer.

Tables and clock are unknown here. `plan` raises Impossible, which says what is missing, file by file.
"""

import math
from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

# Costs: a reader missing outweighs everything, then a theme nobody knows, then one file away from the fair share, then taste.
_SHORT, _UNKNOWN_THEME, _UNEQUAL = 10_000.0, 200.0, 50.0
_OTHER_THEME, _SAME_REGION = 4.0, 2.0


@dataclass(frozen=True)
class File[K: Hashable]:
    """What is to be read."""

    key: K
    themes: frozenset[str] = frozenset()
    region: str = ""


@dataclass(frozen=True)
class Reader[K: Hashable]:
    """Who reads, and how many files at most."""

    key: K
    capacity: int
    themes: frozenset[str] = frozenset()
    region: str = ""


@dataclass(frozen=True)
class Constraints[F: Hashable, R: Hashable]:
    """Readers per file, pairs that must never be, pairs chosen by hand."""

    per_file: int = 3
    tied: Collection[tuple[F, R]] = ()
    by_hand: Collection[tuple[F, R]] = ()


@dataclass(frozen=True)
class Why:
    """Why this person reads this file, as facts that a page puts into words."""

    by_hand: bool
    # Themes of the file that the reader knows.
    themes: tuple[str, ...]
    # Nobody else without a tie knows a theme of this file.
    only_expert: bool
    from_elsewhere: bool
    # How many people could read this file, and the files that this reader and the whole team were given.
    possible_readers: int
    load: int
    lowest_load: int
    highest_load: int


@dataclass(frozen=True)
class Pair[F: Hashable, R: Hashable]:
    """One reading, with its reasons."""

    file: F
    reader: R
    why: Why


@dataclass(frozen=True)
class Plan[F: Hashable, R: Hashable]:
    """An assignment that holds, and the files whose theme no reader of theirs knows."""

    pairs: list[Pair[F, R]]
    without_expert: list[F] = field(default_factory=list)


@dataclass(frozen=True)
class Shortage[F: Hashable]:
    """A file that lacks readers: how many, and how many people without a tie there are at all."""

    file: F
    missing: int
    untied: int


class Impossible(Exception):
    """No assignment holds: which files lack readers, and how many readings everyone together could still take on."""

    def __init__(self, shortages: Sequence[Shortage[Any]], *, needed: int, capacity: int) -> None:
        super().__init__(f"{sum(one.missing for one in shortages)} readings missing")
        self.shortages, self.needed, self.capacity = list(shortages), needed, capacity

    @property
    def lacks_capacity(self) -> int:
        """Readings beyond what everyone together accepted; zero when ties alone are the obstacle."""
        return max(self.needed - self.capacity, 0)


def plan[F: Hashable, R: Hashable](
    files: Sequence[File[F]], readers: Sequence[Reader[R]], constraints: Constraints[F, R] | None = None
) -> Plan[F, R]:
    """The best assignment. Raises Impossible; ValueError when a pair chosen by hand is tied or unknown."""
    rules: Constraints[F, R] = constraints or Constraints()
    if not files:
        return Plan([])
    problem = _Problem(files, readers, rules)
    chosen, short = problem.solve()
    if short:
        raise Impossible(
            [Shortage(files[i].key, missing, len(problem.of_file[i])) for i, missing in sorted(short.items())],
            needed=rules.per_file * len(files),
            capacity=sum(reader.capacity for reader in readers),
        )
    return problem.explained(chosen)


class _Problem[F: Hashable, R: Hashable]:
    """The integer programme: one 0–1 column per possible pair, then shortages, missing experts, gaps to fair shares."""

    def __init__(self, files: Sequence[File[F]], readers: Sequence[Reader[R]], rules: Constraints[F, R]) -> None:
        self.files, self.readers, self.rules = files, readers, rules
        tied, self.by_hand = set(rules.tied), set(rules.by_hand)
        if tied & self.by_hand:
            raise ValueError("A pair chosen by hand is tied.")
        self.pairs = [(i, j) for i, file in enumerate(files) for j, reader in enumerate(readers) if (file.key, reader.key) not in tied]
        self.of_file: list[list[int]] = [[] for _ in files]
        self.of_reader: list[list[int]] = [[] for _ in readers]
        for column, (i, j) in enumerate(self.pairs):
            self.of_file[i].append(column)
            self.of_reader[j].append(column)
        known = {(files[i].key, readers[j].key) for i, j in self.pairs}
        if self.by_hand - known:
            raise ValueError("A pair chosen by hand names an unknown file or reader.")
        self.imposed = Counter(file for file, _reader in self.by_hand)

    def solve(self) -> tuple[list[int], dict[int, int]]:
        """Columns chosen, and for each file that lacks readers how many."""
        # Heavy to load, and only needed by who assigns.
        import highspy
        import numpy

        # The bare solver: the one that wraps it writes a banner on the standard output before it can be asked not to.
        solver: Any = highspy._core._Highs()
        for option, value in {"output_flag": False, "threads": 1, "random_seed": 1, "mip_rel_gap": 0.0, "time_limit": 60.0}.items():
            solver.setOptionValue(option, value)
        solver.passModel(self._model(highspy, numpy))
        solver.run()
        # HiGHS proves the optimum in seconds at the sizes of a national call; past a minute its best answer so far holds too.
        values = numpy.rint(numpy.asarray(solver.getSolution().col_value)).astype(int).tolist()
        if not values:
            raise RuntimeError("The solver gave no assignment.")
        count, pairs = len(self.files), len(self.pairs)
        short = {i: values[pairs + i] for i in range(count) if values[pairs + i]}
        return [column for column in range(pairs) if values[column]], short

    def _model(self, highspy: Any, numpy: Any) -> Any:
        pairs, count = len(self.pairs), len(self.files)
        # For each reader, the files under their fair share, and over it.
        under, over = pairs + 2 * count, pairs + 2 * count + len(self.readers)
        width = over + len(self.readers)
        rows: list[tuple[list[int], list[float], float, float]] = []
        infinite = highspy.kHighsInf
        for i, file in enumerate(self.files):
            needed = max(self.rules.per_file, self.imposed[file.key])
            rows.append(([*self.of_file[i], pairs + i], [1.0] * (len(self.of_file[i]) + 1), needed, needed))
            if experts := [column for column in self.of_file[i] if self._knows(column)]:
                rows.append(([*experts, pairs + count + i], [1.0] * (len(experts) + 1), 1, infinite))
        for j, (columns, share) in enumerate(zip(self.of_reader, self._fair_shares(), strict=True)):
            ones = [1.0] * len(columns)
            rows.append((columns, ones, 0, max(self.readers[j].capacity, self._imposed_on(j))))
            rows.append(([*columns, under + j], [*ones, 1.0], math.floor(share), infinite))
            rows.append(([*columns, over + j], [*ones, -1.0], -infinite, math.ceil(share)))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = width, len(rows)
        costs = [self._cost(column) for column in range(pairs)]
        model.col_cost_ = numpy.array([*costs, *[_SHORT] * count, *[_UNKNOWN_THEME] * count, *[_UNEQUAL] * (width - under)])
        fixed = [1.0 if self._key(column) in self.by_hand else 0.0 for column in range(pairs)]
        model.col_lower_ = numpy.array([*fixed, *[0.0] * (width - pairs)])
        ceiling = float(self.rules.per_file + len(self.readers))
        model.col_upper_ = numpy.array([*[1.0] * pairs, *[ceiling] * count, *[1.0] * count, *[float(count)] * (width - under)])
        model.row_lower_ = numpy.array([row[2] for row in rows], dtype=float)
        model.row_upper_ = numpy.array([row[3] for row in rows], dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = numpy.cumsum([0, *(len(row[0]) for row in rows)])
        model.a_matrix_.index_ = numpy.array([column for row in rows for column in row[0]])
        model.a_matrix_.value_ = numpy.array([value for row in rows for value in row[1]], dtype=float)
        model.integrality_ = [highspy.HighsVarType.kInteger] * model.num_col_
        return model

    def _fair_shares(self) -> list[float]:
        """What each would read if all read as much, within what each accepted: the level that fills them all to the total."""
        left, shares = float(self.rules.per_file * len(self.files)), [0.0] * len(self.readers)
        by_capacity = sorted(range(len(self.readers)), key=lambda j: self.readers[j].capacity)
        for position, j in enumerate(by_capacity):
            shares[j] = min(float(self.readers[j].capacity), left / (len(self.readers) - position))
            left -= shares[j]
        return shares

    def _key(self, column: int) -> tuple[F, R]:
        i, j = self.pairs[column]
        return self.files[i].key, self.readers[j].key

    def _imposed_on(self, j: int) -> int:
        return sum(reader == self.readers[j].key for _file, reader in self.by_hand)

    def _knows(self, column: int) -> bool:
        i, j = self.pairs[column]
        return bool(self.files[i].themes & self.readers[j].themes)

    def _from_elsewhere(self, column: int) -> bool:
        i, j = self.pairs[column]
        return not self.files[i].region or self.files[i].region != self.readers[j].region

    def _cost(self, column: int) -> float:
        i, j = self.pairs[column]
        # Decides between equals, always the same way, and spreads the pairs of readers over the files.
        taste = (i * 31 + j * 17) % 101 / 1000
        other = _OTHER_THEME if self.files[i].themes and not self._knows(column) else 0.0
        return other + (0.0 if self._from_elsewhere(column) else _SAME_REGION) + taste

    def explained(self, chosen: list[int]) -> Plan[F, R]:
        """The pairs with their reasons."""
        loads = Counter(self.pairs[column][1] for column in chosen)
        every = [loads[j] for j in range(len(self.readers))]
        pairs = []
        served: set[int] = set()
        for column in chosen:
            i, j = self.pairs[column]
            known = tuple(sorted(self.files[i].themes & self.readers[j].themes))
            if known:
                served.add(i)
            why = Why(
                by_hand=self._key(column) in self.by_hand,
                themes=known,
                only_expert=bool(known) and sum(map(self._knows, self.of_file[i])) == 1,
                from_elsewhere=bool(self.files[i].region and self.readers[j].region) and self._from_elsewhere(column),
                possible_readers=len(self.of_file[i]),
                load=loads[j],
                lowest_load=min(every),
                highest_load=max(every),
            )
            pairs.append(Pair(*self._key(column), why))
        unserved = [file.key for i, file in enumerate(self.files) if file.themes and i not in served]
        return Plan(pairs, unserved)
