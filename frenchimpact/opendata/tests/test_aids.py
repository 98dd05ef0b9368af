"""Aids as open data: files, the State's own schemas, the API, and a described project compared without an account."""

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

from frenchimpact.accounts.actions.questions import QUESTIONS
from frenchimpact.aids.actions import change_aid
from frenchimpact.aids.actions.harvest import import_aids
from frenchimpact.aids.models import Aid
from frenchimpact.aids.tests.factories import make_aid, make_funder
from frenchimpact.aids.tests.feeds import line, write_csv
from frenchimpact.calls.actions.references import take_references
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.projects.tests.factories import make_operator
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"
SCHEMAS = {
    name: json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")) for name in ("dispositif-aide", "dispositif-aide-professionnels")
}
THEME = "insertion_emploi"


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.getvalue().decode()


def wrong(schema: dict[str, Any], row: dict[str, str]) -> list[str]:
    """What a schema does not accept in a row."""
    found = []
    for field in schema["fields"]:
        name, text = field["name"], row[field["name"]]
        constraints = field.get("constraints") or {}
        if not text:
            found += [f"{name} is required"] if constraints.get("required") else []
            continue
        pattern = constraints.get("pattern") or field.get("pattern")
        if pattern and not re.fullmatch(pattern, text):
            found.append(f"{name}: {text!r} does not match")
        if len(text) > constraints.get("maxLength", 10**9):
            found.append(f"{name} is too long")
        try:
            if field["type"] == "integer":
                int(text)
            elif field["type"] == "datetime":
                dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
            elif field.get("format") == "uuid":
                uuid.UUID(text)
        except ValueError:
            found.append(f"{name}: {text!r} is no {field['type']}")
    return found


@pytest.fixture
def aids(tmp_path: Path) -> list[Aid]:
    """One of a source, some of persons, one closed, one that is not public."""
    make_places()
    make_terms()
    make_place("region:94", name="Corse")
    make_place("departement:2A", name="Corse-du-Sud")
    import_aids(
        write_csv(
            tmp_path / "a.csv",
            line(
                eligibilite_annees_existence_minimal="2",
                eligibilite_effectif_maximal="249",
                ciblage_naf="A|56.1",
                ciblage_secteur_activite="agriculture|services",
                base_juridique="[{ libelle: 'x' }]",
            ),
        ),
        source_name="État",
    )
    made = [
        make_aid("=Prêt", funder=make_funder(siren="552081317"), instruments=["pret"], places=("departement:73", "commune:93048")),
        make_aid("Corse", places=("departement:2A",), rules=[{"subject": "form", "values": ["association"]}]),
        make_aid(
            "Close",
            rhythm="once",
            closes_on=clock.today() - dt.timedelta(days=1),
            rules=[{"subject": "form", "values": ["entreprise", "groupe"]}, {"subject": "theme", "values": [THEME]}],
        ),
        make_aid("Brouillon", status="draft", published_at=None),
    ]
    # The aids made by hand took these numbers.
    take_references("AF", len(made))
    return [Aid.objects.get(title="Accélérateur décarbonation"), *made]


@pytest.mark.parametrize(
    ("file", "name", "count"),
    [("dispositifs-aide", "dispositif-aide", 4), ("dispositifs-aide-professionnels", "dispositif-aide-professionnels", 3)],
)
def test_files_follow_the_states_schemas(client: Client, aids: list[Aid], file: str, name: str, count: int) -> None:
    rows = list(csv.DictReader(io.StringIO(read(client, f"/donnees/{file}.csv"))))
    assert list(rows[0]) == [field["name"] for field in SCHEMAS[name]["fields"]]
    assert [wrong(SCHEMAS[name], row) for row in rows] == [[]] * count
    assert len({row["id"] for row in rows}) == count
    assert client.get(f"/donnees/{file}.json").status_code == 404


