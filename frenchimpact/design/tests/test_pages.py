"""The frame, the service pages, the pages that say what went wrong, the skins: by their content."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from frenchimpact.core import pages
from frenchimpact.design import figures, incidents, navigation
from frenchimpact.design.words import typo

SERVICE = [
    "aide",
    "plan",
    "accessibilite",
    "mentions-legales",
    "donnees-personnelles",
    "cookies",
    "cgu",
    "affichage",
    "ecoconception",
    "ui",
]


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("page", SERVICE)
def test_service_pages_answer_in_both_languages_and_lead_to_the_legal_ones(client: Client, page: str, prefix: str) -> None:
    text = client.get(f"{prefix}/{page}/").content.decode()

    for legal in ("accessibilite", "mentions-legales", "donnees-personnelles", "cookies"):
        assert f'href="{prefix}/{legal}/"' in text
    assert f'hreflang="en" href="http://127.0.0.1:8000/en/{page}/"' in text
    assert " style=" not in text
    assert not re.search(r"\son[a-z]+=", text)


@pytest.mark.django_db
def test_reading_sets_no_cookie(client: Client) -> None:
    response = client.get("/aide/")

    assert not response.cookies


@pytest.mark.django_db
def test_operator_and_programme_come_from_settings(client: Client, settings: object) -> None:
    setattr(settings, "OPERATOR_NAME", "Région d’Exemple")
    setattr(settings, "PROGRAMME_NAME", "Élan régional")

    text = client.get("/mentions-legales/").content.decode()

    assert "Région d’Exemple" in text
    assert "– Élan régional</title>" in text


@pytest.mark.django_db
def test_display_choice_is_kept_in_a_cookie_and_taken_back(client: Client) -> None:
    chosen = client.post("/affichage/", {"theme": "dark", "shortcuts": "no", "size": "larger", "motion": "none"})
    page = client.get(chosen["Location"]).content.decode()

    assert 'data-theme="dark"' in page
    assert 'data-shortcuts="off"' in page
    assert 'data-size="larger"' in page
    assert 'data-motion="none"' in page
    client.post("/affichage/", {"theme": "auto", "shortcuts": "yes", "size": "usual", "motion": "auto"})
    page = client.get("/affichage/").content.decode()
    assert all(mark not in page for mark in ("data-theme", "data-size", "data-motion"))


@pytest.mark.django_db
def test_display_refuses_a_forged_choice(client: Client) -> None:
    assert client.post("/affichage/", {"theme": "<b>", "shortcuts": "no", "size": "usual", "motion": "auto"}).status_code == 422
    client.cookies["taille"] = '"><b>'
    assert "data-size" not in client.get("/affichage/").content.decode()


@pytest.mark.django_db
def test_a_missing_page_offers_ways_out(client: Client) -> None:
    response = client.get("/nulle-part/")

    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.content.decode()
    assert 'href="/"' in response.content.decode()


def test_a_crash_shows_its_number_and_logs_it(rf: RequestFactory, caplog: pytest.LogCaptureFixture) -> None:
    """Without any database: this test has none."""
    response = incidents.broken(rf.get("/projets/"))

    number = re.search(r'<strong class="ref">([0-9a-f]{16})</strong>', response.content.decode())
    assert response.status_code == 500
    assert number
    assert number[1] in caplog.text


def test_a_stop_says_when_to_come_back(rf: RequestFactory) -> None:
    response = incidents.unavailable(rf.get("/"))

    assert (response.status_code, response["Retry-After"]) == (503, "300")


def test_what_is_gone_says_why(rf: RequestFactory) -> None:
    response = incidents.gone(rf.get("/projets/x/"), "Le projet a été retiré le 3 mars.")

    assert response.status_code == 410
    assert "Le projet a été retiré le 3 mars." in response.content.decode()


@pytest.mark.django_db
def test_an_expired_form_offers_again_what_was_typed() -> None:
    strict = Client(enforce_csrf_checks=True)
    long_text = "Nous réparons des vélos <b>avec</b> les habitants. " * 5

    response = strict.post("/affichage/", {"theme": "dark", "projet": long_text, "csrfmiddlewaretoken": "old"})

    text = response.content.decode()
    assert response.status_code == 403
    assert "Ce que vous aviez écrit est ci-dessous" in text
    assert "&lt;b&gt;avec&lt;/b&gt;" in text
    assert 'name="theme" value="dark"' in text
    assert 'value="old"' not in text


@pytest.mark.parametrize(
    ("here", "words"),
    [("/annuaire/?q=a", "Annuaire et carte"), ("/en/annuaire/", "Annuaire et carte"), ("/aide/", None)],
)
def test_the_section_one_is_in_is_marked(here: str, words: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "address", lambda path: path)

    current = [link.words for link in navigation.links(navigation.MAIN, here) if link.is_current]

    assert [str(one) for one in current] == ([words] if words else [])


def test_a_page_that_no_room_answers_is_left_out() -> None:
    assert navigation.address("/cette-page-manque/x/y/") is None
    assert navigation.address("/aide/") == "/aide/"


def test_addresses_cross_languages() -> None:
    assert navigation.in_language("/aide/", "en") == "/en/aide/"
    assert navigation.in_language("/en/aide/", "fr") == "/aide/"
    assert navigation.in_language("/entreprises/", "fr") == "/entreprises/"


def test_another_skin_replaces_a_component(settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.apps import apps

    folder = tmp_path / "skins" / "etat" / "design" / "components"
    folder.mkdir(parents=True)
    (folder / "zz-etat.html").write_text("{% macro badge(text, tone='', icon_name=None) %}<p class='autre'>{{ text }}</p>{% endmacro %}")
    monkeypatch.setattr(apps.get_app_config("design"), "path", str(tmp_path))
    setattr(settings, "BRAND_SKIN", "etat")
    config = {"NAME": "etat", "DIRS": [], "APP_DIRS": True, "OPTIONS": {}}

    own = Path(__file__).resolve().parents[1] / "templates"
    skinned = pages.Pages(config)
    loader = skinned.env.loader
    assert str(loader.searchpath[0]).endswith("skins/etat")  # type: ignore[union-attr]
    loader.searchpath.append(str(own))  # type: ignore[union-attr]
    skinned._fill(skinned.env.globals["ui"])  # type: ignore[arg-type]

    assert skinned.env.from_string("{{ ui.badge('Prêt') }}").render() == "<p class='autre'>Prêt</p>"
    assert "btn" in skinned.env.from_string("{{ ui.button('Aller', href='/') }}").render()


def test_french_spacing() -> None:
    assert str(typo("Prêt ? Oui : « tout » est là !")) == "Prêt\u202f? Oui\u00a0: «\u00a0tout\u00a0» est là\u202f!"
    assert str(typo("plus de 100 000 € ou 3 fois 20")) == "plus de 100\u202f000\u202f€ ou 3 fois 20"
    assert str(typo("<b> ?")) == "&lt;b&gt;\u202f?"


def test_map_has_eighteen_regions_and_fair_shades() -> None:
    drawn = figures.tile_map({"84": 6, "11": 4, "76": 4, "93": 2, "53": 1}, lambda code: f"/?region={code}", current="84")

    by_code = {tile.code: tile for tile in drawn.tiles}
    assert len(by_code) == 18
    assert len({(tile.column, tile.line) for tile in drawn.tiles}) == 18
    assert [by_code[code].step for code in ("94", "53", "93", "84")] == [0, 1, 2, 3]
    assert by_code["84"].is_current
    assert [step.words for step in drawn.legend] == ["aucun", "1", "2 ou 3", "4 et plus"]


def test_map_of_nothing_and_of_large_numbers() -> None:
    assert {tile.step for tile in figures.tile_map({}).tiles} == {0}
    large = figures.tile_map({"84": 25_310, "11": 1_200, "76": 90})
    assert {tile.shown for tile in large.tiles if (tile.value or 0) > 9_999} == {"25 k"}


def test_a_missing_measure_is_a_gap_not_a_zero() -> None:
    line = figures.sparkline([1.0, None, 3.0])

    assert line.path.count("M") == 2
    assert line.end == (92.0, 4.0)
    assert figures.sparkline([None]).end is None


def test_a_line_and_its_target_stay_in_their_frame() -> None:
    days = [dt.date(year, 12, 31) for year in (2024, 2025, 2026)]
    points = list(zip(days, (205.0, 262.0, 301.0), strict=True))
    chart = figures.line_chart(points, ((days[1], 262.0), (dt.date(2028, 12, 31), 400.0)), width=300, last="301", goal="cible 400")
    left, top, right, bottom = chart.plot
    assert all(left <= x <= right and top <= y <= bottom for x, y in chart.dots)
    assert chart.dots[0][1] > chart.dots[1][1] > chart.dots[2][1]
    assert chart.aim is not None
    assert chart.aim[:2] == chart.dots[1]
    assert [words for _x, words in chart.across] == ["2024", "2026", "2028"]
    assert [words for _y, words in chart.up] == ["0", "100", "200", "300", "400"]
    assert chart.goal == (chart.aim[2], chart.aim[3], "cible 400")


@pytest.mark.parametrize(("low", "high"), [(0, 0), (5, 5), (-3, 7), (1e9, 1.1e9), (0.001, 0.0042), (-10, -10)])
def test_levels_are_round_and_hold_every_value(low: float, high: float) -> None:
    chart = figures.line_chart([(dt.date(2025, 1, 1), low), (dt.date(2025, 6, 1), high)])
    assert 2 <= len(chart.up) <= 7
    assert all(chart.plot[1] - 0.1 <= y <= chart.plot[3] + 0.1 for _x, y in chart.dots)


def test_a_field_is_described_by_its_help_and_its_error() -> None:
    from frenchimpact.design.gallery import SampleForm

    form = SampleForm({"siret": "123"})
    form.is_valid()
    markup = pages.engine().env.from_string("{{ ui.errors(form) }}{{ ui.field(form.siret) }}{{ ui.field(form.who) }}").render(form=form)

    assert 'aria-describedby="id_siret_helptext id_siret_error"' in markup
    assert markup.count('aria-invalid="true"') == 3
    assert 'href="#id_siret"' in markup
    assert 'href="#id_who_0"' in markup
    assert 'id="id_who_0"' in markup
    assert 'value="123"' in markup
