"""The place typed beside a list, or as an answer to « Où ? »."""

import pytest
from django.test import Client

from frenchimpact.geo.tests.factories import make_place, make_places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places() -> None:
    make_places()
    make_place("commune:93066", name="Saint-Denis", department=make_place("departement:93"), population=149_077)
    make_place("commune:97411", name="Saint-Denis", department=make_place("departement:976"), population=156_149)


def sent(client: Client, path: str = "/annuaire/", **values: str) -> str:
    """Where the form of filters leads."""
    response = client.get(path, {"q": "", "lieu": "", "lieu_cle": "", "lieu_avant": "", **values})
    assert response.status_code in (200, 302)
    return response["Location"] if response.status_code == 302 else response.content.decode()


@pytest.mark.parametrize("path", ["/annuaire/", "/projets/", "/recherche/", "/en/annuaire/"])
def test_a_place_that_is_sure_becomes_the_filter_of_its_level(client: Client, path: str) -> None:
    assert sent(client, path, lieu="chambery") == f"{path}?commune=73065"
    assert sent(client, path, lieu="Savoie") == f"{path}?departement=73"
    assert sent(client, path, lieu="Auvergne-Rhône-Alpes", q="bois") == f"{path}?q=bois&region=84"
    assert sent(client, path, lieu="Grand Lac") == f"{path}?epci=200068674"
    assert sent(client, path, lieu="Est Ensemble") == f"{path}?epci=200057875"
    assert sent(client, path, lieu="France", region="84") == path
    assert sent(client, path) == path


def test_what_was_picked_in_the_list_counts(client: Client) -> None:
    assert sent(client, lieu="Saint-Denis", lieu_cle="commune:93066") == "/annuaire/?commune=93066"
    assert sent(client, lieu="Chambéry", lieu_cle="commune:93066") == "/annuaire/?commune=73065"


def test_a_place_that_may_be_several_is_asked_and_nothing_is_lost(client: Client) -> None:
    text = sent(client, lieu="Saint-Denis", q="bois")
    assert "peut être plusieurs lieux" in text
    assert 'value="Saint-Denis"' in text
    for code in ("93066", "97411"):
        assert f'href="/annuaire/?q=bois&amp;commune={code}"' in text


@pytest.mark.parametrize("typed", ["Zzzzz", "x" * 300, "\u202e\x07%", "<script>alert(1)</script>", "'; DROP TABLE geo_place"])
def test_a_place_that_is_none_says_so(client: Client, typed: str) -> None:
    text = sent(client, lieu=typed)
    assert "Vérifiez l’orthographe" in text
    assert "<script>alert" not in text


def test_a_place_just_typed_replaces_the_region_and_a_region_just_chosen_replaces_the_place(client: Client) -> None:
    before = {"lieu_avant": "Chambéry (Savoie)"}
    assert sent(client, lieu="Montreuil", region="84", **before) == "/annuaire/?commune=93048"
    assert sent(client, lieu="Chambéry (Savoie)", region="11", **before) == "/annuaire/?region=11"
    assert sent(client, lieu="Chambéry (Savoie)", region="84", **before) == "/annuaire/?region=84&commune=73065"
    assert sent(client, lieu="", region="", **before) == "/annuaire/"


def test_an_address_shows_its_place_in_the_field(client: Client) -> None:
    text = client.get("/annuaire/?commune=93066").content.decode()
    assert 'value="Saint-Denis (Seine-Saint-Denis)"' in text
    # It is not sent twice.
    assert 'type="hidden" name="commune"' not in text
    assert 'type="hidden" name="commune"' in client.get("/annuaire/?commune=93066&commune=73065").content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [({"ou": "Chambéry"}, "?ou=Chamb%C3%A9ry"), ({"ou": "Saint-Denis", "ou_cle": "commune:93066"}, "?ou=commune%3A93066"), ({}, "")],
)
def test_the_address_of_three_answers_is_short(client: Client, typed: dict[str, str], kept: str) -> None:
    response = client.get("/pour-moi/", {"qui": "", "ou": "", "ou_cle": "", "quoi": "", **typed})
    assert response["Location"] == f"/pour-moi/{kept}"
    assert client.get(response["Location"]).status_code == 200


def test_three_questions_ask_which_place(client: Client) -> None:
    text = client.get("/pour-moi/?ou=Saint-Denis").content.decode()
    assert 'value="Saint-Denis"' in text
    assert '<a href="/pour-moi/?ou=commune%3A93066">Saint-Denis <span class="small">Commune · Seine-Saint-Denis (93)</span></a>' in text
    assert "Aucun lieu ne s’appelle" in client.get("/pour-moi/?ou=Zzzzz").content.decode()
    assert "Vouliez-vous dire" not in client.get("/pour-moi/?ou=France").content.decode()
