"""An operator changes a page of the service, looks at it, publishes it, and brings the old one back; in both skins, without scripts too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.accounts.models import User
from frenchimpact.projects.tests.factories import make_operator
from tests.browser import PHONE, check_page, enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/mon-espace/contenus/"


@pytest.fixture
def gaelle() -> User:
    return make_operator()


@pytest.mark.parametrize("scripts", [True, False])
def test_change_look_publish_and_bring_back(visitor: Callable[..., Page], gaelle: User, skin: str, scripts: bool) -> None:
    page = visitor(scripts=scripts)
    enter(page, gaelle)
    page.goto("/mon-espace/")
    page.get_by_role("link", name="Programme", exact=True).click()
    page.get_by_role("link", name="Contenus").click()
    page.get_by_role("link", name="Conditions d’utilisation").first.click()
    page.locator("textarea[name=body_fr]").fill("Nos **nouvelles** conditions.")
    page.get_by_role("button", name="Enregistrer sans publier").click()
    page.get_by_role("link", name="Aperçu", exact=True).click()
    expect(page.locator("main").get_by_text("Nos nouvelles conditions.")).to_be_visible()
    reader = visitor("/cgu/", scripts=scripts)
    expect(reader.get_by_text("Court, pour être lu.")).to_be_visible()

    page.goto(f"{DESK}page/cgu/")
    page.get_by_role("button", name="Publier", exact=True).click()
    reader.reload()
    expect(reader.get_by_text("Nos nouvelles conditions.")).to_be_visible()
    page.get_by_role("button", name="Reprendre la 1").click()
    page.get_by_role("button", name="Publier la 3").click()
    reader.reload()
    expect(reader.get_by_text("Court, pour être lu.")).to_be_visible()


def test_every_page_of_the_desk_is_sound(visitor: Callable[..., Page], gaelle: User, skin: str) -> None:
    page = visitor(width=PHONE, colours="dark")
    enter(page, gaelle)
    page.goto(f"{DESK}bandeau/ajouter/")
    page.get_by_label("Adresse", exact=True).fill("arret")
    page.locator("input[name=title_fr]").fill("Arrêt dimanche de 6 h à 8 h")
    page.locator("textarea[name=body_fr]").fill("Enregistrez vos brouillons. [Pourquoi ?](/aide/)")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.get_by_role("button", name="Publier", exact=True).click()
    for path in (
        "",
        "courriel/",
        "bandeau/ajouter/",
        "bandeau/arret/",
        "bandeau/arret/apercu/",
        "bandeau/arret/retirer/",
        "page/cgu/apercu/?langue=en",
    ):
        page.goto(DESK + path)
        check_page(page)
    page.goto("/aide/")
    expect(page.get_by_role("region", name="Arrêt dimanche de 6 h à 8 h")).to_be_visible()
    check_page(page)
