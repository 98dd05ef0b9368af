"""Borders of departments and regions, as they are drawn."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Outline:
    """The drawn border of a unit, in a frame of 640 by 560: its SVG path, where its label goes, and its box (left, top, right, bottom)."""

    path: str
    x: float
    y: float
    box: tuple[float, float, float, float]


@cache
def outlines(level: str) -> dict[str, Outline]:
    """Borders of departments or regions by code, from the file that `data.build` draws. Empty for another level."""
    drawn = json.loads((DATA / "outlines.json").read_text("utf-8")).get(level, {})
    return {code: Outline(one["d"], one["x"], one["y"], _box(one["d"])) for code, one in drawn.items()}


def _box(path: str) -> tuple[float, float, float, float]:
    """The box of a path made of `M` (absolute), `l` (relative) and `z`, as the file has them."""
    xs: list[float] = []
    ys: list[float] = []
    for piece in re.findall(r"[Ml][^Mlz]+", path):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", piece)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            xs.append(dx if piece[0] == "M" else xs[-1] + dx)
            ys.append(dy if piece[0] == "M" else ys[-1] + dy)
    return min(xs), min(ys), max(xs), max(ys)
