"""From a fresh label to a public sheet: challenges, plan, figures by mail, promises of both sides, a barrier, the yearly review."""

import datetime as dt
import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.inbound import actions as inbound
from frenchimpact.labels.tests.factories import make_label
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator
from frenchimpact.territories.actions.reminders import ask_due
from frenchimpact.territories.models import Indicator, SupportRequest, Territory
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import check_page, enter
from tests.worker import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
type Visitor = Callable[..., Page]
YEAR = clock.today().year
# The collective's own words: three challenges, ten aims.
CHALLENGES = (
    (
        "Une économie circulaire et inclusive",
        ("Environnemental", "Social"),
        "Un tiers de ce que l’on jette pourrait resservir.",
        (
            "Détourner de la benne ce qui peut resservir",
            "Former aux métiers de la réparation",
            "Acheter moins neuf quand on est une commune",
            "Partager outils et véhicules entre voisins",
        ),
    ),
    (
        "Le numérique pour tous",
        ("Social",),
        "Un habitant sur cinq renonce à une démarche en ligne.",
        ("Un lieu d’aide près de chacun", "Former ceux qui aident", "Équiper ceux qui n’ont pas d’ordinateur"),
    ),
    (
        "Se nourrir, et se retrouver",
        ("Social", "Citoyen"),
        "Les cantines achètent loin, beaucoup mangent seuls.",
        ("Relier les fermes et les cantines", "Ouvrir des tables où l’on mange ensemble", "Cuisiner ce qui pousse ici"),
    ),
)
AIMS = (CHALLENGES[0][3][0], CHALLENGES[1][3][0], CHALLENGES[2][3][1])
NEXT = YEAR + 1
PLAN = "\n".join(
    (
        "défi\tobjectif\taction\tresponsable\tdébut\tfin\tétat\tbudget par année et financeur",
        f"1\t{AIMS[0]}\tOuvrir la recyclerie n° 2\tL’Établi\t01/02/{YEAR}\t30/06/{NEXT}\ten cours\t{YEAR} Le syndicat : 84 000 €",
        f"1\t{AIMS[0]}\tCollecter à vélo\tL’Établi\t01/02/{YEAR}\t31/12/{NEXT}\ten cours\t",
        f"2\t{AIMS[1]}\tUn bus qui aide aux démarches\tCollectif des lacs\t01/03/{YEAR}\t31/12/{NEXT}\tà lancer\t",
        f"3\t{AIMS[2]}\tTrois tables de quartier\tCollectif des lacs\t01/03/{YEAR}\t31/12/{NEXT}\tà lancer\t",
    )
)


def at_the_screen(visitor: Visitor, person: User, path: str) -> Page:
    page = visitor("/robots.txt")
    page.set_default_timeout(8000)
    enter(page, person)
    page.goto(path)
    return page


def write_challenge(page: Page, number: int) -> None:
    title, kinds, problem, aims = CHALLENGES[number - 1]
    page.get_by_label("Le défi, en quelques mots").fill(title)
    for kind in kinds:
        page.get_by_label(kind, exact=True).check()
    page.get_by_label("Le problème").fill(problem)
    page.get_by_label("Ce que l’on veut changer").fill("Deux fois mieux dans trois ans.")
    page.get_by_label("Objectifs", exact=True).fill("\n".join(aims))
    page.get_by_role("button", name="Enregistrer le défi").click()
    expect(page.get_by_role("heading", name=f"{number}. {title}")).to_be_visible()


def add_indicator(page: Page, space: str, keeper: User) -> None:
    page.goto(f"{space}indicateurs/ajouter/")
    page.get_by_label("Ce qui est mesuré").fill("Tonnes détournées")
    page.get_by_label("Unité").fill("tonnes")
    page.get_by_label("Qui le tient à jour").select_option(str(keeper.pk))
    page.locator("input[name$=baseline]").fill("205")
    page.get_by_label("Date du point de départ").fill(f"{YEAR - 2}-12-31")
    page.locator("input[name$=target]").fill("400")
    page.get_by_label("Date de la cible").fill(f"{YEAR + 2}-12-31")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Tonnes détournées")).to_be_visible()


