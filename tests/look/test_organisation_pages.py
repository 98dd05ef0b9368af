"""The sheet of an organisation, its form and the one that adds another: accessible, and no wider than the screen."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from frenchimpact.accounts.models import User
from frenchimpact.atlas.tests.factories import make_commune
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import DESK, PHONE, check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visitor = Callable[..., Page]


@pytest.fixture
def sheet() -> Organisation:
    """A full sheet, confirmed long ago enough to be asked about."""
    make_terms()
    return make_organisation(
        name="L’Établi des voisins",
        kinds=["association", "accompagnement"],
        support_kinds=["incubateur"],
        themes=["economie_circulaire_reemploi"],
        commune=make_commune(),
        website="https://une-adresse-longue-qui-ne-se-coupe-pas-facilement.example",
        email="bonjour@une-adresse-longue-qui-ne-se-coupe-pas-facilement.example",
        description="Un atelier ouvert.\nLes outils s’empruntent à la semaine.",
        confirmed_at=None,
    )


def sign_in(page: Page, person: User, client: Client) -> None:
    """The browser takes the session of that person."""
    client.force_login(person)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": page.url}]
    )


@pytest.mark.parametrize(("width", "colours"), [(DESK, "light"), (PHONE, "dark")])
def test_pages_of_an_organisation(visitor: Visitor, client: Client, sheet: Organisation, width: int, colours: str) -> None:
    address = f"/structures/{sheet.slug}/"
    page = visitor(address, width=width, colours=colours)
    check_page(page)
    assert page.locator(".lead").inner_text() == "Un atelier ouvert."
    assert page.get_by_text("Un atelier ouvert.").count() == 1

    sign_in(page, make_member(sheet), client)
    titles: set[str] = set()
    for path in (address, f"{address}modifier/", "/structures/ajouter/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        check_page(page, titles=titles)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_fields_do_not_touch_each_other(visitor: Visitor, client: Client, sheet: Organisation, width: int) -> None:
    page = visitor(f"/structures/{sheet.slug}/", width=width)
    sign_in(page, make_member(sheet), client)
    page.goto(f"/structures/{sheet.slug}/modifier/")

    gaps = page.evaluate(
        "[...document.querySelectorAll('main .form')].flatMap(form => [...form.children].slice(1).map("
        "one => one.getBoundingClientRect().top - one.previousElementSibling.getBoundingClientRect().bottom))"
    )
    assert len(gaps) >= 10
    assert min(gaps) >= 16
