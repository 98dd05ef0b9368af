"""Who reads what: constraints that hold, the same answer twice, and words when it cannot be."""

import random
import time
from collections import Counter

import pytest

from frenchimpact.reviews.assignment import Constraints, File, Impossible, Plan, Reader, plan


def files(count: int, **fields: object) -> list[File[str]]:
    return [File(f"f{number}", **fields) for number in range(count)]  # type: ignore[arg-type]  # fields of the test


def loads(result: Plan[str, str]) -> Counter[str]:
    return Counter(pair.reader for pair in result.pairs)


def national_call() -> tuple[list[File[int]], list[Reader[int]], Constraints[int, int]]:
    """A thousand files and sixty readers, with themes, regions and two thousand ties."""
    chance = random.Random(3)
    themes, regions = [f"t{n}" for n in range(12)], [f"r{n}" for n in range(18)]
    many = [File(n, frozenset([chance.choice(themes)]), chance.choice(regions)) for n in range(1000)]
    readers = [Reader(n, 60, frozenset(chance.sample(themes, 3)), chance.choice(regions)) for n in range(60)]
    ties = {(chance.randrange(1000), chance.randrange(60)) for _ in range(2000)}
    return many, readers, Constraints(3, ties)


def test_each_file_has_its_readers_and_loads_are_equal() -> None:
    result = plan(files(20), [Reader(name, 20) for name in "abcdef"], Constraints(3))
    assert set(Counter(pair.file for pair in result.pairs).values()) == {3}
    assert len({(pair.file, pair.reader) for pair in result.pairs}) == 60
    assert set(loads(result).values()) == {10}


def test_nobody_reads_what_they_are_tied_to() -> None:
    ties = [("f0", "a"), ("f1", "a"), ("f2", "b")]
    result = plan(files(4), [Reader(name, 4) for name in "abcd"], Constraints(3, ties))
    assert not {(pair.file, pair.reader) for pair in result.pairs} & set(ties)


def test_a_reader_never_gets_more_than_they_accepted() -> None:
    result = plan(files(6), [Reader("a", 1), Reader("b", 6), Reader("c", 6)], Constraints(2))
    assert loads(result)["a"] == 1
    assert loads(result).total() == 12


def test_a_file_gets_someone_who_knows_its_theme_and_one_learns_why() -> None:
    readers = [Reader("expert", 9, frozenset({"mobilite"}), "84"), *[Reader(name, 9, frozenset(), "11") for name in "abc"]]
    result = plan(files(3, themes=frozenset({"mobilite"}), region="11"), readers, Constraints(2))
    assert loads(result)["expert"] == 3
    why = next(pair.why for pair in result.pairs if pair.reader == "expert")
    assert why.themes == ("mobilite",)
    assert why.only_expert
    assert why.from_elsewhere
    assert why.possible_readers == 4
    assert why.load == 3
    assert result.without_expert == []


def test_a_theme_that_nobody_knows_is_told() -> None:
    result = plan([File("f", frozenset({"mer"})), File("g")], [Reader("a", 2), Reader("b", 2)], Constraints(1))
    assert result.without_expert == ["f"]


def test_readers_come_from_elsewhere_when_they_can() -> None:
    readers = [Reader("near", 9, frozenset(), "84"), Reader("far", 9, frozenset(), "11"), Reader("further", 9, frozenset(), "93")]
    result = plan([File("f", frozenset(), "84")], readers, Constraints(2))
    assert {pair.reader for pair in result.pairs} == {"far", "further"}


def test_what_was_chosen_by_hand_stays() -> None:
    result = plan(files(4), [Reader(name, 2) for name in "abcd"], Constraints(2, by_hand=[("f0", "d"), ("f1", "d")]))
    kept = {(pair.file, pair.reader): pair.why.by_hand for pair in result.pairs if pair.reader == "d"}
    assert kept == {("f0", "d"): True, ("f1", "d"): True}


def test_more_readers_by_hand_than_asked_are_kept() -> None:
    result = plan(files(1), [Reader(name, 2) for name in "abc"], Constraints(1, by_hand=[("f0", "a"), ("f0", "b")]))
    assert {pair.reader for pair in result.pairs} == {"a", "b"}


@pytest.mark.parametrize("pair", [("f0", "a"), ("f9", "a"), ("f0", "z")])
def test_a_pair_by_hand_must_be_possible(pair: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="chosen by hand"):
        plan(files(2), [Reader("a", 2), Reader("b", 2)], Constraints(1, tied=[("f0", "a")], by_hand=[pair]))


def test_ties_that_leave_too_few_readers_are_named() -> None:
    ties = [("f1", "a"), ("f1", "b")]
    with pytest.raises(Impossible) as caught:
        plan(files(3), [Reader(name, 9) for name in "abc"], Constraints(2, ties))
    assert [(one.file, one.missing, one.untied) for one in caught.value.shortages] == [("f1", 1, 1)]
    assert caught.value.lacks_capacity == 0


def test_readers_who_accepted_too_little_are_counted() -> None:
    with pytest.raises(Impossible) as caught:
        plan(files(10), [Reader(name, 4) for name in "abc"], Constraints(3))
    assert caught.value.lacks_capacity == 18
    assert sum(one.missing for one in caught.value.shortages) == 18


def test_nothing_to_read_and_nobody_to_read() -> None:
    assert plan([], [Reader("a", 1)]).pairs == []
    with pytest.raises(Impossible):
        plan(files(1), [], Constraints(1))


def test_a_national_call_is_assigned_within_ten_seconds_the_same_way_twice() -> None:
    many, readers, rules = national_call()
    start = time.monotonic()
    result = plan(many, readers, rules)
    assert time.monotonic() - start < 10
    counts = Counter(pair.reader for pair in result.pairs)
    assert (min(counts.values()), max(counts.values())) == (50, 50)
    assert not {(pair.file, pair.reader) for pair in result.pairs} & set(rules.tied)
    assert result.without_expert == []
    small = (many[:60], readers[:8], Constraints(3, rules.tied))
    assert plan(*small) == plan(*small)