def test_what_a_source_gave_comes_back(client: Client, aids: list[Aid]) -> None:
    first, second, corsica, closed = csv.DictReader(io.StringIO(read(client, "/donnees/dispositifs-aide.csv")))
    given = line()
    same = ("id", "titre", "promesse", "types_aides", "programmes_parents", "url_source", "cibles", "eligibilite_geographique")
    assert {name: first[name] for name in same} == {name: given[name] for name in same}
    assert first["eligibilite_geographique_exclusions"] == "COM-73008"
    assert (first["date_ouverture"], first["date_cloture"]) == ("2026-01-05T00:00:00Z", "2027-10-15T00:00:00Z")
    assert json.loads(first["porteurs"])[1]["siren"] == "320252489"
    assert (second["titre"], second["eligibilite_geographique"]) == ("'=Prêt", "DEP-73|COM-93048")
    assert json.loads(second["porteurs"]) == [{"nom": "Fonds d’essai", "siren": "552081317", "roles": ["financeur"]}]
    assert (corsica["eligibilite_geographique"], corsica["cibles"]) == ("REG-94", "associations")
    assert closed["cibles"] == "professionnels|particuliers"
    (pro, *_others) = csv.DictReader(io.StringIO(read(client, "/donnees/dispositifs-aide-professionnels.csv")))
    assert (pro["eligibilite_annees_existence_minimal"], pro["eligibilite_effectif_maximal"], pro["ciblage_naf"]) == ("2", "249", "A|56.1")


def test_what_a_person_wrote_wins_over_the_source(client: Client, aids: list[Aid]) -> None:
    change_aid(aid=aids[0], by=make_operator(), values={"instruments": ["pret"]}, conditions=[])
    (first, *_others) = csv.DictReader(io.StringIO(read(client, "/donnees/dispositifs-aide.csv")))
    assert first["types_aides"] == "pret"
    assert first["cibles"] == "professionnels|particuliers|associations|secteur public"


def test_the_file_comes_in_again(client: Client, aids: list[Aid], tmp_path: Path) -> None:
    path = tmp_path / "again.csv"
    path.write_text(read(client, "/donnees/dispositifs-aide.csv"), encoding="utf-8")
    assert import_aids(path, source_name="Ailleurs").created == 4


def test_the_check_sees_what_is_wrong(client: Client, aids: list[Aid]) -> None:
    (row, *_others) = csv.DictReader(io.StringIO(read(client, "/donnees/dispositifs-aide.csv")))
    for name, text in (("id", "12"), ("titre", ""), ("cibles", "tous"), ("eligibilite_geographique", "73000"), ("date_cloture", "hier")):
        assert wrong(SCHEMAS["dispositif-aide"], {**row, name: text}), name


def test_aids_as_files(client: Client, aids: list[Aid]) -> None:
    rows = json.loads(read(client, "/donnees/aides.json"))["results"]
    assert [row["titre"] for row in rows] == [aid.title for aid in aids[:4]]
    assert (rows[0]["lieux"], rows[0]["lieux_exclus"], rows[3]["themes"]) == ("region:84", "commune:73008", THEME)
    assert read(client, "/donnees/aides.csv").count("\n") >= 5
    assert len(json.loads(read(client, "/donnees/aides.geojson"))["features"]) == 4


