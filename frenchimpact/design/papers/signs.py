"""Signs that no font of our papers draws: found by drawing them, once each, and replaced by a hole that can be seen."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst

HOLE = "□"
# Below, Latin letters and their accents, that our fonts draw.
FIRST = 0x180
# At most so many tries for one paper: what is left of a text that cannot be drawn is taken out whole.
TRIES = 200
PROBE = Path(__file__).resolve().with_name("probe.typ")


def undrawn(data: Any, fonts: Path) -> frozenset[str]:
    """The signs of these texts that cannot be drawn."""
    rare = {sign for text in _texts(data) for sign in text if ord(sign) >= FIRST or not (sign.isprintable() or sign in "\n\t")}
    left = TRIES
    found: set[str] = set()
    waiting = [sorted(rare)]
    while waiting:
        group = waiting.pop()
        if not group:
            continue
        left -= 1
        if left < 0:
            found.update(group)
        elif not _is_drawn("".join(group), fonts):
            if len(group) == 1:
                found.update(group)
            else:
                middle = len(group) // 2
                waiting += [group[:middle], group[middle:]]
    return frozenset(found)


def without(data: Any, unknown: frozenset[str]) -> Any:
    """The same data; each run of unknown signs is one hole."""
    if isinstance(data, str):
        return _holed(data, unknown)
    if isinstance(data, dict):
        return {key: without(value, unknown) for key, value in data.items()}
    if isinstance(data, list):
        return [without(value, unknown) for value in data]
    return data


def _holed(text: str, unknown: frozenset[str]) -> str:
    kept: list[str] = []
    for sign in text:
        # What joins or varies a sign that is not drawn goes with it.
        if sign not in unknown and not (sign in "\u200d\ufe0e\ufe0f" and kept[-1:] == [HOLE]):
            kept.append(sign)
        elif kept[-1:] != [HOLE]:
            kept.append(HOLE)
    return "".join(kept)


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from _texts(list(data.values()))
    elif isinstance(data, Sequence):
        for value in data:
            yield from _texts(value)


@cache
def _is_drawn(text: str, fonts: Path) -> bool:
    try:
        typst.compile(
            str(PROBE),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(text)},
            format="pdf",
            pdf_standards="ua-1",
        )
    except typst.TypstError:
        return False
    return True
