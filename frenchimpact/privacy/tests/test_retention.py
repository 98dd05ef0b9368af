"""What ends with time: seen before, done, written down; and what a reason keeps."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.aids.models import Alert
from frenchimpact.core import clock, endings
from frenchimpact.core.errors import Refusal
from frenchimpact.journal.models import Entry
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment
from frenchimpact.privacy import actions, retention
from frenchimpact.privacy.models import Erasure, Hold, InactivityWarning, Round
from frenchimpact.projects.models import Declaration

pytestmark = pytest.mark.django_db
OLD = dt.timedelta(days=4 * 365)


@pytest.fixture
def ahead() -> Iterator[Callable[[dt.datetime], None]]:
    """Move the clock to an instant, until the test ends."""
    token = clock.shift(clock.offset())

    def go(to: dt.datetime) -> None:
        clock.shift(clock.offset() + (to - clock.now()))

    yield go
    clock.restore(token)


@pytest.fixture
def operator() -> User:
    person = User.objects.create(email="gaelle@exemple.fr", full_name="Gaëlle")
    Assignment.objects.create(user=person, role=Assignment.Role.OPERATOR)
    return person


@pytest.fixture
def old() -> User:
    return User.objects.create(email="ancien@exemple.fr", full_name="Ancien", created_at=clock.now() - OLD)


def foreseen() -> dict[str, int]:
    return {one.ending.code: one.count for one in retention.foresee_round() if one.count}


def done() -> dict[str, int]:
    return {line["code"]: line["count"] for line in retention.run_round().report if line["count"]}


def test_a_draft_an_alert_a_mail_and_a_notice_whose_time_is_over_go(operator: User) -> None:
    past = clock.now() - dt.timedelta(days=400)
    Declaration.objects.create(key_digest="a", email="x@exemple.fr", expires_at=past)
    Alert.objects.create(email="x@exemple.fr", query="", rhythm="daily", language="fr", stopped_at=past, created_at=past)
    Mail.objects.create(
        to="x@exemple.fr", kind="x", subject="x", text="x", html="x", message_id="<a@b>", state="sent", sent_at=past, created_at=past
    )
    kept = Mail.objects.create(to="x@exemple.fr", kind="x", subject="x", text="x", html="x", message_id="<c@d>", created_at=past)
    Notice.objects.create(person=operator, kind="x", text_fr="x", text_en="x", url="/", created_at=past)
    task = Notice.objects.create(person=operator, kind="x", text_fr="x", text_en="x", url="/", created_at=past, is_task=True)
    expected = {"projects.drafts": 1, "aids.alerts": 1, "mail.old": 1, "notifications.old": 1}
    assert foreseen() == expected
    assert Declaration.objects.count() == 1
    assert done() == expected
    assert list(Mail.objects.all()) == [kept]
    assert list(Notice.objects.all()) == [task]
    assert foreseen() == {}


def test_who_has_not_come_for_three_years_is_warned_then_erased(old: User, ahead: Callable[[dt.datetime], None]) -> None:
    assert done() == {retention.WARNING_MAIL: 1}
    assert Mail.objects.get(kind=retention.WARNING_MAIL).to == "ancien@exemple.fr"
    assert done() == {}
    ahead(clock.now() + dt.timedelta(days=31))
    assert foreseen() == {"privacy.unseen": 1}
    assert done() == {"privacy.unseen": 1}
    old.refresh_from_db()
    assert old.erased_at is not None
    assert Erasure.objects.get().person_number == old.pk


def test_who_comes_back_is_kept(old: User, ahead: Callable[[dt.datetime], None]) -> None:
    done()
    Entry.objects.create(by=old, fact="x", subject_model="x", subject_id=1)
    ahead(clock.now() + dt.timedelta(days=31))
    assert done() == {"privacy.came_back": 1}
    old.refresh_from_db()
    assert (old.erased_at, InactivityWarning.objects.count()) == (None, 0)


def test_a_reason_keeps_a_person_from_time_and_from_their_own_wish(old: User, operator: User, ahead: Callable[[dt.datetime], None]) -> None:
    past = clock.now() - dt.timedelta(days=400)
    Mail.objects.create(
        to=old.email, kind="x", subject="x", text="x", html="x", message_id="<a@b>", state="sent", sent_at=past, created_at=past
    )
    done_before = actions.set_hold(person=old, reason="Recours n° 12", by=operator)
    assert foreseen() == {}
    assert done() == {}
    with pytest.raises(Refusal, match=r"17\.3"):
        actions.erase_person(person=old, by=old)
    with pytest.raises(Refusal):
        actions.set_hold(person=old, reason="Encore", by=operator)
    actions.lift_hold(hold=done_before, why="Jugé", by=operator)
    assert foreseen() == {"mail.old": 1}
    with pytest.raises(Refusal):
        actions.lift_hold(hold=done_before, why="Jugé", by=operator)


def test_one_kind_that_fails_keeps_no_other_from_ending(old: User, monkeypatch: pytest.MonkeyPatch) -> None:
    past = clock.now() - dt.timedelta(days=400)
    Declaration.objects.create(key_digest="a", email="x@exemple.fr", expires_at=past)
    broken = endings.Ending(
        code="broken", title="x", after="x", due=lambda: Declaration.objects.all(), end=lambda rows: 1 // 0, is_deleted=True
    )
    monkeypatch.setitem(endings._endings, "broken", broken)
    report = {line["code"]: line for line in retention.run_round().report}
    assert report["broken"]["failed"] == "ZeroDivisionError"
    assert report["projects.drafts"]["count"] == 1


def test_a_report_is_written_even_for_nothing_and_stays() -> None:
    assert done() == {}
    kept = Round.objects.get()
    for change in (lambda: Round.objects.update(report=[]), lambda: kept.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_operators_see_what_will_be_done_and_keep_for_a_reason(client: Client, operator: User, old: User) -> None:
    client.force_login(old)
    assert client.get("/mon-espace/programme/donnees/").status_code == 403
    client.force_login(operator)
    retention.run_round()
    page = client.get("/mon-espace/programme/donnees/").text
    assert "Rien n’était à son terme" in page
    missing = client.post("/mon-espace/programme/donnees/", {"email": "personne@exemple.fr", "reason": "Litige"})
    assert missing.status_code == 422
    assert "Litige" in missing.text
    assert client.post("/mon-espace/programme/donnees/", {"email": "ANCIEN@exemple.fr", "reason": "Litige 4"}).status_code == 302
    hold = Hold.objects.get()
    assert (hold.person, hold.by, hold.reason) == (old, operator, "Litige 4")
    address = f"/mon-espace/programme/donnees/motifs/{hold.pk}/"
    assert client.post(address, {"why": ""}).status_code == 422
    assert client.post(address, {"why": "Jugé"}).status_code == 302
    assert "Jugé" in client.get(address).text
    assert Entry.objects.filter(fact="privacy.HoldSet", by=operator).exists()
