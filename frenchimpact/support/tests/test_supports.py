"""A project is taken on, followed, handed over without losing the thread, and its support ends with words."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.projects.tests.factories import lead_of, make_person
from frenchimpact.support.actions.steps import move_step, note_contact, write_step
from frenchimpact.support.actions.supports import (
    agree_plan,
    decline,
    end_support,
    hand_over,
    join,
    leave,
    redirect_to,
    take_on,
    withdraw,
    write_diagnosis,
)
from frenchimpact.support.models import Contact, Step, Support, SupportMember
from frenchimpact.support.tests.factories import make_followed_support, make_structure, make_support

pytestmark = pytest.mark.django_db


def test_a_structure_is_asked_once_and_answers_with_a_reason() -> None:
    support = make_support()
    with pytest.raises(Refusal, match="déjà saisie"):
        make_support(project=support.project, structure=support.structure)
    officer = make_person()
    with pytest.raises(Incomplete, match="pourquoi"):
        decline(support=support, reason=" ", by=officer)
    assert decline(support=support, reason="Hors de notre champ", by=officer).state == "declined"
    with pytest.raises(OutOfTurn):
        take_on(support=support, officer=officer, by=officer)
    assert make_support(project=support.project, structure=support.structure).state == "requested"


def test_a_request_sent_elsewhere_goes_as_it_is() -> None:
    support = make_support(axes=["scaling", "unknown"])
    other, person = make_structure("Pépinière")
    following = redirect_to(support=support, structure=other, reason="Ils connaissent l’essaimage", by=person)
    assert (following.structure, following.text, following.axes, following.state) == (other, support.text, ["scaling"], "requested")
    support.refresh_from_db()
    assert (support.state, support.redirected_to) == ("redirected", other)


def test_from_diagnosis_to_agreed_plan_to_the_end() -> None:
    support, officer = make_followed_support()
    team = lead_of(support.project)
    assert support.plan_due_on == clock.today() + dt.timedelta(days=60)
    write_diagnosis(support=support, summary="Un modèle solide", axes={"model": {"strengths": "Trésorerie", "needs": ""}}, by=officer)
    with pytest.raises(Refusal, match="vide"):
        agree_plan(support=support, by=team)
    step = write_step(support=support, kind=Step.Kind.MILESTONE, title="Deux villes signées", by=officer)
    support = agree_plan(support=support, by=team)
    assert (support.state, support.review_due_on) == ("followed", clock.today() + dt.timedelta(days=91))
    with pytest.raises(Incomplete, match="pourquoi"):
        move_step(step=step, verb="set_aside", by=team)
    assert move_step(step=step, verb="finish", by=team).done_on == clock.today()
    with pytest.raises(Incomplete):
        end_support(support=support, ending="", outcome="", by=officer)
    assert end_support(support=support, ending="spread", outcome="Deux villes", by=officer).state == "ended"


def test_a_thread_handed_over_is_one_thread() -> None:
    support, officer = make_followed_support()
    done = move_step(step=write_step(support=support, kind="advice", title="Statuts", by=officer), verb="finish", by=officer)
    left = write_step(support=support, kind="advice", title="Assurance", by=officer)
    other, _person = make_structure("Pépinière")
    following = hand_over(support=support, structure=other, reason="Changement d’échelle", by=officer)
    assert following.previous == support
    assert (Step.objects.get(pk=done.pk).support, Step.objects.get(pk=left.pk).support) == (support, following)
    with pytest.raises(Refusal):
        note_contact(support=support, kind="call", text="Encore", by=officer)


def test_one_officer_at_a_time() -> None:
    support, officer = make_followed_support()
    colleague = make_person()
    with pytest.raises(Refusal, match="référent"):
        leave(support=support, user=officer, by=officer)
    join(support=support, user=colleague, role=SupportMember.Role.OFFICER, by=officer)
    assert dict(support.members.filter(until=None).values_list("user", "role")) == {officer.pk: "team", colleague.pk: "officer"}
    leave(support=support, user=officer, by=officer)
    with pytest.raises(IntegrityError, match="one_officer"), transaction.atomic():
        SupportMember.objects.create(support=support, user=officer, role="officer")


def test_what_was_said_is_dated_and_reviews_follow_one_another() -> None:
    support, officer = make_followed_support()
    with pytest.raises(Incomplete, match="signalé"):
        note_contact(support=support, kind="call", text="Demain", on=clock.today() + dt.timedelta(days=1), by=officer)
    note_contact(support=support, kind=Contact.Kind.REVIEW, text="Tout va", by=officer)
    support.refresh_from_db()
    assert support.review_due_on == clock.today() + dt.timedelta(days=91)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Contact.objects.update(text="Autre")


def test_a_project_takes_its_request_back() -> None:
    support = make_support()
    assert withdraw(support=support, by=lead_of(support.project)).state == "withdrawn"
    assert Support.objects.get().answered_at is None
