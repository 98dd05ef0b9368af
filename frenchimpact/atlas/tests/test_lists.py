"""Lists: what the address asks is what the page and the files show."""

import csv
import json
import random
import re
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.atlas import actions, exports
from frenchimpact.atlas.tests.factories import hold_label, make_commune, make_organisation, make_project, make_themes
from frenchimpact.geo.models import FormerCode, Postcode
from frenchimpact.labels.tests.factories import make_historical

pytestmark = pytest.mark.django_db

PAGES = ["/", "/annuaire/", "/annuaire/?type=projet", "/projets/", "/recherche/?q=jardin", "/pour-moi/?qui=association&ou=Chambéry"]


def text_of(client: Client, url: str, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200, url
    assert not response.cookies
    return response.content.decode()


def body_of(client: Client, url: str) -> str:
    response: Any = client.get(url)
    body: bytes = response.getvalue()
    return body.decode()


@pytest.mark.parametrize("url", [*PAGES, *(f"/en{url}" for url in PAGES)])
def test_pages_answer_on_a_fresh_install(client: Client, url: str) -> None:
    text_of(client, url)


@pytest.mark.parametrize(
    "query",
    [
        "theme=null",
        "theme[]=x&theme=",
        "page=-3",
        "page=0&taille=9999",
        "page=99999999999999999999",
        "page=²",
        "region=84%27--",
        "commune=" + "9" * 400,
        "q=" + "a" * 6000,
        "q=%E2%80%AEabc&q=2",
        "q=%F0%9F%8E%89",
        "q=%22%28%26%7C%3A*",
        "tri=nimporte&vue=3d&format=exe",
        "&".join(f"theme=t{n}" for n in range(300)),
        "q=\u0000x".replace("\u0000", "%01"),
    ],
)
@pytest.mark.parametrize("path", ["/annuaire/", "/projets/", "/recherche/"])
def test_hostile_addresses_get_an_answer(client: Client, path: str, query: str) -> None:
    make_organisation()
    make_project()
    text_of(client, f"{path}?{query}")


def test_a_null_character_is_refused_with_words(client: Client) -> None:
    damaged = client.get("/annuaire/?q=%00")
    assert damaged.status_code == 400
    assert "Cette demande est illisible" in damaged.content.decode()
    assert '<html lang="en"' in client.get("/en/annuaire/?q=%00").content.decode()


def test_what_is_left_out_is_said(client: Client) -> None:
    make_organisation(name="Le Toit")
    page = text_of(client, "/annuaire/?theme=null&page=-3")
    assert "theme = null, page = -3" in page
    assert "Le Toit" in page


def test_filters_narrow_and_their_tags_lead_back(client: Client) -> None:
    make_themes("logement", "emploi")
    make_organisation(name="Le Toit", themes=["logement"], commune=make_commune())
    make_organisation(name="La Main", themes=["emploi"])

    page = text_of(client, "/annuaire/?theme=logement&region=84")

    assert "Le Toit" in page
    assert "La Main" not in page
    assert "1 organisation" in page
    assert 'href="/annuaire/?region=84"' in page
    assert 'href="/annuaire/?theme=logement"' in page


def test_labels_stand_on_the_lists_and_narrow_them(client: Client) -> None:
    held, other = make_organisation(name="Le Tremplin"), make_organisation(name="La Ruche")
    hold_label(held)
    hold_label(other, status="suspended")
    page = text_of(client, "/annuaire/")
    # The filter, and one badge.
    assert page.count("Genre structure") == 2
    assert "Le Tremplin" in (narrowed := text_of(client, "/annuaire/?label=structure"))
    assert "La Ruche" not in narrowed
    table = text_of(client, "/annuaire/?vue=tableau")
    assert table.count("<th") > text_of(client, "/annuaire/?type=projet&vue=tableau").count("<th")
    assert "la liste n’en tient pas compte" in text_of(client, "/annuaire/?label=inconnu")
    with CaptureQueriesContext(connection) as first:
        client.get("/annuaire/")
    for rank in range(4):
        hold_label(make_organisation(name=f"Autre {rank}"))
    with CaptureQueriesContext(connection) as second:
        client.get("/annuaire/")
    assert len(first) == len(second)


def test_files_tell_number_commune_labels_and_invention(client: Client) -> None:
    commune = make_commune()
    hold_label(make_organisation(name="A", commune=commune, siren="552100554"))
    make_organisation(name="B", source="demo")
    make_project(commune, name="C", is_demo=True)
    rows = {
        row["nom"]: row for path in ("annuaire", "projets") for row in csv.DictReader(StringIO(body_of(client, f"/{path}/?format=csv")))
    }
    told = {name: [row[column] for column in ("siren", "code_insee", "labels", "demonstration")] for name, row in rows.items()}
    assert told == {"A": ["552100554", "73065", "structure", "non"], "B": ["", "", "", "oui"], "C": ["", "73065", "", "oui"]}


def test_the_home_page_counts_labels(client: Client) -> None:
    make_organisation()
    assert "labellisé" not in text_of(client, "/")
    hold_label(organisation := make_organisation())
    hold_label(organisation, "autre")
    make_historical()
    hold_label(make_organisation(), status="expired")
    words = re.sub(r"<[^>]+>", " ", text_of(client, "/"))
    assert re.search(r"\b1\s+structure labellisée", words)
    assert re.search(r"\b1\s+territoire labellisé", words)


def test_nothing_found_names_the_filter_to_remove(client: Client) -> None:
    make_themes("logement", "emploi")
    make_commune()
    for _number in range(3):
        make_organisation(themes=["logement"])

    page = text_of(client, "/annuaire/?theme=logement&region=84")

    page = page.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Retirer « Région 84 »</a>" in page
    assert ": 3 résultats" in page
    assert "Retirer « zzzzqqq »</a>" in text_of(client, "/annuaire/?q=zzzzqqq&theme=logement").replace("\u00a0", " ")


def test_a_mistyped_search_says_what_it_searched(client: Client) -> None:
    make_organisation(name="Innovation sociale")
    actions.rebuild_words()
    page = text_of(client, "/annuaire/?q=innovasion").replace("\u00a0", " ")
    assert "Résultats pour « innovation » (au lieu de « innovasion »)" in page
    assert "Innovation sociale" in page


def test_a_fragment_is_the_same_as_in_the_whole_page(client: Client) -> None:
    make_organisation()
    for url in ("/annuaire/?q=essais", "/recherche/?q=essais"):
        fragment = text_of(client, url, HX_Request="true")
        assert "<html" not in fragment
        assert fragment.strip() in text_of(client, url)


def test_the_same_number_of_statements_whatever_the_rows(client: Client) -> None:
    make_themes("logement")
    commune = make_commune()
    counts: dict[str, set[int]] = {
        url: set() for url in ("/annuaire/", "/projets/?q=essai", "/recherche/?q=essai", "/annuaire/?vue=tableau")
    }
    for url in counts:
        client.get(url)
    for _round in range(3):
        for _number in range(3):
            make_organisation(name="Un essai", commune=commune, themes=["logement"])
            make_project(commune, themes=["logement"])
        for url, seen in counts.items():
            with CaptureQueriesContext(
                connection,
            ) as captured:
                client.get(url)
            seen.add(len(captured))
            assert sum("atlas_entry" in query["sql"] for query in captured.captured_queries) <= 2
    # The search over everything reads published answers too, and what stands beside the sheets.
    assert all(len(seen) == 1 and max(seen) <= (5 if url.startswith("/recherche/") else 3) for url, seen in counts.items()), counts


@pytest.mark.parametrize("seed", range(4))
def test_files_hold_the_rows_of_the_pages_in_the_same_order(client: Client, seed: int) -> None:
    chance = random.Random(seed)
    make_themes("logement", "emploi")
    communes = [make_commune(), make_commune("01004", "Ambérieu", department="01")]
    for _number in range(47):
        words = chance.choice(["jardin", "atelier", "jardin atelier"])
        common = {"themes": chance.sample(["logement", "emploi"], chance.randint(0, 2)), "name": f"Le {words} {chance.randint(1, 9)}"}
        if chance.random() < 0.5:
            make_organisation(commune=chance.choice(communes), **common)
        else:
            make_project(chance.choice(communes), **common)
    for url in ("/annuaire/?q=jardin", "/projets/?theme=emploi&tri=nom", "/recherche/?departement=73", "/annuaire/?tri=recent"):
        shown: list[str] = []
        for page in (1, 2, 3):
            text = text_of(client, f"{url}&page={page}")
            here = [part.split('"')[0] for part in text.split('<h3><a href="')[1:]]
            shown += here if here[:1] not in [shown[at : at + 1] for at in range(0, len(shown), 20)] else []
        rows = list(csv.DictReader(StringIO(body_of(client, f"{url}&format=csv"))))
        assert [row["adresse_fiche"].removeprefix("http://127.0.0.1:8000") for row in rows] == shown
        results = json.loads(body_of(client, f"{url}&format=json"))["results"]
        assert [row["adresse_fiche"] for row in results] == [row["adresse_fiche"] for row in rows]
        feed = ElementTree.fromstring(body_of(client, f"{url}&format=atom"))
        assert [entry.findtext("{*}id") for entry in feed.iterfind("{*}entry")] == [row["adresse_fiche"] for row in rows]


def test_the_address_of_a_sheet_cut_short_leads_to_the_directory(client: Client) -> None:
    assert client.get("/structures/?q=velo")["Location"] == "/annuaire/?q=velo"
    assert client.get("/en/structures/")["Location"] == "/en/annuaire/"


def test_a_feed_leads_to_its_other_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "FEED_LENGTH", 2)
    for number in range(5):
        make_organisation(name=f"Structure {number}")
    url, seen = "/annuaire/?format=atom", []
    while url:
        feed = ElementTree.fromstring(body_of(client, url))
        ways = {link.get("rel"): link.get("href", "") for link in feed.iterfind("{*}link")}
        seen += [entry.findtext("{*}title") for entry in feed.iterfind("{*}entry")]
        assert ways["first"].endswith("/annuaire/?format=atom")
        url = ways.get("next", "").removeprefix("http://127.0.0.1:8000")
    assert sorted(map(str, seen)) == [f"Structure {number}" for number in range(5)]


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(client: Client) -> None:
    make_organisation(name="=HYPERLINK(1)")
    text = body_of(client, "/annuaire/?format=csv&bom=oui")
    assert text.startswith("\ufeff")
    assert "'=HYPERLINK(1)" in text


