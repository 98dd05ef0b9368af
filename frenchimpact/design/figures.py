"""Small drawings computed by the server: the shape of a series, the regions as tiles."""

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from frenchimpact.design.words import day, number

# Sign, name, column and line of each region in the map: neighbours stay neighbours, overseas have their own column.
REGIONS: dict[str, tuple[str, str, int, int]] = {
    "01": ("GUA", "Guadeloupe", 1, 1),
    "32": ("HDF", "Hauts-de-France", 4, 1),
    "02": ("MTQ", "Martinique", 1, 2),
    "28": ("NOR", "Normandie", 3, 2),
    "11": ("IDF", "Île-de-France", 4, 2),
    "44": ("GES", "Grand Est", 5, 2),
    "03": ("GUY", "Guyane", 1, 3),
    "53": ("BRE", "Bretagne", 2, 3),
    "52": ("PDL", "Pays de la Loire", 3, 3),
    "24": ("CVL", "Centre-Val de Loire", 4, 3),
    "27": ("BFC", "Bourgogne-Franche-Comté", 5, 3),
    "04": ("REU", "La Réunion", 1, 4),
    "75": ("NAQ", "Nouvelle-Aquitaine", 3, 4),
    "84": ("ARA", "Auvergne-Rhône-Alpes", 4, 4),
    "06": ("MAY", "Mayotte", 1, 5),
    "76": ("OCC", "Occitanie", 3, 5),
    "93": ("PAC", "Provence-Alpes-Côte d’Azur", 4, 5),
    "94": ("COR", "Corse", 5, 5),
}


@dataclass(frozen=True)
class Sparkline:
    """A path in a frame of 96 by 28, and its last point."""

    path: str
    end: tuple[float, float] | None


def sparkline(values: Sequence[float | None]) -> Sparkline:
    """The shape of a series; a missing value leaves a gap, it is never a zero."""
    known = [value for value in values if value is not None]
    if not known:
        return Sparkline("", None)
    low, high = min(known), max(known)
    step = 88 / max(len(values) - 1, 1)
    commands: list[str] = []
    end: tuple[float, float] | None = None
    follows = False
    for rank, value in enumerate(values):
        if value is None:
            follows = False
            continue
        x = round(4 + rank * step, 1)
        y = round(24 - 20 * (value - low) / (high - low), 1) if high > low else 14.0
        commands.append(f"{'L' if follows else 'M'}{x} {y}")
        end, follows = (x, y), True
    return Sparkline(" ".join(commands), end)


@dataclass(frozen=True)
class Tile:
    """One region of the map."""

    code: str
    sign: str
    name: str
    column: int
    line: int
    # None: nothing is known or told of it, which is not nought.
    value: int | None
    shown: str
    step: int
    href: str | None
    is_current: bool


@dataclass(frozen=True)
class Step:
    """One shade and the numbers that it stands for."""

    step: int
    words: str


@dataclass(frozen=True)
class TileMap:
    """The regions and the meaning of the shades."""

    tiles: list[Tile]
    legend: list[Step]


def tile_map(values: Mapping[str, int | None], href_for: Callable[[str], str | None] | None = None, current: str | None = None) -> TileMap:
    """The regions with their numbers, in four shades: none, then three groups of about as many regions."""
    limits = _limits([value for code, value in values.items() if value and value > 0 and code in REGIONS])
    tiles = []
    for code, (sign, name, column, line) in REGIONS.items():
        value = values.get(code, 0)
        href = href_for(code) if href_for else None
        shown = "–" if value is None else _short(value)
        tiles.append(Tile(code, sign, name, column, line, value, shown, _step(value or 0, limits), href, code == current))
    return TileMap(tiles, _legend(limits))


@dataclass(frozen=True)
class Shape:
    """One unit of an outline map: its name, number, border, where the number stands, shade and address."""

    name: str
    value: int
    path: str
    x: float
    y: float
    box: tuple[float, float, float, float]
    href: str
    is_current: bool
    step: int = 0
    code: str = ""
    # The code of the larger unit that holds it.
    group: str = ""


