"""A difficulty written to the desk by mail, until the next person finds its answer and the administration answers the note."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.escalation import SILENCE, step_on
from frenchimpact.barriers.messages.receipts import follow_page
from frenchimpact.barriers.models import Asked, Case, Experiment, PolicyNote, Precedent
from frenchimpact.barriers.tests.factories import make_published
from frenchimpact.core import clock
from frenchimpact.demo.actions import advance_clock
from frenchimpact.demo.queries import offset
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.inbound.tests.test_smtp import Server, post
from frenchimpact.mail.models import Mail
from frenchimpact.projects.tests.factories import make_operator
from tests.browser import DESK, PHONE, check_page, enter
from tests.worker import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
type Visitor = Callable[..., Page]
MAILBOX, JEANNE = "freins@reponse.exemple.fr", "jeanne@exemple.test"
EARLIER, ALLOWED = "Transporter des personnes âgées avec des bénévoles", "Conduire à plusieurs sans licence"
QUESTION = "Des bénévoles peuvent-ils conduire des personnes âgées sans licence de transport ?"
SERVICES = (("DREAL", "dreal@exemple.fr"), ("DDT", "ddt@exemple.fr"), ("Région", "region@exemple.fr"))


@pytest.fixture
def demonstration(settings: Settings, live_server: Any) -> Iterator[None]:
    """Pages live at the time of the demonstration, as they do when it is on: their server was started without it."""
    handlers = [live_server.thread.httpd.get_app()]
    while hasattr(handlers[-1], "application"):
        handlers.append(handlers[-1].application)
    for is_on in (True, False):
        settings.DEMO_MODE = is_on
        for handler in handlers:
            handler.load_middleware()
        if is_on:
            yield


@pytest.fixture
def server(demonstration: None, settings: Settings, tmp_path: Path) -> Iterator[Server]:
    settings.REPLY_ADDRESS, settings.MAIL_AUTHSERV, settings.MEDIA_ROOT = "@reponse.exemple.fr", "", tmp_path
    server = Server()
    yield server
    server.stop()


def send(server: Server, sender: str, to: str, subject: str, text: str) -> None:
    """A mail, until the worker has done what it asks."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"], letter["Message-ID"] = sender, to, subject, f"<{subject[:3]}{len(text)}@exemple.test>"
    letter.set_content(text)
    post(server.port, letter.as_bytes(), to, sender=sender)
    work()


def sit(visitor: Visitor, person: User) -> Page:
    page = visitor("/robots.txt", width=DESK)
    page.set_default_timeout(15000)
    enter(page, person)
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def today() -> dt.date:
    """The day of the demonstration."""
    return clock.today() + offset()


def write_by_mail(server: Server) -> Case:
    words = "Notre association veut conduire des personnes âgées à leurs rendez-vous médicaux.\n\nOn nous demande une licence de transport."
    send(server, f"Jeanne Dupont <{JEANNE}>", MAILBOX, "Transport solidaire refusé", words)
    case = Case.objects.get()
    receipt = Mail.objects.get(kind="barriers.receipt", to=JEANNE)
    assert case.reference in receipt.subject + receipt.text
    assert "ne suspend pas les délais de recours" in receipt.text
    return case


def qualify(page: Page, case: Case) -> None:
    """The desk finds the case on its first screen, the answer given to somebody else, and says what kind of rule it is."""
    page.goto("/mon-espace/")
    expect(page.get_by_text("Un frein est à trier.")).to_be_visible()
    page.goto(f"/mon-espace/freins/{case.reference}/orienter/?suite=reponse")
    expect(page.get_by_text(EARLIER).first).to_be_visible()
    page.goto(f"/mon-espace/freins/{case.reference}/orienter/?suite=qualifier")
    page.get_by_label("Ou un nouveau frein").fill("Licence demandée au transport solidaire")
    press(page, "Qualifier")
    expect(page.get_by_text("Le cas est qualifié.")).to_be_visible()


def consult(page: Page, case: Case) -> dict[str, Asked]:
    """One question to three, read before it leaves, with the answer that was found."""
    page.goto(f"/mon-espace/freins/{case.reference}/consulter/")
    page.get_by_label("La question", exact=True).fill(QUESTION)
    page.get_by_label("La situation, en quatre lignes").fill("Des trajets bénévoles, de moins de 30 km.")
    page.get_by_label("Autres services").fill("\n".join(f"{name}, {email}" for name, email in SERVICES))
    page.get_by_label(EARLIER, exact=False).check()
    press(page, "Relire le mail")
    expect(page.get_by_role("heading", name="Le mail, tel qu’il partira")).to_be_visible()
    assert not Asked.objects.exists()
    press(page, "Envoyer")
    expect(page.get_by_text("La question est partie.")).to_be_visible()
    return {one.name: one for one in Asked.objects.all()}