def test_a_region_in_two_clicks_without_script(client: Client) -> None:
    commune = make_commune()
    make_project(commune)
    make_project()
    assert 'href="/projets/?region=84"' in text_of(client, "/")
    assert "1 projet" in text_of(client, "/projets/?region=84")


def test_going_straight_to_what_is_named(client: Client) -> None:
    make_commune()
    make_organisation(name="Le Toit", siren="732829320", siret="73282932000074")
    make_project(name="Le Jardin", reference="P-2026-0142")
    for typed, expected in (("732 829 320 00074", "Le Toit"), ("p-2026-142", "Le Jardin"), ("chambery", "/lieux/commune/73065/")):
        page = text_of(client, f"/recherche/?q={typed}")
        assert "Aller directement à" in page, typed
        assert expected in page


def test_suggestions_come_in_groups(client: Client) -> None:
    commune = make_commune()
    make_organisation(name="Chambre des métiers", commune=commune, siren="732829320", siret="73282932000074")
    make_project(name="Le café de Chambéry", reference="P-2026-0142")

    def proposed(text: str) -> list[tuple[str, str, str]]:
        answer = json.loads(client.get("/recherche/suggestions/", {"q": text}).content)
        assert len(answer["options"]) == 0 or answer["said"].startswith(str(len(answer["options"])))
        return [(line["group"], line["words"], line["detail"]) for line in answer["options"]]

    assert proposed("chamb") == [
        ("Lieux", "Chambéry", "Commune · Département 73 (73)"),
        ("Organisations", "Chambre des métiers", "Chambéry"),
        ("Projets", "Le café de Chambéry", ""),
    ]
    assert proposed("732 829 320 00074")[0] == ("Aller directement à", "Chambre des métiers", "Organisation")
    assert proposed("p-2026-142")[0] == ("Aller directement à", "Le café de Chambéry (P-2026-0142)", "Projet")
    for text in ("", "c", "zzzzzz", "x" * 500, "🦄"):
        assert proposed(text) == []


