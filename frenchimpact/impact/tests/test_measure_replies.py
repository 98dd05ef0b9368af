"""Reminders of what is due, and their answers by mail: one number, and nothing guessed."""

import datetime as dt
import logging
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions.measures import record_measure
from frenchimpact.impact.actions.reminders import ask_due_measures
from frenchimpact.impact.judging import Given
from frenchimpact.impact.messages.measures import ASKED, still_due
from frenchimpact.impact.models import Followed
from frenchimpact.impact.tests.factories import make_followed
from frenchimpact.inbound import actions as inbound
from frenchimpact.inbound.models import Message
from frenchimpact.mail.models import Mail
from frenchimpact.methods.models import Indicator
from frenchimpact.notifications.models import Notice
from frenchimpact.projects.tests.factories import lead_of, make_member

pytestmark = pytest.mark.django_db
State = Message.State
YEAR = clock.today().year - 1
ENDS = dt.date(YEAR, 12, 31)


@pytest.fixture(autouse=True)
def received(settings: Any, tmp_path: Path) -> None:
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def followed() -> Followed:
    """Asked for last year, after a value of the year before."""
    places = make_places()
    found = make_followed(places={places["commune:73065"]: 100}, started_on=dt.date(YEAR - 1, 1, 1), due_on=dt.date(YEAR - 1, 12, 31))
    Followed.objects.update(keeper=lead_of(found.project))
    give(found, YEAR - 1, 20)
    assert ask_due_measures() == 1
    return found


def give(followed: Followed, year: int, value: int, by: User | None = None) -> None:
    given = Given(followed.pk, dt.date(year, 1, 1), dt.date(year, 12, 31), Decimal(value))
    record_measure(project=followed.project, given=given, via="form", by=by)


def answer(text: str) -> Message:
    mail = Mail.objects.filter(kind=ASKED).latest("pk")
    letter = EmailMessage()
    letter["From"], letter["To"] = mail.to, mail.reply_to
    letter["Message-ID"] = f"<{Message.objects.count()}@x>"
    letter.set_content(f"{text}\n\nLe 25/11/2026 à 10:12, French Impact a écrit :\n> Répondez 12 ou 13\n")
    message = inbound.receive(content=letter.as_bytes(), recipient=mail.reply_to, envelope_from=mail.to, source="smtp")
    message = inbound.understand(message=message)
    message.refresh_from_db()
    return message


def kept(followed: Followed) -> Decimal | None:
    row = followed.measures.filter(ends_on=ENDS).first()
    return row.value if row else None


def test_the_keeper_is_asked_once_a_period_and_by_name(followed: Followed) -> None:
    assert ask_due_measures() == 0
    notice = Notice.objects.get(kind=ASKED)
    assert (notice.person, notice.reference, notice.is_task) == (
        lead_of(followed.project),
        f"{followed.project.reference}/emplois_etp",
        True,
    )
    mail = Mail.objects.get(kind=ASKED)
    assert f"Combien en {YEAR} ?" in mail.subject.replace("\u202f", " ")
    assert f"/impact/mesures/{followed.pk}/" in mail.text
    assert list(still_due(Notice.objects.filter(kind=ASKED))) == [notice]


def test_the_longest_name_of_an_indicator_is_asked_for(followed: Followed) -> None:
    longest = Indicator.objects.get(pk=followed.indicator_id)
    longest.pk, longest.code = None, "d" * 60
    longest.save()
    Followed.objects.filter(pk=followed.pk).update(indicator=longest)
    Notice.objects.all().delete()
    assert ask_due_measures() == 1
    assert lead_of(followed.project).notices.get(kind=ASKED).reference == f"{followed.project.reference}/{'d' * 60}"


def test_one_who_cannot_be_asked_keeps_nobody_from_it(followed: Followed, caplog: pytest.LogCaptureFixture) -> None:
    after = make_followed("benevoles", started_on=dt.date(YEAR - 1, 1, 1), due_on=dt.date(YEAR, 12, 31))
    Followed.objects.filter(pk=after.pk).update(keeper=lead_of(after.project))
    Notice.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # The notices of that person cannot be written.
        cursor.execute(f"ALTER TABLE notifications_notice ADD CONSTRAINT broken CHECK (person_id <> {lead_of(followed.project).pk})")
    with caplog.at_level(logging.ERROR):
        assert ask_due_measures() == 1
    assert Notice.objects.filter(kind=ASKED).get().person == lead_of(after.project)
    assert f"followed indicator {followed.pk}" in caplog.text


@pytest.mark.parametrize(("text", "value"), [("21,5", "21.5"), ("Bonjour,\nnous en sommes à 21 ETP.", "21")])
def test_a_number_is_recorded_and_nobody_is_asked_any_more(followed: Followed, text: str, value: str) -> None:
    assert answer(text).state == State.DONE
    row = followed.measures.get(ends_on=ENDS)
    assert (row.value, row.via, row.by, row.state) == (Decimal(value), "mail", lead_of(followed.project), "submitted")
    assert Notice.objects.get(kind=ASKED).done_at is not None
    assert "Emplois créés" in Mail.objects.get(kind="inbound.receipt").text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("entre 20 et 22", "plusieurs nombres"),
        ("je ne sais pas", "aucun nombre"),
        ("2100", "Confirmez-vous"),
        ("-3", "ne descend pas sous"),
    ],
)
def test_what_is_not_one_likely_number_is_refused_with_the_page(followed: Followed, text: str, words: str) -> None:
    assert answer(text).state == State.REFUSED
    assert kept(followed) is None
    receipt = Mail.objects.get(kind="inbound.receipt")
    assert words in receipt.text
    assert f"/impact/mesures/{followed.pk}/" in receipt.text


def test_what_somebody_else_gave_is_not_replaced_and_who_left_gives_nothing(followed: Followed) -> None:
    give(followed, YEAR, 22, by=make_member(followed.project))
    assert answer("21").state == State.REFUSED
    assert kept(followed) == 22
    followed.project.team.update(until=clock.now())
    assert answer("22").state != State.DONE