def test_the_api_lists_narrows_and_gives_one(client: Client, aids: list[Aid]) -> None:
    asked = client.get("/api/v1/aids?fermees=non").json()
    assert [row["title"] for row in asked["results"]] == [aid.title for aid in aids[:3]]
    whole = client.get("/api/v1/aids").json()
    assert (whole["total"], [row["title"] for row in whole["results"]]) == (4, [aid.title for aid in aids[:4]])
    first = client.get("/api/v1/aids?limit=3").json()
    assert [row["title"] for row in client.get(first["next"].split("testserver")[-1]).json()["results"]] == ["Close"]
    for query, titles in {
        "q=carbonation": ["Accélérateur décarbonation"],
        "q=strategie accelerateur": ["Accélérateur décarbonation"],
        "instrument=pret": ["=Prêt"],
        f"theme={THEME}&open=false": ["Close"],
        "open=false": ["Close"],
        "commune=93048": ["=Prêt"],
        "commune=73065": ["Accélérateur décarbonation", "=Prêt"],
        "commune=73008&fermees=oui": ["=Prêt", "Close"],
    }.items():
        assert [row["title"] for row in client.get(f"/api/v1/aids?{query}").json()["results"]] == titles, query
    one = client.get(f"/api/v1/aids/{aids[0].reference}").json()
    assert (one["funder"], one["places"], one["source"]) == (
        "BPIFRANCE (BPIFRANCE)",
        [{"id": "region:84", "name": "Auvergne-Rhône-Alpes"}],
        "État",
    )
    assert {rule["subject"] for rule in one["rules"]} == {"form", "employees", "age"}
    assert client.get(f"/api/v1/aids/{aids[4].reference}").status_code == 404
    assert client.get("/api/v1/aids?theme=rien").status_code == 404


def ask(client: Client, **project: Any) -> Any:
    return client.post("/api/v1/matches", json.dumps(project), content_type="application/json")


def test_a_described_project_is_compared_and_told_why(client: Client, aids: list[Aid]) -> None:
    response = ask(client, forms=["association"], places=["commune:73065"], founded_on=clock.today().isoformat(), employees=3)
    assert response.status_code == 200
    found = response.json()
    assert found["counts"] == {"suits": 1, "to_check": 0, "near": 2, "apart": 0}
    assert (found["results"][0]["aid"]["title"], found["results"][0]["fit"]) == ("=Prêt", "suits")
    near = next(row for row in found["results"] if row["aid"]["title"].startswith("Accél"))
    states = {one["subject"]: one["state"] for one in near["conditions"]}
    assert states == {"place": "satisfied", "form": "satisfied", "employees": "satisfied", "age": "failing"}
    # The project will be old enough after the aid's last day, and no other edition is known: nothing is promised for the aid itself.
    assert near["from_on"] is None
    assert "trop tard" in near["summary"]
    assert next(one["from_on"] for one in near["conditions"] if one["subject"] == "age")
    assert all(one["text"] and one["rule"] for one in near["conditions"])
    assert "public" not in response.get("Cache-Control", "")


def test_what_is_not_said_is_unknown(client: Client, aids: list[Aid]) -> None:
    found = ask(client).json()
    assert found["counts"]["to_check"] == 3
    assert {row["fit"] for row in found["results"]} == {"to_check"}


@pytest.mark.parametrize(
    ("project", "words"),
    [
        ({"forms": ["licorne"]}, "forms"),
        ({"stage": "rien"}, "stage"),
        ({"themes": ["rien"]}, "« rien »"),
        ({"places": ["commune:00000"]}, "commune:00000"),
        ({"places": ["73000"]}, "places"),
        ({"amount": -5}, "amount"),
        ({"founded_on": "hier"}, "founded_on"),
        ({"limit": 1000}, "limit"),
        ({"montant": 5}, "montant"),
    ],
)
def test_bad_questions_say_what_is_wrong(client: Client, aids: list[Aid], project: dict[str, Any], words: str) -> None:
    response = ask(client, **project)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert words in response.content.decode()


def test_a_structure_founded_at_the_end_of_time_is_too_young_and_breaks_nothing(client: Client) -> None:
    make_aid("Prêt", rules=[{"subject": "age", "minimum": 24}])
    answer = ask(client, founded_on="9999-12-31")
    assert answer.status_code == 200
    assert answer.json()["results"][0]["fit"] == "near"


