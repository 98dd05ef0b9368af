"""A stranger declares a project, closes the browser mid-sentence, resumes on another one, and hands it in; with scripts and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.geo.tests.factories import make_place
from frenchimpact.mail.models import Mail
from frenchimpact.projects.models import Project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SENTENCE = "Dans nos hameaux, sans voiture on ne va nulle part et chacun reste chez soi."


def path_in(kind: str, pattern: str) -> str:
    """The link of the last mail of that kind."""
    found = re.search(pattern, Mail.objects.filter(kind=kind).latest("pk").text)
    assert found
    return found[0]


def first_step(page: Page) -> None:
    page.get_by_label("Je n’ai pas encore de structure").check()
    page.get_by_label("Votre adresse électronique").fill("awa@exemple.test")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="Mon projet en deux phrases")).to_be_visible()


def rest(page: Page) -> None:
    page.get_by_label("Votre réponse").fill("Des vélos prêtés et réparés au village.")
    page.get_by_label("Mobilité douce et partagée").check()
    page.get_by_role("button", name="Continuer").click()
    page.locator("#places").fill("chambery")
    page.get_by_role("button", name="Ajouter ce lieu").click()
    expect(page.get_by_role("checkbox", name="Chambéry (Savoie)")).to_be_checked()
    page.get_by_label("Amorçage").check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="Vérifier et déclarer")).to_be_visible()
    page.get_by_role("button", name="Déclarer le projet").click()


def confirm_address(page: Page, *, scripts: bool) -> None:
    """Sign in by the code of the mail, at the address already given; what was being sent leaves by itself, or by one more button."""
    expect(page.locator("main").get_by_label("adresse", exact=False).first).to_have_value("awa@exemple.test")
    page.locator("main").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("/connexion/code/"))
    code = path_in("accounts.sign_in", r"\b\d{3}\W?\d{3}\b")
    page.locator("main input[name=code]").fill(code)
    page.locator("main").get_by_role("button").first.click()
    if not scripts:
        page.get_by_role("button", name="Envoyer maintenant").click()
    expect(page.get_by_role("heading", name="Projet déclaré")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_declare_close_resume_and_hand_in(visitor: Callable[..., Page], scripts: bool) -> None:
    make_terms()
    make_place("commune:73065")
    page = visitor("/projets/declarer/", scripts=scripts)
    first_step(page)
    page.get_by_label("Nom du projet").fill("Le Vélo des Bauges")
    page.get_by_label("Le problème").press_sequentially(SENTENCE, delay=50 if scripts else 0)
    if scripts:
        # Nothing was pressed, nothing was left: what was typed more than two seconds ago is already safe.
        page.wait_for_timeout(300)
    else:
        page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.context.close()

    page = visitor(path_in("projects.resume", r"/projets/declarer/reprendre/[\w-]+/"), scripts=scripts)
    page.get_by_role("button", name="Reprendre ici").click()
    kept = page.get_by_label("Le problème").input_value()
    # Two seconds at fifty milliseconds a key: at most forty letters.
    assert kept
    assert SENTENCE.startswith(kept)
    assert len(SENTENCE) - len(kept) <= 40
    page.get_by_label("Le problème").fill(SENTENCE)
    rest(page)
    confirm_address(page, scripts=scripts)
    project = Project.objects.get()
    assert (project.name, project.problem, project.stage) == ("Le Vélo des Bauges", SENTENCE, "amorcage")
    assert Mail.objects.filter(kind="projects.declared").count() == 1
