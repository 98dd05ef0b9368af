"""What an administration answers to a note, by its link, by mail, or through the desk; reminders; and rules that changed."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client

from frenchimpact.barriers import note_replies as mail_replies
from frenchimpact.barriers.actions import note_replies, note_sending
from frenchimpact.barriers.models import NoteLetter, Outcome, OutcomeKind, PolicyNote, PolicyReply
from frenchimpact.barriers.queries.changed import changed_counter, rules_changed
from frenchimpact.barriers.queries.notes import reply_key, standing
from frenchimpact.barriers.tests.factories import make_barrier, make_case, make_hacker, make_note, make_sent_note
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.inbound.rules import Letter
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db
DESK = "/mon-espace/freins/notes/"


def said(**changes: Any) -> dict[str, Any]:
    return {"verdict": "partly", "reason": "Un arrêté suffira.", "signed_by": "Le directeur", "once": str(uuid.uuid4())} | changes


def page_of(note: PolicyNote) -> str:
    return f"/freins/notes/repondre/{reply_key(note)}/"


def test_opening_the_link_changes_nothing_and_the_last_reply_counts(client: Client) -> None:
    note = make_sent_note()
    operator = make_operator()
    for _time in range(3):
        assert client.get(page_of(note)).status_code == 200
    assert not PolicyReply.objects.exists()

    assert client.post(page_of(note), said()).status_code == 302
    assert client.post(page_of(note), said(verdict="adopted", reason="Décret signé.")).status_code == 302

    note.refresh_from_db()
    assert (note.state, standing(note), note.replies.count()) == ("answered", "suivie", 2)
    page = client.get(f"/freins/notes/{note.slug}/").content.decode()
    assert page.index("Décret signé.") < page.index("Un arrêté suffira.")
    assert "Écrite par l’administration elle-même." in page
    assert Notice.objects.filter(person=operator, kind="barriers.note_reply").count() == 2


def test_a_reply_sent_twice_is_one(client: Client) -> None:
    note, given = make_sent_note(), said()
    client.post(page_of(note), given)
    client.post(page_of(note), given)
    assert PolicyReply.objects.count() == 1


@pytest.mark.parametrize("field", ["verdict", "reason", "signed_by"])
def test_a_reply_that_lacks_something_keeps_the_rest(client: Client, field: str) -> None:
    note = make_sent_note()
    page = client.post(page_of(note), said(**{field: ""}, text_reference="Arrêté à venir"))
    assert page.status_code == 422
    assert "Arrêté à venir" in page.content.decode()
    assert not PolicyReply.objects.exists()


def test_hostile_replies_are_refused_or_shown_as_written(client: Client) -> None:
    note = make_sent_note()
    assert client.post(page_of(note), said(reason="x" * 1_000_000)).status_code in (413, 422)
    assert client.post(page_of(note), said(verdict="close")).status_code == 422
    assert client.post(page_of(note), said(expected_on="9999-12-31")).status_code == 422
    assert client.post(page_of(note), said(expected_on="2020-01-01")).status_code == 422
    client.post(page_of(note), said(reason="<script>alert(1)</script>\n<b>gras</b>"))
    html = client.get(f"/freins/notes/{note.slug}/").content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;b&gt;gras" in html


def test_a_forged_an_old_and_a_replaced_link_say_so(client: Client) -> None:
    note = make_sent_note()
    old = page_of(note)
    assert client.get(old[:-5] + "xxxx/").status_code == 410
    note_sending.send_again(note=note, email="autre@exemple.test", by=make_hacker())
    assert client.get(old).status_code == 410
    assert client.post(old, said()).status_code == 410
    note.refresh_from_db()
    assert client.get(page_of(note)).status_code == 200
    assert Mail.objects.get(kind="barriers.note_sent").to == "autre@exemple.test"


def test_a_reply_is_never_rewritten() -> None:
    reply = note_replies.answer_note(note=make_sent_note(), verdict="refused", reason="Non.", signed_by="X")
    with pytest.raises(Error), transaction.atomic():
        PolicyReply.objects.filter(pk=reply.pk).update(reason="Oui.")


def in_state(state: str) -> PolicyNote:
    extra: dict[str, Any] = {"text_on": clock.today(), "text_reference": "Décret"} if state == "done" else {}
    return make_note(state=state, sent_at=None if state == "draft" else clock.now(), **extra)


@pytest.mark.parametrize(("verb", "states"), [(verb, states) for verb, (states, _to) in PolicyNote.FLOW.moves.items() if verb != "send"])
def test_each_move_is_refused_from_every_other_state(verb: str, states: list[str]) -> None:
    by = make_hacker()
    moves: dict[str, Callable[[PolicyNote], Any]] = {
        "answer": lambda note: note_replies.answer_note(note=note, verdict="adopted", reason="Oui.", signed_by="X"),
        "publish_text": lambda note: note_replies.publish_text(note=note, text_reference="Décret", text_on=clock.today(), by=by),
        "close": lambda note: note_replies.close_note(note=note, reason="Rien.", by=by),
    }
    for state in sorted(PolicyNote.FLOW.states() - set(states)):
        note = in_state(state)
        with pytest.raises(OutOfTurn):
            moves[verb](note)
        note.refresh_from_db()
        assert note.state == state


def test_a_link_of_a_note_that_is_over_is_read_and_answers_nothing(client: Client) -> None:
    for state in ("done", "closed"):
        note = in_state(state)
        assert "n’attend plus de réponse" in client.get(page_of(note)).content.decode()
        assert client.post(page_of(note), said()).status_code == 409
    assert not PolicyReply.objects.exists()


# ── By mail ──────────────────────────────────────────────────────────────────────────────────────
def test_a_mail_is_kept_for_the_desk_which_enters_the_reply_and_nothing_is_guessed(client: Client) -> None:
    note, operator = make_sent_note(), make_operator()
    letter = Letter(sender=note.email, sender_name="M. le directeur", text="Oui, nous suivons : décret en mai.", thing=note)
    understood = mail_replies.take_letter(letter)
    assert understood.url == page_of(note)
    kept = NoteLetter.objects.get()
    note.refresh_from_db()
    assert (note.state, kept.text) == ("sent", "Oui, nous suivons : décret en mai.")
    assert Notice.objects.get(person=operator, kind="barriers.note_letter").done_at is None

    client.force_login(operator)
    here = f"{DESK}{note.reference}/"
    assert "décret en mai" in client.get(here).content.decode()
    form = client.get(f"{here}reponse/?mail={kept.pk}").content.decode()
    assert "décret en mai" in form
    assert "checked" not in form
    client.post(f"{here}reponse/?mail={kept.pk}", said(mail=str(kept.pk)))
    kept.refresh_from_db()
    assert kept.reply is not None
    assert kept.reply.by == operator
    assert Notice.objects.get(person=operator, kind="barriers.note_letter").done_at is not None
    assert "d’après le mail de l’administration" in client.get(f"/freins/notes/{note.slug}/").content.decode()


def test_only_the_address_of_the_note_answers_by_mail_and_an_empty_mail_is_refused() -> None:
    note = make_sent_note()
    assert mail_replies.administration_of(note).email == note.email
    assert mail_replies.find_for_letter(make_note().pk) is None
    with pytest.raises(Refusal):
        mail_replies.take_letter(Letter(sender=note.email, text="  ", thing=note))


def test_a_mail_that_is_no_reply_is_set_aside_once_read(client: Client) -> None:
    note, operator = make_sent_note(), make_operator()
    letter = note_replies.keep_letter(note=note, sender=note.email, text="Bien reçu.")
    client.force_login(operator)
    client.post(f"{DESK}{note.reference}/mails/{letter.pk}/")
    letter.refresh_from_db()
    assert letter.set_aside_at is not None
    assert Notice.objects.get(kind="barriers.note_letter").done_at is not None
    other = make_sent_note()
    assert client.post(f"{DESK}{other.reference}/mails/{letter.pk}/").status_code == 404


# ── With time ────────────────────────────────────────────────────────────────────────────────────
def test_the_administration_is_reminded_once_before_its_day_and_once_after_and_the_desk_knows() -> None:
    operator = make_operator()
    make_sent_note(sent_at=clock.now() - dt.timedelta(days=40), answer_by=clock.today() + dt.timedelta(days=6))
    late = make_sent_note(sent_at=clock.now() - dt.timedelta(days=40), answer_by=clock.today() - dt.timedelta(days=1))
    make_sent_note(answer_by=clock.today() + dt.timedelta(days=30))
    make_note(answer_by=clock.today() - dt.timedelta(days=1))
    assert [note_sending.remind_notes() for _time in range(3)] == [2, 0, 0]
    assert Mail.objects.filter(kind="barriers.note_sent").count() == 2
    assert Notice.objects.get(person=operator, kind="barriers.note_late").reference == late.reference


def test_a_note_sent_within_the_week_is_not_reminded_before_its_day() -> None:
    make_sent_note(answer_by=clock.today() + dt.timedelta(days=3))
    assert [note_sending.remind_notes() for _time in range(2)] == [0, 0]


def test_the_desk_asks_for_the_text_once_the_day_announced_is_over() -> None:
    operator = make_operator()
    note = make_sent_note()
    note_replies.answer_note(note=note, verdict="adopted", reason="Oui.", signed_by="X", expected_on=clock.today())
    assert note_replies.follow_expected() == 0
    token = clock.shift(clock.offset() + dt.timedelta(days=1))
    try:
        note_replies.follow_expected()
        note_replies.follow_expected()
    finally:
        clock.restore(token)
    assert Notice.objects.filter(person=operator, kind="barriers.note_expected", done_at=None).count() == 1
    note_replies.publish_text(note=note, text_reference="Décret n° 2026-1", text_on=clock.today(), by=operator)
    assert not Notice.objects.filter(kind="barriers.note_expected", done_at=None).exists()


# ── Rules changed ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text_reference": " "}, "text_reference"),
        ({"text_on": None}, "text_on"),
        ({"text_on": clock.today() + dt.timedelta(days=2)}, "text_on"),
        ({"text_url": "javascript:alert(1)"}, "text_url"),
    ],
)
def test_a_text_that_is_not_published_yet_is_not_counted(given: dict[str, Any], field: str) -> None:
    whole: dict[str, Any] = {"text_reference": "Décret n° 2026-1", "text_on": clock.today(), "by": None} | given
    with pytest.raises(Incomplete) as refused:
        note_replies.publish_text(note=make_sent_note(), **whole)
    assert list(refused.value.missing) == [field]
    assert changed_counter().count == 0


def test_the_text_is_entered_with_what_becomes_of_each_barrier_and_counts(client: Client) -> None:
    note = make_sent_note()
    barrier = note.barriers.get()
    client.force_login(make_hacker())
    given = {"text_reference": "Décret n° 2026-1", "text_on": clock.today().isoformat(), f"barrier_{barrier.pk}": "partly"}
    assert client.post(f"{DESK}{note.reference}/texte/", given | {"once": str(uuid.uuid4())}).status_code == 302
    barrier.refresh_from_db()
    assert barrier.state == "partly"
    client.logout()
    assert "Décret n° 2026-1" in client.get("/freins/regles-changees/").content.decode()
    assert "Texte publié" in client.get(f"/freins/communs/{barrier.reference}/").content.decode()
    assert client.get("/freins/").status_code == 200


def outcome(kind: str, **case: Any) -> Outcome:
    return Outcome.objects.create(case=make_case(**case), kind=kind, answer="Fait.", decided_by="La mairie", decided_on=clock.today())


def test_each_rule_counts_once_down_to_its_lines() -> None:
    barrier = make_barrier()
    outcome(OutcomeKind.PRACTICE, barrier=barrier)
    outcome(OutcomeKind.PRACTICE, barrier=barrier)
    outcome(OutcomeKind.LOCAL_RULE)
    outcome(OutcomeKind.CLARIFICATION)
    answered_again = outcome(OutcomeKind.AMENDMENT)
    Outcome.objects.create(case=answered_again.case, kind="refused", answer="Finalement non.")
    note = make_sent_note()
    note_replies.publish_text(note=note, text_reference="Décret n° 2026-1", text_on=clock.today(), by=None)
    outcome(OutcomeKind.AMENDMENT, barrier=note.barriers.get())
    assert sorted(one.kind for one in rules_changed()) == ["local_rule_changed", "notes", "practice_change"]
    counter = changed_counter()
    assert (counter.count, [count for *_words, count in counter.parts]) == (3, [1, 1, 1, 0])


def test_a_line_of_a_case_names_nobody(client: Client) -> None:
    outcome(OutcomeKind.LOCAL_RULE, title="Le café de Gaëlle Perrin", name="Gaëlle Perrin")
    page = client.get("/freins/regles-changees/").content.decode()
    assert "Gaëlle" not in page
    assert "Un cas, sans nom" in page
