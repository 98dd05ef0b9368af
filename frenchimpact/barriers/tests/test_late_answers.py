"""An answer after a silence, told to the person as the silence was; an opinion without its reason, asked again by mail as on the page."""

import datetime as dt

import pytest
from pytest_django import Settings

from frenchimpact.barriers.actions import answering
from frenchimpact.barriers.models import Asked, Case
from frenchimpact.barriers.queries.following import see
from frenchimpact.barriers.tests.factories import make_case, make_consultation
from frenchimpact.barriers.tests.test_consultations import post
from frenchimpact.core import clock
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def received(settings: Settings) -> None:
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"
    settings.MAIL_AUTHSERV = ""


def make_asked(case: Case, *, is_silent: bool = False) -> Asked:
    consultation, today = make_consultation(case), clock.today()
    silent = {"state": "silent", "silent_at": clock.now()} if is_silent else {}
    given = {"name": "DREAL", "email": "dreal@exemple.fr", "due_on": today - dt.timedelta(days=30) if is_silent else today}
    return Asked.objects.create(consultation=consultation, **given, **silent)


def test_the_person_is_told_that_a_silence_is_over_and_not_what_is_said() -> None:
    case = make_case(state="in_consultation")
    answering.answer(asked=make_asked(case, is_silent=True), opinion="favourable", text="Possible sans licence.", way="link")
    told = Mail.objects.get(to=case.email)
    assert "après son délai" in told.subject
    assert "DREAL a finalement répondu" in told.text
    assert "sans licence" not in told.text
    seen = see(case)
    assert [one["note"] for one in seen.steps if one["text"] == "Une administration a répondu après son délai."] == ["DREAL a répondu."]
    assert "finalement répondu" in seen.thread[0].message.text


def test_an_answer_in_time_tells_nothing_and_nor_does_one_to_a_case_that_is_over() -> None:
    answering.answer(asked=make_asked(make_case(state="in_consultation")), opinion="favourable", text="", way="link")
    over = make_case(state="closed", next_on=None, next_what="", closed_at=clock.now())
    answering.answer(asked=make_asked(over, is_silent=True), opinion="favourable", text="", way="link")
    assert not Mail.objects.filter(to=over.email).exists()


def test_no_alone_by_mail_is_asked_for_its_reason() -> None:
    case = make_case(state="in_consultation")
    asked = make_asked(case)
    message = post(asked, "Bonjour,\n\nNon.\n\nCordialement,\nJeanne Martin")
    assert message.state == "done"
    asked.refresh_from_db()
    assert asked.state == "waiting"
    back = Mail.objects.filter(to=asked.email).latest("pk")
    assert "il manque la raison" in back.text
    assert "pas possible" in back.text
    # Nothing is lost: the desk reads it beside the question.
    assert case.messages.get(circle="administrations").text.startswith("Bonjour")
    post(asked, "Pas possible : le code des transports l’interdit.", number=2)
    asked.refresh_from_db()
    assert (asked.state, asked.opinion) == ("answered", "unfavourable")


def test_a_delay_refused_by_mail_says_why() -> None:
    asked = make_asked(make_case(state="in_consultation"))
    post(asked, "Délai : 500 jours")
    back = Mail.objects.filter(to=asked.email).latest("pk")
    assert "Le délai n’est pas changé. Soixante jours au plus" in back.text
