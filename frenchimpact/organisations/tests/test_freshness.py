"""Sheets whose promise is over: their people are asked once, and confirm by answering the mail."""

import datetime as dt

import pytest
from pytest_django import Settings

from frenchimpact.core import clock
from frenchimpact.inbound import actions as inbound
from frenchimpact.inbound.models import Message
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.queries import tasks_for
from frenchimpact.organisations import actions, freshness, tasks
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def received(settings: Settings) -> None:
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"


def late(**fields: object) -> Organisation:
    return make_organisation(confirmed_at=clock.now() - dt.timedelta(days=400), **fields)


def answer(mail: Mail, text: str, number: int = 1) -> Message:
    head = f"From: {mail.to}\r\nTo: {mail.reply_to}\r\nMessage-ID: <{number}@x>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    message = inbound.receive(content=(head + text).encode(), recipient=mail.reply_to, envelope_from=mail.to, source="smtp")
    message = inbound.understand(message=message)
    message.refresh_from_db()
    return message


def test_the_people_of_a_late_sheet_are_asked_once_and_answer_by_mail() -> None:
    organisation = late()
    admin, reader = make_member(organisation), make_member(organisation, Membership.Role.READER)

    tasks.ask_freshness.func()
    tasks.ask_freshness.func()

    mail = Mail.objects.get(kind="organisations.freshness")
    assert mail.to == admin.email
    assert "« à jour »" in mail.text
    assert "Répondez au-dessus de cette ligne" in mail.text
    assert not tasks_for(reader).exists()
    assert tasks_for(admin).count() == 1

    message = answer(mail, "À jour, merci !\r\n\r\nLe 25/11/2026 à 10:12, French Impact a écrit :\r\n> Votre fiche")

    organisation.refresh_from_db()
    assert message.state == Message.State.DONE
    assert organisation.confirmed_by == admin
    assert organisation.confirmed_at is not None
    assert clock.now() - organisation.confirmed_at < dt.timedelta(minutes=1)
    assert not tasks_for(admin).exists()
    assert "confirmée" in Mail.objects.get(kind="inbound.receipt").text


def test_anything_else_changes_nothing_and_says_what_to_do() -> None:
    organisation = late()
    make_member(organisation)
    freshness.ask_freshness()
    before = organisation.confirmed_at

    message = answer(Mail.objects.get(), "Non, l’adresse a changé.")

    organisation.refresh_from_db()
    assert message.state == Message.State.REFUSED
    assert organisation.confirmed_at == before
    assert "répondez « à jour »" in Mail.objects.get(kind="inbound.receipt").text


def test_who_has_left_answers_no_more() -> None:
    organisation = late()
    make_member(organisation)
    freshness.ask_freshness()
    Membership.objects.update(until=clock.now())

    assert answer(Mail.objects.get(), "à jour").state == Message.State.REFUSED
    organisation.refresh_from_db()
    assert organisation.confirmed_by is None


def test_sheets_that_promised_nothing_or_keep_their_promise_are_left_alone() -> None:
    for organisation in (make_organisation(), make_organisation(confirmed_at=None), late(closed_on=clock.today())):
        make_member(organisation)
    late()

    assert freshness.ask_freshness() == 0


def test_confirming_on_the_page_ends_the_task_and_the_next_promise_asks_again() -> None:
    organisation = late()
    admin = make_member(organisation)
    freshness.ask_freshness()
    actions.confirm_organisation(organisation=organisation, by=admin)
    assert not tasks_for(admin).exists()

    Organisation.objects.update(confirmed_at=clock.now() - dt.timedelta(days=500))
    assert freshness.ask_freshness() == 1
    assert tasks_for(admin).count() == 1


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("à jour", True),
        ("Oui", True),
        ("OK", True),
        ("ok, merci", True),
        ("C’est à jour.", True),
        ("Je confirme", True),
        ("La fiche est toujours à jour", True),
        ("Up to date", True),
        ("Tout est exact, bonne journée", True),
        ("Bonjour, tout est à jour. Merci", True),
        ("Bonjour Madame,\n\nLa fiche est bien à jour.\n\nBonne journée", True),
        ("Hello, everything is still up to date", True),
        ("Nous vous confirmons la fiche", True),
        ("Bonjour, non", False),
        ("Bonjour, c’est faux", False),
        ("pas à jour", False),
        ("Oui mais l’adresse a changé", False),
        ("oui, sauf le téléphone", False),
        ("Bonjour", False),
        ("", False),
        ("Elle n’est plus à jour", False),
        ("ok " + "x" * 200, False),
        ("Oui, il faut changer l’adresse", False),
    ],
)
def test_a_plain_yes_is_told_from_a_reserve(text: str, yes: bool) -> None:
    assert freshness.is_yes(text) is yes
