"""What the database itself refuses."""

import datetime as dt

import pytest
from django.db import Error, IntegrityError, transaction

from frenchimpact.barriers.actions import references
from frenchimpact.barriers.models import Asked, Case, CaseEvent, Message, Outcome
from frenchimpact.barriers.tests.factories import make_authority, make_case, make_consultation, make_experiment, make_precedent
from frenchimpact.core import clock

pytestmark = pytest.mark.django_db


def refused(**changes: object) -> bool:
    """Whether the database refuses these columns of a case."""
    case = make_case()
    try:
        with transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**changes)
    except Error:
        return True
    return False


@pytest.mark.parametrize(
    "changes",
    [
        {"next_on": None},
        {"next_what": ""},
        {"email": ""},
        {"state": "duplicate"},
        {"state": "out_of_scope_redirected"},
        {"lost_euros": -1},
        {"urgent_on": dt.date(9999, 1, 1)},
        {"wish": ""},
    ],
)
def test_a_case_that_sleeps_or_says_nothing_is_refused(changes: dict[str, object]) -> None:
    assert refused(**changes)


def test_a_closed_case_may_wait_for_nothing() -> None:
    assert not refused(state="closed", next_on=None, next_what="", closed_at=clock.now())


def test_references_follow_each_other_in_their_series() -> None:
    year = clock.today().year
    assert [references.next_reference("F"), references.next_reference("F"), references.next_reference("X")] == [
        f"F-{year}-0001",
        f"F-{year}-0002",
        f"X-{year}-0001",
    ]


def test_an_opinion_is_given_once() -> None:
    authority = make_authority()
    asked = Asked.objects.create(
        consultation=make_consultation(make_case()),
        authority=authority,
        name=authority.name,
        email=authority.email,
        due_on=clock.today(),
        state="answered",
        opinion="favourable",
        text="Oui.",
        answered_at=clock.now(),
    )
    with pytest.raises(IntegrityError, match="given once"), transaction.atomic():
        Asked.objects.filter(pk=asked.pk).update(opinion="unfavourable")
    Asked.objects.filter(pk=asked.pk).update(is_publishable=True)


def test_a_message_stays_in_its_circle() -> None:
    message = Message.objects.create(case=make_case(), circle="internal", author="desk", text="Entre nous.")
    with pytest.raises(IntegrityError, match="stays in its circle"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(circle="person")


def test_history_is_not_rewritten() -> None:
    event = CaseEvent.objects.create(case=make_case(), verb="sort", state="triage")
    with pytest.raises(Error), transaction.atomic():
        CaseEvent.objects.filter(pk=event.pk).update(text="autre")


def test_an_experiment_has_an_end_and_a_ground() -> None:
    with pytest.raises(IntegrityError, match="outcome_experiment_is_whole"), transaction.atomic():
        Outcome.objects.create(case=make_case(), kind="local_experiment", answer="Oui, pour deux ans.")


def test_an_experiment_is_decided_with_a_reason() -> None:
    experiment = make_experiment()
    with pytest.raises(IntegrityError, match="experiment_decided_with_reason"), transaction.atomic():
        type(experiment).objects.filter(pk=experiment.pk).update(ending="stopped", ended_on=clock.today())


def test_a_precedent_is_not_published_by_its_author_alone() -> None:
    with pytest.raises(IntegrityError, match="precedent_published_whole"), transaction.atomic():
        make_precedent(state="valid")
