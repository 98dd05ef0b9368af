"""The bench itself: ratios are right, and every case still runs, at a tiny size."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.cases import CASES
from bench.measure import of_pairs, pairs
from bench.words import Writer, siren

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_ratio_is_taken_pair_by_pair() -> None:
    # A slow second hits both of a pair: the ratio does not move.
    result = of_pairs("case", [(0.001, 0.002), (0.1, 0.2), (0.001, 0.002)], target=3)
    assert (result.ratio, result.low, result.high) == (2.0, 2.0, 2.0)
    assert result.line().startswith("case 2.00 1.000 2.000 ")
    assert "met" in result.line()
    assert "MISSED" in of_pairs("case", [(1, 4)], target=3).line()


def test_both_sides_do_the_same_work_the_same_number_of_times() -> None:
    done: list[tuple[str, int]] = []
    pairs("case", lambda n: done.append(("floor", n)), lambda n: done.append(("ours", n)), [1, 2], rounds=4)
    assert sorted(n for who, n in done if who == "floor") == sorted(n for who, n in done if who == "ours")


def test_data_is_the_same_every_time_and_its_numbers_are_valid() -> None:
    assert Writer(3).words(50) == Writer(3).words(50)
    for number in (0, 1, 249_999):
        digits = [int(digit) * (1 + place % 2) for place, digit in enumerate(siren(number))]
        assert len(digits) == 9
        assert sum(sum(divmod(digit, 10)) for digit in digits) % 10 == 0


def bench(tmp_path: Path, only: str) -> "subprocess.CompletedProcess[str]":
    size = {"BENCH_ORGANISATIONS": "2000", "BENCH_PROJECTS": "60", "BENCH_ROUNDS": "3", "BENCH_COMMUNES": "500"}
    size |= {"BENCH_TERRITORIES": "40", "BENCH_COMMITMENTS": "2000", "BENCH_AIDS": "300", "BENCH_CASES": "2000", "BENCH_PRECEDENTS": "300"}
    size |= {"BENCH_MEASURES": "6000", "BENCH_VALUES": "3000", "BENCH_OFFERS": "500", "BENCH_REQUESTS": "500", "BENCH_EPCIS": "60"}
    size |= {"BENCH_READINGS": "2000"}
    variables = {**os.environ, **size, "DATA_DIR": str(tmp_path), "ONLY": only}
    return subprocess.run([sys.executable, "-m", "bench"], cwd=ROOT, env=variables, capture_output=True, text=True)


def test_an_unknown_case_is_said(tmp_path: Path) -> None:
    ran = bench(tmp_path, "speed")
    assert ran.returncode == 2
    assert "search" in ran.stderr


@pytest.mark.browser
def test_every_case_runs(tmp_path: Path) -> None:
    # Starting the whole product is tried by its own test.
    cases = [case for case in CASES if case != "startup"]
    ran = bench(tmp_path, ",".join(cases))
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert all(re.match(r"\w+ [\d.]+ [\d.]+ [\d.]+  # 90 %: ", line) for line in lines)
    for case in cases:
        assert any(line.startswith(case) for line in lines), case
    assert any(" met" in line for line in lines)
