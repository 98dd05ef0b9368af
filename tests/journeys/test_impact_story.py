"""From a calculation without an account to the figures of the country: a theory, values by three ways, a proof, a correction, a break."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions.reminders import ask_due_measures
from frenchimpact.impact.messages.measures import ASKED
from frenchimpact.impact.models import Followed
from frenchimpact.impact.tests.factories import make_followed
from frenchimpact.inbound import actions as inbound
from frenchimpact.mail.models import Mail
from frenchimpact.methods.actions import publish_folder
from frenchimpact.methods.tests.factories import make_method, next_version
from frenchimpact.opendata.tests.test_cids import troubles
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_published_project
from frenchimpact.territories.models import Territory, TerritoryPlace
from frenchimpact.territories.tests.factories import make_territory
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import DESK, PHONE, check_page, enter
from tests.worker import work

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
type Visitor = Callable[..., Page]
YEAR = clock.today().year
FIRST = YEAR - 3
CODE = "beneficiaires_directs"


def look(page: Page) -> None:
    """What holds on every page, by day on a desk and by night on a phone."""
    check_page(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": PHONE, "height": 800})
    check_page(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": DESK, "height": 800})


def as_person(visitor: Visitor, person: User, path: str) -> Page:
    page = visitor("/robots.txt")
    enter(page, person)
    page.goto(path)
    return page


def world() -> tuple[Project, Territory]:
    """A project of Chambéry, a territory that holds it, and another project that never says anything."""
    make_terms()
    place = make_places()["commune:73065"]
    make_method()
    silent = make_followed(CODE, places={place: 100})
    Followed.objects.filter(pk=silent.pk).update(started_on=f"{FIRST}-01-01", expected_to=YEAR)
    territory = make_territory("Cluse et lacs")
    territory.territory_places.all().delete()
    TerritoryPlace.objects.create(territory=territory, place=place, vintage=2026)
    return make_published_project(name="La Recyclerie des lacs", organisation=make_organisation(name="L’Établi")), territory


def run_and_cite(visitor: Visitor) -> None:
    page = visitor("/calculer/sroi/")
    field = page.get_by_label("Serait arrivé sans l’action (%)").first
    field.fill("45")
    field.press("Tab")
    expect(page.locator("#bref")).to_contain_text("1,85")
    look(page)
    page.goto("/methodes/sroi/")
    expect(page.locator("#citer")).to_contain_text("sroi")
    expect(page.get_by_text(re.compile(r"swh:1:dir:[0-9a-f]{40}")).first).to_be_visible()
    look(page)


def write_theory(page: Page) -> None:
    """By the keyboard alone: each part is typed and sent from its field."""
    for kind, words in (
        ("need", "On jette ce qui pourrait resservir"),
        ("activity", "Réparer ensemble"),
        ("outcome", "On sait réparer"),
    ):
        part = page.locator(f"#{kind}")
        if not part.locator("textarea").first.is_visible():
            part.locator("summary").first.press("Enter")
        part.locator("textarea").first.press_sequentially(words)
        part.get_by_role("button", name="Ajouter").press("Enter")
        expect(page.locator(f"#{kind}").get_by_text(words).first).to_be_visible()
    page.get_by_role("button", name="Publier cette version").press("Enter")
    expect(page.get_by_text("La théorie du changement est publiée.")).to_be_visible()
    look(page)


def follow(page: Page, space: str) -> Followed:
    page.goto(f"{space}mesures/suivre/")
    page.get_by_label("Indicateur").select_option(label="Bénéficiaires directs (pers.)")
    page.get_by_label("Suivi depuis").fill(f"{FIRST}-01-01")
    look(page)
    page.get_by_role("button", name="Suivre", exact=True).press("Enter")
    expect(page.get_by_text("est suivi. Donnez sa première valeur.")).to_be_visible()
    return Followed.objects.get(project__name="La Recyclerie des lacs")


def choose(page: Page, year: int) -> None:
    page.get_by_label("Période", exact=True).select_option(f"{year}-12-31")
    page.get_by_role("button", name="Choisir").press("Enter")
    expect(page.get_by_role("heading", name=f"Valeur de {year}")).to_be_visible()


def give_three_periods(page: Page, space: str, followed: Followed, folder: Path) -> None:
    """By the form, by a file, by the answer to a reminder."""
    page.goto(f"{space}mesures/{followed.pk}/")
    choose(page, FIRST)
    page.get_by_label("Valeur", exact=True).press_sequentially("120")
    look(page)
    page.get_by_label("Valeur", exact=True).press("Enter")
    expect(page.get_by_role("table")).to_contain_text("120")
    file = folder / "mesures.csv"
    reference = followed.project.reference
    file.write_text(f"indicateur;debut;fin;valeur\n{reference}/{CODE};{FIRST + 1}-01-01;{FIRST + 1}-12-31;150\n")
    page.goto(f"{space}mesures/fichier/")
    page.locator("input[type=file]").set_input_files(file)
    look(page)
    page.get_by_role("button", name="Enregistrer", exact=True).press("Enter")
    expect(page.get_by_text("1 nouvelles")).to_be_visible()
    assert ask_due_measures() == 1
    work()
    mail = Mail.objects.filter(kind=ASKED).latest("pk")
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Message-ID"] = mail.to, mail.reply_to, "<impact@exemple.test>"
    letter.set_content("180\n")
    message = inbound.receive(content=letter.as_bytes(), recipient=mail.reply_to, envelope_from=mail.to, source="smtp")
    inbound.understand(message=message)
    page.goto(f"{space}mesures/{followed.pk}/")
    expect(page.get_by_role("table")).to_contain_text("180")


def read_figures(page: Page, territory: Territory, value: str, *, verified: str = "") -> None:
    """The country's and the territory's, of the last year that is over."""
    for path in (f"/impact/?annee={YEAR - 1}", f"/territoires/{territory.slug}/impact/?annee={YEAR - 1}"):
        page.goto(path)
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Bénéficiaires directs"))
        expect(row).to_contain_text(value)
        expect(row).to_contain_text("1 projet sur 2")
        if verified:
            expect(row.get_by_role("cell").last).to_contain_text(verified)


def have_it_looked_at(page: Page, visitor: Visitor, space: str, followed: Followed, looker: User) -> None:
    page.goto(f"{space}preuves/{followed.pk}/demander/")
    page.get_by_label("À un pair").press("Space")
    page.locator("#id_organisation").fill("Le Cabinet")
    page.get_by_role("option", name="Le Cabinet").click()
    look(page)
    page.get_by_role("button", name="Envoyer la demande").press("Enter")
    expect(page.get_by_text("Le Cabinet").first).to_be_visible()
    other = as_person(visitor, looker, "/mon-espace/verifications/")
    look(other)
    other.get_by_role("link", name="Bénéficiaires directs").first.press("Enter")
    card = other.locator(f"#valeur-{followed.measures.get(ends_on__year=YEAR - 1).pk}")
    card.locator("summary").filter(has_text="Dire si elle est juste").press("Enter")
    card.get_by_label("Conforme").press("Space")
    card.get_by_label("Fiches regardées").fill("20")
    card.get_by_label("sur combien").fill("180")
    look(other)
    card.get_by_role("button", name="Enregistrer cet avis").press("Enter")
    expect(other.get_by_text("Votre avis sur cette valeur est enregistré.")).to_be_visible()


def correct(page: Page, space: str, followed: Followed) -> None:
    page.goto(f"{space}mesures/{followed.pk}/")
    choose(page, YEAR - 1)
    page.get_by_label("Valeur", exact=True).fill("175")
    page.get_by_label("Pourquoi cette valeur change").fill("Cinq personnes étaient comptées deux fois.")
    page.get_by_label("Pourquoi cette valeur change").press("Enter")
    expect(page.get_by_role("table")).to_contain_text("175")
    look(page)


def go_on_under_version_2(page: Page, space: str, followed: Followed) -> None:
    changed = ("Personnes distinctes pour lesquelles", "Personnes distinctes, adultes, pour lesquelles")
    version = (f'id = "{CODE}"', f'id = "{CODE}"\nversion = 2')
    publish_folder(files=next_version("2.0.0", changed, version, name="tronc-commun"), by=None)
    page.goto(f"{space}mesures/{followed.pk}/")
    page.get_by_role("button", name="Poursuivre sous la version 2").press("Enter")
    expect(page.get_by_text("La série continue sous la version 2")).to_be_visible()
    page.get_by_label("Valeur", exact=True).fill("160")
    page.get_by_label("Valeur", exact=True).press("Enter")
    expect(page.get_by_role("table")).to_contain_text("160")
    page.goto(f"/impact/{CODE}/")
    expect(page.get_by_text(f"En {YEAR}, la définition a changé (version 2)")).to_be_visible()
    years = page.locator("#annees").get_by_role("table")
    for year, told in ((YEAR, "160"), (YEAR - 1, "175"), (YEAR - 2, "150"), (FIRST, "120")):
        expect(years.get_by_role("row", name=str(year)).filter(has_text=told)).to_have_count(1)
    look(page)


def test_from_a_calculation_to_the_figures_of_the_country(visitor: Visitor, settings: Settings, tmp_path: Path) -> None:
    settings.REPLY_ADDRESS, settings.MEDIA_ROOT = "@reponse.exemple.fr", tmp_path
    project, territory = world()
    looker = make_member(make_organisation(name="Le Cabinet", source="registry"), role=Membership.Role.EDITOR)
    space = f"/mon-espace/projets/{project.reference}/impact/"
    run_and_cite(visitor)

    page = as_person(visitor, lead_of(project), space)
    write_theory(page)
    followed = follow(page, space)
    give_three_periods(page, space, followed, tmp_path)
    read_figures(page, territory, "180")
    look(page)

    have_it_looked_at(page, visitor, space, followed, looker)
    read_figures(page, territory, "180", verified="180")
    correct(page, space, followed)
    # Corrected, it is declared again: what was verified is of another value.
    read_figures(page, territory, "175", verified="rien")
    page.goto("/impact/")
    look(page)
    go_on_under_version_2(page, space, followed)

    page.goto(f"/projets/{project.slug}/impact/")
    expect(page.get_by_text("175").first).to_be_visible()
    look(page)
    is_valid, words = troubles(page.request.get("/donnees/impact.cids.jsonld").text())
    assert is_valid, words
