"""What a jury adds to the operators' table of a call: opinions sent and awaited, and the total of its session."""

import pytest

from frenchimpact.accounts.models import User
from frenchimpact.calls import queries
from frenchimpact.calls.queries import Asked, Row
from frenchimpact.reviews import actions
from frenchimpact.reviews.models import Jury, JuryOpinion
from frenchimpact.reviews.tests.factories import files_of, give, jurors_in, make_open_jury, make_operator
from frenchimpact.reviews.tests.test_decisions import judged

pytestmark = pytest.mark.django_db


def rows_of(jury: Jury) -> list[Row]:
    found = queries.listing(jury.cohort.call, Asked(tab="tous"), make_operator())
    return sorted(found.rows, key=lambda one: one.application.pk)


def test_opinions_count_those_who_read_the_file_now_and_marks_wait_for_the_session() -> None:
    jury = make_open_jury()
    first, _second = sorted(files_of(jury), key=lambda one: one.pk)
    one = jurors_in(jury)[0]
    give(one, first, {"C1": 4, "C2": 4, "C3": 4, "C4": 4, "C5": 4})
    assert [(row.sent, row.awaited, row.mark) for row in rows_of(jury)] == [(1, 3, None), (0, 3, None)]

    actions.recuse(juror=one, because_of=first, reason="Lien", origin="own", by=one.user)

    assert [(row.sent, row.awaited) for row in rows_of(jury)] == [(0, 2), (0, 3)]


def test_the_total_that_the_session_established_is_the_mark() -> None:
    (file, _other), _operator = judged()
    total = JuryOpinion.objects.get(application=file).total

    row = next(one for one in rows_of(file.cohort.jury) if one.application == file)

    assert total is not None
    assert row.mark == total


def test_answers_taken_out_leave_aside_the_files_from_which_a_jury_keeps_the_person_away() -> None:
    jury = make_open_jury()
    first, second = sorted(files_of(jury), key=lambda one: one.pk)
    juror = jurors_in(jury)[0]
    actions.recuse(juror=juror, because_of=first, reason="Lien", origin="own", by=juror.user)

    def taken_out(person: User) -> set[str]:
        rows = queries.answer_rows(jury.cohort.call, Asked(tab="tous"), person, is_anonymous=False)
        return {row[0] for row in rows} & {first.reference, second.reference}

    assert taken_out(juror.user) == {second.reference}
    assert taken_out(make_operator()) == {first.reference, second.reference}
