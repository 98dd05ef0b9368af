"""Makes the project's own copy of the detailed map's library: `make vendor`. Needs npm and its registry; what comes out is committed.

MapLibre GL is built again from the sources in its package: its ready-made files hold the page's part and the worker's part
apart, with most of the code twice. One file for both, without what our map never calls, weighs a third less.
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

PACKAGES = ("maplibre-gl@6.17.0", "pmtiles@4.5.0")
BUNDLER = "esbuild@0.28.2"
# Fields that a class of MapLibre only declares must not be set again after its parent filled them.
COMPILER = '{"compilerOptions": {"useDefineForClassFields": false}}'
# Not called by our map: MapLibre's own format of tiles, sources in GeoJSON.
ABSENT = ("@maplibre/mlt", "@maplibre/geojson-vt")
ENTRY = Path(__file__).resolve().parent / "map"
OUT = Path(__file__).resolve().parent.parent / "frenchimpact" / "design" / "static" / "design" / "vendor"
NAME = "maplibre-pmtiles.js"
# For packages that name their licence and hold no text of it.
WHO = {"murmurhash-js": "2011 Gary Court", "pmtiles": "2021 Protomaps LLC"}
MIT = """Copyright (c) {who}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
BSD = """Copyright (c) {who}

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are
met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the
   documentation and/or other materials provided with the distribution.
3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products derived from this
   software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF
THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
"""

USUAL = {"MIT": MIT, "BSD-3-Clause": BSD}


def build(folder: Path) -> list[str]:
    """Fetch the packages, put them in one file. Gives the names of the packages that are in it."""
    shutil.copytree(ENTRY, folder, dirs_exist_ok=True)
    (folder / "package.json").write_text('{"private": true, "type": "module"}\n', encoding="utf-8")
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", *PACKAGES, BUNDLER]
    bundle = ["node_modules/.bin/esbuild", "library.js", "--bundle", "--format=esm", "--minify", "--target=es2022", "--legal-comments=none"]
    options = [
        f"--outfile={NAME}",
        "--metafile=inputs.json",
        f"--tsconfig-raw={COMPILER}",
        *(f"--alias:{name}=./absent.js" for name in ABSENT),
    ]
    for command in (install, [*bundle, *options]):
        print("+", *command)
        subprocess.run(command, cwd=folder, check=True)
    inputs = json.loads((folder / "inputs.json").read_text("utf-8"))["outputs"][NAME]["inputs"]
    return sorted({_package(path) for path in inputs if path.startswith("node_modules/")})


def _package(path: str) -> str:
    parts = path.split("/")[1:3]
    return "/".join(parts if parts[0].startswith("@") else parts[:1])


def licences(folder: Path, packages: list[str]) -> str:
    """Name, version and licence text of each package."""
    texts = []
    for name in packages:
        home = folder / "node_modules" / name
        about = json.loads((home / "package.json").read_text("utf-8"))
        found = sorted(path for path in home.iterdir() if path.name.upper().startswith(("LICENSE", "LICENCE")))
        head = f"{name} {about['version']} ({about.get('license', 'see below')})"
        text = found[0].read_text("utf-8").strip() if found else USUAL[about["license"]].format(who=WHO[name]).strip()
        texts.append(f"{head}\n{'=' * len(head)}\n\n{text}\n")
    return "\n\n".join(texts)


def main() -> None:
    """Build, then write the file and the licences beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packages = build(folder)
        head = f"/* {', '.join(PACKAGES)}, made by `make vendor`. Licences: maplibre-pmtiles.licences.txt */\n"
        OUT.mkdir(exist_ok=True)
        (OUT / NAME).write_text(head + (folder / NAME).read_text("utf-8"), encoding="utf-8")
        (OUT / "maplibre-pmtiles.licences.txt").write_text(licences(folder, packages), encoding="utf-8")


if __name__ == "__main__":
    main()
