"""Scripts as production serves them: under hashed names only."""

import json
import re
from pathlib import Path
from typing import Any

from django.core.management import call_command

# What a module asks the browser for, beside itself.
_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^"';]*["'](\.[^"']+)["']|\bimport\(["'](\.[^"']+)["']\)""", re.MULTILINE)


def test_modules_import_the_addresses_that_pages_load(tmp_path: Path, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": settings.STATIC_STORAGE}}
    # Compressing is not what is read here.
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("js", "css", "svg", "json", "pbf", "txt", "xml", "html")

    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.map"])

    paths = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    loaded = {(tmp_path / hashed).resolve() for hashed in paths.values()}
    asked = {
        (script, (script.parent / (found[1] or found[2])).resolve())
        for script in sorted(loaded)
        if script.suffix == ".js" and not {"vendor", "django_htmx"} & set(script.parts)
        for found in _IMPORT.finditer(script.read_text())
    }
    assert asked, "no module imports another any more: this test goes with them"
    assert not [(script.name, target.name) for script, target in asked if target not in loaded]
