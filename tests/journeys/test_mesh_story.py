"""The mesh as one thread: a project finds a structure with its reasons, follows its plan, gets days from a company (they write, one of
them by mail), goes to a stop of the Tour where the network is cut, publishes its solution, which a territory takes up and measures."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.events.models import Capture, Card
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.inbound.tests.test_smtp import Server, post
from frenchimpact.mail.models import Mail
from frenchimpact.offers.models import Match
from frenchimpact.offers.tests.factories import make_offer, make_request
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_published_project
from frenchimpact.support.models import Step, Support
from frenchimpact.support.tests.factories import make_structure
from frenchimpact.territories.models import ChallengeProject
from frenchimpact.territories.tests.factories import make_challenge, make_lead_person, make_territory
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import DESK, PHONE, check_page
from tests.journeys.solution_steps import LAST_YEAR, THEME, agree, ask, publish
from tests.journeys.steps import Visitor, hang, make_stop, note_project, press, see, sending, sit
from tests.worker import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server(settings: Settings, tmp_path: Path, live_server: Any) -> Iterator[Server]:
    settings.REPLY_ADDRESS, settings.MAIL_AUTHSERV, settings.MEDIA_ROOT = "@reponse.exemple.fr", "", tmp_path
    server = Server()
    yield server
    server.stop()


def ask_structure(awa: Page, project: Project) -> Support:
    """Found with its reasons, asked with words."""
    see(awa, f"/mon-espace/projets/{project.reference}/accompagnement/", "Incubateur Alpin")
    reasons = awa.locator(".result", has_text="Incubateur Alpin").locator(".why")
    expect(reasons).to_be_visible()
    awa.get_by_role("link", name="Demander", exact=True).first.click()
    awa.get_by_label("Ce que vous cherchez").fill("Ouvrir un deuxième atelier.")
    check_page(awa)
    press(awa, "Envoyer la demande")
    expect(awa.get_by_text("Votre demande est envoyée.")).to_be_visible()
    return Support.objects.get()


def take_on(officer: Page, support: Support) -> None:
    """The structure says yes, shares what it sees, and recommends something."""
    see(officer, f"/mon-espace/accompagnements/{support.reference}/", "Ouvrir un deuxième atelier.")
    press(officer, "Accompagner ce projet")
    expect(officer.get_by_text("C’est entendu")).to_be_visible()
    officer.get_by_label("En quelques phrases").fill("Un modèle solide, un prix de revient inconnu.")
    press(officer, "Partager un diagnostic")
    expect(officer.get_by_text("Le diagnostic est partagé")).to_be_visible()
    officer.locator("summary", has_text="Ajouter un jalon ou une recommandation").click()
    officer.get_by_label("Ce qu’il y a à faire").fill("Tenir des comptes")
    press(officer, "Ajouter un jalon ou une recommandation")
    expect(officer.get_by_text("C’est ajouté au plan.")).to_be_visible()
    check_page(officer)


def follow_plan(awa: Page, support: Support) -> None:
    """The team agrees to the plan, and does what it says."""
    see(awa, f"/mon-espace/accompagnements/{support.reference}/", "Tenir des comptes")
    press(awa, "Valider ce plan")
    expect(awa.get_by_text("Le plan est validé")).to_be_visible()
    press(awa, "Fait")
    expect(awa.get_by_text("« Tenir des comptes » : c’est noté.")).to_be_visible()
    assert Step.objects.get().state == "done"
    check_page(awa)


def ask_company(awa: Page, slug: str, title: str) -> Match:
    """Ten days of an accountant, asked for a request of the project's."""
    see(awa, f"/offres/{slug}/", "Demander cette offre")
    awa.get_by_role("link", name="Demander cette offre").click()
    check_page(awa)
    awa.get_by_role("link", name=title, exact=True).click()
    awa.get_by_label("Votre message").fill("Pouvez-vous nous aider à clore l’année ?")
    check_page(awa)
    press(awa, "Envoyer")
    expect(awa.get_by_text("C’est envoyé.")).to_be_visible()
    return Match.objects.get()


def write(awa: Page, match: Match) -> Mail:
    """The first message, from the page of the match."""
    see(awa, f"/mon-espace/rapprochements/{match.pk}/", "Qui offre et qui demande")
    awa.get_by_role("link", name="Écrire Qui offre et qui demande").click()
    awa.locator("summary", has_text="À qui est-ce que je parle ?").click()
    awa.get_by_label("Votre message").fill("Mardi à 9 heures vous convient-il ?")
    check_page(awa)
    press(awa, "Envoyer")
    expect(awa.get_by_text("Votre message est envoyé.")).to_be_visible()
    check_page(awa)
    return Mail.objects.get(kind="conversations.written")


