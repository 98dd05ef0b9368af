"""What public pages say to machines: every list is followed by a feed, every page says what it is (schema.org)."""

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import get_resolver

from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.calls.tests.factories import make_call
from frenchimpact.commitments.tests.factories import make_commitment
from frenchimpact.design.structured import OWN
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.labels.tests.factories import make_label
from frenchimpact.opendata.datasets import DATASETS
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.territories.tests.factories import make_territory
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.test_access import patterns

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
# Pages with files that are no list of things that come one after the other.
NO_FEED = {
    "/maillage/": "how many, where: counted again each night",
    "/observatoire/": "figures, which have their revisions",
    "/impact/": "figures, which have their revisions",
    "/donnees/": "files, which have their history",
    "/integrer/": "a line to paste",
    "/donnees-personnelles/traitements/": "a register, which says itself when each line changed",
    "/accessibilite/grille/": "a grid, which is dated as a whole",
    "/mes-favoris/": "kept in the browser",
}
# Lists that are known to be, whether they hold something today or not.
FOLLOWED = {
    *("/annuaire/", "/projets/", "/territoires/", "/labels/", "/financements/", "/financements/engagements/", "/appels/", "/evenements/"),
    *("/offres/", "/demandes/", "/programmes/", "/outils/", "/solutions/", "/freins/", "/experimentations/", "/methodes/", "/actualites/"),
}


@pytest.fixture
def things() -> dict[str, str]:
    """One thing of each kind, by the address of its page."""
    make_terms()
    make_places()
    label = make_label()
    return {
        f"/structures/{make_organisation(name='L’Atelier').slug}/": "NGO",
        f"/projets/{make_published_project().slug}/": "Project",
        f"/territoires/{make_territory().slug}/": "",
        f"/labels/{label.reference}/": "WebPage",
        f"/financements/{make_aid().slug}/": "WebPage",
        f"/financements/engagements/{make_commitment().reference}/": "WebPage",
        f"/evenements/{make_event().slug}/": "Event",
        f"/appels/{make_call().slug}/": "WebPage",
        "/lieux/commune/73065/": "",
        "/observatoire/argent-engage/": "Dataset",
        **{f"/donnees/{one.slug}/": "Dataset" for one in DATASETS.values()},
    }


def _public_pages(client: Client) -> dict[str, str]:
    """Every page that has no argument and that anybody reads."""
    found = {}
    for _name, route, _pattern in patterns(get_resolver()):
        if "<" in route or "(?P" in route or f"/{route}".startswith((*OWN, "/^", "/ui/")):
            continue
        answer = client.get(f"/{route}")
        # What stands inside another page, ours or not, is no page.
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and b'rel="canonical"' in answer.content:
            found[f"/{route}"] = answer.content.decode()
    return found


def _structured(page: str) -> list[dict[str, Any]]:
    told = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    whole = [json.loads(one) for one in told]
    assert all(one["@context"].startswith("https://schema.org") for one in whole)
    return [thing for one in whole for thing in one.get("@graph", [one])]


def test_every_list_has_a_feed_that_is_read_and_every_page_says_what_it_is(client: Client, things: dict[str, str]) -> None:
    pages = _public_pages(client)
    assert set(pages) > FOLLOWED
    for path, page in pages.items():
        assert "WebPage" in [one["@type"] for one in _structured(page)], path
        # What is given for programs too is a list; a register for a spreadsheet alone is not.
        files = [unescape(one) for one in re.findall(r'href="([^"]*format=json[^"]*)"', page)]
        is_list = bool(files) or path in FOLLOWED
        for one in files:
            assert "results" in json.loads(client.get(urljoin(path, one)).getvalue()), one
        if is_list and path not in NO_FEED:
            links = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]+)"', page)
            assert len(links) == 1, f"{path} is a list: give it a feed (core.feeds), or say above why it has none"
            feed = client.get(unescape(links[0]))
            assert (feed.status_code, feed["Content-Type"]) == (200, "application/atom+xml; charset=utf-8"), path
            _is_atom(path, feed.getvalue().decode())


def _is_atom(path: str, text: str) -> None:
    """As RFC 4287 asks."""
    feed = ET.fromstring(text)  # what we wrote ourselves
    assert feed.tag == f"{ATOM}feed", path
    for whole in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(whole.findall(f"{ATOM}{name}")) == 1, (path, name)
        assert dt.datetime.fromisoformat(whole.findtext(f"{ATOM}updated") or "").tzinfo is not None, path
        assert (whole.findtext(f"{ATOM}id") or "").startswith("http"), path
        assert (whole.findtext(f"{ATOM}title") or "").strip(), path
    assert feed.find(f"{ATOM}author") is not None, path
    assert any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")), path
    identifiers = [one.findtext(f"{ATOM}id") for one in feed.findall(f"{ATOM}entry")]
    assert len(set(identifiers)) == len(identifiers), path


def test_the_page_of_a_thing_says_what_thing(client: Client, things: dict[str, str]) -> None:
    for path, kind in things.items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        types = {
            name
            for one in _structured(answer.content.decode())
            for name in ([one["@type"]] if isinstance(one["@type"], str) else one["@type"])
        }
        assert "WebPage" in types, path
        assert not kind or kind in types, (path, types)
        assert re.search(r'<meta property="og:image" content="http[^"]+"', answer.text), path


def test_a_dataset_is_found_by_engines_of_data(client: Client) -> None:
    (told,) = [one for one in _structured(client.get("/donnees/organisations/").text) if one["@type"] == "Dataset"]
    assert {one["encodingFormat"] for one in told["distribution"]} >= {"text/csv", "application/json"}
    assert 50 <= len(told["description"]) <= 5000
    assert told["license"].startswith("https://")
    (whole,) = [one for one in _structured(client.get("/donnees/").text) if one["@type"] == "DataCatalog"]
    assert len(whole["dataset"]) == len(DATASETS)


def test_a_page_of_one_person_says_nothing_to_machines(client: Client) -> None:
    assert "ld+json" not in client.get("/connexion/").text
