"""The detailed map: what stands in a window, gathered by cells of a Mercator grid, with any filter."""

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from django.db import connection

from frenchimpact.atlas.cards import label_badges
from frenchimpact.atlas.statements import clustering, counting_in, names_of, sheets_in
from frenchimpact.atlas.wishes import CAP, Wish
from frenchimpact.core.prepared import prepared

WORLD = 1 << 24
# Cells along the longer side of a window.
_ACROSS = 14
# Windows that hold many rows change little from one minute to the next.
_KEPT_SECONDS = 60.0
_KEPT = 256
_kept: OrderedDict[Any, tuple[float, list[tuple[Any, ...]]]] = OrderedDict()


@dataclass(frozen=True)
class Window:
    """A part of the map, in degrees; `east` goes past 180 when the window crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float


FRANCE = Window(-5.5, 41.2, 9.8, 51.3)
# Sheets that a window may name.
MOST_SHEETS = 20


def read_window(text: str) -> Window | None:
    """« west,south,east,north »; west is greater than east across the antimeridian. None when it is not a window of this world."""
    try:
        west, south, east, north = (float(part) for part in text[:120].split(","))
    except ValueError:
        return None
    # A map that was dragged around the globe counts on: 190 is -170.
    if not (-540 <= west <= 540 and -540 <= east <= 540 and west != east and -90 <= south < north <= 90):
        return None
    if east - west >= 360:
        west, east = -180.0, 180.0
    else:
        turn = (west + 180) // 360 * 360
        west, east = west - turn, east - turn
        east += 360 if east < west else 0
    return Window(west, max(south, -85.0), east, min(north, 85.0)) if south < 85 and north > -85 else None


def x_of(longitude: float) -> int:
    """The same as `atlas_x()` in the database."""
    return min(WORLD - 1, math.floor((longitude + 180) / 360 * WORLD))


def y_of(latitude: float) -> int:
    """The same as `atlas_y()` in the database."""
    latitude = max(-85.0, min(85.0, latitude))
    return math.floor((1 - math.log(math.tan(math.radians(45 + latitude / 2))) / math.pi) / 2 * WORLD)


def position(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the grid."""
    return (
        round(x / WORLD * 360 - 180, 4),
        round(math.degrees(2 * math.atan(math.exp(math.pi * (1 - 2 * y / WORLD))) - math.pi / 2), 4),
    )


def clusters(wish: Wish, window: Window, start: str = "") -> dict[str, Any]:
    """Cells of the window: [longitude, latitude, number], then the name and address of one thing, or 1 when all share one place."""
    boxes, shift = whole_cells(window)
    rows = [row for box in boxes for row in _read(wish, box, shift)]
    names = _names([row[3] for row in rows if row[0] == 1], start)
    cells = [[*position(x, y), n, *(names.get(one, ()) if n == 1 else () if spread else (1,))] for n, x, y, one, spread in rows]
    return {"total": sum(row[0] for row in rows), "cells": cells}


def sheets(wish: Wish, window: Window, limit: int, start: str = "") -> dict[str, Any]:
    """What stands in the window itself: how many up to the cap, and the name, address, place and labels of the last ones."""
    total = 0
    found: list[list[str]] = []
    for box in _boxes(window):
        sql, values = counting_in(wish, box)
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            total += cursor.fetchone()[0]
            if len(found) < limit:
                cursor.execute(*sheets_in(wish, box, limit - len(found)))
                found += [
                    [name, _address(start, kind, slug), " · ".join([*([place] if place else []), *label_badges(labels)])]
                    for kind, name, slug, place, labels in cursor.fetchall()
                ]
    return {"inside": min(total, CAP), "is_capped": total > CAP, "sheets": found}


type Box = tuple[int, int, int, int]


def _boxes(window: Window) -> list[Box]:
    """The window in grid units (left, right, top, bottom): one box, two across the antimeridian."""
    left, right = x_of(window.west), x_of(min(window.east, 180.0)) + 1
    top, bottom = y_of(window.north), y_of(window.south) + 1
    beyond = [(0, x_of(window.east - 360) + 1, top, bottom)] if window.east > 180 else []
    return [(left, right, top, bottom), *beyond]


def whole_cells(window: Window) -> tuple[list[Box], int]:
    """The same in whole cells, and the size of a cell: a map that moves by a few pixels asks the same thing."""
    boxes = _boxes(window)
    width, height = sum(right - left for left, right, _top, _bottom in boxes), boxes[0][3] - boxes[0][2]
    shift = max(0, (max(width, height) // _ACROSS).bit_length() - 1)

    def down(edge: int) -> int:
        return edge >> shift << shift

    def up(edge: int) -> int:
        return down(edge - 1) + (1 << shift)

    return [(down(left), up(right), down(top), up(bottom)) for left, right, top, bottom in boxes], shift


def _read(wish: Wish, box: Box, shift: int) -> list[tuple[Any, ...]]:
    sql, values = clustering(wish, box, shift)
    key = (sql, str(values))
    kept = _kept.get(key)
    if kept and time.monotonic() - kept[0] < _KEPT_SECONDS:
        return kept[1]
    with prepared() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    if sum(row[0] for row in rows) > 2_000:
        _kept[key] = (time.monotonic(), rows)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return rows


def _names(ids: list[int], start: str) -> dict[int, tuple[str, str]]:
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(names_of(), [ids])
        return {key: (name, _address(start, kind, slug)) for key, kind, name, slug in cursor.fetchall()}


def _address(start: str, kind: int, slug: str) -> str:
    return f"{start}/{'projets' if kind == 2 else 'structures'}/{slug}/"


def forget() -> None:
    """Read again at the next call."""
    _kept.clear()
