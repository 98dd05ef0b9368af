"""A hacker answers a proposal by mail: yes, no, a tie; what is not sure is asked, and nothing moves."""

import datetime as dt
from email.message import EmailMessage
from typing import Any

import pytest
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions import routing
from frenchimpact.barriers.messages.routing import TOPIC
from frenchimpact.barriers.models import Assigned, Case
from frenchimpact.barriers.tests.factories import make_case, make_hacker
from frenchimpact.core import clock
from frenchimpact.inbound import actions
from frenchimpact.inbound.models import Message as Received
from frenchimpact.inbound.rules import reply_address
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_mail(settings: Settings, tmp_path: Any) -> None:
    settings.REPLY_ADDRESS, settings.MAIL_AUTHSERV, settings.MEDIA_ROOT = "@reponse.exemple.fr", "", tmp_path


@pytest.fixture
def denis(db: None) -> User:
    return make_hacker("Denis")


@pytest.fixture
def proposed(denis: User) -> Assigned:
    return routing.propose(case=make_case(state="qualified"), user=denis, by=None)


def answer(proposed: Assigned, text: str, *, sender: str = "", to: str = "") -> Received:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = sender or proposed.user.email, "Re: frein", f"<{hash(text)}@exemple.test>"
    mail.set_content(text)
    address = to or reply_address(proposed.user, TOPIC, proposed.pk)
    message = actions.receive(content=mail.as_bytes(), recipient=address, envelope_from=str(mail["From"]), source="smtp")
    message = actions.understand(message=message)
    message.refresh_from_db()
    proposed.refresh_from_db()
    return message


def receipt(person: User) -> Mail:
    return Mail.objects.filter(kind="inbound.receipt", to=person.email).latest("pk")


def test_the_mail_says_how_to_answer_it(proposed: Assigned, denis: User) -> None:
    mail = Mail.objects.get(kind="barriers.proposed")
    assert mail.reply_to == reply_address(denis, TOPIC, proposed.pk)
    assert "« oui » seul" in mail.text


def test_yes_makes_it_theirs(proposed: Assigned, denis: User) -> None:
    assert answer(proposed, "Oui\n\nCordialement,\nDenis").state == "done"
    assert proposed.state == "accepted"
    assert Case.objects.get().owner == denis
    assert proposed.case.reference in receipt(denis).text


def test_no_with_its_reason_asks_somebody_else(proposed: Assigned) -> None:
    other = make_hacker("Autre")
    assert answer(proposed, "Non, je n’ai pas le temps.").state == "done"
    assert (proposed.state, proposed.reason) == ("declined", "je n’ai pas le temps.")
    assert Assigned.objects.get(state="proposed").user == other


def test_a_tie_puts_the_case_out_of_their_sight(proposed: Assigned) -> None:
    assert answer(proposed, "Lien : la présidente est ma sœur").state == "done"
    assert (proposed.state, proposed.ties) == ("declined", "la présidente est ma sœur")


def test_what_is_not_sure_is_asked_and_may_be_answered_by_mail(proposed: Assigned, denis: User) -> None:
    for text, words in (("Oui, mais pas avant lundi", "rien n’a changé"), ("Non", "Dites aussi pourquoi")):
        assert answer(proposed, text).state == "refused"
        assert proposed.state == "proposed"
        asked = receipt(denis)
        assert words in asked.text
        assert "/freins/confier/" in asked.text
        assert asked.reply_to == reply_address(denis, TOPIC, proposed.pk)
    answer(proposed, "oui", to=asked.reply_to)
    assert proposed.state == "accepted"


def test_after_three_working_days_it_is_no_longer_theirs(proposed: Assigned, denis: User) -> None:
    Assigned.objects.update(answer_by=clock.today() - dt.timedelta(days=1))
    routing.lapse_unanswered()
    assert answer(proposed, "Oui").state == "refused"
    assert proposed.state == "lapsed"
    assert "ne vous est plus proposé" in receipt(denis).text


def test_another_address_decides_nothing(proposed: Assigned) -> None:
    held = answer(proposed, "Oui", sender="voleur@ailleurs.test")
    assert (held.state, held.reason, proposed.state) == ("held", "sender", "proposed")


def test_who_lost_the_role_is_told(proposed: Assigned, denis: User) -> None:
    denis.assignments.all().delete()
    assert answer(proposed, "Oui").state == "refused"
    assert "rôle" in receipt(denis).text
