"""A person chooses what comes by mail, confirms a sheet by answering, and an operator sorts what nobody could place."""

import datetime as dt
import smtplib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from frenchimpact.core import clock
from frenchimpact.inbound import rules
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.tests.test_smtp import Server
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.queries import choices_of
from frenchimpact.organisations import freshness
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator
from tests.browser import DESK, PHONE, check_page, enter
from tests.worker import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scripts"), [(PHONE, True), (DESK, False)])
def test_choose_answer_and_sort(visitor: Callable[..., Page], settings: Settings, tmp_path: Path, width: int, scripts: bool) -> None:
    settings.DEMO_MODE, settings.REPLY_ADDRESS, settings.MEDIA_ROOT = True, "@reponse.exemple.fr", tmp_path
    organisation = make_organisation(name="La Roue libre", confirmed_at=clock.now() - dt.timedelta(days=400))
    awa = make_member(organisation)
    freshness.ask_freshness()
    work()
    server = Server()
    settings.SMTP_LISTEN = f"127.0.0.1:{server.port}"
    try:
        page = visitor("/", width=width, scripts=scripts)
        enter(page, awa)
        page.goto("/mon-espace/notifications/")
        expect(page.get_by_text("La fiche de La Roue libre est-elle toujours à jour ?")).to_be_visible()
        # On a phone the menu of the space is folded under the page that is open.
        menu = page.get_by_role("navigation", name="Mon espace", exact=True)
        if width == PHONE:
            expect(menu.get_by_role("link", name="Agenda")).to_be_hidden()
            menu.locator("summary").click()
        expect(menu.get_by_role("link", name="Agenda")).to_be_visible()
        if scripts:
            check_page(page)
        page.get_by_role("link", name="Par mail : quoi et quand").click()
        page.get_by_label("Projet mis de côté").select_option("weekly")
        if scripts:
            check_page(page)
        page.get_by_role("button", name="Enregistrer mes choix").click()
        expect(page.get_by_text("Vos choix sont enregistrés.")).to_be_visible()
        assert {one.kind.code: one.rhythm for one in choices_of(awa)}["projects.archived"] == "weekly"

        mail = Mail.objects.get(kind="organisations.freshness")
        page.goto(f"/demo/boite-mail/{mail.key}/")
        page.get_by_label("Votre réponse").fill("À jour, merci.\n\nCordialement,\nAwa")
        page.get_by_role("button", name="Envoyer la réponse").click()
        expect(page.get_by_text("Votre réponse est partie par mail")).to_be_visible()
        work()
        organisation.refresh_from_db()
        assert organisation.confirmed_by == awa
        page.goto("/demo/boite-mail/")
        expect(page.get_by_text("Votre réponse est enregistrée")).to_be_visible()
        page.goto("/mon-espace/notifications/recus/")
        expect(page.get_by_text("Vous avez répondu par mail").first).to_be_visible()
        if scripts:
            check_page(page)

        address = rules.reply_address(awa, freshness.TOPIC, organisation.pk)
        with smtplib.SMTP("127.0.0.1", server.port) as other:
            other.sendmail("eve@exemple.fr", [address], b"From: eve@exemple.fr\r\nSubject: Re: fiche\r\n\r\na jour\r\n")
        work()
    finally:
        server.stop()

    page = visitor("/", width=width, scripts=scripts)
    enter(page, make_operator())
    page.goto("/mon-espace/")
    page.get_by_role("link", name="Trier le courrier").click()
    if scripts:
        check_page(page)
    page.get_by_role("link", name="Lire", exact=True).click()
    expect(page.get_by_text("n’est pas la personne à qui")).to_be_visible()
    if scripts:
        check_page(page)
    page.get_by_role("button", name="Mettre de côté").click()
    expect(page.get_by_role("heading", name="Rien à trier")).to_be_visible()
    assert Message.objects.get(sender="eve@exemple.fr").state == Message.State.ASIDE
