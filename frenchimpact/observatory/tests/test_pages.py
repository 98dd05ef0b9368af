"""The pages: what they say now, what they said then, and how one cites them."""

import datetime as dt
import json
import re
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.observatory.actions import take_round
from frenchimpact.observatory.figures import DEFINITIONS, Value
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.vocabularies.queries import choices
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _places() -> None:
    make_places()


def at(moment: dt.datetime, *values: Value) -> None:
    with clock.stopped(moment):
        take_round(values=values)


def text(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    return unescape(page.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def test_the_six_questions_are_titles_with_their_figures(client: Client) -> None:
    at(
        START,
        Value("projets-publies", 12),
        Value("projets-publies", 7, "amorcage"),
        Value("projets-publies", 5, "idee"),
        Value("delai-qualification", None, reported=4),
        Value("argent-engage", 2_500_000),
    )
    page = text(client, "/observatoire/")
    for words in (
        "Combien d’argent",
        "Combien de projets",
        "Combien de temps",
        "Quels freins",
        "Qu’est-ce qui change",
        "Quelles solutions",
    ):
        assert words in page
    assert "Projets publiés : 12, le plus souvent « Amorçage » (7)" in page
    assert "2,5 M€" in page
    assert "pas encore assez de dossiers (4, il en faut 11)" in page
    assert '"BreadcrumbList"' in page


def test_money_says_where_and_how_much_of_it_has_no_theme(client: Client) -> None:
    make_terms()
    themes = [code for code, _words in choices("theme")]
    assert len(themes) > 6
    at(
        START,
        Value("argent-engage", 2_500_000),
        Value("argent-engage", 1_400_000, "non-precise"),
        *(Value("argent-engage", 100_000 + at_, theme) for at_, theme in enumerate(themes[:8])),
        Value("argent-engage", 600_000, level="region", code="84"),
        Value("argent-engage", 300_000, level="region", code="11"),
    )
    page = text(client, "/observatoire/")
    assert "2,5 M€ engagés, dont 1,4 M€ sans thème ; du reste, surtout « " in page
    assert "Non précisé" in page
    assert "Où : Auvergne-Rhône-Alpes (600 000 €), Île-de-France (300 000 €). " in page


def test_an_empty_observatory_says_so(client: Client) -> None:
    assert "Pas encore relevé" in text(client, "/observatoire/")
    assert "Pas encore de valeur" in text(client, "/observatoire/projets-publies/")


def test_figures_that_are_late_say_so(client: Client) -> None:
    at(clock.now() - dt.timedelta(hours=5), Value("projets-publies", 12))
    assert "le relevé a du retard" in text(client, "/observatoire/")
    assert "le relevé a du retard" in text(client, "/observatoire/projets-publies/")


def test_a_citation_says_the_same_a_year_later(client: Client) -> None:
    make_published_project()
    take_round()
    page = text(client, "/observatoire/projets-publies/")
    address = re.search(r'href="https?://[^/"]+(/observatoire/projets-publies/\?au=[^"]+)">Adresse qui ne changera plus', page)
    assert address
    cited = re.search(r"<p>([^<]*tel que connu[^<]*)</p>", page)
    assert cited
    assert "Projets publiés : 1, tel que connu le" in cited[1]

    # A year later on the demonstration's clock, with a second project.
    token = clock.shift(dt.timedelta(days=365))
    try:
        make_published_project(name="Un second")
        take_round()
        assert "Projets publiés : 2" in text(client, "/observatoire/projets-publies/")
        then = text(client, address[1])
        assert cited[1] in then
        assert 'class="stat__n"><b>1</b>' in then
        assert json.loads(client.get(address[1] + "&format=json").content)["results"][0]["valeur"] == "1"
    finally:
        clock.restore(token)


def test_the_page_of_a_figure_tells_all_of_it(client: Client) -> None:
    at(START, Value("projets-publies", 12), Value("projets-publies", 3, level="region", code="84"), Value("projets-publies", 7, "idee"))
    at(START + dt.timedelta(days=60), Value("projets-publies", 15), Value("projets-publies", 4, level="region", code="84"))
    page = text(client, "/observatoire/projets-publies/")
    for words in (
        "Périmètre",
        "Calcul",
        "Source",
        "Citer et reprendre",
        "Auvergne-Rhône-Alpes",
        "Les derniers changements de ce que l’on sait",
        '"@type":"Dataset"',
        '"@type":"Observation"',
        'class="tiles"',
        'class="line line--wide"',
    ):
        assert words in page, words
    # As of the first day: the parts of then, and no revision yet.
    then = text(client, "/observatoire/projets-publies/?au=2026-01-15")
    assert "Idée" in then
    assert "Rien n’a changé depuis le premier relevé" in then


def test_files_hold_what_was_known_then(client: Client) -> None:
    at(START, Value("projets-publies", 12))
    at(START + dt.timedelta(days=60), Value("projets-publies", 15))
    lines = b"".join(client.get("/observatoire/projets-publies/?format=csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # streamed
    assert lines[0].startswith("chiffre,nom,version,periode")
    assert [line.split(",")[7] for line in lines[1:]] == ["15"]
    then = client.get("/observatoire/projets-publies/?format=json&au=2026-02-01").json()
    assert [row["valeur"] for row in then["results"]] == ["12"]
    every = client.get("/observatoire/projets-publies/?format=json&revisions=1").json()
    assert [(row["valeur"], row["connu_jusqu_a"]) for row in every["results"]] == [("12", "2026-03-16T10:00:00Z"), ("15", None)]


def test_two_dates_stand_side_by_side(client: Client) -> None:
    at(START, Value("projets-publies", 12), Value("mesures-projets-emplois_etp", 3, period="2024"))
    at(START + dt.timedelta(days=60), Value("projets-publies", 15), Value("mesures-projets-emplois_etp", 5, period="2025"))
    page = text(client, "/observatoire/comparer/?du=2026-01-20&au=2026-04-01")
    assert "+3" in page
    assert "À la fin du 20 janvier 2026" in page
    assert "Choisissez un jour" in text(client, "/observatoire/comparer/")
    assert "à l’envers" in text(client, "/observatoire/comparer/?du=2026-04-01&au=2026-01-20")


def test_what_is_asked_wrongly_is_said(client: Client) -> None:
    assert "n’est ni une date ni un instant" in text(client, "/observatoire/?au=hier")
    assert "pas encore venue" in text(client, "/observatoire/projets-publies/?au=2199-01-01")
    assert client.get("/observatoire/rien-de-tel/").status_code == 404
    assert "n’étaient pas encore relevés" in text(client, "/observatoire/?au=2020-01-01")


def test_every_figure_has_its_page_in_both_languages(client: Client) -> None:
    take_round()
    for code in DEFINITIONS:
        for prefix in ("", "/en"):
            assert client.get(f"{prefix}/observatoire/{code}/").status_code == 200, code


def test_the_dashboard_asks_little_whatever_the_past(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get("/observatoire/")
    for day in range(6):
        at(START + dt.timedelta(days=day), *(Value(code, 10 + day) for code in DEFINITIONS))
    with django_assert_num_queries(5):
        client.get("/observatoire/")
