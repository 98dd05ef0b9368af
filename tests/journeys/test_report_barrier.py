"""A visitor reports what blocks them, follows it by their link, and writes: on a phone without scripts, and at a desk."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from frenchimpact.barriers.models import Case
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.mail.models import Mail
from tests.browser import DESK, PHONE, check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scripts"), [(PHONE, False), (DESK, True)])
def test_report_follow_and_write(visitor: Callable[..., Page], settings: Settings, tmp_path: Path, width: int, scripts: bool) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_place("commune:73065")
    page = visitor("/freins/", width=width, scripts=scripts)
    if scripts:
        check_page(page)
    page.get_by_role("link", name="Signaler un frein").first.click()
    page.get_by_label("Que voulez-vous faire").fill("Conduire des personnes âgées à leurs rendez-vous.")
    page.get_by_label("Qu’est-ce qui bloque").fill("On nous demande une licence de transport.")
    page.locator("#id_lieu").fill("Chambéry")
    page.get_by_label("Texte de loi").fill("https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000041789766")
    if scripts:
        expect(page.get_by_text("Texte du Journal officiel")).to_be_visible()
        check_page(page)
    page.get_by_role("button", name="Envoyer au guichet").click()
    # The address was left out: everything else is still there.
    expect(page.get_by_label("Qu’est-ce qui bloque")).to_have_value("On nous demande une licence de transport.")
    page.get_by_label("Votre adresse électronique").fill("gaelle@exemple.test")
    page.get_by_role("button", name="Envoyer au guichet").click()

    case = Case.objects.get()
    expect(page.get_by_text(case.reference).first).to_be_visible()
    expect(page.get_by_text("ne suspend pas les délais de recours")).to_be_visible()
    assert Mail.objects.get(kind="barriers.receipt").to == "gaelle@exemple.test"
    if scripts:
        check_page(page)
    page.get_by_role("link", name="Suivre ma demande").click()
    expect(page.get_by_role("heading", name="Où en est votre demande")).to_be_visible()
    page.get_by_label("Votre message").fill("Trois bénévoles attendent.")
    page.get_by_role("button", name="Envoyer au guichet").click()
    expect(page.get_by_text("Votre message est arrivé au guichet.")).to_be_visible()
    expect(page.get_by_text("Trois bénévoles attendent.")).to_be_visible()
    if scripts:
        check_page(page)
    assert case.messages.get().circle == "person"
