"""The register is whole, says what the models hold, and is read by everyone; the algorithms are those of the code."""

import csv
import io
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core.algorithms import algorithms
from frenchimpact.core.holdings import holdings
from frenchimpact.core.processing import BASES, KEEPS, register, undeclared
from frenchimpact.organisations.models import Assignment
from frenchimpact.privacy import register as rows_of
from frenchimpact.privacy.tests.test_coverage import names_a_person

ROOT = Path(__file__).resolve().parents[3]
# What finds, ranks or compares in the code, by the name of its function or of its column.
_WEIGHS = re.compile(
    r"def \w*(?:rank|score|likeness|duplicate|candidates|suited|similar|twin|closest|best_for)\w*\(|^\s+score: ", re.MULTILINE
)
# Modules where such a name is something else, each with its reason.
ELSEWHERE = {
    "aids.queries.harvest": "reads the pairs that were found",
    "aids.actions.editions": "copies an aid that somebody asks to copy",
    "barriers.actions.triage": "a person says that a case repeats another",
    "barriers.actions.notes": "the order that a person wrote",
    "barriers.clocks": "a rank among durations, for a median",
    "commitments.imports.ranks": "lines of a file keep their numbers",
    "opendata.aid_shapes": "the shape of an answer",
    "reviews.actions.sessions": "writes the order that the jury settled",
    "reviews.queries.juries": "reads who scores what",
    "reviews.rules": "who may score",
    "organisations.tasks": "runs the search of the algorithm",
    "organisations.queries.merges": "reads the pairs that were found",
}


@pytest.fixture
def operator() -> User:
    person = User.objects.create(email="gaelle@exemple.fr", full_name="Gaëlle")
    Assignment.objects.create(user=person, role=Assignment.Role.OPERATOR)
    return person


def test_every_table_that_names_a_person_has_its_purpose() -> None:
    assert undeclared(holdings()) == []


def test_a_line_is_whole_and_its_exceptions_are_tables_of_its_room() -> None:
    for one in register():
        apps.get_app_config(one.room)
        assert one.tables, f"{one.room} keeps nothing about people"
        assert all(str(words).strip() for words in (one.title, one.purpose, one.people, one.recipients, BASES[one.basis], KEEPS[one.keep]))
        names = {table.model.__name__ for table in one.tables}
        assert set(one.exceptions) <= names, f"{one.room}: {set(one.exceptions) - names}"


def test_the_columns_are_those_of_the_models() -> None:
    rows = {row["table"]: row for row in rows_of.table_rows()}
    for one in holdings():
        assert set(names_a_person(one.model)) <= set(rows[one.model._meta.label]["colonnes"])


@pytest.mark.django_db
def test_everyone_reads_the_register_as_a_page_and_as_files(client: Client) -> None:
    page = client.get("/donnees-personnelles/traitements/").text
    for one in register():
        assert str(one.title).replace("'", "’") in page
    rows = list(csv.DictReader(io.StringIO(client.get("/donnees-personnelles/traitements/?format=csv").content.decode("utf-8-sig"))))
    assert [row["traitement"] for row in rows] == [str(one.title) for one in register()]
    results = client.get("/donnees-personnelles/traitements/?format=json").json()["results"]
    assert results[0]["base_legale"].startswith("Exécution du service")
    english = client.get("/en/donnees-personnelles/traitements/?format=json").json()["results"]
    assert english[0]["base_legale"].startswith("Performance")
    assert client.get("/donnees-personnelles/traitements/?format=xml").status_code == 404


@pytest.mark.django_db
def test_tables_are_for_operators(client: Client, operator: User) -> None:
    client.force_login(User.objects.create(email="awa@exemple.fr"))
    assert client.get("/mon-espace/programme/donnees/tables/").status_code == 403
    client.force_login(operator)
    assert "barriers.Case" in client.get("/mon-espace/programme/donnees/tables/?format=csv").content.decode()
    assert "Freins" in client.get("/mon-espace/programme/donnees/tables/").text


def test_what_weighs_in_the_code_is_on_the_page() -> None:
    told = {name for one in algorithms() for name in one.code}
    found = set()
    for path in sorted((ROOT / "frenchimpact").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if {"tests", "migrations", "demo", "views", "forms", "messages", "templates", "api"} & set(parts) or parts[-1] in {
            "urls",
            "facts",
            "holdings",
            "listeners",
        }:
            continue
        if _WEIGHS.search(Path(path).read_text(encoding="utf-8")):
            found.add(".".join(part for part in parts if part != "__init__"))
    unknown = {one for one in found if not any(one == name or one.startswith(f"{name}.") for name in told)}
    elsewhere = {f"frenchimpact.{name}" for name in ELSEWHERE}
    assert unknown - elsewhere == set(), "declare them in privacy/weighing.py"
    assert elsewhere - unknown == set(), "nothing there weighs any more: take it from ELSEWHERE"
    assert {name for name in ELSEWHERE if f"frenchimpact.{name}" not in found} == set()


def test_each_algorithm_is_whole_and_its_weights_are_read_in_the_code() -> None:
    for one in algorithms():
        for name in one.code:
            import_module(name)
        assert all(str(words).strip() for words in (one.title, one.purpose, one.data, one.operations, one.decides, one.contest))
        assert all(value for _words, value in one.parameters)


@pytest.mark.django_db
def test_the_page_of_algorithms_shows_the_weights_of_the_code(client: Client) -> None:
    from frenchimpact.barriers.queries import routing

    page = client.get("/algorithmes/").text
    assert "R. 311-3-1-2" in page
    assert f"{routing.SUBJECT_WEIGHT}" in page
    for one in algorithms():
        assert f'id="{one.key}"' in page
