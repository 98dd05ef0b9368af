"""The picture of a link shared elsewhere: of what is public, drawn from its words, asked again only when they change."""

import io
import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from frenchimpact.atlas.tests.factories import make_commune, make_project
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.observatory.actions import take_round
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.solutions.tests.factories import make_solution
from frenchimpact.territories.tests.factories import make_territory

pytestmark = pytest.mark.django_db


def picture_in(client: Client, page: str) -> str:
    """The address of the picture that a page gives, on our site."""
    text = client.get(page).text
    assert '<meta name="twitter:card" content="summary_large_image">' in text
    found = re.findall(r'<meta property="og:image" content="([^"]+)">', text)
    assert len(found) == 1, page
    return unescape(found[0]).removeprefix(settings.BASE_URL)


def test_each_public_sheet_has_its_picture(client: Client) -> None:
    take_round()
    pages = {
        f"/projets/{make_published_project(name='Une nuit dehors 🙂 <b>').slug}/": "projets",
        f"/territoires/{make_territory(places=[make_place('departement:73')]).slug}/": "territoires",
        f"/solutions/{make_solution().slug}/": "solutions",
        f"/evenements/{make_event().slug}/": "evenements",
        "/observatoire/projets-publies/": "observatoire",
    }
    for page, kind in pages.items():
        address = picture_in(client, page)
        assert address.startswith(f"/apercu/{kind}/")
        response = client.get(address)
        assert response["Content-Type"] == "image/png"
        assert not response.cookies
        assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_the_picture_changes_with_the_words_and_the_language(client: Client) -> None:
    project = make_project(make_commune(), name="Navettes")
    address = f"/apercu/projets/{project.slug}.png"
    first = client.get(address)
    assert client.get(f"/en{address}")["ETag"] != first["ETag"]
    Project.objects.filter(pk=project.pk).update(name="Navettes du soir")
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again.content != first.content


def test_what_is_not_public_has_none(client: Client) -> None:
    project = make_project(make_commune(), status="draft", published_at=None)
    for address in (
        f"projets/{project.slug}",
        "projets/rien",
        "territoires/rien",
        "solutions/rien",
        "evenements/rien",
        "observatoire/rien",
        "x/y",
    ):
        assert client.get(f"/apercu/{address}.png").status_code == 404, address
    assert picture_in(client, "/annuaire/").endswith("share.png")
