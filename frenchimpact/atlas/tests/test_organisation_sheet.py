"""The public sheet of an organisation: what it shows, what it hides."""

import datetime as dt
import json
import re

import pytest
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def linked(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


def test_everything_known_is_shown_and_described_for_machines(client: Client) -> None:
    make_terms()
    make_organisation(
        slug="fil",
        name="Le Fil </script><b>rouge</b>",
        kinds=["collectivite", "financeur"],
        siren="200069110",
        legal_category="9220",
        ess_family="association",
        description="Première phrase. Seconde phrase.",
        themes=["logement_habitat"],
        support_kinds=["incubateur"],
        commune=make_place("commune:73065"),
        email="bonjour@exemple.fr",
    )
    page = client.get("/structures/fil/").content.decode()
    plain = page.replace("\u00a0", " ").replace("\u202f", " ")
    for words in (
        "Collectivité · Financeur",
        "Première phrase.",
        "Logement et habitat",
        "Incubateur",
        "Chambéry (Savoie)",
        "200 069 110",
        "bonjour@exemple.fr",
    ):
        assert words in plain, words
    assert "<b>rouge" not in page
    data = linked(page)
    assert data["@type"] == "GovernmentOrganization"
    assert data["name"] == "Le Fil </script><b>rouge</b>"
    assert data["address"]["addressLocality"] == "Chambéry"  # type: ignore[index]  # JSON


def test_what_is_unknown_leaves_no_empty_part(client: Client) -> None:
    make_organisation(slug="fil")
    page = client.get("/structures/fil/").content.decode()
    for words in (
        "Thèmes",
        "Où et comment la joindre",
        "Accompagnement proposé",
        "SIREN",
        "Ses projets",
        "Modifier",
        "Journal de la fiche",
    ):
        assert words not in page, words


def test_a_closed_structure_says_so(client: Client) -> None:
    make_organisation(slug="fil", closed_on=dt.date(2024, 3, 1), confirmed_at=clock.now() - dt.timedelta(days=900))
    page = client.get("/structures/fil/").content.decode()
    assert "a cessé son activité le" in page
    assert "À mettre à jour" not in page
    assert linked(page)["dissolutionDate"] == "2024-03-01"


def test_english(client: Client) -> None:
    make_organisation(slug="fil", closed_on=dt.date(2024, 3, 1))
    assert "ceased its activity on" in client.get("/en/structures/fil/").content.decode()
