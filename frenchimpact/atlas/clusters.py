"""The detailed map: what stands in a window, gathered by cells of a Mercator grid, with any filter."""

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from django.db import connection

from frenchimpact.atlas.statements import clustering, names_of
from frenchimpact.atlas.wishes import Wish

WORLD = 1 << 24
# Cells along the longer side of a window.
_ACROSS = 14
# Windows that hold many rows change little from one minute to the next.
_KEPT_SECONDS = 60.0
_KEPT = 256
_kept: OrderedDict[Any, tuple[float, list[tuple[Any, ...]]]] = OrderedDict()


@dataclass(frozen=True)
class Window:
    """A part of the map, in degrees."""

    west: float
    south: float
    east: float
    north: float


FRANCE = Window(-5.5, 41.2, 9.8, 51.3)


def read_window(text: str) -> Window | None:
    """« west,south,east,north »; None when it is not a window of this world."""
    try:
        west, south, east, north = (float(part) for part in text[:120].split(","))
    except ValueError:
        return None
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        return None
    return Window(west, south, east, north)


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
    """Cells of the window: [longitude, latitude, number, name and address when it is one thing]."""
    left, right, top, bottom = x_of(window.west), x_of(window.east), y_of(window.north), y_of(window.south)
    shift = max(0, (max(right - left, bottom - top) // _ACROSS).bit_length() - 1)
    # Whole cells: a map that moves by a few pixels asks the same thing.
    box = (left >> shift << shift, ((right >> shift) + 1) << shift, top >> shift << shift, ((bottom >> shift) + 1) << shift)
    rows = _read(wish, box, shift)
    names = _names([row[3] for row in rows if row[0] == 1], start)
    cells = [[*position(x, y), n, *names.get(one, ())] if n == 1 else [*position(x, y), n] for n, x, y, one in rows]
    return {"total": sum(row[0] for row in rows), "cells": cells}


def _read(wish: Wish, box: tuple[int, int, int, int], shift: int) -> list[tuple[Any, ...]]:
    sql, values = clustering(wish, box, shift)
    key = (sql, str(values))
    kept = _kept.get(key)
    if kept and time.monotonic() - kept[0] < _KEPT_SECONDS:
        return kept[1]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = [(n, float(x), float(y), one) for n, x, y, one in cursor.fetchall()]
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
        return {key: (name, f"{start}/{'projets' if kind == 2 else 'structures'}/{slug}/") for key, kind, name, slug in cursor.fetchall()}


def forget() -> None:
    """Read again at the next call."""
    _kept.clear()