def test_suggestions_of_a_misspelt_or_numbered_place(client: Client) -> None:
    make_commune()
    for typed in ("chanbery", "73065", "Chambéry (73)", "chambery"):
        lines = json.loads(client.get("/recherche/suggestions/", {"q": typed}).content)["options"]
        assert [line["href"] for line in lines] == ["/lieux/commune/73065/"], typed


def test_suggestions_ask_one_statement_when_enough_begins_so(client: Client) -> None:
    for number in range(6):
        make_organisation(name=f"Atelier {number}")
    with CaptureQueriesContext(connection) as asked:
        lines = json.loads(client.get("/recherche/suggestions/?q=atel").content)["options"]
    assert len(asked) == 1
    assert [line["words"] for line in lines] == [f"Atelier {number}" for number in range(6)]


def test_three_questions_say_why(client: Client) -> None:
    commune = make_commune()
    make_organisation(name="Le DLA", kinds=["accompagnement"], commune=commune)
    page = text_of(client, "/pour-moi/?qui=association&ou=73065&quoi=accompagnement")
    assert "Le DLA" in page
    assert "Chambéry" in page
    assert "Pourquoi" in page


def test_an_unknown_place_proposes_others(client: Client) -> None:
    make_commune()
    assert "Vouliez-vous dire" in text_of(client, "/pour-moi/?ou=chambry")


