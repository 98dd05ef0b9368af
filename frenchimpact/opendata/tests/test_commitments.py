"""Money committed as open data: our files, those of others valid by their own schemas, and the API."""

import csv
import datetime as dt
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from frenchimpact.commitments import actions
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.factories import DAY, make_commitment, make_funder, make_vehicle
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"
GRANT = json.loads((DATA / "360-giving-schema.json").read_text(encoding="utf-8"))
PACKAGE = json.loads((DATA / "360-giving-package-schema.json").read_text(encoding="utf-8"))
SCDL = json.loads((DATA / "subventions-scdl.json").read_text(encoding="utf-8"))


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.getvalue().decode()


@pytest.fixture
def region() -> Any:
    return make_place("region:84")


@pytest.fixture
def grants(region: Any) -> list[Commitment]:
    """A grant paid in part, one to an association without SIRET, one by name alone, a loan, an announcement, a fund's investment."""
    funder = make_funder(name="Métropole d’essai", siret="20004697700019", siren="200046977")
    holder = make_organisation(name="La Recyclerie", siret="21690123400019", siren="216901234", commune=make_place("commune:73065"))
    first = make_commitment(
        "47800.20",
        funder=funder,
        beneficiary=holder,
        title="=Atelier vélo",
        origin="public_collectivite",
        theme="mobilite",
        terms={"decision": "2026-03-103", "conditions": "spread", "pays_from": DAY, "pays_until": DAY.replace(year=2027)},
    )
    actions.pay_commitment(commitment=first, amount=Decimal(10_000), on=DAY, by=None)
    second = make_commitment(500, funder=funder, beneficiary=make_organisation(rna="W691234567"), terms={"nature": "kind"})
    third = make_commitment(700, funder=funder, beneficiary=None, beneficiary_name="Comité des fêtes")
    make_commitment(9_000, funder=funder, instrument="pret")
    make_commitment(8_000, funder=funder, is_signed=False)
    make_commitment(7_000, funder=make_vehicle(funder), instrument="fonds_propres")
    return [first, second, third]


def package(text: str) -> dict[str, Any]:
    """The file, held to the standard. Raises what the schema says."""
    schema = json.loads(json.dumps(PACKAGE))
    schema["properties"]["grants"]["items"] = {"$ref": "urn:grant"}
    schema.pop("$schema")
    grant = {**GRANT, "$id": "urn:grant"}
    grant.pop("$schema", None)
    registry = jsonschema_rs.Registry([("urn:grant", grant)], draft=jsonschema_rs.Draft202012)
    found: dict[str, Any] = json.loads(text)
    jsonschema_rs.Draft202012Validator(schema, registry=registry, validate_formats=True).validate(found)
    return found


def test_the_360giving_file_is_valid(client: Client, grants: list[Commitment], settings: Settings) -> None:
    settings.GRANTS_PREFIX = "360G-essai"
    rows = package(read(client, "/donnees/engagements.360giving.json"))["grants"]
    assert [row["id"] for row in rows] == [f"360G-essai-{one.reference}" for one in grants]
    first, second, third = rows
    assert (first["amountAwarded"], first["amountDisbursed"], first["awardDate"]) == (47800.20, 10000, "2026-03-02")
    assert first["fundingOrganization"] == [{"id": "FR-RCS-200046977", "name": "Métropole d’essai"}]
    assert first["recipientOrganization"][0]["id"] == "FR-RCS-216901234"
    assert second["recipientOrganization"][0]["id"] == "360G-essai-org-W691234567"
    assert re.fullmatch(r"360G-essai-org-[0-9a-f]{12}", third["recipientOrganization"][0]["id"])
    assert first["beneficiaryLocation"][0]["name"] == "Auvergne-Rhône-Alpes"
    assert "plannedDates" not in third


def test_the_check_of_360giving_sees_what_is_wrong(client: Client, grants: list[Commitment]) -> None:
    found = package(read(client, "/donnees/engagements.360giving.json"))
    for name in ("id", "currency", "awardDate", "recipientOrganization"):
        grants_without = [{key: value for key, value in found["grants"][0].items() if key != name}]
        with pytest.raises(jsonschema_rs.ValidationError):
            package(json.dumps({**found, "grants": grants_without}))


def wrong(row: dict[str, str]) -> list[str]:
    """What SCDL 2.1.1 does not accept in a row."""
    found = []
    for field in SCDL["fields"]:
        name, text = field["name"], row[field["name"]]
        constraints: dict[str, Any] = field.get("constraints") or {}
        if not text:
            found += [f"{name} is required"] if constraints.get("required") else []
            continue
        if "pattern" in constraints and not re.fullmatch(constraints["pattern"], text):
            found.append(f"{name}: {text!r} does not match")
        if "enum" in constraints and text not in constraints["enum"]:
            found.append(f"{name}: {text!r} is not in the list")
        if len(text) > constraints.get("maxLength", 10_000):
            found.append(f"{name} is too long")
        if field["type"] == "number":
            if not re.fullmatch(r"\d+(\.\d+)?", text):
                found.append(f"{name}: {text!r} is no number")
            elif not constraints.get("minimum", 0) <= float(text) <= constraints.get("maximum", 10**12):
                found.append(f"{name}: {text!r} is out of bounds")
        if field["type"] == "boolean" and text not in (*field["trueValues"], *field["falseValues"]):
            found.append(f"{name}: {text!r} is neither")
    if not row["idBeneficiaire"] and not row["rnaBeneficiaire"]:
        found.append("one of idBeneficiaire, rnaBeneficiaire")
    return found


