"""What the database itself refuses, whatever the code does."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from frenchimpact.calls.models import Criterion
from frenchimpact.core import clock
from frenchimpact.reviews import actions
from frenchimpact.reviews.models import Assignment, Ballot, Declaration, Juror, Jury, Passage, Recusal, Review, Score, Session
from frenchimpact.reviews.tests.factories import (
    GRID,
    declare_none,
    files_of,
    give,
    jurors_in,
    make_cohort,
    make_file,
    make_juror,
    make_jury,
    make_open_jury,
    make_person,
)

pytestmark = pytest.mark.django_db
FULL: dict[str, int | None] = dict.fromkeys(GRID, 3)


def refused(write: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_the_composition_is_frozen_once_open() -> None:
    jury = make_open_jury()
    juror = jurors_in(jury)[1]
    refused(lambda: make_juror(jury))
    refused(juror.delete)
    refused(lambda: Juror.objects.filter(pk=juror.pk).update(user=make_person()))
    refused(lambda: Juror.objects.filter(pk=juror.pk).update(mandate_until=clock.today() + dt.timedelta(days=900)))
    assert Juror.objects.filter(pk=juror.pk).update(capacity=7) == 1


def test_a_jury_does_not_go_back() -> None:
    jury = make_open_jury()
    refused(lambda: Jury.objects.filter(pk=jury.pk).update(state="composed", opened_at=None))


def test_a_declaration_is_never_rewritten() -> None:
    jury = make_jury()
    juror = jurors_in(jury)[0]
    declare_none(juror)
    refused(lambda: Declaration.objects.filter(juror=juror).update(nature="work"))
    refused(lambda: Declaration.objects.filter(juror=juror).delete())


@pytest.mark.parametrize(("regime", "is_whole"), [("examen", True), ("concours", False)])
def test_a_recusal_follows_the_regime(regime: str, is_whole: bool) -> None:
    jury = make_jury(regime=regime)
    juror, file = jurors_in(jury)[0], files_of(jury)[0]
    values = {"juror": juror, "because_of": file, "origin": "own", "reason": "Lien"}
    refused(lambda: Recusal.objects.create(application=None if is_whole else file, **values))
    assert Recusal.objects.create(application=file if is_whole else None, **values).pk


def test_a_recused_juror_gets_no_file_and_no_voice() -> None:
    jury = make_open_jury()
    juror, file = jurors_in(jury)[0], files_of(jury)[0]
    review = actions.start_review(juror=juror, application=file)
    actions.recuse(juror=juror, because_of=file, reason="Lien", origin="own", by=juror.user)
    refused(lambda: Assignment.objects.create(juror=juror, application=file))
    refused(lambda: Score.objects.create(review=review, criterion=Criterion.objects.filter(call=file.call)[0], value=3))
    refused(lambda: Review.objects.filter(pk=review.pk).update(sent_at=clock.now()))


def test_a_file_of_another_cohort_is_not_assigned() -> None:
    jury = make_open_jury()
    elsewhere = make_file(make_cohort())
    refused(lambda: Assignment.objects.create(juror=jurors_in(jury)[0], application=elsewhere))


def test_scores_stay_within_their_scale_and_their_call() -> None:
    jury = make_open_jury()
    juror, file = jurors_in(jury)[0], files_of(jury)[0]
    review = actions.start_review(juror=juror, application=file)
    criterion = Criterion.objects.filter(call=file.call)[0]
    other = Criterion.objects.filter(call=make_cohort().call)[0]
    refused(lambda: Score.objects.create(review=review, criterion=criterion, value=6))
    refused(lambda: Score.objects.create(review=review, criterion=other, value=3))
    refused(lambda: Score.objects.create(review=review, criterion=criterion, value=3, is_abstention=True))
    refused(lambda: Score.objects.create(review=review, criterion=criterion, value=3, revised=4, revised_at=clock.now()))


def test_what_is_sent_and_what_is_closed_is_not_scored() -> None:
    jury = make_open_jury()
    juror, file = jurors_in(jury)[0], files_of(jury)[0]
    review = give(juror, file, FULL)
    score = review.scores.all()[0]
    revise = {"revised": 4, "revised_at": clock.now()}
    refused(lambda: Score.objects.filter(pk=score.pk).update(value=5))
    refused(lambda: Score.objects.filter(pk=score.pk).update(**revise))
    refused(lambda: Review.objects.filter(pk=review.pk).update(opinion="Autre"))
    refused(lambda: Score.objects.filter(pk=score.pk).delete())
    refused(lambda: Review.objects.filter(pk=review.pk).delete())
    Jury.objects.filter(pk=jury.pk).update(state="session")
    refused(lambda: Score.objects.filter(pk=score.pk).update(value=5))
    assert Score.objects.filter(pk=score.pk).update(**revise) == 1
    Jury.objects.filter(pk=jury.pk).update(state="closed", closed_at=clock.now())
    refused(lambda: Score.objects.filter(pk=score.pk).update(revised=1))


def test_only_members_present_vote_and_only_in_session() -> None:
    jury = make_open_jury()
    first, second, third = jurors_in(jury)
    file = files_of(jury)[0]
    session = Session.objects.create(jury=jury, quorum=2)
    session.present.set([first, second])
    passage = Passage.objects.create(session=session, application=file, position=1)
    refused(lambda: Ballot.objects.create(passage=passage, juror=first, choice="for"))
    Jury.objects.filter(pk=jury.pk).update(state="session")
    actions.recuse(juror=second, because_of=file, reason="Lien", origin="own", by=second.user)
    assert Ballot.objects.create(passage=passage, juror=first, choice="for").pk
    refused(lambda: Ballot.objects.create(passage=passage, juror=second, choice="for"))
    refused(lambda: Ballot.objects.create(passage=passage, juror=third, choice="for"))
    Jury.objects.filter(pk=jury.pk).update(state="closed", closed_at=clock.now())
    refused(lambda: Ballot.objects.filter(passage=passage).update(choice="against"))
    refused(lambda: Passage.objects.filter(pk=passage.pk).update(notes="Après coup"))
