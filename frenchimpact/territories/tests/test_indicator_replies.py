"""Answering a reminder by mail: a number is recorded for the period that was asked, and nothing is guessed."""

import datetime as dt
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

import pytest
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.periods import key_of, read_key
from frenchimpact.inbound import actions as inbound
from frenchimpact.inbound.models import Message
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.territories.actions.indicators import end_indicator
from frenchimpact.territories.actions.measurements import Given, record_value
from frenchimpact.territories.actions.reminders import ask_due
from frenchimpact.territories.messages.indicators import ASKED, still_due
from frenchimpact.territories.models import Indicator, Review
from frenchimpact.territories.tests.factories import make_challenge, make_indicator, make_lead_person, make_territory

pytestmark = pytest.mark.django_db
State = Message.State
# The period that is over: the year before this one.
ENDS = dt.date(clock.today().year - 1, 12, 31)


@pytest.fixture(autouse=True)
def received(settings: Settings, tmp_path: Path) -> None:
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def keeper() -> User:
    return make_lead_person(make_territory())


@pytest.fixture
def indicator(keeper: User) -> Indicator:
    territory = keeper.memberships.get().organisation.territories_led.get()
    indicator = make_indicator(make_challenge(territory), keeper=keeper, due_on=ENDS)
    give(indicator, ENDS.year - 1, 262)
    assert ask_due() == 1
    return indicator


def give(indicator: Indicator, year: int, value: int, by: User | None = None) -> None:
    given = Given(indicator.pk, dt.date(year, 1, 1), dt.date(year, 12, 31), Decimal(value))
    record_value(territory=indicator.territory, given=given, via="form", by=by)


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


def kept(indicator: Indicator) -> Decimal | None:
    row = indicator.measurements.filter(ends_on=ENDS).first()
    return row.value if row else None


def test_the_keeper_is_asked_once_a_period_and_by_name(indicator: Indicator, keeper: User) -> None:
    assert ask_due() == 0
    notice = Notice.objects.get(kind=ASKED)
    assert (notice.person, notice.reference, notice.is_task) == (keeper, f"{indicator.territory.reference}/1", True)
    mail = Mail.objects.get(kind=ASKED)
    assert f"Combien en {ENDS.year} ?" in mail.subject
    assert "262" in mail.text
    assert f"/indicateurs/{indicator.number}/" in mail.text
    assert list(still_due(Notice.objects.filter(kind=ASKED))) == [notice]


def test_nobody_is_asked_before_the_end_nor_without_keeper_nor_for_what_ended(keeper: User) -> None:
    challenge = make_challenge(keeper.memberships.get().organisation.territories_led.get())
    make_indicator(challenge, keeper=keeper, due_on=clock.today())
    make_indicator(challenge, due_on=ENDS)
    make_indicator(challenge, keeper=keeper, due_on=ENDS, ended_on=ENDS)
    assert ask_due() == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("301", "301"),
        ("301 t", "301"),
        ("1 240,5", "1240.5"),
        ("Bonjour,\nnous en sommes à 301 tonnes.\nBien à vous", "301"),
    ],
)
def test_a_number_is_recorded_and_the_receipt_says_it(indicator: Indicator, keeper: User, text: str, value: str) -> None:
    assert answer(text).state == State.DONE
    row = indicator.measurements.get(ends_on=ENDS)
    assert (row.value, row.via, row.by, row.starts_on) == (Decimal(value), "mail", keeper, dt.date(ENDS.year, 1, 1))
    receipt = Mail.objects.get(kind="inbound.receipt")
    assert f"en {ENDS.year}" in receipt.text
    assert "Tonnes détournées" in receipt.text
    assert f"/indicateurs/{indicator.number}/" in receipt.text
    assert Notice.objects.get(kind=ASKED).done_at is not None
    assert not still_due(Notice.objects.filter(kind=ASKED)).exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("entre 300 et 310", "plusieurs nombres (300, 310)"),
        ("je ne sais pas encore", "aucun nombre"),
        ("30100", "Confirmez-vous"),
        ("-301", "Confirmez-vous"),
        ("1.240", "deux façons"),
    ],
)
def test_what_is_not_one_likely_number_is_refused_with_the_page(indicator: Indicator, text: str, words: str) -> None:
    assert answer(text).state == State.REFUSED
    assert kept(indicator) is None
    receipt = Mail.objects.get(kind="inbound.receipt")
    assert words in receipt.text
    assert f"/mon-espace/territoires/{indicator.territory.reference}/indicateurs/{indicator.number}/" in receipt.text