@dataclass(frozen=True)
class OutlineMap:
    """Units side by side, in a frame that holds them all, and what each shade means. `size` is the height of a number."""

    shapes: list[Shape]
    frame: str
    size: float
    legend: list[Step]


def shaded(shapes: Sequence[Shape]) -> OutlineMap:
    """The shapes in four shades, as `tile_map` does, framed with a small margin."""
    limits = _limits([one.value for one in shapes if one.value > 0])
    left, top = min(one.box[0] for one in shapes), min(one.box[1] for one in shapes)
    width, height = max(one.box[2] for one in shapes) - left, max(one.box[3] for one in shapes) - top
    margin = max(width, height) / 50
    frame = " ".join(f"{number:.1f}" for number in (left - margin, top - margin, width + 2 * margin, height + 2 * margin))
    found = [replace(one, step=_step(one.value, limits)) for one in shapes]
    return OutlineMap(found, frame, round(max(width, height) / 20, 1), _legend(limits))


@dataclass(frozen=True)
class CountryMap:
    """Every unit, by larger unit, in shades."""

    groups: list[tuple[str, list[Shape]]]
    legend: list[Step]


def shaded_country(groups: Sequence[tuple[str, Sequence[Shape]]]) -> CountryMap:
    """The units of every group in the same four shades."""
    limits = _limits([one.value for _name, shapes in groups for one in shapes if one.value > 0])
    found = [(name, [replace(one, step=_step(one.value, limits)) for one in shapes]) for name, shapes in groups]
    return CountryMap(found, _legend(limits))