def test_a_question_that_is_no_json_and_a_question_not_sent(client: Client) -> None:
    response = client.post("/api/v1/matches", "{", content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert "JSON" in response.json()["detail"]
    response = client.get("/api/v1/matches")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "POST" in response.json()["detail"]
    assert client.options("/api/v1/matches")["Access-Control-Allow-Methods"] == "POST, OPTIONS"


def test_the_documentation_tells_them(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()
    for name, operation in (("matches", "POST /api/v1/matches"), ("aids", "GET /api/v1/aids")):
        assert f'href="/api/v1/docs/{name}"' in page
        assert operation in client.get(f"/api/v1/docs/{name}").content.decode()


def test_questions_come_in_number_from_one_network_and_are_told_when_to_ask_again(client: Client, aids: list[Aid]) -> None:
    for _n in range(QUESTIONS.limit):
        assert ask(client).status_code == 200
    refused = ask(client)
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused.json()["detail"].startswith("Trop de demandes")
    elsewhere = client.post("/api/v1/matches", "{}", content_type="application/json", REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 200
    told = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/matches"]["post"]["responses"]["429"]
    assert "Retry-After" in told["headers"]
    assert "application/problem+json" in told["content"]


def test_generic_aids_and_variants_name_each_other(client: Client, aids: list[Aid]) -> None:
    frame = make_aid("Cadre", is_generic=True)
    hidden: dict[str, Any] = {"status": "draft", "published_at": None}
    variant = make_aid("Locale", places=("departement:73",), generic=frame, programmes=["Fonds vert"])
    make_aid("Brouillon", places=("departement:73",), generic=frame, **hidden)
    one = client.get(f"/api/v1/aids/{frame.reference}").json()
    assert (one["is_generic"], one["generic"], one["variants"]) == (True, None, [variant.reference])
    other = client.get(f"/api/v1/aids/{variant.reference}").json()
    assert (other["is_generic"], other["generic"], other["variants"]) == (False, frame.reference, [])
    rows = {row["titre"]: row for row in json.loads(read(client, "/donnees/aides.json"))["results"]}
    assert (rows["Cadre"]["generique"], rows["Locale"]["variante_de"]) == ("oui", frame.reference)
    form = {row["titre"]: row for row in csv.DictReader(io.StringIO(read(client, "/donnees/dispositifs-aide.csv")))}
    assert (form["Locale"]["programmes_parents"], form["Cadre"]["programmes_parents"]) == ("Cadre|Fonds vert", "")


def test_the_sheet_of_the_api_says_everything_and_where_it_comes_from(client: Client, aids: list[Aid]) -> None:
    change_aid(
        aid=aids[0],
        by=make_operator(),
        values={"documents": ["Budget"], "own_funds_times": Decimal(2), "amounts_note": "Par an.", "contact": "Guichet"},
    )
    one = client.get(f"/api/v1/aids/{aids[0].reference}").json()
    assert (one["documents"], one["own_funds_times"], one["amounts_note"], one["contact"]) == (["Budget"], 2.0, "Par an.", "Guichet")
    assert one["partners"][0] == {"name": "ADEME", "siren": "385290309", "roles": ["instructeur"]}
    assert (one["next_closes_on"], one["programmes"]) == (None, ["Fonds Chaleur", "Fonds vert 2024"])
    told = {row["field"]: (row["origin"], row["source"], row["guessed"]) for row in one["provenance"]}
    assert told["documents"] == ("person", None, False)
    assert told["title"] == ("source", "État", False)
    assert told["instruments"] == ("source", "État", True)
    assert "provenance" not in client.get("/api/v1/aids").json()["results"][0]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("amount", True, "un nombre est attendu"),
        ("amount", "5000", "un nombre est attendu"),
        ("budget", False, "un nombre est attendu"),
        ("employees", True, "un nombre est attendu"),
        ("evidence", True, "un nombre est attendu"),
        ("evidence", "3", "un nombre est attendu"),
        ("qualified", "yes", "« true » ou « false »"),
        ("qualified", 1, "« true » ou « false »"),
        ("open_only", "non", "« true » ou « false »"),
        ("limit", 2.5, "un nombre entier est attendu"),
    ],
)
def test_a_value_of_another_sort_is_refused_rather_than_guessed(client: Client, name: str, value: object, words: str) -> None:
    response = ask(client, **{name: value})
    assert response.status_code == 422
    (told,) = response.json()["errors"]
    assert told.startswith(name)
    assert words in told