def test_the_scdl_file_is_valid(client: Client, grants: list[Commitment]) -> None:
    rows = list(csv.DictReader(io.StringIO(read(client, "/donnees/subventions.scdl.csv"))))
    assert list(rows[0]) == [field["name"] for field in SCDL["fields"]]
    assert [wrong(row) for row in rows] == [[], []]
    first, second = rows
    assert (first["montant"], first["referenceDecision"], first["idAttribuant"]) == ("47800.20", "2026-03-103", "20004697700019")
    assert (first["conditionsVersement"], first["datesPeriodeVersement"]) == ("échelonné", "2026-03-02/2027-03-02")
    assert first["objet"] == "'=Atelier vélo"
    assert (second["nature"], second["rnaBeneficiaire"]) == ("aide en nature", "W691234567")


def test_the_check_of_scdl_sees_what_is_wrong(client: Client, grants: list[Commitment]) -> None:
    (row, *_others) = csv.DictReader(io.StringIO(read(client, "/donnees/subventions.scdl.csv")))
    for name, text in (
        ("idAttribuant", "123"),
        ("montant", "1 000,5"),
        ("pourcentageSubvention", "100"),
        ("nature", "argent"),
        ("notificationUE", "peut-être"),
        ("objet", ""),
    ):
        assert wrong({**row, name: text}), name


def test_our_own_files_tell_what_counts(client: Client, grants: list[Commitment]) -> None:
    rows = {row["reference"]: row for row in csv.DictReader(io.StringIO(read(client, "/donnees/engagements.csv")))}
    assert len(rows) == 6
    first = rows[grants[0].reference]
    assert (first["montant_net"], first["montant_verse"], first["mobilise"], first["deploye"]) == ("47800.20", "10000.00", "oui", "oui")
    assert [row["mobilise"] for row in rows.values()].count("non") == 1
    features = json.loads(read(client, "/donnees/engagements.geojson"))["features"]
    assert features[0]["geometry"]["type"] == "Point"
    assert len(json.loads(read(client, "/donnees/engagements.json"))["results"]) == 6


def test_the_api_gives_the_same(client: Client, grants: list[Commitment]) -> None:
    found = client.get("/api/v1/commitments?limit=2").json()
    assert (found["total"], len(found["results"])) == (6, 2)
    assert client.get(found["next"]).json()["results"][0]["reference"] == grants[2].reference
    one = client.get(f"/api/v1/commitments/{grants[0].reference}").json()
    assert (one["net"], one["region"], one["mobilised"]) == ("47800.20", {"id": "region:84", "name": "Auvergne-Rhône-Alpes"}, True)
    assert client.get("/api/v1/commitments?region=84").json()["total"] == 1
    assert client.get("/api/v1/commitments?state=announced").json()["total"] == 1
    assert client.get("/api/v1/commitments?region=99").status_code == 404
    assert client.get("/api/v1/commitments/E-1999-0001").status_code == 404


def test_the_api_gives_them_as_they_were_known_on_a_day(client: Client) -> None:
    bretagne, home = make_place("region:53"), make_place("region:84")
    with clock.stopped(dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)):
        first = make_commitment(1000, on=dt.date(2026, 2, 1), region=home)
        actions.pay_commitment(commitment=first, amount=Decimal(400), on=dt.date(2026, 2, 5), by=None)
    with clock.stopped(dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)):
        actions.reclassify_commitment(commitment=first, by=None, note="Erreur.", region_id=bretagne.pk)
        actions.cancel_commitment(commitment=first, amount=Decimal(600), on=dt.date(2026, 3, 20), by=None, note="Abandonné.")
        make_commitment(50, on=dt.date(2026, 2, 1))
    then = client.get("/api/v1/commitments?au=2026-02-28").json()
    assert then["total"] == 1
    (one,) = then["results"]
    assert (one["gross"], one["cancelled"], one["net"], one["paid"]) == ("1000.00", "0.00", "1000.00", "400.00")
    assert (one["state"], one["region"]["id"]) == ("partly_paid", "region:84")
    now = client.get("/api/v1/commitments").json()
    assert (now["total"], now["results"][0]["net"], now["results"][0]["region"]["id"]) == (2, "400.00", "region:53")
    assert client.get("/api/v1/commitments?au=2026-02-09").json()["total"] == 0
    assert client.get("/api/v1/commitments?au=2026-02-28&region=53").json()["total"] == 0
    rows = list(csv.DictReader(io.StringIO(read(client, "/financements/engagements/?format=csv&au=2026-02-28"))))
    assert [(row["montant_net"], row["montant_verse"], row["etat"], row["region"]) for row in rows] == [
        ("1000.00", "400.00", "partly_paid", "84")
    ]
    response = client.get("/api/v1/commitments?au=hier")
    assert response.status_code == 422
    assert "AAAA-MM-JJ" in response.content.decode()
