"""Published answers in the search over everything: beside the sheets, as one types, by their number, in the site map."""

import pytest
from django.test import Client

from frenchimpact.atlas.suggestions import suggestions
from frenchimpact.barriers.tests.factories import make_published

pytestmark = pytest.mark.django_db


def test_the_search_shows_the_closest_answers_and_leads_to_more(client: Client) -> None:
    one = make_published("Composter les biodéchets d’un quartier")
    page = client.get("/recherche/?q=composter des biodéchets").content.decode()
    assert f'href="/freins/{one.slug}/"' in page
    assert "Chercher d’autres réponses" in page
    assert "Réponses publiées" not in client.get("/recherche/?q=astronef").content.decode()


def test_an_answer_is_proposed_as_one_types_and_found_by_its_number(client: Client) -> None:
    one = make_published("Composter les biodéchets d’un quartier")
    make_published("Composter ailleurs", state="expired")
    assert [line.href for line in suggestions("composter les biod")] == [f"/freins/{one.slug}/"]
    assert [line.href for line in suggestions(one.reference.lower())] == [f"/freins/{one.slug}/"]


def test_answers_in_force_are_in_the_site_map(client: Client) -> None:
    one, gone = make_published(), make_published(state="withdrawn", state_reason="Fausse")
    assert "sitemap-reponses.xml" in client.get("/sitemap.xml").content.decode()
    text = b"".join(client.get("/sitemap-reponses.xml")).decode()
    assert f"/freins/{one.slug}/" in text
    assert gone.slug not in text