def answer_by_link(visitor: Visitor) -> None:
    """From the mail, on a phone, without an account: opening the link says nothing yet."""
    mail = Mail.objects.get(to="ddt@exemple.fr")
    assert EARLIER in mail.text
    links = re.findall(r"https?://\S+/consultations/\S+\?avis=\w+", mail.text)
    assert [link.rpartition("=")[2] for link in links] == ["possible", "conditions", "impossible", "transferer"]
    where = urlsplit(links[0])
    page = visitor(f"{where.path}?{where.query}", width=PHONE)
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)
    expect(page.get_by_text("Jeanne")).to_have_count(0)
    assert Asked.objects.get(name="DDT").state == "waiting"
    expect(page.get_by_label("C’est possible", exact=True)).to_be_checked()
    page.get_by_label("Pourquoi, à quelles conditions").fill("Rien ne l’interdit.")
    check_page(page)
    press(page, "Rendre cet avis")
    expect(page.get_by_text("Votre avis est enregistré. Merci.")).to_be_visible()


def decide(page: Page, case: Case) -> None:
    """A prefect let them try, for a time that is over already on the demonstration's clock."""
    page.goto(f"/mon-espace/freins/{case.reference}/repondre/")
    page.get_by_label("Ce qui est répondu").select_option("prefect_derogation")
    page.get_by_label("La réponse, telle que la personne la lira").fill("Oui : le préfet dispense Jeanne Dupont de licence.")
    page.get_by_label("Fondement juridique").fill("Décret n° 2020-412 du 8 avril 2020")
    page.get_by_label("Qui a décidé").fill("Préfecture de la Savoie")
    page.locator("#id_places").fill("Chambéry")
    page.get_by_label("À partir du").fill((today() - dt.timedelta(days=200)).isoformat())
    page.get_by_label("Jusqu’au").fill((today() - dt.timedelta(days=3)).isoformat())
    page.get_by_label("Comment on évaluera").fill("Trajets faits, accidents.")
    page.get_by_text("Pour une dérogation ou une expérimentation").click()
    page.get_by_label("Nom de l’expérimentation").fill("Conduire sans licence")
    page.get_by_label("Ce qui est essayé").fill("Des trajets bénévoles sans licence.")
    page.get_by_label("Ce qu’on a convenu de compter").fill("Trajets par mois ; trajets ; 40 ; 120")
    page.get_by_label("Point de mi-parcours le").fill((today() - dt.timedelta(days=100)).isoformat())
    press(page, "Relire la réponse")
    expect(page.get_by_role("heading", name="Ce que la personne lira")).to_be_visible()
    press(page, "Rendre cette réponse")
    expect(page.get_by_text("l’expérimentation est inscrite au registre")).to_be_visible()


def hear_the_alarm(page: Page) -> None:
    """It is on the first screen of those who run the programme until somebody decides."""
    page.goto("/mon-espace/")
    alarm = page.get_by_role("link", name=re.compile("^Décider.*Conduire sans licence"))
    expect(alarm).to_be_visible()
    check_page(page)
    alarm.click()
    page.get_by_label("Généraliser", exact=False).check()
    page.get_by_label("Pourquoi").fill("Aucun accident en deux cents jours.")
    page.locator("form").filter(has=page.get_by_label("Pourquoi")).get_by_role("button").first.click()
    expect(page.get_by_text("Aucun accident en deux cents jours.").first).to_be_visible()
    page.goto("/mon-espace/")
    expect(alarm).to_have_count(0)
    assert Experiment.objects.get().ending == "generalised"


def publish(author: Page, second: Page, case: Case) -> Precedent:
    """Written by one, without the name that the answer says; validated by another."""
    second.goto(follow_page(case))
    second.get_by_text("Servir à d’autres").click()
    press(second, "J’accepte")
    expect(second.get_by_text("Merci : votre situation pourra servir")).to_be_visible()
    author.goto(f"/mon-espace/freins/{case.reference}/repondre/")
    press(author, "Publier la réponse")
    expect(author.get_by_text("Encore dans le texte").first).to_be_visible()
    author.get_by_label("Titre").fill(ALLOWED)
    author.get_by_label("La situation").fill("Une association conduit des personnes âgées à leurs rendez-vous médicaux.")
    author.get_by_label("La question posée").fill(QUESTION)
    press(author, "Enregistrer")
    expect(author.get_by_text("C’est enregistré.")).to_be_visible()
    while (masks := author.get_by_role("button", name=re.compile("^Masquer (ces mots|tout)"))).count():
        masks.first.click()
        author.wait_for_load_state("load")
    while (one := author.get_by_role("button", name="Masquer", exact=True).locator("visible=true")).count():
        one.first.click()
        author.wait_for_load_state("load")
    press(author, "Envoyer en validation")
    expect(author.get_by_text("Elle part en validation.")).to_be_visible()
    expect(author.get_by_role("button", name="Valider et publier")).to_have_count(0)
    found = Precedent.objects.get(title=ALLOWED)
    second.goto(f"/mon-espace/freins/reponses/{found.reference}/")
    press(second, "Valider et publier")
    expect(second.get_by_text("Elle est publiée.")).to_be_visible()
    return found


