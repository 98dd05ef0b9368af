"""An incubator checks whether it is ready without an account, applies, is asked a correction and answers it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions
from frenchimpact.calls.models import Application, Call, Question
from frenchimpact.calls.tests.factories import make_call
from frenchimpact.files.tests import factories as make
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator
from tests.browser import check_page, enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def permanent_call() -> Call:
    """The permanent call, with a condition and a document to attach."""
    call = make_call(
        label_kind="structure",
        questions=[
            {"key": "name", "label": "Nom de la structure", "kind": Question.Kind.LINE, "known_from": "organisation.name"},
            {"key": "mission", "label": "Votre mission", "kind": Question.Kind.TEXT, "max_length": 300},
            {"key": "people", "label": "Personnes accompagnées", "kind": Question.Kind.NUMBER},
            {"key": "statutes", "label": "Statuts", "kind": Question.Kind.FILE},
            {"key": "charter", "label": "J’adhère à la charte", "kind": Question.Kind.HONOUR},
            {"key": "aid", "label": "Demandez-vous une aide ?", "kind": Question.Kind.CHOICE, "options": [["oui", "Oui"], ["non", "Non"]]},
            {"key": "sum", "label": "Montant demandé", "kind": Question.Kind.MONEY, "condition_key": "aid", "condition_values": ["oui"]},
        ],
    )
    actions.set_rule(call=call, by=None, code="annee", subject="age", question="Année de création ?", wanted={"min": 1}, advice="Revenez.")
    return call


def sign_in(page: Page, person: User) -> None:
    """Open a session for the whole site, and come back to the page."""
    here = page.url
    page.goto("/")
    enter(page, person)
    page.goto(here)


@pytest.mark.parametrize("scripts", [True, False])
def test_ready_apply_correct(visitor: Callable[..., Page], tmp_path: Path, scripts: bool) -> None:
    # Rules of accessibility are checked by a script.
    look = check_page if scripts else lambda page: None
    permanent_call()
    incubator, operator = make_member(make_organisation(name="Le Nid")), make_operator()
    (tmp_path / "statuts.pdf").write_bytes(make.pdf())

    # Without an account.
    page = visitor("/label/", scripts=scripts)
    page.set_default_timeout(8000)
    look(page)
    page.get_by_role("link", name="Suis-je prêt ?").click()
    page.get_by_label("Année de création ?").fill("2015")
    page.get_by_role("button", name="Voir où j’en suis").click()
    expect(page.get_by_text("Vous remplissez les conditions")).to_be_visible()
    look(page)

    # With one: the name is known, the rest is written, a wrong number and a document come together.
    sign_in(page, incubator)
    page.get_by_role("link", name="Commencer ma candidature").click()
    page.get_by_role("button", name="Commencer le dossier").click()
    expect(page.get_by_text("1 réponse déjà connue, 5 à donner")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Votre structure", exact=True).click()
    expect(page.get_by_label("Nom de la structure")).to_have_value("Le Nid")
    look(page)
    page.get_by_label("Votre mission").fill("Faire grandir des projets.")
    page.get_by_label("Personnes accompagnées").fill("beaucoup")
    page.get_by_label("Statuts", exact=True).set_input_files(tmp_path / "statuts.pdf")
    if scripts:
        expect(page.locator(".upload").first).to_have_attribute("data-state", "ok")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    expect(page.get_by_role("link", name=re.compile("Écrivez un nombre"))).to_be_visible()
    expect(page.get_by_role("link", name="statuts.pdf")).to_be_visible()
    page.get_by_label("Personnes accompagnées").fill("42")
    page.get_by_label("J’adhère à la charte").check()
    page.get_by_role("group", name="Demandez-vous une aide ?").get_by_label("Oui").check()
    if not scripts:
        page.get_by_role("button", name="Enregistrer et continuer").click()
        expect(page.get_by_text("Votre réponse ouvre une question")).to_be_visible()
    page.get_by_label("Montant demandé").fill("1200")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    look(page)
    page.get_by_label("J’ai relu le dossier").check()
    page.get_by_role("button", name="Déposer la candidature").dblclick()
    expect(page.get_by_role("heading", name="Votre candidature est déposée")).to_be_visible()
    look(page)
    file = Application.objects.get()
    assert file.snapshots.count() == 1
    assert Mail.objects.filter(kind="calls.receipt").count() == 1

    # The operator asks for one answer again.
    desk = visitor(scripts=scripts)
    desk.set_default_timeout(8000)
    enter(desk, operator)
    desk.goto("/mon-espace/appels/")
    desk.get_by_role("link", name="Label des essais").click()
    look(desk)
    if scripts:
        # By keyboard: to the file, tick it, open it.
        expect(desk.get_by_text("ligne suivante, précédente")).to_be_visible()
        desk.keyboard.press("j")
        desk.keyboard.press("x")
        expect(desk.get_by_label(f"Choisir {file.reference}")).to_be_checked()
        desk.keyboard.press("o")
    else:
        desk.get_by_role("link", name=file.reference).click()
    desk.get_by_text("Demander un complément").click()
    desk.get_by_label("Ce qui manque").fill("Dites pour quels publics.")
    desk.get_by_label("Votre mission").check()
    look(desk)
    desk.get_by_role("button", name="Envoyer la demande").click()
    expect(desk.get_by_text("La demande est envoyée")).to_be_visible()

    # The incubator answers it, and nothing else.
    page.goto(f"/mon-espace/candidatures/{file.reference}/")
    expect(page.get_by_text("Dites pour quels publics.")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Compléter le dossier").click()
    expect(page.get_by_label("Personnes accompagnées")).to_have_count(0)
    page.get_by_label("Votre mission").fill("Faire grandir des projets de jeunes.")
    look(page)
    page.get_by_role("button", name="Envoyer le complément").click()
    expect(page.get_by_text("Votre complément est envoyé")).to_be_visible()
    desk.reload()
    expect(desk.get_by_role("heading", name="Ce qui a changé depuis le dépôt")).to_be_visible()
    desk.get_by_role("button", name="Le dossier est complet").click()
    desk.get_by_role("button", name="Le dossier est recevable").click()
    file.refresh_from_db()
    assert file.state == Application.State.ADMISSIBLE
