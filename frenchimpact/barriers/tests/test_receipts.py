"""What a receipt says, what of a letter the desk knows, days on which somebody is there, replies that cross."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from frenchimpact.barriers.actions import consultations, note_replies, planning
from frenchimpact.barriers.actions.intake import receive_case
from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.queries.cases import history
from frenchimpact.barriers.queries.notes import reply_key
from frenchimpact.barriers.tests.factories import make_case, make_published, make_sent_note
from frenchimpact.calls.delays import next_working_day
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.files.actions import Taken
from frenchimpact.files.content.signatures import REFUSED_EXTENSIONS
from frenchimpact.inbound.parsing import parse
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {
    "email": "gaelle@exemple.test",
    "title": "Conduire sans licence",
    "wish": "Nous voulons conduire des personnes sans licence.",
}


def test_a_receipt_says_when_by_whom_and_how_to_reach_them(settings: Settings) -> None:
    settings.DESK_POSTAL_ADDRESS, settings.DESK_PHONE = "20 rue d’Exemple, 75007 Paris", "01 99 00 12 34"
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"
    case = receive_case(way="form", name="", obstacle="", **SAID)
    text = Mail.objects.get(to=case.email).text
    for said in ("Reçu le", "guichet des hackers publics", "20 rue d’Exemple, 75007 Paris", "freins@", "01 99 00 12 34"):
        assert said in text, said


def test_who_writes_by_mail_reads_the_close_answers_in_the_receipt() -> None:
    answer = make_published("Conduire des personnes sans licence")
    make_published("Composter les biodéchets", question="Agrément ?", answer="Non.")
    by_form = receive_case(way="form", name="", obstacle="", **SAID)
    by_mail = receive_case(way="mail", name="", obstacle="", **(SAID | {"email": "awa@exemple.test"}))
    told = Mail.objects.get(to=by_mail.email).text
    assert answer.title in told
    assert f"/freins/{answer.slug}/" in told
    assert "Composter" not in told
    assert answer.title not in Mail.objects.get(to=by_form.email).text


def test_what_could_not_be_kept_is_told_to_the_desk_too() -> None:
    refused = Taken(refused=[("bilan.docm", "des macros")])
    case = receive_case(way="mail", name="", obstacle="", take_files=lambda _case: refused, **SAID)
    step = next(one for one in history(case) if one["text"] == "Pièces jointes refusées.")
    assert "bilan.docm : des macros" in step["note"]
    assert not case.events.get(verb="refused_files").is_for_person


def test_macros_are_refused_as_what_they_are() -> None:
    assert {REFUSED_EXTENSIONS[one] for one in (".docm", ".xlsm", ".pptm")} == {"macros"}


def test_a_letter_whose_boundary_is_broken_is_read_all_the_same() -> None:
    raw = (
        b"From: Gaelle <gaelle@exemple.test>\r\nSubject: Transport\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="un"\r\n\r\n'
        b"--deux\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        b"Une licence est-elle due ?\r\n--deux--\r\n"
    )
    assert parse(raw).text == "Une licence est-elle due ?"


def closed_day() -> dt.date:
    """A Sunday to come."""
    today = clock.today()
    return today + dt.timedelta(days=13 - today.weekday())


def test_nothing_is_planned_on_a_day_when_nobody_is_there() -> None:
    sunday = closed_day()
    case = planning.plan(case=make_case(), by=None, next_on=sunday, next_what="Rappeler")
    assert case.next_on == next_working_day(sunday) != sunday
    moved = move(case=make_case(), verb="sort", by=None, next_on=sunday, next_what="Trier")
    assert moved.next_on == next_working_day(sunday)
    asked = consultations.ask(
        case=make_case(state="qualified"),
        by=None,
        question="Faut-il une licence ?",
        context="Une association conduit.\nLes trajets sont gratuits.",
        services=[consultations.Service("DREAL", "dreal@exemple.fr")],
        due_on=sunday,
    )
    assert asked.due_on == next_working_day(sunday)


def test_two_replies_that_cross_are_not_taken_for_one(client: Client) -> None:
    note = make_sent_note()
    here = f"/freins/notes/repondre/{reply_key(note)}/"
    first = {"verdict": "refused", "reason": "Trop tôt.", "signed_by": "La directrice", "after": ""}
    assert 'name="after" value=""' in client.get(here).content.decode()
    assert client.post(here, first).status_code == 302
    crossed = client.post(here, {**first, "reason": "Oui, finalement."})
    assert crossed.status_code == 422
    page = crossed.content.decode()
    assert "Une réponse a été publiée pendant que vous écriviez" in page
    assert "Oui, finalement." in page
    assert "Trop tôt." in page
    read = note.replies.get().pk
    assert f'name="after" value="{read}"' in page
    assert client.post(here, {**first, "reason": "Oui, finalement.", "after": str(read)}).status_code == 302
    assert note.replies.count() == 2
    with pytest.raises(OutOfTurn):
        note_replies.answer_note(note=note, verdict="refused", reason="Non.", signed_by="X", after="")