def find_it(visitor: Visitor, found: Precedent) -> None:
    """The next person, who types the same difficulty before asking."""
    page = visitor("/freins/signaler/", width=DESK)
    page.get_by_label("Que voulez-vous faire").press_sequentially("Conduire des personnes âgées à leurs rendez-vous médicaux")
    near = page.locator("#proches").get_by_role("link", name=ALLOWED)
    expect(near).to_be_visible()
    near.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ALLOWED)
    for name in ("Dupont", "Jeanne", JEANNE):
        expect(page.locator("main").get_by_text(name)).to_have_count(0)
    check_page(page)


def write_note(page: Page) -> PolicyNote:
    """From the barrier: each sentence comes with its evidence."""
    page.goto("/mon-espace/freins/notes/ecrire/")
    page.get_by_label("Titre de la note").fill("Dispenser le transport bénévole de licence")
    page.get_by_label("Licence demandée au transport solidaire", exact=False).check()
    press(page, "Commencer, avec des phrases proposées")
    page.get_by_label("Ce qui est demandé, en une phrase").fill("Écrire au code des transports que le bénévole n’a pas besoin de licence.")
    page.get_by_label("Administration", exact=True).fill("Direction des transports")
    page.get_by_label("Son adresse électronique").fill("direction@exemple.test")
    page.get_by_label("Réponse attendue au plus tard le").fill((today() + dt.timedelta(days=60)).isoformat())
    press(page, "Enregistrer et relire")
    page.get_by_role("link", name="Envoyer…").click()
    press(page, "Envoyer et publier")
    expect(page.get_by_text("La note est envoyée, et publique.")).to_be_visible()
    return PolicyNote.objects.get()


def answer_note(visitor: Visitor, note: PolicyNote) -> None:
    """The administration answers by the link of its mail; everyone reads it under the note."""
    mail = Mail.objects.get(to="direction@exemple.test")
    link = re.search(r"https?://\S+(/freins/notes/repondre/\S+)", mail.text)
    assert link
    page = visitor(link[1], width=PHONE)
    page.get_by_label("Suivie", exact=True).check()
    page.get_by_label("Pourquoi").fill("Le décret est en préparation.")
    page.get_by_label("Signé par").fill("La directrice des transports")
    press(page, "Publier la réponse")
    page.goto(f"/freins/notes/{note.slug}/")
    expect(page.get_by_text("Le décret est en préparation.")).to_be_visible()
    check_page(page)


def test_from_a_mail_to_the_desk_to_the_next_person_and_the_reply_to_a_note(visitor: Visitor, server: Server) -> None:
    make_place("commune:73065")
    with transaction.atomic():
        make_published(
            EARLIER,
            situation="Des bénévoles conduisent des personnes âgées à leurs rendez-vous.",
            question="Faut-il une licence de transport ?",
            legal_basis="Code des transports, L. 3120-1",
        )
    page, second = sit(visitor, make_operator()), sit(visitor, make_operator(full_name="Denis Juriste"))

    case = write_by_mail(server)
    qualify(page, case)
    asked = consult(page, case)
    reply_to = Mail.objects.get(to="dreal@exemple.fr").reply_to
    send(server, "dreal@exemple.fr", reply_to, "Re: votre question", "Possible sous conditions : moins de 30 km.")
    answer_by_link(visitor)
    assert advance_clock(days=(step_on(asked["Région"], SILENCE) - clock.today()).days + 1) == []
    work()
    states = {one.name: (one.state, one.opinion, one.way) for one in Asked.objects.all()}
    assert states == {"DREAL": ("answered", "reserved", "mail"), "DDT": ("answered", "favourable", "link"), "Région": ("silent", "", "")}
    page.goto(f"/mon-espace/freins/{case.reference}/consultations/")
    expect(page.get_by_text("Possible sous conditions : moins de 30 km.")).to_be_visible()
    expect(page.get_by_text("silence inscrit le", exact=False)).to_be_visible()
    check_page(page)

    decide(page, case)
    work()
    assert Mail.objects.filter(to=JEANNE, text__contains="le préfet dispense").count() == 1
    hear_the_alarm(page)
    found = publish(page, second, case)
    work()
    find_it(visitor, found)
    answer_note(visitor, write_note(page))
