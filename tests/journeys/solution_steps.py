"""Steps of a solution: given by its project, read by the programme, asked for from a challenge, agreed on and launched."""

from playwright.sync_api import Page, expect

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.solutions.models import Adoption, Solution
from tests.browser import check_page
from tests.journeys.steps import Visitor, sit

THEME = "economie_circulaire_reemploi"
LAST_YEAR = clock.today().year - 1
KIT = {
    "Avant": "Rien ne se répare.",
    "Après": "Un atelier par semaine.",
    "Ce qui ne change pas": "On répare avec la personne.",
    "Ce que chacun adapte": "Les jours et le lieu.",
    "Ce qu’il faut avant de commencer": "Une salle de 30 m².",
    "Les étapes": "Trouver la salle | 4\nFormer deux réparateurs | 6",
}


def sit_at(visitor: Visitor, person: User, path: str, **look: object) -> Page:
    """The person's screen, on that page."""
    page = sit(visitor, person, **look)
    page.goto(path)
    return page


def publish(visitor: Visitor, awa: User, operator: User, reference: str) -> Solution:
    """The project's tab, its two forms, sent; then the programme says yes."""
    space = f"/mon-espace/projets/{reference}/essaimage/"
    page = sit_at(visitor, awa, space)
    check_page(page)
    page.get_by_role("link", name="Écrire la solution").click()
    page.get_by_label("Nom de la solution").fill("Un atelier où l’on répare ensemble")
    page.get_by_label("En une phrase").fill("Réparer ensemble ce qui est cassé.")
    page.get_by_label("Licence ou charte").last.fill("CC BY-SA 4.0")
    page.get_by_label("Emplois créés", exact=False).first.check()
    check_page(page)
    page.get_by_role("button", name="Enregistrer, puis écrire le kit").click()
    for label, words in KIT.items():
        page.get_by_label(label, exact=True).fill(words)
    check_page(page)
    page.get_by_role("button", name="Enregistrer le kit").click()
    page.get_by_role("button", name="Envoyer à l’équipe du programme").click()
    expect(page.get_by_text("L’équipe du programme la lit").first).to_be_visible()
    check_page(page)
    desk = sit_at(visitor, operator, "/mon-espace/programme/solutions/")
    check_page(desk)
    desk.get_by_role("link", name="Un atelier où l’on répare ensemble").click()
    check_page(desk)
    desk.get_by_role("button", name="Rendre publique").click()
    expect(desk.get_by_text("La solution est publique.")).to_be_visible()
    return Solution.objects.get()


def ask(visitor: Visitor, chloe: User, challenge_page: str) -> Adoption:
    """From the public page of the challenge, without any script."""
    page = sit_at(visitor, chloe, challenge_page, scripts=False)
    section = page.locator("#solutions")
    section.locator("summary", has_text="Le contexte est le même").or_(section.locator("summary")).first.click()
    expect(section.get_by_text("Le thème est celui du défi.")).to_be_visible()
    section.get_by_role("link", name="Un atelier où l’on répare ensemble").click()
    expect(page.get_by_text("Le thème est celui du défi.")).to_be_visible()
    page.get_by_role("link", name="Nous la reprenons").first.click()
    page.get_by_label("Pourquoi, et ce que vous avez déjà").fill("La commune prête un local.")
    page.get_by_role("button", name="Envoyer à l’équipe d’origine").click()
    expect(page.get_by_text("C’est envoyé à l’équipe d’origine.")).to_be_visible()
    return Adoption.objects.get()


def agree(visitor: Visitor, awa: User, chloe: User, path: str) -> Page:
    """The first team writes, both say yes; the territory launches by its project."""
    first = sit_at(visitor, awa, path)
    check_page(first)
    first.get_by_label("Ce que chacun fait, et ce qui peut être adapté").fill("Deux jours de formation, puis un appel par mois.")
    first.get_by_label("Qui vous accompagne").select_option(str(awa.pk))
    first.get_by_role("button", name="Proposer ces mots").click()
    first.get_by_role("button", name="Oui, au nom de l’équipe d’origine").click()
    expect(first.get_by_text("Votre côté a dit oui.")).to_be_visible()
    page = sit_at(visitor, chloe, path)
    page.get_by_role("button", name="Oui, au nom de Grand Lac").click()
    page.get_by_label("Lancée le").fill(f"{LAST_YEAR}-01-15")
    page.get_by_label("Par quel projet").select_option(label="L’atelier du Lac")
    check_page(page)
    page.get_by_role("button", name="C’est lancé").click()
    page.get_by_role("button", name="Elle fonctionne chez nous").click()
    expect(page.get_by_text("Elle fonctionne : bravo.")).to_be_visible()
    return page
