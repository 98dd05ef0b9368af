"""The one door of the desk: a case with its day, its receipt, once."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from frenchimpact.barriers import clocks
from frenchimpact.barriers.actions.intake import MOST_RECEIPTS, first_sentence, receive_case, triage_day
from frenchimpact.barriers.messages.receipts import delay_words
from frenchimpact.barriers.models import Case
from frenchimpact.barriers.queries.cited import recognise
from frenchimpact.barriers.queries.observed import read_delays
from frenchimpact.barriers.tests.factories import make_case, make_norm
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.journal.models import Entry
from frenchimpact.mail.models import Mail
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
WISH = "Nous voulons conduire des personnes âgées à leurs rendez-vous. Avec des bénévoles."


def received(**changes: object) -> Case:
    return receive_case(**{"way": "form", "email": "gaelle@exemple.test", "wish": WISH, "obstacle": "Une licence.", **changes})  # type: ignore[arg-type]  # as a form gives them


def test_a_case_has_a_title_a_day_a_thing_to_do_and_a_receipt() -> None:
    case = received()

    assert case.title == "Nous voulons conduire des personnes âgées à leurs rendez-vous"
    assert (case.state, case.next_what, case.next_on) == ("received", "Trier", triage_day(clock.today()))
    assert case.events.get().verb == "receive"
    assert Entry.objects.filter(fact="barriers.CaseReceived", subject_id=case.pk).exists()
    mail = Mail.objects.get()
    assert (mail.to, mail.reference, mail.subject) == (
        "gaelle@exemple.test",
        case.reference,
        f"[{case.reference}] Votre frein est bien arrivé",
    )
    for words in ("n’est pas un recours et ne suspend pas les délais de recours", "/suivi/", case.reference, "première réponse"):
        assert words in mail.text
    assert case.acknowledged_at is not None


def test_an_english_reader_has_an_english_receipt() -> None:
    received(language="en")
    mail = Mail.objects.get()
    assert "/en/suivi/" in mail.text
    assert "not an appeal" in mail.text


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        # A Monday; before a weekend; over the first of May and a weekend.
        (dt.date(2026, 11, 30), dt.date(2026, 12, 7)),
        (dt.date(2026, 12, 4), dt.date(2026, 12, 11)),
        (dt.date(2026, 4, 28), dt.date(2026, 5, 6)),
    ],
)
def test_it_is_read_within_five_working_days(today: dt.date, expected: dt.date) -> None:
    assert triage_day(today) == expected


def test_the_same_words_of_the_same_person_are_one_case_for_a_day() -> None:
    first = received()

    again = received(email="Gaelle@Exemple.test", wish=WISH.upper())
    other = received(obstacle="Une assurance.")
    someone = received(email="autre@exemple.test")

    assert (again.pk, again.is_given_back, first.is_given_back) == (first.pk, True, False)
    assert len({first.pk, other.pk, someone.pk}) == 3
    Case.objects.filter(pk=first.pk).update(received_at=clock.now() - dt.timedelta(hours=25))
    assert received().pk != first.pk


def test_the_person_is_who_is_signed_in_with_that_address_and_nobody_else() -> None:
    gaelle, officer = make_person(email="gaelle@exemple.test"), make_operator()
    assert received(by=gaelle, email="GAELLE@exemple.test").person == gaelle
    assert received(by=officer, way="desk", obstacle="Autre chose.").person is None
    assert received(obstacle="Encore autre chose.").person is None


def test_words_are_asked_for() -> None:
    with pytest.raises(Incomplete) as refused:
        received(wish="\u200b \n")
    assert "wish" in refused.value.missing
    assert not Case.objects.exists()


def test_receipts_stop_before_they_fill_a_mailbox_and_no_case_is_lost() -> None:
    cases = [received(obstacle=f"Obstacle {number}") for number in range(MOST_RECEIPTS + 2)]
    assert Mail.objects.count() == MOST_RECEIPTS
    assert len({one.pk for one in cases}) == MOST_RECEIPTS + 2
    assert cases[-1].acknowledged_at is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bonjour", "Bonjour"),
        ("Une licence est-elle due ? Merci.", "Une licence est-elle due ?"),
        ("mot " * 60, ("mot " * 29).strip() + "…"),
        ("x" * 300, "x" * 119 + "…"),
    ],
)
def test_a_title_is_the_first_sentence(text: str, title: str) -> None:
    assert first_sentence(text) == title


def test_texts_are_recognised_by_their_address_alone() -> None:
    make_norm(url="https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000006417749")
    found = recognise(
        "https://www.legifrance.gouv.fr/codes/id/LEGIARTI000006417749/2024-01-01 et"
        " https://legifrance.gouv.fr/jorf/id/jorftext000041789766 deux fois JORFTEXT000041789766, pas LEGIARTI12"
    )
    assert [(one.key, one.name) for one in found] == [
        ("LEGIARTI000006417749", "Code des transports, L. 3120-1"),
        ("JORFTEXT000041789766", ""),
    ]
    assert found[1].url == "https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000041789766"


def test_delays_are_said_as_they_were_and_only_from_eleven_cases_on() -> None:
    now = clock.now()
    for number in range(10):
        make_case(received_at=now - dt.timedelta(days=20), answered_at=now - dt.timedelta(days=19 - number % 5))
    assert read_delays().first is None
    assert "Nous visons" in delay_words()

    make_case(received_at=now - dt.timedelta(days=20), answered_at=now - dt.timedelta(days=10))
    make_case(received_at=now - dt.timedelta(days=500), answered_at=now - dt.timedelta(days=100))
    first = read_delays().first
    assert first is not None
    received = timezone.localdate(now - dt.timedelta(days=20))
    spent = sorted(max(1, clocks.working_days(received, received + dt.timedelta(days=days))) for days in (1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 10))
    assert (first.count, first.low, first.middle, first.high) == (11, spent[1], spent[5], spent[9])


def test_a_text_pasted_where_one_tells_what_blocks_is_recognised_too(client: Client) -> None:
    make_norm(url="https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000006417749")
    typed = {"obstacle": "Refus : https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000006417749", "wish": "Conduire"}
    assert "Code des transports, L. 3120-1" in client.post("/freins/signaler/textes/", typed).content.decode()
    assert "Code des transports, L. 3120-1" in client.post("/freins/signaler/", typed).content.decode()
