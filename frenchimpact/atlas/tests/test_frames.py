"""Parts of the site inside other sites: no cookie, any site around, the rows of the page; and the page that writes the line to paste."""

import gzip
import re
from html import escape, unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from frenchimpact.atlas.tests.factories import make_commune, make_organisation, make_project, make_themes
from frenchimpact.design import stylesheet
from frenchimpact.events.tests.factories import make_event
from frenchimpact.labels.tests.factories import make_label
from frenchimpact.observatory.actions import take_round

pytestmark = pytest.mark.django_db

FRAMES = [
    "/integrer/carte/",
    "/integrer/carte/?type=projet&region=84",
    "/integrer/liste/",
    "/integrer/liste/?type=projet&fond=sombre&couleur=bleu",
    "/integrer/calendrier/",
    "/integrer/calendrier/?vue=mois",
    "/integrer/chiffre/projets-publies/",
    "/en/integrer/liste/",
]


@pytest.fixture
def _world() -> None:
    make_themes("mobilite", "alimentation")
    chambery = make_commune()
    make_organisation(name="Le Tremplin", commune=chambery, themes=["mobilite"])
    make_organisation(name="La Cantine", commune=chambery, themes=["alimentation"])
    make_project(chambery, name="Navettes", themes=["mobilite"])
    make_event()
    take_round()


def links_of(text: str, start: str) -> list[str]:
    return re.findall(rf'<h[23]><a href="({start}[^"]+)"', text)


@pytest.mark.parametrize("url", ["/integrer/chiffre/zzz/", "/labels/L-2026-9999/cadre/", "/en/integrer/chiffre/zzz/"])
def test_a_frame_of_what_is_gone_says_so_where_it_stands(client: Client, url: str) -> None:
    response = client.get(url)
    assert (response.status_code, "X-Frame-Options" in response) == (404, False)
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    words = ("no longer published", "Go to the site") if url.startswith("/en/") else ("n’est plus publié", "Aller sur le site")
    assert [one for one in words if one not in response.text] == []
    assert response.text.count("<h1>") == 1


@pytest.mark.usefixtures("_world")
@pytest.mark.parametrize("url", FRAMES)
def test_a_frame_stands_in_any_site_and_keeps_nothing(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert "max-age=300" in response["Cache-Control"]
    text = response.text
    assert text.count("<h1>") == 1
    assert f'<html lang="{"en" if url.startswith("/en/") else "fr"}"' in text
    assert '<base target="_top">' in text
    assert "<form" not in text
    assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.usefixtures("_world")
@pytest.mark.parametrize(
    "query", ["", "?theme=mobilite", "?type=projet", "?q=cantine", "?type=projet&region=84", "?theme=alimentation&commune=73065"]
)
def test_the_list_in_a_frame_has_the_rows_of_the_page(client: Client, query: str) -> None:
    rows = links_of(client.get(f"/annuaire/{query}").text, "/(?:structures|projets)/")
    assert rows
    assert links_of(client.get(f"/integrer/liste/{query}").text, "/(?:structures|projets)/") == rows


@pytest.mark.usefixtures("_world")
def test_the_calendar_in_a_frame_has_the_rows_of_the_page(client: Client) -> None:
    rows = links_of(client.get("/evenements/").text, "/evenements/")
    assert rows
    assert links_of(client.get("/integrer/calendrier/").text, "/evenements/") == rows
    assert not links_of(client.get("/integrer/calendrier/?q=rienquecela").text, "/evenements/")


def test_a_frame_of_an_unknown_figure_is_not_there(client: Client) -> None:
    assert client.get("/integrer/chiffre/rien/").status_code == 404


def test_colours_are_those_of_readable_pairs_only(client: Client) -> None:
    text = client.get("/integrer/liste/?fond=sombre&couleur=bleu").text
    assert 'data-theme="dark" data-accent="bleu"' in text
    text = client.get('/integrer/liste/?fond=rose&couleur="><script>').text
    assert "data-accent" not in text
    assert "data-theme" not in text


@pytest.mark.usefixtures("_world")
def test_a_frame_is_light(client: Client) -> None:
    static = Path(stylesheet.__file__).parent / "static/design"
    page = len(gzip.compress(client.get("/integrer/liste/").content))
    style = len(gzip.compress(stylesheet.assemble("neutre").encode()))
    beside = sum((static / name).stat().st_size for name in ("framed.js", "mark.svg", "fonts/figtree-fi.woff2"))
    assert page + style + beside < 60_000


def test_the_script_that_sizes_frames_is_kept_by_others(client: Client) -> None:
    response = client.get("/integrer/cadre.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "contentWindow" in response.text
    assert 'src="/static/design/framed.js"' in client.get("/integrer/liste/").text
    assert not response.cookies


# ── The page that writes the line ────────────────────────────────────────────────────────────────
@pytest.mark.usefixtures("_world")
@pytest.mark.parametrize("kind", ["carte", "liste", "calendrier", "chiffre"])
def test_the_line_to_paste_leads_to_the_frame_that_is_shown(client: Client, kind: str) -> None:
    text = client.get(f"/integrer/?quoi={kind}&theme=mobilite&region=84&type=projet&fond=clair&chiffre=projets-publies").text
    shown = re.search(r'<iframe class="[^"]+" src="([^"]+)" title="([^"]+)"', text)
    assert shown
    path = unescape(shown[1])
    assert path.startswith(f"/integrer/{kind}/")
    assert "fond=clair" in path
    assert ("theme=mobilite" in path) == ("region=84" in path) == (kind != "chiffre")
    frame = client.get(path)
    assert frame.status_code == 200
    assert "ne sont pas connus" not in frame.text
    # What one copies is written out twice: as a script, as a frame.
    copied = [unescape(one) for one in re.findall(r"<textarea[^>]+>([^<]+)</textarea>", text)]
    assert [one[:7] for one in copied] == ["<script", "<iframe"]
    assert all(f'"{settings.BASE_URL}{escape(path)}"' in one for one in copied)


def test_a_label_is_found_by_its_reference_or_the_page_says_what_to_do(client: Client) -> None:
    label = make_label(make_organisation(name="Le Tremplin"))
    assert "Quel label" in client.get("/integrer/?quoi=label").text
    assert "Aucun label ne porte la référence" in client.get("/integrer/?quoi=label&label=L-1").text
    assert f"/labels/{label.reference}/cadre/" in client.get(f"/integrer/?quoi=label&label={label.reference.lower()}").text


@pytest.mark.usefixtures("_world")
def test_each_page_leads_to_its_line(client: Client) -> None:
    for page, wanted in {
        "/annuaire/?theme=mobilite": "/integrer/?theme=mobilite&quoi=liste",
        "/projets/?vue=carte&region=84": "/integrer/?region=84&quoi=carte&type=projet",
        "/annuaire/?type=projet": "/integrer/?type=projet&quoi=liste",
        "/evenements/?theme=mobilite": "/integrer/?quoi=calendrier&theme=mobilite",
        "/observatoire/projets-publies/": "/integrer/?quoi=chiffre&chiffre=projets-publies",
    }.items():
        assert wanted in unescape(client.get(page).text), page
        assert client.get(wanted).status_code == 200
