"""Territories as open data: files and API, the State's own schema, and no address of a person in any of them."""

import csv
import datetime as dt
import io
import json
import re
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_person
from frenchimpact.territories.models import BudgetLine, Territory
from frenchimpact.territories.tests.factories import make_action, make_challenge, make_objective, make_territory
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(__file__).parent / "data/projets-territoire.json").read_text(encoding="utf-8"))
SECRET = "chloe@exemple.test"


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.getvalue().decode()


@pytest.fixture
def territory() -> Territory:
    make_terms()
    lead = make_organisation(name="Le pôle", siret="21690123400019", siren="216901234")
    found = make_territory(lead=lead, places=[make_place("epci:200069110")], contact_name="Chloé", contact_email=SECRET)
    objective = make_objective(make_challenge(found, title="Réemploi", themes=["economie_circulaire_reemploi"], kinds=["environmental"]))
    pilot = make_person("Chloé Pilote", email=SECRET)
    first = make_action(objective, title="Ouvrir", description="Un lieu.", state="in_progress", pilot=pilot, starts_on=dt.date(2026, 1, 5))
    make_action(objective, title="=Bloquée", state="blocked", blocked_by="Un arrêté", blocked_on=dt.date(2026, 9, 1))
    make_action(objective, title="Laissée", state="dropped")
    make_action(objective, title="En retard", state="to_start", ends_on=dt.date(2020, 1, 1))
    for year, planned in ((2026, "1000.40"), (2027, "500.20")):
        BudgetLine.objects.create(action=first, year=year, funder="Région", planned=Decimal(planned))
    BudgetLine.objects.create(action=first, year=2026, funder="Bénévoles", unit="days", planned=Decimal(12))
    return found


def wrong(row: dict[str, str]) -> list[str]:
    """What the State's schema does not accept in a row: types, formats, required, patterns and closed lists."""
    found = []
    for field in SCHEMA["fields"]:
        name, text = field["name"], row[field["name"]]
        constraints: dict[str, Any] = field.get("constraints") or {}
        if not text:
            found += [f"{name} is required"] if constraints.get("required") else []
            continue
        if "pattern" in constraints and not re.fullmatch(constraints["pattern"], text):
            found.append(f"{name}: {text!r} does not match")
        if "enum" in constraints and text not in constraints["enum"]:
            found.append(f"{name}: {text!r} is not in the list")
        try:
            if field["type"] == "integer":
                int(text)
            elif field["type"] == "array":
                assert isinstance(json.loads(text), list)
            elif field.get("format") == "uuid":
                uuid.UUID(text)
        except (ValueError, AssertionError):
            found.append(f"{name}: {text!r} is no {field['type']}")
    return found


def test_actions_follow_the_states_schema(client: Client, territory: Territory) -> None:
    rows = list(csv.DictReader(io.StringIO(read(client, "/donnees/projets-territoire.csv"))))
    assert list(rows[0]) == [field["name"] for field in SCHEMA["fields"]]
    assert [wrong(row) for row in rows] == [[], [], [], []]
    assert [(row["phase"], row["phaseStatut"]) for row in rows] == [
        ("Opération", "En cours"),
        ("Opération", "Bloqué"),
        ("Opération", "Abandonné"),
        ("Étude", "En retard"),
    ]
    assert (rows[0]["budgetPrevisionnel"], rows[0]["porteurCodeSiret"], rows[0]["collectiviteIds"]) == (
        "1501",
        "21690123400019",
        '["200069110"]',
    )
    assert len({row["id"] for row in rows}) == 4
    assert client.get("/donnees/projets-territoire.json").status_code == 404


def test_the_check_sees_what_is_wrong(client: Client, territory: Territory) -> None:
    (row, *_others) = csv.DictReader(io.StringIO(read(client, "/donnees/projets-territoire.csv")))
    for name, text in (
        ("id", "12"),
        ("createdAt", "hier"),
        ("nom", ""),
        ("phase", "Rêve"),
        ("porteurCodeSiret", "12"),
        ("collectiviteIds", "x"),
    ):
        assert wrong({**row, name: text})


def test_territories_as_files(client: Client, territory: Territory) -> None:
    (row,) = csv.DictReader(io.StringIO(read(client, "/donnees/territoires.csv")))
    assert (row["reference"], row["porteur_nom"], row["lieux"], row["statut"]) == (
        territory.reference,
        "Le pôle",
        "epci:200069110",
        "active",
    )
    assert (row["defis"], row["themes"], row["membres"]) == ("Réemploi", "economie_circulaire_reemploi", "1")
    (feature,) = json.loads(read(client, "/donnees/territoires.geojson"))["features"]
    assert feature["geometry"]["coordinates"] == [5.92, 45.57]


def test_actions_as_files(client: Client, territory: Territory) -> None:
    rows = json.loads(read(client, "/donnees/actions.json"))["results"]
    assert [row["action"] for row in rows] == ["A-01", "A-02", "A-03", "A-04"]
    assert (float(rows[0]["budget_prevu"]), rows[0]["defi"], rows[0]["etat"]) == (1500.6, 1, "in_progress")


def test_the_api_lists_narrows_and_gives_one(client: Client, territory: Territory) -> None:
    make_territory("Autre", lead=make_organisation(name="Autre"))
    whole = client.get("/api/v1/territories").json()
    assert (whole["total"], whole["results"][0]["id"]) == (2, territory.reference)
    first = client.get("/api/v1/territories?limit=1").json()
    assert [row["name"] for row in client.get(first["next"].split("testserver")[-1]).json()["results"]] == ["Autre"]
    for query in ("q=chamb", "theme=economie_circulaire_reemploi", "kind=environmental", "epci=200069110"):
        found = client.get(f"/api/v1/territories?{query}").json()["results"]
        assert [row["id"] for row in found] == [territory.reference], query
    one = client.get(f"/api/v1/territories/{territory.reference}").json()
    assert (one["lead_name"], one["status"], one["places"]) == (
        "Le pôle",
        "active",
        [{"id": "epci:200069110", "name": "CA du Grand Chambéry"}],
    )
    assert one["challenges"][0]["url"].endswith(f"/territoires/{territory.slug}/defis/1/")
    assert client.get("/api/v1/territories/T-1999-0001").status_code == 404
    assert client.get("/api/v1/territories?theme=rien").status_code == 404
    assert client.get("/api/v1/territories?kind=rien").status_code == 422


def test_no_address_of_a_person_in_any_of_them(client: Client, territory: Territory) -> None:
    for address in ("territoires.csv", "territoires.json", "actions.csv", "actions.json", "projets-territoire.csv"):
        assert SECRET not in read(client, f"/donnees/{address}")
    for address in ("territories", f"territories/{territory.reference}"):
        assert SECRET not in client.get(f"/api/v1/{address}").content.decode()
