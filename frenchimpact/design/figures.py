"""Small drawings computed by the server: the shape of a series, the regions as tiles."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from frenchimpact.design.words import number

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
    value: int
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


def tile_map(values: Mapping[str, int], href_for: Callable[[str], str | None] | None = None, current: str | None = None) -> TileMap:
    """The regions with their numbers, in four shades: none, then three groups of about as many regions."""
    limits = _limits([value for code, value in values.items() if value > 0 and code in REGIONS])
    tiles = []
    for code, (sign, name, column, line) in REGIONS.items():
        value = values.get(code, 0)
        href = href_for(code) if href_for else None
        tiles.append(Tile(code, sign, name, column, line, value, _short(value), _step(value, limits), href, code == current))
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


# What opening the detailed map brings, said before it does: the library, its script and the first tiles (a test measures it).
MAP_KILOBYTES = 400

GLOBALS = {"sparkline": sparkline, "tile_map": tile_map, "shaded": shaded, "shaded_country": shaded_country, "MAP_KILOBYTES": MAP_KILOBYTES}
