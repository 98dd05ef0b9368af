"""Measures of projects as files: what comes out comes back in, and every refused line says why."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.models import Followed, Measure
from frenchimpact.impact.tests.factories import make_followed
from frenchimpact.projects.tests.factories import lead_of, make_member
from frenchimpact.territories.actions.measurement_lines import COLUMNS, Outcome, import_measurements
from frenchimpact.territories.models import Measurement
from frenchimpact.territories.tests.factories import make_challenge, make_indicator, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> dict[str, Place]:
    return make_places()


@pytest.fixture
def followed(places: dict[str, Place]) -> Followed:
    return make_followed(places={places["commune:73065"]: 100})


@pytest.fixture
def name(followed: Followed) -> str:
    return f"{followed.project.reference}/{followed.indicator.code}"


def text_of(*rows: dict[str, Any]) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def bring(folder: Path, *rows: dict[str, Any], **options: Any) -> Outcome:
    path = folder / "mesures.csv"
    path.write_text(text_of(*rows), encoding="utf-8")
    return import_measurements(path, **options)


def row(name: str, value: object, year: Any = 2025, **more: Any) -> dict[str, Any]:
    return {"indicateur": name, "debut": f"{year}-01-01", "fin": f"{year}-12-31", "valeur": value, **more}


def why(outcome: Outcome) -> list[str]:
    if outcome.refused_path is None:
        return []
    with outcome.refused_path.open(encoding="utf-8-sig") as file:
        return [line["motif"] for line in csv.DictReader(file, delimiter=";")]


def test_one_file_brings_in_what_projects_and_territories_measured(tmp_path: Path, name: str) -> None:
    indicator = make_indicator(make_challenge(make_territory()))
    other = f"{indicator.territory.reference}/{indicator.number}"
    outcome = bring(tmp_path, row(name, "4.5", preuve="Paie", id_source="rh-1"), row(other, "205"), row("zut", "1"))
    assert (outcome.read, outcome.created, outcome.refused) == (3, 2, 1)
    assert "P-2026-0001/beneficiaires_directs" in why(outcome)[0]
    made = Measure.objects.get()
    assert (str(made.value), made.via, made.note, made.source_id, made.state) == ("4.5000", "file", "Paie", "rh-1", "submitted")
    assert Measurement.objects.get().value == 205


def test_places_and_breakdowns_come_with_a_value(tmp_path: Path, name: str) -> None:
    said = {"lieu": "commune:73065=60|commune:73008=40", "ventilation": "sexe=femmes:3|sexe=hommes:1"}
    assert bring(tmp_path, row(name, "4", **said)).created == 1
    made = Measure.objects.get()
    assert [(share.place.code, int(share.share)) for share in made.shares.select_related("place")] == [("73065", 60), ("73008", 40)]
    assert made.parts.count() == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"valeur": ""}, "zéro en est un"),
        ({"valeur": "4 kg"}, "n’est pas l’unité"),
        ({"valeur": "-4"}, "ne descend pas sous"),
        ({"lieu": "commune:99999"}, "commune:99999 n’existe pas"),
        ({"lieu": "commune:73065=60"}, "elles doivent faire 100"),
        ({"ventilation": "femmes"}, "ventilation"),
        ({"ventilation": "sexe=femmes:5"}, "plus que le total"),
        ({"methode": "sroi@1.0.0"}, "tronc-commun@1.0.0"),
        ({"fin": "2025-11-30"}, "année entière"),
        ({"debut": "2019-01-01", "fin": "2019-12-31"}, "cette période est avant"),
        ({"version": "3"}, "entre-temps"),
    ],
)
def test_each_refused_line_says_why(tmp_path: Path, name: str, more: dict[str, str], words: str) -> None:
    outcome = bring(tmp_path, {**row(name, "4"), **more})
    assert (outcome.refused, outcome.created) == (1, 0)
    assert words in why(outcome)[0]


def test_what_is_not_followed_and_what_is_given_twice(tmp_path: Path, name: str) -> None:
    outcome = bring(
        tmp_path, row(name, "4"), row(name, "5"), row(name.replace("emplois_etp", "benevoles"), "4"), row(name, "sans objet", 2026)
    )
    assert (outcome.created, outcome.refused) == (2, 2)
    assert "la ligne 2 donne déjà" in why(outcome)[0]
    assert "n’est pas suivi" in why(outcome)[1]
    assert Measure.objects.get(value=None).absence == "not_concerned"


def test_what_comes_out_comes_back_in(tmp_path: Path, followed: Followed, name: str) -> None:
    said = {"lieu": "commune:73065=60|commune:73008=40", "ventilation": "sexe=femmes:3", "preuve": "Paie"}
    bring(tmp_path, row(name, "4.5", **said), row(name, "pas mesuré", 2026))
    client = Client()
    client.force_login(lead_of(followed.project))
    base = f"/mon-espace/projets/{followed.project.reference}/impact/mesures/"
    content = client.get(base + "mesures.csv").getvalue()
    lines = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert [(line["valeur"], line["lieu"], line["ventilation"], line["methode"]) for line in lines] == [
        ("4.5", "commune:73065=60|commune:73008=40", "sexe=femmes:3", "tronc-commun@1.0.0"),
        ("pas mesuré", "commune:73065", "", "tronc-commun@1.0.0"),
    ]
    path = tmp_path / "retour.csv"
    path.write_bytes(content)
    again = import_measurements(path)
    assert (again.unchanged + again.updated, again.refused) == (2, 0)


def test_a_team_brings_its_own_values_in_and_no_other(followed: Followed, name: str) -> None:
    client, other = Client(), make_followed("benevoles")
    client.force_login(lead_of(followed.project))
    page = f"/mon-espace/projets/{followed.project.reference}/impact/mesures/fichier/"
    theirs = f"{other.project.reference}/benevoles"

    def send(*rows: dict[str, Any], **fields: str) -> tuple[int, str]:
        sent = SimpleUploadedFile("mesures.csv", text_of(*rows).encode(), "text/csv")
        response = client.post(page, {"file": sent, **fields})
        return response.status_code, response.content.decode()

    assert send(row(name, "4"), essai="1")[0] == 200
    assert not Measure.objects.exists()
    status, words = send(row(name, "4"), row(theirs, "30"))
    assert status == 422
    assert "ne prend que les valeurs de" in words
    assert [one.followed for one in Measure.objects.all()] == [followed]
    assert Measure.objects.get().by == lead_of(followed.project)
    assert client.post(page, {"file": SimpleUploadedFile("mesures.exe", b"x")}).status_code == 422
    assert client.post(page).status_code == 422
    client.force_login(make_member(followed.project, "reader"))
    assert client.get(page).status_code == 403
