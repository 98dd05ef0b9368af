"""Two people write the same field of a sheet: whatever the second one does next, neither text is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from frenchimpact.projects.models import Project, TeamMember
from frenchimpact.projects.tests.factories import make_member, make_project
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST, SECOND = "Les gens sans voiture restent chez eux.", "Sans bus le soir, pas de travail de nuit."


def test_a_text_in_conflict_waits_on_its_page_until_its_author_chooses(visitor: Callable[..., Page]) -> None:
    make_terms()
    project = make_project()
    lead, second = project.team.get(role=TeamMember.Role.LEAD).user, make_member(project, "editor")
    assert lead is not None
    address = f"/mon-espace/projets/{project.reference}/fiche/"
    pages = []
    for person in (lead, second):
        page = visitor("/")
        enter(page, person)
        page.goto(address)
        pages.append(page)
    one, two = pages

    one.get_by_label("Le problème").fill(FIRST)
    expect(one.locator("[data-save]")).to_contain_text("Enregistré à")
    two.get_by_label("Le problème").fill(SECOND)
    expect(two.locator("[data-save]")).to_contain_text("Choisissez quel texte garder")

    # She leaves without choosing, and the browser asks whether she means it; her text is there when she comes back.
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    two.on("dialog", leave)
    two.reload()
    assert asked == ["beforeunload"]
    expect(two.get_by_label("Le problème")).to_have_value(SECOND)
    expect(two.locator("[data-save]")).to_contain_text("Choisissez quel texte garder")
    assert Project.objects.get().problem == FIRST
    two.locator("[data-keep=mine]").click()
    expect(two.locator("[data-save]")).to_contain_text("Enregistré à")
    assert Project.objects.get().problem == SECOND
    two.reload()
    expect(two.get_by_label("Le problème")).to_have_value(SECOND)
    expect(two.locator("[data-keep=mine]")).to_have_count(0)


def test_a_text_too_long_stays_on_its_page(visitor: Callable[..., Page]) -> None:
    make_terms()
    page = visitor("/projets/declarer/")
    page.get_by_label("Je n’ai pas encore de structure").check()
    page.get_by_label("Votre adresse électronique").fill("awa@exemple.test")
    page.get_by_role("button", name="Continuer").click()
    long = "Un texte trop long. " * 1600
    page.get_by_label("Le problème").fill(long)
    expect(page.locator("[data-save]")).to_contain_text("Ce texte a 32000 signes")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_label("Le problème")).to_have_value(long)
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("#erreurs")).to_contain_text("Le problème")
    assert page.get_by_label("Le problème").input_value().strip() == long.strip()
