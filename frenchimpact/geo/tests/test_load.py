"""The official geography: whole, followed from one edition to the next, loaded once."""

import csv
import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.http import Http404

from frenchimpact.geo import actions, queries
from frenchimpact.geo.models import FormerCode, Postcode

pytestmark = pytest.mark.django_db
HEADER = ["level", "code", "name", "kind", "siren", "population", "longitude", "latitude", "department", "region", "epci", "ept"]


def edition(folder: Path, vintage: int, communes: list[tuple[str, str]], former: Sequence[tuple[str, str, str]] = ()) -> Path:
    """A small edition: one department of one region, and these communes."""
    rows = [
        ["region", "84", "Auvergne-Rhône-Alpes", "metro", "", "10", "", "", "", "", "", ""],
        ["departement", "73", "Savoie", "metro", "", "10", "", "", "", "84", "", ""],
        *(["commune", code, name, "", "", "10", "5.9", "45.5", "73", "84", "", ""] for code, name in communes),
    ]
    folder.mkdir(exist_ok=True)
    tables = {
        "places": [HEADER, *rows],
        "postcodes": [["postcode", "commune"], *(["73000", code] for code, _name in communes)],
        "former": [["code", "name", "commune"], *map(list, former)],
    }
    for name, lines in tables.items():
        with gzip.open(folder / f"{name}.csv.gz", "wt", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)
    (folder / "edition.json").write_text(json.dumps({"vintage": vintage}))
    return folder


def test_a_merger_keeps_the_old_commune_and_leads_to_the_new_one(tmp_path: Path) -> None:
    actions.load_geography(folder=edition(tmp_path / "a", 2025, [("73001", "Aiguebelette"), ("73002", "Aiguebelle")]))
    old = queries.find_place("commune:73002")
    actions.load_geography(
        folder=edition(tmp_path / "b", 2026, [("73001", "Grande Aigue")], [("73002", "Aiguebelle", "73001")]),
    )
    old.refresh_from_db()
    assert (old.is_current, old.vintage) == (False, 2025)
    assert queries.find_place("commune:73002").name == "Grande Aigue"
    assert [place.code for place in queries.search_places("aiguebelle")] == ["73001"]
    assert Postcode.objects.filter(place=old).count() == 0


def test_a_commune_that_comes_back_is_itself_again(tmp_path: Path) -> None:
    both = [("73001", "Aiguebelette"), ("73002", "Aiguebelle")]
    actions.load_geography(folder=edition(tmp_path / "a", 2024, both))
    before = queries.find_place("commune:73002").pk
    actions.load_geography(folder=edition(tmp_path / "b", 2025, both[:1], [("73002", "Aiguebelle", "73001")]))
    actions.load_geography(folder=edition(tmp_path / "c", 2026, both))
    back = queries.find_place("commune:73002")
    assert (back.pk, back.is_current, back.vintage) == (before, True, 2026)
    assert not FormerCode.objects.exists()
    assert queries.vintage() == 2026


def test_an_unknown_key_is_not_found() -> None:
    for key in ("commune:99999", "planete:01", "", "commune:73065; DROP", "commune"):
        with pytest.raises(Http404):
            queries.find_place(key)


def test_the_command_tells_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = edition(tmp_path / "a", 2026, [("73001", "Aiguebelette")])
    call_command("load_geography", folder=folder)
    assert "3 places, 3 added or changed, 0 retired" in capsys.readouterr().out
    call_command("load_geography", folder=folder)
    assert "already there" in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"edition\.json is missing"):
        call_command("load_geography", folder=tmp_path / "nowhere")
