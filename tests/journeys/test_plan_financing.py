"""A project plans its financing from an aid found, is warned of the ceiling with the day on which it becomes possible, takes files away."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.aids.tests.factories import make_aid as make_published_aid
from frenchimpact.core import clock
from frenchimpact.design.words import day
from frenchimpact.financing.actions import load_financing
from frenchimpact.financing.deminimis import leaves_on
from frenchimpact.financing.tests.factories import make_aid
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_project
from tests.browser import PHONE, check_page, enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
type Visitor = Callable[..., Page]


def test_a_project_plans_its_financing_and_meets_the_ceiling(visitor: Visitor, tmp_path: Path) -> None:
    load_financing()
    association = make_organisation(name="La Roue libre")
    project = make_project(organisation=association)
    awa = lead_of(project)
    Membership.objects.create(organisation=association, user=awa, role=Membership.Role.ADMIN)
    today = clock.today()
    oldest = today - dt.timedelta(days=1000)
    make_aid(association, oldest, 70_000)
    make_aid(association, today - dt.timedelta(days=200), 220_000)
    make_published_aid("Aide régionale", ticket_max=50_000, rate_max=70, regime="de_minimis_general", origin="public_collectivite")
    free = day(leaves_on(oldest))

    page = visitor(width=PHONE, colours="dark")
    enter(page, awa)

    # What is to be paid for.
    page.goto(f"/mon-espace/projets/{project.reference}/financements/")
    expect(page.get_by_role("heading", name="Le plan de financement est vide")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Écrire ce qu’il faut payer").click()
    page.locator("#n_label").fill("Un four")
    page.locator("#n_amount").fill("80 000")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_label("Coûts éligibles").fill("80 000")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    check_page(page)

    # From the aid found to a line of the plan: what it gives at most, its regime, and the warning.
    page.goto("/financements/")
    page.get_by_role("link", name="Aide régionale").click()
    page.get_by_role("link", name="Ajouter à mon plan").click()
    check_page(page)
    page.get_by_role("button", name="Ajouter à ce plan").click()
    warning = page.locator("#alertes")
    expect(warning).to_contain_text("plafond de minimis")
    expect(warning).to_contain_text(free)
    expect(page.locator("#lignes")).to_contain_text(f"possibles à partir du {free}")
    check_page(page)

    # The spreadsheet.
    with page.expect_download() as given:
        page.get_by_role("link", name="Tableur (.xlsx)").click()
    path = tmp_path / "plan.xlsx"
    given.value.save_as(path)
    cells = "".join(ZipFile(path).read(one).decode() for one in ZipFile(path).namelist() if "sheet" in one or "Strings" in one)
    assert "Aide régionale" in cells
    assert "<v>50000" in cells

    # The register says the same, and gives the certificate to sign.
    page.get_by_role("link", name="Les aides de minimis de La Roue libre").click()
    page.get_by_label("Montant en euros").fill("50 000")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#de-minimis")).to_contain_text(free)
    check_page(page)
    page.get_by_text("Faire une attestation").click()
    page.get_by_label("Qui déclare").fill("Awa Diarra")
    page.get_by_label("Fonction").fill("présidente")
    page.get_by_role("button", name="Faire l’attestation").click()
    paper = page.get_by_role("link", name="(PDF)")
    expect(paper).to_be_visible()
    answer = page.request.get(str(paper.get_attribute("href")))
    assert answer.body()[:5] == b"%PDF-"
    check_page(page)