def promise(page: Page, space: str, party: str, words: str, due_on: dt.date) -> None:
    page.goto(f"{space}promesses/inscrire/")
    choice = page.get_by_label("Qui promet")
    choice.select_option(choice.locator("option", has_text=party).get_attribute("value"))
    page.get_by_label("Ce qui est promis").fill(words)
    page.get_by_label("Au plus tard le").fill(due_on.isoformat())
    page.get_by_role("button", name="Inscrire").click()
    expect(page.get_by_text(words).first).to_be_visible()


def answer_reminder(keeper: User, text: str) -> None:
    """The keeper answers the mail that asks for the value, not the receipt of what they asked the desk."""
    mail = Mail.objects.filter(to=keeper.email, subject__startswith="Combien").exclude(reply_to="").latest("pk")
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Message-ID"] = mail.to, mail.reply_to, "<story@exemple.test>"
    letter.set_content(text)
    message = inbound.receive(content=letter.as_bytes(), recipient=mail.reply_to, envelope_from=mail.to, source="smtp")
    inbound.understand(message=message)


def test_from_a_fresh_label_to_a_public_sheet_that_shows_both_sides(visitor: Visitor, settings: Settings, tmp_path: Path) -> None:
    settings.REPLY_ADDRESS, settings.MEDIA_ROOT = "@reponse.exemple.fr", tmp_path
    make_terms()
    make_places()
    house, _member = make_organisation(name="Collectif des lacs"), make_organisation(name="L’Établi")
    chloe, operator = make_member(house, role=Membership.Role.ADMIN), make_operator()
    make_label(house, territory="Cluse et lacs", places=[make_place("commune:73065")])
    work()
    territory = Territory.objects.get()
    space = f"/mon-espace/territoires/{territory.reference}/"

    # The space that the label opened: a member joins, three challenges with their ten aims are written.
    page = at_the_screen(visitor, chloe, "/mon-espace/territoires/")
    page.get_by_role("link", name="Cluse et lacs").click()
    expect(page.get_by_text("Il manque 3 défis.")).to_be_visible()
    page.goto(f"{space}collectif/membres/ajouter/")
    page.locator("#id_organisation").fill("L’Établi")
    page.get_by_label("Nature", exact=True).select_option("ess")
    page.get_by_role("button", name="Ajouter").click()
    page.goto(f"{space}defis/")
    for number in (1, 2, 3):
        page.get_by_role("link", name="Ajouter un défi").click()
        write_challenge(page, number)
    assert sum(one.objectives.count() for one in territory.challenges.all()) == 10
    check_page(page)

    # The plan, pasted from a spreadsheet after a dry run.
    page.goto(f"{space}plan/")
    page.get_by_role("link", name="Importer un tableau ou coller une liste").click()
    page.get_by_label("ou un tableau collé").fill(PLAN)
    page.get_by_role("button", name="Voir ce que l’import ferait").click()
    expect(page.get_by_text("Créée").first).to_be_visible()
    assert not territory.actions.exists()
    page.get_by_role("button", name="Importer ces lignes").click()
    expect(page).to_have_url(re.compile(r"/plan/$"))
    expect(page.get_by_text("Trois tables de quartier").first).to_be_visible()
    assert territory.actions.count() == 4
    page.goto(f"{space}plan/?vue=colonnes")
    check_page(page)

    # An action is blocked: it becomes a request to lift the barrier, sent to the programme.
    page.goto(f"{space}plan/actions/2/")
    page.get_by_role("button", name="Bloquée").click()
    page.get_by_label("Ce qui bloque").fill("Nul ne sait si le transport à vélo se déclare.")
    page.get_by_label("Ce qui débloquerait").fill("Un écrit de la préfecture.")
    page.get_by_role("button", name="Changer l’état").click()
    page.get_by_role("button", name="Demander à lever ce frein").click()
    request = SupportRequest.objects.get()
    assert (request.kind, request.state) == ("barrier", "draft")
    page.goto(f"{space}soutien/demandes/{request.pk}/")
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text("Envoyée").first).to_be_visible()

    # An indicator; its keeper answers the reminder by a number, from a mailbox.
    add_indicator(page, space, chloe)
    Indicator.objects.update(due_on=dt.date(YEAR - 1, 12, 31))
    assert ask_due() == 1
    work()
    answer_reminder(chloe, "262 tonnes")
    page.goto(f"{space}indicateurs/1/")
    expect(page.get_by_text("262 tonnes").first).to_be_visible()
    check_page(page)

    # What each side promised.
    page.goto(f"{space}promesses/parties/ajouter/")
    page.get_by_label("De quel côté").select_option("state")
    page.get_by_label("Ou son nom").fill("L’État, préfecture")
    page.get_by_role("button", name="Ajouter").click()
    promise(page, space, "Cluse et lacs", "Publier le bilan chaque année", clock.today() + dt.timedelta(days=200))
    promise(page, space, "L’État, préfecture", "Répondre par écrit sur le vélo", clock.today() + dt.timedelta(days=30))
    expect(page.get_by_text("À confirmer par L’État, préfecture").first).to_be_visible()
    # The State says that it did promise; then that it will not keep its word, which counts.
    desk = at_the_screen(visitor, operator, page.url)
    for step, words in (("Confirmer la promesse", ""), ("Elle ne sera pas tenue", "Le texte n’est pas prêt.")):
        desk.get_by_role("link", name=step).click()
        if words:
            desk.get_by_label("Pourquoi").fill(words)
        desk.get_by_role("button", name=step).click()
        expect(desk.get_by_role("heading", name="Histoire")).to_be_visible()
    page.goto(f"{space}promesses/")
    expect(page.get_by_text("0 / 1").or_(page.get_by_text("0 %")).first).to_be_visible()
    check_page(page)

    # The yearly review: made from facts, locked, told, concluded by the programme, printed on two pages.
    page.goto(f"{space}bilans/")
    page.get_by_text("Prévoir un autre bilan").click()
    page.get_by_label("Bilan annuel").check()
    page.get_by_label("Premier jour de la période").fill(f"{YEAR - 1}-01-01")
    page.get_by_label("Dernier jour de la période").fill(f"{YEAR - 1}-12-31")
    page.get_by_label("Attendu le").fill((clock.today() + dt.timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Prévoir ce bilan").click()
    page.get_by_role("button", name="Commencer maintenant").click()
    page.get_by_role("button", name="Arrêter les chiffres").click()
    review = territory.reviews.get(kind="yearly", ends_on=dt.date(YEAR - 1, 12, 31))
    assert review.locked_at is not None
    desk.goto(f"{space}bilans/{review.pk}/")
    desk.get_by_label("Poursuivre", exact=True).check()
    desk.get_by_label("Motifs").fill("Le plan avance.")
    desk.get_by_role("button", name="Conclure le bilan").click()
    page.reload()
    page.get_by_role("button", name="Publier").click()
    paper = page.request.get(f"{space}bilans/{review.pk}/bilan.pdf").body()
    assert paper.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type ?/Page\b(?!s)", paper)) <= 2

    # Anyone reads all of it.
    stranger = visitor(f"/territoires/{territory.slug}/")
    for words in (
        "Une économie circulaire et inclusive",
        "262 tonnes",
        "4 actions",
        "L’État, préfecture",
        "Répondre par écrit sur le vélo",
        "Bilan annuel",
        "Collectif des lacs",
    ):
        expect(stranger.get_by_text(words).first).to_be_attached()
    check_page(stranger)
    stranger.goto(f"/territoires/{territory.slug}/defis/1/")
    expect(stranger.get_by_text("Détourner de la benne ce qui peut resservir")).to_be_visible()
    check_page(stranger)
