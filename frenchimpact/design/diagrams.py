"""Diagrams drawn by the server: boxes in columns, and what leads to what. The text says the same; a script is never needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# In the units of the picture: letters are 13 high. Six columns go in a page of 1280.
# Six columns stand whole in a space of a common screen.
_BOX, _GAP, _LINE, _PAD, _BETWEEN, _HEAD = 136, 18, 17, 10, 16, 30
_LETTER = 13
# How wide letters are at most, in parts of their height: those of the widest font that a page may fall back to.
_NARROW, _WIDE = dict.fromkeys(" .,;:’'!()-ijlt", 0.42), dict.fromkeys("mwMW%œæ", 0.98)
_WIDTHS = _NARROW | _WIDE
_LETTER_WIDTH, _CAPITAL_WIDTH = 0.63, 0.78


@dataclass(frozen=True)
class Box:
    """A box and its lines of words."""

    x: int
    y: int
    height: int
    lines: list[tuple[int, str, bool]]
    column: int


@dataclass(frozen=True)
class Flow:
    """Boxes, heads of columns, and the curves between boxes."""

    width: int
    height: int
    box: int
    heads: list[tuple[int, str]]
    boxes: list[Box]
    curves: list[str]


def flow(columns: Sequence[tuple[str, Sequence[tuple[int, str, str]]]], links: Mapping[int, Sequence[int]]) -> Flow:
    """Columns from left to right: (title, boxes: (id, words, a quieter line)); `links`: box → boxes it leads to."""
    boxes: dict[int, Box] = {}
    heads: list[tuple[int, str]] = []
    tallest = _HEAD
    for at, (title, parts) in enumerate(columns):
        x, y = at * (_BOX + _GAP), _HEAD
        heads.append((x, title))
        for id, words, note in parts:
            lines = [(text, False) for text in _lines(words)] + [(text, True) for text in _lines(note)]
            height = 2 * _PAD + _LINE * len(lines)
            boxes[id] = Box(x, y, height, [(y + _PAD + 13 + _LINE * n, text, quiet) for n, (text, quiet) in enumerate(lines)], at)
            y += height + _BETWEEN
        tallest = max(tallest, y)
    gaps: dict[int, list[int]] = {}
    for box in boxes.values():
        gaps.setdefault(box.column, []).append(box.y + box.height + _BETWEEN // 2)
    pairs = [(boxes[one], boxes[other]) for one, others in links.items() for other in others if one in boxes and other in boxes]
    curves = [_curve(one, other, gaps) for one, other in pairs]
    return Flow(max(len(columns) * (_BOX + _GAP) - _GAP, _BOX), tallest, _BOX, heads, list(boxes.values()), curves)


def _width(text: str) -> float:
    return _LETTER * sum(_WIDTHS.get(letter, _CAPITAL_WIDTH if letter.isupper() else _LETTER_WIDTH) for letter in text)


def _lines(text: str) -> list[str]:
    """The text cut so that each line holds in a box, whatever the font; a word too long for one is cut too."""
    found: list[str] = []
    for word in text.split():
        line = f"{found[-1]} {word}" if found else word
        if found and _width(line) <= _BOX - 2 * _PAD:
            found[-1] = line
            continue
        found.append("")
        for letter in word:
            if found[-1] and _width(found[-1] + letter) > _BOX - 2 * _PAD:
                found.append("")
            found[-1] += letter
    return found


def _curve(one: Box, other: Box, gaps: Mapping[int, Sequence[int]]) -> str:
    """From one box to another; through the columns between them it goes under a box, never behind one."""
    x, y, end = one.x + _BOX, one.y + one.height // 2, other.y + other.height // 2
    path = f"M{x} {y}"
    for column in range(one.column + 1, other.column):
        wished = y + (end - y) // (other.column - column + 1)
        gap = min(gaps[column], key=lambda found: abs(found - wished))
        path += _bend(x, y, column * (_BOX + _GAP), gap) + f"H{column * (_BOX + _GAP) + _BOX}"
        x, y = column * (_BOX + _GAP) + _BOX, gap
    return path + _bend(x, y, other.x, end)


def _bend(x1: int, y1: int, x2: int, y2: int) -> str:
    middle = (x1 + x2) // 2
    return f"C{middle} {y1} {middle} {y2} {x2} {y2}"
