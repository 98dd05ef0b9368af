"""Organisations in the form of data·inclusion: read by the package of those who wrote it."""

import json

import pytest
from data_inclusion.schema.v1.structures import Structure
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db
ADDRESS = "/donnees/structures.data-inclusion.json"


def read(client: Client) -> list[Structure]:
    response = client.get(ADDRESS)
    assert response["Content-Type"] == "application/json"
    rows = json.loads(response.getvalue())
    assert all(value is not None for row in rows for value in row.values())
    return [Structure.model_validate(row, context={"ignore_warnings": False}) for row in rows]


def test_a_structure_is_whole(client: Client) -> None:
    made = make_organisation(
        name="Le Toit.",
        siret="12345678200010",
        commune=make_place("commune:73065"),
        address="3 rue Haute",
        email="contact@letoit.fr",
        website="https://letoit.fr/qui-sommes-nous",
        description="Un toit pour tous",
    )
    (found,) = read(client)
    assert (found.id, found.nom, found.siret, found.code_insee) == (f"french-impact--{made.slug}", "Le Toit", "12345678200010", "73065")
    assert (found.courriel, str(found.site_web), found.adresse) == ("contact@letoit.fr", "https://letoit.fr/qui-sommes-nous", "3 rue Haute")
    assert found.longitude == 5.90203
    assert found.date_maj == clock.date_of(made.updated_at)


@pytest.mark.parametrize(
    ("email", "website"),
    [
        ("x@exemple.test", "http://localhost"),
        ("é@a.fr", "https://exa mple.fr/"),
        ("a..b@c.fr", "https://-a.fr"),
        ("", ""),
        ("x@y.fr", "https://a.fr/été?x=1"),
        (f"{'a' * 64}@b.fr", "https://a.b.c.fr"),
    ],
)
def test_what_the_schema_would_refuse_is_left_out(client: Client, email: str, website: str) -> None:
    make_organisation(name="A" * 160, description="abc", email=email, website=website)
    make_organisation(name="Ab", description="Trop court pour le schéma")
    (found,) = read(client)
    assert len(found.nom) == 150
    assert found.description is None
    assert found.courriel in (None, email)


def test_nothing_gives_an_empty_list(client: Client) -> None:
    make_organisation(is_published=False)
    assert read(client) == []