def answer_by_mail(server: Server, mail: Mail) -> None:
    """As mail programs do: the answer above, the message quoted below."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"], letter["Message-ID"] = (
        mail.to,
        mail.reply_to,
        f"Re: {mail.subject}",
        "<oui@exemple.test>",
    )
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
    letter.set_content(f"Oui, mardi, et j’apporte le modèle.\n\nLe 30 nov. 2026 à 10:12, French Impact a écrit :\n{quoted}\n")
    post(server.port, letter.as_bytes(), mail.reply_to, sender=mail.to)
    work()


def go_to_the_stop(visitor: Visitor, awa: Page, person: User, operator: User) -> None:
    """She registers in two fields; on the spot the network is cut: her arrival and her project wait on the phone, then leave."""
    event = make_stop()
    see(awa, f"/evenements/{event.slug}/", "Étape à Chambéry")
    press(awa, "M’inscrire")
    expect(awa.get_by_text("Votre place est réservée").first).to_be_visible()

    phone = sit(visitor, operator, width=PHONE)
    phone.goto(f"/mon-espace/evenements/{event.reference}/carnet/")
    sending(phone, "En ligne, tout est envoyé")
    phone.get_by_role("button", name="Emporter sur ce téléphone").click()
    expect(phone.get_by_text("Le carnet est sur ce téléphone")).to_be_visible(timeout=30_000)
    phone.context.set_offline(True)
    phone.reload()
    sending(phone, "Hors ligne, tout est envoyé")
    who = phone.get_by_label("Nom, ou code du billet")
    who.fill(person.full_name)
    phone.get_by_role("button", name=f"Accueillir {person.full_name}").click()
    expect(phone.get_by_text(f"{person.full_name} : arrivée notée.")).to_be_visible()
    note_project(phone, "La Recyclerie du lac", person.email)
    hang(phone, "Un second local")
    sending(phone, "Hors ligne, 3 fiches à envoyer")
    assert Capture.objects.count() == 0
    phone.context.set_offline(False)
    sending(phone, "En ligne, tout est envoyé")
    assert event.registrations.get(email=person.email).state == "attended"
    assert Card.objects.get(capture__kind="project").title == "La Recyclerie du lac"
    phone.context.close()


def take_up_and_measure(visitor: Visitor, project: Project, awa: User, operator: User) -> None:
    """The programme reads the solution; a territory takes it up for its challenge, and its results stand beside the first team's."""
    territory = make_territory("Grand Lac", places=[make_place("commune:73008")])
    challenge = make_challenge(territory, title="Réparer plutôt que jeter", themes=[THEME])
    chloe = make_lead_person(territory)
    own = make_published_project(name="L’atelier du Lac", by=chloe, places=[make_place("commune:73008")])
    ChallengeProject.objects.create(challenge=challenge, project=own)
    solution = publish(visitor, awa, operator, project.reference)
    adoption = ask(visitor, chloe, f"/territoires/{territory.slug}/defis/1/")
    page = agree(visitor, awa, chloe, f"/mon-espace/reprises/{adoption.reference}/")
    page.locator("summary", has_text="Donner un résultat").click()
    page.get_by_label("Valeur").fill("2,5")
    press(page, "Enregistrer le résultat")
    results = page.locator("#resultats")
    expect(results.get_by_text("2,5")).to_be_visible()
    expect(results.get_by_text("7 ETP")).to_be_visible()
    check_page(page)
    see(page, f"/mon-espace/territoires/{territory.reference}/solutions/", "Déjà en cours ici")
    see(page, "/mon-espace/reprises/", adoption.reference)
    for width, colours in ((DESK, "light"), (PHONE, "dark")):
        public = visitor(f"/solutions/{solution.slug}/", width=width, colours=colours)
        expect(public.locator("#resultats").get_by_text("2,5")).to_be_visible()
        expect(public.locator("#reprises").get_by_text("Grand Lac")).to_be_visible()
        check_page(public)
        for path in (f"/solutions/?defi={territory.slug}/1", f"/territoires/{territory.slug}/defis/1/"):
            public.goto(path)
            check_page(public)


def test_from_a_first_support_to_a_solution_taken_up_elsewhere(visitor: Visitor, server: Server) -> None:
    make_terms()
    make_places()
    there = make_place("commune:73065")
    project, (structure, officer) = make_published_project(name="La Recyclerie", themes=[THEME]), make_structure()
    make_measure(make_followed(project=project, places={there: 100}), 7, LAST_YEAR, place=there)
    Organisation.objects.filter(pk=structure.pk).update(commune=make_place(), themes=project.themes)
    offer, need = make_offer(), make_request(project=project)
    giver = make_member(offer.organisation)
    awa = sit(visitor, lead_of(project), width=PHONE, colours="dark")

    support = ask_structure(awa, project)
    take_on(sit(visitor, officer, width=DESK), support)
    follow_plan(awa, support)

    match = ask_company(awa, offer.slug, need.title)
    company = sit(visitor, giver, width=DESK)
    see(company, f"/mon-espace/rapprochements/{match.pk}/", "Pouvez-vous nous aider")
    press(company, "Oui, j’accepte")
    expect(company.get_by_text("C’est accepté")).to_be_visible()

    mail = write(awa, match)
    assert lead_of(project).email not in mail.text
    answer_by_mail(server, mail)
    see(awa, "/mon-espace/messages/", "Oui, mardi, et j’apporte le modèle.")
    awa.get_by_role("link", name=offer.title, exact=True).click()
    expect(awa.get_by_text("À partir d’ici, c’est nouveau")).to_be_visible()
    # Nothing of what was quoted, and nobody's address.
    expect(awa.get_by_text("a écrit :")).to_have_count(0)
    expect(awa.get_by_text(giver.email)).to_have_count(0)
    check_page(awa)

    operator = make_operator()
    go_to_the_stop(visitor, awa, lead_of(project), operator)
    take_up_and_measure(visitor, project, lead_of(project), operator)
