"""Mail that waits: a question to answer, a sheet to confirm, a digest, and messages that an operator must look at.

It comes last: it tells about what the other modules wrote.
"""

import datetime as dt
import email.utils
from email.message import EmailMessage

from django.utils.module_loading import import_string

from frenchimpact.accounts.actions import ask_recovery
from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.demo.seed.attachments import OF_AWA
from frenchimpact.demo.seed.past import days_ago, morning
from frenchimpact.demo.seed.people import person
from frenchimpact.geo.models import Place
from frenchimpact.inbound.actions import receive, understand
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.rules import reply_domain
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.actions import mark_read, send_digests
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects import actions
from frenchimpact.projects.actions.sheets import Sheet
from frenchimpact.projects.models import Project

ASKED = "Les Ateliers du retour"
QUESTION = "Qui encadre l’atelier, et combien de personnes accueillez-vous par semaine ?"
# The regular task, as when the demonstration's clock moves.
ASK_FRESHNESS = "frenchimpact.organisations.tasks.ask_freshness"
# What is older was read long ago.
UNREAD_DAYS = 30


def load() -> None:
    """Write it, once."""
    if Project.objects.filter(is_demo=True, name=ASKED).exists():
        return
    _read_old_news()
    _welcome_a_colleague()
    _ask_awa()
    with morning(1):
        import_string(ASK_FRESHNESS).func()
        send_digests()
    _receive_what_must_be_sorted()
    _lose_a_phone()


def _read_old_news() -> None:
    """People have read what they were told long ago: no digest speaks of last year."""
    limit = clock.now() - dt.timedelta(days=UNREAD_DAYS)
    old: dict[int, list[int]] = {}
    for notice_id, person_id in Notice.objects.filter(read_at=None, created_at__lt=limit).values_list("pk", "person_id"):
        old.setdefault(person_id, []).append(notice_id)
    for reader in User.objects.filter(pk__in=list(old)):
        with days_ago(UNREAD_DAYS):
            mark_read(person=reader, notices=old[reader.pk])


def _welcome_a_colleague() -> None:
    """Someone joins Awa's team: she reads it in her digest."""
    project = Project.objects.filter(is_demo=True, name=OF_AWA).first()
    if project is None:
        return
    with morning(3):
        colleague = User.objects.create(email="lila.benoit@demo.test", full_name="Lila Benoît", is_demo=True)
        invitation = actions.invite_member(project=project, email=colleague.email, role="editor", by=person("awa@demo.test"))
        actions.accept_invitation(invitation=invitation, by=colleague)


def _ask_awa() -> None:
    """Awa's second project is being read; the readers ask her something, which she may answer by mail."""
    awa, gaelle = person("awa@demo.test"), person("gaelle@demo.test")
    sheet = Sheet(
        name=ASKED,
        problem="Des personnes qui sortent d’une longue maladie ne savent pas comment reprendre un métier, ni à quel rythme.",
        answer="Un atelier leur propose deux demi-journées par semaine, avec un encadrant et un médecin du travail.",
        themes=["insertion_emploi"],
        publics=["demandeurs-emploi"],
        sdgs=[3, 8],
        places=[Place.objects.get(level="commune", code="73065")],
        stage="idee",
        organisation=Organisation.objects.filter(memberships__user=awa).first(),
        has_publication_consent=True,
        is_demo=True,
    )
    with morning(9):
        project = actions.declare_project(sheet=sheet, by=awa)
    with morning(2):
        actions.start_reading(project=project, by=gaelle)
        actions.ask_information(project=project, question=QUESTION, due_on=clock.today() + dt.timedelta(days=21), by=gaelle)


def _receive_what_must_be_sorted() -> None:
    """What a mailbox gets: a question from nobody known, an answer from another address, an absence."""
    domain = reply_domain() or "reponse.exemple"
    waiting = Project.objects.filter(is_demo=True, status=Project.Status.NEEDS_INFORMATION).exclude(name=ASKED).order_by("pk").first()
    with days_ago(1.2):
        _receive(
            "accueil@mairie-du-lac.example",
            "Mairie du Lac",
            f"bonjour@{domain}",
            "Le Tour peut-il passer chez nous ?",
            "Bonjour,\n\nNotre commune a lu l’annonce du Tour en Savoie. Trois associations d’ici aimeraient montrer leurs projets.\n"
            "Peut-on vous accueillir à la salle des fêtes en mars ?\n\nBien à vous,\nLe secrétariat de la mairie",
        )
    if waiting is not None:
        lead = waiting.team.select_related("user").order_by("pk")[0].user
        with days_ago(0.4):
            _receive(
                f"{lead.email.partition('@')[0]}@maison.example",
                lead.full_name,
                _reply_to("projects.information_asked", lead.email, waiting.reference) or f"bonjour@{domain}",
                f"Re: {waiting.name}",
                "Bonjour,\n\nJe réponds depuis mon adresse personnelle, l’autre ne marche plus.\n"
                "La première année est payée par la commune (12 000 €) et par une fondation (8 000 €).\n\nCordialement,\n"
                f"{lead.full_name}",
            )
    bastien = person("bastien@demo.test")
    with days_ago(0.9):
        _receive(
            bastien.email,
            bastien.full_name,
            _reply_to("organisations.freshness", bastien.email) or f"bonjour@{domain}",
            "Absence du bureau",
            "Je suis absent jusqu’à demain. Je vous réponds à mon retour.",
            {"Auto-Submitted": "auto-replied"},
        )


def _reply_to(kind: str, address: str, reference: str = "") -> str:
    """Where the last mail of that kind to that address is answered; empty when replies are not received here."""
    sent = Mail.objects.filter(kind=kind, to=address)
    return (sent.filter(reference=reference) if reference else sent).values_list("reply_to", flat=True).first() or ""


def _lose_a_phone() -> None:
    """One of the readers can no longer sign in: an operator must make sure of who asks."""
    odile = User.objects.filter(email="odile.marchand@demo.test", is_demo=True).first()
    if odile is not None:
        with days_ago(0.8):
            ask_recovery(person=odile, reason="Mon téléphone est tombé dans le lac, et mes codes de secours étaient dedans.")


def _receive(address: str, name: str, to: str, subject: str, text: str, more: dict[str, str] | None = None) -> Message:
    """By the door where mail comes in; read at once, so that it waits where it must."""
    message = EmailMessage()
    message["From"] = email.utils.formataddr((name, address))
    message["To"], message["Subject"] = to, subject
    message["Date"] = email.utils.format_datetime(clock.now())
    message["Message-ID"] = email.utils.make_msgid(domain=address.rpartition("@")[2])
    for header, value in (more or {}).items():
        message[header] = value
    message.set_content(f"{text}\n")
    received = receive(content=message.as_bytes(), recipient=to, envelope_from=address, source="demo")
    return understand(message=received)