def test_the_map_counts_what_the_list_counts(client: Client) -> None:
    make_themes("logement")
    commune = make_commune()
    make_organisation(name="Le Toit", commune=commune, themes=["logement"])
    make_organisation(commune=commune)
    everything = json.loads(client.get("/annuaire/carte.json").content)
    assert everything["total"] == 2
    one = json.loads(client.get("/annuaire/carte.json?theme=logement&bbox=5,45,7,46").content)
    assert one["cells"][0][2:4] == [1, "Le Toit"]
    assert json.loads(client.get("/annuaire/carte.json?bbox=8,45,9,46").content)["total"] == 0
    assert client.get("/annuaire/carte.json?bbox=1,2,nan,x").status_code == 400


def test_site_maps_and_robots(client: Client) -> None:
    organisation = make_organisation()
    assert "sitemap-1.xml" in text_of(client, "/sitemap.xml")
    sheets = body_of(client, "/sitemap-1.xml")
    assert f"/structures/{organisation.slug}/</loc>" in sheets
    assert f"/en/structures/{organisation.slug}/</loc>" in sheets
    assert sheets.count(f'hreflang="en" href="{settings.BASE_URL}/en/structures/{organisation.slug}/"') == 2
    assert "/annuaire/" in body_of(client, "/sitemap-pages.xml")
    assert client.get("/sitemap-x.xml").status_code == 404
    assert "sitemap.xml" in text_of(client, "/robots.txt")


def test_what_people_wrote_keeps_its_language(client: Client) -> None:
    organisation = make_organisation(description="Nous réparons des vélos.")
    marked = '<span lang="fr">Nous réparons des vélos.</span>'
    for path in ("/annuaire/", f"/structures/{organisation.slug}/"):
        assert marked in client.get("/en" + path).content.decode()
        assert marked not in client.get(path).content.decode()


def test_a_postcode_leads_to_its_communes_without_a_count_of_nothing(client: Client) -> None:
    Postcode.objects.create(postcode="73000", place=make_commune())
    page = text_of(client, "/recherche/?q=73000")
    assert "Aller directement à" in page
    assert "0 résultat" not in page
    assert "Aucune fiche ne contient" in page


def test_a_commune_that_was_merged_leads_to_the_one_of_today(client: Client) -> None:
    annecy = make_commune("74010", "Annecy", department="74")
    FormerCode.objects.create(code="74011", name="Annecy-le-Vieux", place=annecy)
    make_organisation(name="Le Toit", commune=annecy)
    make_organisation(name="Ailleurs", commune=make_commune())
    page = text_of(client, "/annuaire/?commune=74011")
    assert "Le Toit" in page
    assert "Ailleurs" not in page
    assert "n’en tient pas compte" not in page
