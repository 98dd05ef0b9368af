"""What people type, understood."""

import pytest
from django.db import connection

from frenchimpact.atlas import actions, queries
from frenchimpact.atlas.tests.factories import make_commune, make_organisation, make_project, make_themes
from frenchimpact.atlas.typing_errors import corrections, distance
from frenchimpact.atlas.wishes import Wish
from frenchimpact.atlas.words import MAX_TERMS, understand

pytestmark = pytest.mark.django_db

HOSTILE = [
    "",
    " ",
    "'",
    '"',
    "« »",
    "a & | ! ( ) : * <-> \\ ; --",
    "') OR 1=1 --",
    "\u202etxet",
    "é" * 5000,
    "👩‍🚀 🎉",
    "\ud800",
    "%s %(x)s {0}",
    '"économie circulaire',
    "<script>alert(1)</script>",
    "mot " * 400,
    "123 456",
    "null",
    "ﬁ ℌ ①",
    "l’à-côté d'eux",
    "_ __ _a_",
]


def names(text: str) -> set[str]:
    return {row.name for row in queries.search(Wish(text)).rows}


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_gives_a_query_that_the_database_takes(text: str) -> None:
    typed = understand(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsquery('public.fr', %s), to_tsquery('public.fr', %s)", [typed.query, typed.prefix_query])
    assert len(typed.terms) <= MAX_TERMS
    queries.search(Wish(text))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Un logement à Chambéry", "logement a chambery"),
        ("Les lieux partagés", "lieu"),
        ("Un lieu partagé", "lieux"),
        ("La Ressourcerie du lac", "recyclerie"),
        ("Atelier d’insertion par l’activité économique", "SIAE"),
        ("Le tiers-lieu", "tiers lieux"),
        ("L’énergie des habitants", "energie"),
        ("Accès à l’emploi", "« accès à l’emploi »"),
        ("Une crèche parentale", "crèches parentales"),
        ("Un réemploi solidaire", "réemplois"),
    ],
)
def test_found_however_it_is_written(written: str, typed: str) -> None:
    make_organisation(name=written)
    make_organisation(name="Autre chose")
    assert names(typed) == {written}


def test_a_phrase_in_quotes_is_words_in_a_row() -> None:
    make_organisation(name="Économie circulaire")
    make_organisation(name="Circulaire sur l’économie")
    assert names('"économie circulaire"') == {"Économie circulaire"}
    assert len(names("économie circulaire")) == 2


def test_titles_before_descriptions() -> None:
    make_organisation(name="Autre", description="Un jardin", confirmed_at="2026-11-01T00:00:00Z")
    make_organisation(name="Jardin des possibles", confirmed_at="2020-01-01T00:00:00Z")
    assert [row.name for row in queries.search(Wish("jardin")).rows] == ["Jardin des possibles", "Autre"]


def test_a_mistyped_word_is_compared_with_the_words_of_the_sheets() -> None:
    make_themes("innovation")
    make_commune()
    make_organisation(name="Innovation sociale", description="Un accompagnement")
    make_project(name="Atelier vélo")
    actions.rebuild_words()

    assert corrections(["innovasion", "chamberi", "acompagnement", "sociale", "zzzzzz"]) == {
        "innovasion": "innovation",
        "chamberi": "chambery",
        "acompagnement": "accompagnement",
    }


@pytest.mark.parametrize(
    ("one", "other", "far"), [("", "", 0), ("velo", "vleo", 1), ("velo", "vélo", 1), ("abc", "", 3), ("maison", "raison", 1)]
)
def test_distance(one: str, other: str, far: int) -> None:
    assert distance(one, other) == far