def _limits(known: list[int]) -> tuple[int, ...]:
    """The lowest number of each shade after « none »: about as many different numbers in each."""
    if not known:
        return ()
    ordered = sorted(set(known))
    return tuple(sorted({_round(ordered[len(ordered) * third // 3]) for third in (0, 1, 2)}))


def _round(value: int) -> int:
    """A number that is easy to say: two figures at most."""
    scale = int("1" + "0" * max(len(str(value)) - 2, 0))
    return value // scale * scale


def _step(value: int, limits: Sequence[int]) -> int:
    if value <= 0:
        return 0
    return max(1, sum(1 for limit in limits if value >= limit))


def _legend(limits: Sequence[int]) -> list[Step]:
    steps = [Step(0, _("aucun"))]
    for rank, low in enumerate(limits, start=1):
        if rank == len(limits):
            words = _("%(low)s et plus") % {"low": number(low)}
        elif limits[rank] - 1 == low:
            words = number(low)
        elif limits[rank] - 2 == low:
            words = _("%(low)s ou %(high)s") % {"low": number(low), "high": number(low + 1)}
        else:
            words = _("%(low)s à %(high)s") % {"low": number(low), "high": number(limits[rank] - 1)}
        steps.append(Step(rank, words))
    return steps


def _short(value: int) -> str:
    """What fits in a tile: « 12 k » from ten thousand."""
    return number(value) if value < 10_000 else _("%(thousands)s k") % {"thousands": number(value // 1000)}


@dataclass(frozen=True)
class LineChart:
    """A series beside the straight line to its target, with a few landmarks: everything in the units of the frame."""

    width: int
    height: int
    # Where the plot stands: left, top, right, bottom.
    plot: tuple[float, float, float, float]
    path: str
    dots: list[tuple[float, float]]
    aim: tuple[float, float, float, float] | None
    across: list[tuple[float, str]]
    up: list[tuple[float, str]]
    last: tuple[float, float, str] | None
    goal: tuple[float, float, str] | None
    # Where the series is cut, and what is said there.
    breaks: list[tuple[float, str]]


type _Point = tuple[dt.date, float]


def line_chart(
    points: Sequence[_Point],
    aim: tuple[_Point, _Point] | None = None,
    *,
    width: int = 640,
    height: int = 240,
    last: str = "",
    goal: str = "",
    breaks: Sequence[tuple[dt.date, str]] = (),
    is_from_zero: bool = False,
) -> LineChart:
    """The points in the order of time; `aim` is dashed, `last` and `goal` are written beside the last point and the target.

    `breaks` are the days since which things are counted otherwise: the line does not go across them.
    """
    every = [*points, *(aim or ())]
    first_day, last_day = min(on for on, _value in every), max(on for on, _value in every)
    # What adds up starts from nothing: cut, the axis would make a third look like three times as much.
    lowest = min([value for _on, value in every] + ([0.0] if is_from_zero else []))
    levels = _levels(lowest, max(value for _on, value in every))
    written = [(level, number(level, _decimals(levels))) for level in levels]
    left = 12 + 7.5 * max(len(words) for _level, words in written)
    plot = (left, 26.0, width - 24.0, height - 28.0)
    span = max((last_day - first_day).days, 1)

    def at(on: dt.date, value: float) -> tuple[float, float]:
        x = plot[0] + (plot[2] - plot[0]) * (on - first_day).days / span
        y = plot[3] - (plot[3] - plot[1]) * (value - levels[0]) / (levels[-1] - levels[0])
        return round(x, 1), round(y, 1)

    dots = [at(on, value) for on, value in points]
    line = (*at(*aim[0]), *at(*aim[1])) if aim else None
    return LineChart(
        width,
        height,
        plot,
        " ".join(f"{'L' if joined else 'M'}{x} {y}" for joined, (x, y) in zip(_joined(points, breaks), dots, strict=True)),
        dots,
        line,
        [(at(on, levels[0])[0], words) for on, words in _years(first_day, last_day, 7 if width > 400 else 4)],
        [(at(first_day, level)[1], words) for level, words in written],
        (*dots[-1], last) if dots and last else None,
        (line[2], line[3], goal) if line and goal else None,
        [(at(on, levels[0])[0], words) for on, words in breaks if first_day < on <= last_day],
    )


def _joined(points: Sequence[_Point], breaks: Sequence[tuple[dt.date, str]]) -> list[bool]:
    """Whether the line comes to each point from the one before."""
    days = [on for on, _value in points]
    return [rank > 0 and not any(days[rank - 1] < cut <= on for cut, _words in breaks) for rank, on in enumerate(days)]


def example_lines() -> list[LineChart]:
    """A series of the gallery, in both widths."""
    points = [(dt.date(2024 + rank, 12, 31), value) for rank, value in enumerate((205.0, 262.0, 301.0))]
    aim = (points[1], (dt.date(2028, 12, 31), 400.0))
    return [line_chart(points, aim, width=width, last="301", goal=_("cible 400")) for width in (640, 300)]


def _levels(low: float, high: float) -> list[float]:
    """Three to six round levels that hold both; from zero when it is near."""
    if low >= 0 and low < (high - low) * 1.5:
        low = 0.0
    gap = (high - low) or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(gap / 4))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor * 4 >= gap * 0.999)
    bottom = math.floor(low / step + 1e-9)
    count = max(math.ceil(high / step - 1e-9) - bottom, 1)
    return [round((bottom + rank) * step, 10) for rank in range(count + 1)]


def _decimals(levels: Sequence[float]) -> int:
    return next((places for places in range(5) if all(abs(level - round(level, places)) < 1e-9 for level in levels)), 4)


def _years(first: dt.date, last: dt.date, most: int) -> list[tuple[dt.date, str]]:
    """The ends of years between two days, so many at most; the days themselves when there is none."""
    ends = [dt.date(year, 12, 31) for year in range(first.year, last.year + 1) if first <= dt.date(year, 12, 31) <= last]
    if len(ends) < 2:
        return [(on, day(on, "YEAR_MONTH_FORMAT")) for on in sorted({first, last})]
    step = -(-len(ends) // most)
    return [(end, str(end.year)) for end in ends[::-1][::step][::-1]]


# What opening the detailed map brings, said before it does: the library, its script and the first tiles (a test measures it).
MAP_KILOBYTES = 400

GLOBALS = {
    "sparkline": sparkline,
    "tile_map": tile_map,
    "shaded": shaded,
    "shaded_country": shaded_country,
    "MAP_KILOBYTES": MAP_KILOBYTES,
    "example_lines": example_lines,
}