def test_a_locked_period_is_refused(indicator: Indicator) -> None:
    Review.objects.create(
        territory=indicator.territory,
        kind="yearly",
        starts_on=dt.date(ENDS.year, 1, 1),
        ends_on=ENDS,
        due_on=ENDS + dt.timedelta(days=30),
        state="locked",
        facts={},
        locked_at=clock.now(),
    )
    assert answer("301").state == State.REFUSED
    assert "arrêtés par un bilan" in Mail.objects.get(kind="inbound.receipt").text
    assert kept(indicator) is None


def test_an_old_message_is_still_about_its_own_period_and_one_corrects_oneself(indicator: Indicator) -> None:
    answer("301")
    assert answer("310").state == State.DONE
    assert kept(indicator) == 310
    assert set(indicator.measurements.values_list("ends_on", flat=True)) == {dt.date(ENDS.year - 1, 12, 31), ENDS}


def test_what_somebody_else_gave_is_not_replaced_by_mail(indicator: Indicator) -> None:
    give(indicator, ENDS.year, 305, make_lead_person(indicator.territory))
    assert answer("301").state == State.REFUSED
    assert kept(indicator) == 305
    assert "déjà donné" in Mail.objects.get(kind="inbound.receipt").text


def test_an_indicator_that_ended_or_changed_hands_takes_nothing(indicator: Indicator, keeper: User) -> None:
    end_indicator(indicator=indicator, by=keeper)
    assert answer("301").state == State.REFUSED
    Indicator.objects.filter(pk=indicator.pk).update(ended_on=None, keeper=None)
    keeper.memberships.update(until=clock.now())
    assert answer("301").state == State.REFUSED
    assert kept(indicator) is None


def test_keys_come_back() -> None:
    assert read_key(key_of(4_294_967_295, dt.date(2099, 12, 31))) == (4_294_967_295, dt.date(2099, 12, 31))


def test_a_period_without_an_answer_does_not_silence_the_next(indicator: Indicator, keeper: User) -> None:
    earlier = dt.date(ENDS.year - 1, 12, 31)
    indicator.measurements.all().update(value=None)
    Indicator.objects.filter(pk=indicator.pk).update(due_on=earlier, last_on=None, last_value=None)
    Notice.objects.filter(kind=ASKED).update(event=f"{indicator.pk}:{earlier}", due_on=earlier)
    assert ask_due() == 1
    assert ask_due() == 0
    mail = Mail.objects.filter(kind=ASKED).latest("pk")
    assert f"Combien en {ENDS.year} ?" in mail.subject
    assert f"Il manque aussi : {earlier.year}." in mail.text
    first, second = Notice.objects.filter(kind=ASKED).order_by("due_on")
    assert set(still_due(Notice.objects.filter(kind=ASKED))) == {first, second}
    give(indicator, earlier.year, 240)
    assert list(Notice.objects.filter(kind=ASKED, done_at=None)) == list(still_due(Notice.objects.filter(kind=ASKED))) == [second]
    assert answer("301").state == State.DONE
    assert not Notice.objects.filter(kind=ASKED, done_at=None).exists()


def test_a_value_given_before_the_end_is_asked_for_again_once(keeper: User) -> None:
    territory = keeper.memberships.get().organisation.territories_led.get()
    indicator = make_indicator(make_challenge(territory), keeper=keeper, due_on=ENDS)
    give(indicator, ENDS.year, 250)
    indicator.measurements.update(at=dt.datetime(ENDS.year, 11, 15, 9, tzinfo=dt.UTC))
    give(indicator, ENDS.year - 1, 240)
    indicator.refresh_from_db()
    assert indicator.due_on == ENDS
    assert ask_due() == 1
    assert "250" in Mail.objects.get(kind=ASKED).text
    # The same number again: it is right.
    assert answer("250").state == State.DONE
    indicator.refresh_from_db()
    assert indicator.due_on == dt.date(ENDS.year + 1, 12, 31)
    assert Notice.objects.get(kind=ASKED).done_at is not None
    give(indicator, ENDS.year, 250)
    row = indicator.measurements.get(ends_on=ENDS)
    assert (row.value, row.version) == (Decimal(250), 2)


def test_a_value_of_the_running_period_waits_for_its_end(keeper: User) -> None:
    territory = keeper.memberships.get().organisation.territories_led.get()
    indicator = make_indicator(make_challenge(territory), keeper=keeper)
    give(indicator, ENDS.year + 1, 250)
    indicator.refresh_from_db()
    assert (indicator.last_value, indicator.due_on) == (Decimal(250), dt.date(ENDS.year + 1, 12, 31))
    assert ask_due() == 0
