"""What the detailed map reads: points of a window with the filters of the list, everywhere on the globe."""

import json
from typing import Any

import pytest
from django.test import Client

from frenchimpact.atlas import clusters
from frenchimpact.atlas.clusters import Window, read_window
from frenchimpact.atlas.tests.factories import hold_label, make_organisation, make_project, make_themes
from frenchimpact.geo.tests.factories import make_places

pytestmark = pytest.mark.django_db
SAVOIE = "5.5,45,6.5,46"


def ask(client: Client, query: str) -> Any:
    clusters.forget()
    answer = client.get(f"/annuaire/carte.json?{query}")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def test_projects_with_their_filters(client: Client) -> None:
    places = make_places()
    make_themes("mobilite", "logement")
    here = make_project(places["commune:73065"], themes=["mobilite"])
    make_project(places["commune:73065"], themes=["logement"])
    make_organisation(commune=places["commune:73065"])
    assert ask(client, f"type=projet&bbox={SAVOIE}")["total"] == 2
    found = ask(client, f"type=projet&theme=mobilite&bbox={SAVOIE}&fiches=20")
    assert found["cells"][0][2:] == [1, here.name, f"/projets/{here.slug}/"]
    assert (found["inside"], found["words"]) == (1, "1 projet")
    assert found["sheets"] == [[here.name, f"/projets/{here.slug}/", "Chambéry"]]


def test_english_addresses(client: Client) -> None:
    project = make_project(make_places()["commune:73065"])
    clusters.forget()
    found = json.loads(client.get(f"/en/annuaire/carte.json?type=projet&bbox={SAVOIE}&fiches=5").content)
    assert found["words"] == "1 project"
    assert found["sheets"][0][1] == f"/en/projets/{project.slug}/"


def test_labels_are_told_beside_the_place(client: Client) -> None:
    held = make_organisation(commune=make_places()["commune:73065"])
    hold_label(held)
    assert ask(client, f"label=structure&bbox={SAVOIE}&fiches=5")["sheets"][0][2] == "Chambéry · Label « Genre structure »"
    assert ask(client, f"label=autre&bbox={SAVOIE}")["total"] == 1


def test_things_at_one_place_are_named_in_a_list(client: Client) -> None:
    chambery = make_places()["commune:73065"]
    for _rank in range(3):
        make_organisation(commune=chambery)
    found = ask(client, f"bbox={SAVOIE}&fiches=2")
    assert [cell[2:] for cell in found["cells"]] == [[3, 1]]
    assert (found["inside"], len(found["sheets"])) == (3, 2)


def test_more_than_can_be_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frenchimpact.atlas.statements.CAP", 2)
    monkeypatch.setattr("frenchimpact.atlas.clusters.CAP", 2)
    chambery = make_places()["commune:73065"]
    for _rank in range(4):
        make_organisation(commune=chambery)
    found = ask(client, f"bbox={SAVOIE}&fiches=1")
    assert (found["total"], found["inside"], found["words"]) == (4, 2, "Plus de 2 organisations")


def test_overseas(client: Client) -> None:
    make_organisation(commune=make_places()["commune:97611"])
    assert ask(client, "bbox=44.9,-13.1,45.4,-12.6&fiches=1")["inside"] == 1
    elsewhere = ask(client, f"bbox={SAVOIE}&fiches=1")
    assert (elsewhere["total"], elsewhere["cells"], elsewhere["inside"], elsewhere["sheets"]) == (0, [], 0, [])


def test_across_the_antimeridian(client: Client) -> None:
    mayotte = make_places()["commune:97611"]
    make_organisation(commune=mayotte)
    # From the Pacific eastwards to the Atlantic and on to Mayotte, written both ways.
    for box in ("170,-30,50,0", "170,-30,410,0"):
        found = ask(client, f"bbox={box}&fiches=5")
        assert (found["total"], found["inside"]) == (1, 1), box
    assert ask(client, "bbox=170,-30,-160,0&fiches=5")["inside"] == 0


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("-5,41,10,51", Window(-5, 41, 10, 51)),
        ("355,41,370,51", Window(-5, 41, 10, 51)),
        ("170,-25,-160,-10", Window(170, -25, 200, -10)),
        ("-190,-25,-160,-10", Window(170, -25, 200, -10)),
        ("-400,-90,400,90", Window(-180, -85, 180, 85)),
    ],
)
def test_windows(text: str, window: Window) -> None:
    assert read_window(text) == window


@pytest.mark.parametrize(
    "box", ["1,2,3", "1,2,3,4,5", "a,b,c,d", "5,46,7,45", "5,45,5,46", "nan,1,2,3", "inf,1,2,3", "5,45,7,99", "999,45,1000,46", "0,86,1,88"]
)
def test_a_window_of_no_world_is_refused_with_words(client: Client, box: str) -> None:
    answer = client.get("/annuaire/carte.json", {"bbox": box})
    assert answer.status_code == 400
    assert "bbox=ouest,sud,est,nord" in json.loads(answer.content)["error"]


@pytest.mark.parametrize("number", ["0", "21", "-1", "x", "²", "9" * 50])
def test_too_many_names_are_refused_with_words(client: Client, number: str) -> None:
    answer = client.get("/annuaire/carte.json", {"fiches": number})
    assert answer.status_code == 400
    assert "fiches=20" in json.loads(answer.content)["error"]


def test_the_list_says_where_to_read(client: Client) -> None:
    make_project(make_places()["commune:73065"])
    page = client.get("/projets/?vue=carte&region=84&tri=nom&taille=50&page=1").content.decode()
    assert 'data-source="/annuaire/carte.json?type=projet&amp;region=84"' in page
    assert '<data value="/annuaire/carte.json?type=projet&amp;region=84" data-map-source hidden>' in page
    assert 'data-bounds="' in page
    part = client.get("/projets/?vue=carte", headers={"HX-Request": "true"}).content.decode()
    assert "data-map-source" in part
    assert "data-library" not in part
    assert "data-map" not in client.get("/projets/").content.decode()


def test_the_map_begins_where_the_list_looks(client: Client) -> None:
    places = make_places()
    mamoudzou = places["commune:97611"]
    page = client.get("/annuaire/?vue=carte&region=06").content.decode()
    assert f'data-bounds="{mamoudzou.longitude},{mamoudzou.latitude}' in page
    assert 'data-bounds="-5.5,41.2,9.8,51.3"' in client.get("/annuaire/?vue=carte").content.decode()
