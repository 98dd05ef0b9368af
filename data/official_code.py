"""From the official geographic code to three small tables: places, their postcodes, and their former codes."""

import collections
import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

type Row = dict[str, Any]
PLACE = ["level", "code", "name", "kind", "siren", "population", "longitude", "latitude", "department", "region", "epci", "ept"]


def read(folder: Path, name: str) -> list[Row]:
    """One file of the package."""
    rows: list[Row] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def write_table(path: Path, header: list[str], rows: list[list[Any]]) -> None:
    """A compressed CSV whose bytes depend on its rows alone."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(header)
    table.writerows(rows)
    with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.getvalue().encode())


def middle(members: list[Row]) -> tuple[Any, Any]:
    """The mean position of communes that have one."""
    known = [row for row in members if row["longitude"] != ""]
    if not known:
        return "", ""
    longitude, latitude = (round(sum(row[axis] for row in known) / len(known), 4) for axis in ("longitude", "latitude"))
    return longitude, latitude


def group(level: str, source: Row, members: list[Row], **above: str) -> Row:
    """A unit made of communes: its population and position are theirs."""
    longitude, latitude = middle(members)
    population = sum(row["population"] for row in members if row["population"] != "")
    row = dict.fromkeys(PLACE, "") | {"level": level, "code": source["code"], "name": source["nom"], "population": population}
    return row | {"kind": source.get("zone") or source.get("type", ""), "longitude": longitude, "latitude": latitude} | above


def main_department(members: list[Row]) -> Row:
    """Where most inhabitants of an intermunicipality live: it may cross borders."""
    count: collections.Counter[str] = collections.Counter()
    for row in members:
        count[row["department"]] += row["population"] or 0
    home = count.most_common(1)[0][0]
    return {"department": home, "region": next(row["region"] for row in members if row["department"] == home)}


def write(folder: Path, positions: dict[str, tuple[float, float]], vintage: int, out: Path) -> None:
    """Write `places`, `postcodes`, `former` and `edition.json`."""
    everything = read(folder, "communes")
    epci, ept = read(folder, "epci"), read(folder, "ept")
    epci_of = {member["code"]: unit["code"] for unit in epci for member in unit["membres"]}
    ept_of = {member["code"]: unit["code"] for unit in ept for member in unit["membres"]}
    communes: dict[str, Row] = {}
    for row in everything:
        if row["type"] == "commune-actuelle":
            code = row["code"]
            longitude, latitude = positions.get(code, ("", ""))
            communes[code] = {
                "level": "commune",
                "code": code,
                "name": row["nom"],
                "kind": "",
                "siren": row.get("siren", ""),
                "population": row.get("population", ""),
                "longitude": longitude,
                "latitude": latitude,
                "department": row["departement"],
                "region": row["region"],
                "epci": epci_of.get(code, ""),
                "ept": ept_of.get(code, ""),
            }
    members = list(communes.values())
    mainland = [row for row in members if row["region"] in {unit["code"] for unit in read(folder, "regions") if unit["zone"] == "metro"}]
    france = group("pays", {"code": "FR", "nom": "France"}, members)
    france["longitude"], france["latitude"] = middle(mainland)
    units = [france]
    units += [group("region", unit, [row for row in members if row["region"] == unit["code"]]) for unit in read(folder, "regions")]
    units += [
        group("departement", unit, [row for row in members if row["department"] == unit["code"]], region=unit["region"])
        for unit in read(folder, "departements")
    ]
    for level, source in (("epci", epci), ("ept", ept)):
        for unit in source:
            inside = [communes[member["code"]] for member in unit["membres"]]
            units.append(group(level, unit, inside, **main_department(inside)) | {"siren": unit["code"]})
    write_table(out / "places.csv.gz", PLACE, [[row[name] for name in PLACE] for row in [*units, *members]])
    postcodes = sorted((postcode, row["code"]) for row in everything if row["code"] in communes for postcode in row.get("codesPostaux", []))
    write_table(out / "postcodes.csv.gz", ["postcode", "commune"], [list(pair) for pair in dict.fromkeys(postcodes)])
    write_table(out / "former.csv.gz", ["code", "name", "commune"], [list(line) for line in former(everything, communes)])
    edition = {"vintage": vintage, "source": "INSEE, DGCL, La Poste, IGN"}
    (out / "edition.json").write_text(json.dumps(edition, ensure_ascii=False) + "\n", encoding="utf-8")


def former(everything: list[Row], communes: dict[str, Row]) -> list[tuple[str, str, str]]:
    """Codes and names that lead to a commune of today: merged communes, associated ones, municipal districts."""
    named = {
        (row["code"], row["nom"], row.get("chefLieu") or row["commune"])
        for row in everything
        if row["type"] in {"commune-deleguee", "commune-associee", "arrondissement-municipal"}
    }
    # A delegated commune with the name and code of the whole adds nothing.
    named = {line for line in named if (line[0], line[1]) != (line[2], communes[line[2]]["name"])}
    known = {(code, commune) for code, _name, commune in named}
    bare = {
        (old, "", row["code"])
        for row in everything
        if row["code"] in communes and row["type"] == "commune-actuelle"
        for old in row.get("anciensCodes", [])
        if (old, row["code"]) not in known
    }
    return sorted(named | bare)
