"""Moves of a case, and what is written in it."""

import datetime as dt
from typing import Any

import pytest

from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.actions.talk import note, write
from frenchimpact.barriers.models import Case, Message
from frenchimpact.barriers.tests.factories import make_case
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.journal.models import Entry
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db


def in_state(state: str) -> Case:
    extra: dict[str, Any] = {"out_of_scope_redirected": {"redirection": "pure_money"}}.get(state, {})
    if state == "duplicate":
        extra = {"duplicate_of": make_case()}
    return make_case(state=state, **extra)


def test_a_move_is_written_in_the_history_and_in_the_journal() -> None:
    case = make_case()

    moved = move(case=case, verb="sort", by=None, text="Lu.", next_on=clock.today() + dt.timedelta(days=2), next_what="Qualifier")

    assert (moved.state, moved.next_what, moved.version) == ("triage", "Qualifier", 2)
    event = case.events.get()
    assert (event.verb, event.state, event.text, event.is_for_person) == ("sort", "triage", "Lu.", True)
    assert Entry.objects.filter(fact="barriers.CaseMoved", subject_id=case.pk).exists()


@pytest.mark.parametrize("verb", sorted(Case.FLOW.moves))
def test_each_move_is_refused_from_every_other_state(verb: str) -> None:
    for state in sorted(Case.FLOW.states() - set(Case.FLOW.moves[verb][0])):
        case = in_state(state)
        with pytest.raises(OutOfTurn):
            move(case=case, verb=verb, by=None, next_on=clock.today(), next_what="x")
        case.refresh_from_db()
        assert case.state == state


def test_a_closed_case_waits_for_nothing_and_a_reopened_one_must_say_what_comes_next() -> None:
    closed = move(case=in_state("outcome"), verb="close", by=None)
    assert (closed.next_on, closed.next_what, closed.closed_at is None) == (None, "", False)

    with pytest.raises(Incomplete) as refused:
        move(case=closed, verb="reopen", by=None)
    assert set(refused.value.missing) == {"next_on", "next_what"}

    opened = move(case=closed, verb="reopen", by=None, next_on=clock.today(), next_what="Relire")
    assert (opened.state, opened.closed_at, opened.settled_at) == ("triage", None, None)


def test_a_message_stays_as_it_was_written_and_an_empty_one_is_refused() -> None:
    case = make_case()

    message = write(case=case, circle="internal", author="desk", text="  Voir la DREAL.\x00 ")

    assert (message.text, message.circle) == ("Voir la DREAL.", "internal")
    assert Entry.objects.filter(fact="barriers.CaseTalked", subject_id=case.pk).exists()
    with pytest.raises(Incomplete):
        write(case=case, circle="person", author="person", text=" \n ")
    assert Message.objects.count() == 1


def test_the_first_words_of_the_desk_to_the_person_are_the_first_answer() -> None:
    case, officer = make_case(), make_operator()
    write(case=case, circle="internal", author="desk", text="À trier.", by=officer)
    case.refresh_from_db()
    assert case.answered_at is None

    first = write(case=case, circle="person", author="desk", text="Bonjour.", by=officer)
    write(case=case, circle="person", author="desk", text="Une précision.", by=officer)

    case.refresh_from_db()
    assert case.answered_at == first.at


def test_a_step_keeps_the_state_of_its_time() -> None:
    case = make_case(state="triage")
    note(case=case, verb="read", is_for_person=False)
    Case.objects.filter(pk=case.pk).update(state="qualified")
    assert case.events.get().state == "triage"
