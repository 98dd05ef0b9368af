"""Applications, commitments, labels and registrations under any order of their real actions, invariants after each.

Hypothesis chooses what is tried next; what an action refuses changes nothing. A few short stories here; thousands by `make fuzz`
(`FUZZ=1`). At the same moment rather than in any order: `frenchimpact/commitments/tests/test_concurrent.py`,
`frenchimpact/events/tests/test_coming.py`.
"""

import datetime as dt
import os
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from frenchimpact.calls import actions as calls
from frenchimpact.calls.models import Application
from frenchimpact.calls.tests.factories import make_call, make_draft, write
from frenchimpact.commitments import actions as money
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.factories import DAY, make_commitment, make_envelope, make_funder
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.events.actions import events, registrations
from frenchimpact.events.models import Registration
from frenchimpact.events.tests.factories import make_event
from frenchimpact.labels import actions as labels
from frenchimpact.labels.models import Label, LabelEvent, Procedure
from frenchimpact.labels.tests.factories import make_label
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person

IS_LONG = os.environ.get("FUZZ") == "1"
# Neither time nor slowness fails a story: the machine that runs them is often shared, and a step is a dozen of statements.
BOUNDED = settings(
    max_examples=150 if IS_LONG else 4,
    stateful_step_count=40 if IS_LONG else 12,
    deadline=None,
    derandomize=not IS_LONG,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
AMOUNTS = st.sampled_from([Decimal("-1"), Decimal(0), Decimal("0.01"), Decimal(400), Decimal("999.99"), Decimal(1000), Decimal(2500)])


class Story(RuleBasedStateMachine):
    """One story on the real database, undone at its end. Histories only grow."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.history: dict[str, list[Any]] = {}
        self.by = make_operator()
        self.begin()

    def begin(self) -> None:
        """What the story is about."""

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def attempt(self, action: Callable[..., Any], **fields: Any) -> bool:
        """Whether it was taken. A refusal leaves no trace, not even in the journal."""
        before = self.lines("journal", "Entry")
        words = None
        try:
            action(**fields)
        except Refusal as refusal:
            words = str(refusal.message)
        if words is None:
            return True
        assert words, "refused without a word"
        assert self.lines("journal", "Entry") == before, "a refusal is in the journal"
        return False

    def lines(self, room: str, model: str) -> list[Any]:
        """Every line of a history, as it stands."""
        return list(apps.get_model(room, model).objects.order_by("pk").values_list("pk", flat=True))

    def only_grows(self, name: str, rows: list[Any]) -> None:
        """What was written before is still there, word for word, and first."""
        known = self.history.get(name, [])
        assert rows[: len(known)] == known, f"{name}: the past changed"
        self.history[name] = rows

    @invariant()
    def nothing_that_the_database_forbids(self) -> None:
        connection.check_constraints()
        self.only_grows("journal", list(apps.get_model("journal", "Entry").objects.order_by("pk").values_list("pk", "fact", "fields")))


class Registrations(Story):
    """Two seats, four people, somebody at the door: seats are never given twice, and nobody waits beside a free one."""

    def begin(self) -> None:
        self.event = make_event(capacity=2)
        self.is_over = False

    def of(self, person: int) -> Registration | None:
        """The registration of one of the four."""
        return self.event.registrations.filter(email=f"p{person}@exemple.test").first()

    @rule(person=st.integers(0, 3), at_door=st.booleans(), upper=st.booleans())
    def come(self, person: int, at_door: bool, upper: bool) -> None:
        email = f"p{person}@exemple.test"
        self.attempt(registrations.register, event=self.event, name="Awa", email=email.upper() if upper else email, is_at_door=at_door)

    @rule(person=st.integers(0, 3), verb=st.sampled_from(["cancel_registration", "check_in", "undo_check_in"]))
    def change(self, person: int, verb: str) -> None:
        if (registration := self.of(person)) is not None:
            self.attempt(getattr(registrations, verb), registration=registration, by=self.by)

    @rule(capacity=st.sampled_from([0, 1, 2, 3, 5]))
    def resize(self, capacity: int) -> None:
        self.event.refresh_from_db()
        self.attempt(events.change_event, event=self.event, by=self.by, capacity=capacity)

    @rule()
    def absent(self) -> None:
        assert not self.attempt(registrations.mark_absent, event=self.event, by=self.by), "absent before the end"

    @invariant()
    def seats_are_counted(self) -> None:
        self.event.refresh_from_db()
        rows = list(self.event.registrations.values_list("email", "state"))
        seated = sum(state in Registration.SEATED for _email, state in rows)
        waiting = sum(state == "waitlisted" for _email, state in rows)
        assert {state for _email, state in rows} <= Registration.FLOW.states()
        assert self.event.taken == seated
        assert self.event.capacity is None or seated <= self.event.capacity
        assert not waiting or seated == self.event.capacity, "somebody waits beside a free seat"
        assert len({email.lower() for email, _state in rows}) == len(rows), "registered twice"


class Commitments(Story):
    """One envelope, one commitment of 1 000 euros: totals are those of the ledger, the state follows, nothing is paid twice."""

    def begin(self) -> None:
        funder = make_funder()
        self.envelope = make_envelope(funder, 2_000)
        self.one = make_commitment(1_000, funder=funder, envelope=self.envelope, is_signed=False)

    @rule(verb=st.sampled_from(["sign", "amend", "pay", "justify", "cancel", "recover"]), amount=AMOUNTS, days=st.integers(-1, 40))
    def step(self, verb: str, amount: Decimal, days: int) -> None:
        self.one.refresh_from_db()
        before = (self.one.state, self.one.paid)
        more = {"is_confirmed": True} if verb == "sign" else {}
        on = DAY + dt.timedelta(days=days)
        act = getattr(money, f"{verb}_commitment")
        if self.attempt(act, commitment=self.one, amount=amount, on=on, by=self.by, note="Essai", **more):
            self.one.refresh_from_db()
            legal = ("pay", "pay_part") if verb == "pay" else (verb,)
            assert any(Commitment.FLOW.can(one, before[0]) for one in legal), f"{verb} from {before[0]}"
            assert verb == "pay" or self.one.paid == before[1], "paid by something else than a payment"

    @rule(at=st.integers(0, 9), amount=st.none() | AMOUNTS)
    def correct(self, at: int, amount: Decimal | None) -> None:
        rows = list(self.one.entries.order_by("pk"))
        self.attempt(money.correct_entry, entry=rows[at % len(rows)], by=self.by, note="Erreur", amount=amount)

    @invariant()
    def sums_are_those_of_the_ledger(self) -> None:
        self.one.refresh_from_db()
        self.envelope.refresh_from_db()
        rows = self.one.entries.order_by("pk")
        self.only_grows("ledger", list(rows.values_list("pk", "kind", "amount", "net", "value_on", "counters_id")))
        of_kind = dict(rows.order_by().values_list("kind").annotate(Sum("amount")))
        assert self.one.paid == of_kind.get("paid", 0)
        assert self.one.justified == of_kind.get("justified", 0)
        assert self.one.cancelled == -of_kind.get("cancelled", 0)
        assert self.one.recovered == -of_kind.get("recovered", 0)
        assert self.one.gross == (rows.exclude(kind__in=["cancelled", "recovered"]).aggregate(net=Sum("net"))["net"] or 0)
        assert 0 <= self.one.paid <= self.one.gross - self.one.cancelled
        assert self.one.recovered <= self.one.paid
        assert self.envelope.remains >= 0, "the envelope is overspent"
        assert self.one.state in Commitment.FLOW.states()


class Labels(Story):
    """A label, its procedures, its holder: each state comes from the table, each step is in its history, once."""

    def begin(self) -> None:
        self.label = make_label(by=self.by)
        self.other = make_label(make_organisation(), by=self.by)
        self.holder = make_person("Titulaire")

    @rule(verb=st.sampled_from(["observe", "clear", "suspend", "reinstate", "surrender"]), reasons=st.sampled_from(["", "Des faits."]))
    def step(self, verb: str, reasons: str) -> None:
        self.label.refresh_from_db()
        before = self.label.status
        if self.attempt(getattr(labels, f"{verb}_label"), label=self.label, reasons=reasons, by=self.by):
            self.label.refresh_from_db()
            assert self.label.status == Label.FLOW.step(verb, before)

    @rule(name=st.sampled_from(["", "Programme suivant"]), is_other=st.booleans())
    def succeed(self, name: str, is_other: bool) -> None:
        successor = self.other if is_other else None
        self.attempt(labels.succeed_label, label=self.label, by=self.by, reasons="Suite", successor=successor, successor_name=name)

    @rule()
    def accuse(self) -> None:
        self.attempt(labels.open_procedure, label=self.label, grounds="Des faits.", by=self.by)

    @rule(reply=st.sampled_from(["", "Nos observations."]))
    def answer(self, reply: str) -> None:
        if (procedure := self.label.procedures.order_by("pk").last()) is not None:
            self.attempt(labels.reply_procedure, procedure=procedure, reply=reply, by=self.holder)

    @rule(outcome=st.sampled_from([*Procedure.Outcome.values, "rien"]))
    def decide(self, outcome: str) -> None:
        if (procedure := self.label.procedures.order_by("pk").last()) is not None:
            was_heard = procedure.may_be_decided
            if self.attempt(labels.decide_procedure, procedure=procedure, outcome=outcome, reasons="Motifs.", by=self.by):
                assert was_heard, "decided before the holder was heard"

    @rule()
    def give_again(self) -> None:
        """The same label for the same organisation, on the same days."""
        self.label.refresh_from_db()
        is_held = self.label.status in (*Label.HOLDING, Label.Status.SUSPENDED)
        is_given = self.attempt(labels.grant_label, kind=self.label.kind, organisation=self.label.organisation, by=self.by)
        assert not (is_given and is_held), "held twice"
        if is_given:
            self.label = Label.objects.filter(organisation=self.label.organisation).latest("pk")

    @invariant()
    def history_tells_the_state(self) -> None:
        self.label.refresh_from_db()
        rows = list(LabelEvent.objects.order_by("pk").values_list("pk", "label_id", "what", "at", "reasons"))
        self.only_grows("label", rows)
        status: str = Label.Status.ACTIVE
        for _pk, label, what, _at, _reasons in rows:
            if label == self.label.pk and what in Label.FLOW.moves:
                status = Label.FLOW.step(what, status)
        assert self.label.status == status
        holding = Label.objects.filter(organisation=self.label.organisation, kind=self.label.kind, status__in=Label.HOLDING)
        assert holding.count() <= 1
        assert self.label.procedures.filter(decided_at=None).count() <= 1


class Applications(Story):
    """A file from its draft to its decision: the clocks and the checks in any order, its history says all of it."""

    def begin(self) -> None:
        self.call = make_call()
        self.file = make_draft(self.call)
        self.lead = self.file.lead

    def now(self) -> Application:
        """The file as it stands."""
        return Application.objects.select_related("call", "cohort", "lead").get(pk=self.file.pk)

    @rule()
    def write(self) -> None:
        if self.now().state == "draft":
            write(self.now())

    @rule()
    def submit(self) -> None:
        before, frozen = self.now().state, self.now().snapshots.count()
        if self.attempt(calls.submit_application, application=self.now(), by=self.lead):
            assert Application.FLOW.can("submit", before)
            assert self.now().snapshots.count() == frozen + 1

    @rule(verb=st.sampled_from(["find_complete", "admit", "take_charge", "invite_full_file"]))
    def check(self, verb: str) -> None:
        self.attempt(getattr(calls, verb), application=self.now(), by=self.by)

    @rule(reasons=st.sampled_from(["", "Hors du champ."]))
    def reject(self, reasons: str) -> None:
        if self.attempt(calls.reject, application=self.now(), reasons=reasons, by=self.by):
            assert reasons

    @rule(days=st.sampled_from([0, 5, 15, 400]), key=st.sampled_from(["mission", "inconnue"]))
    def ask(self, days: int, key: str) -> None:
        due_on = clock.today() + dt.timedelta(days=days)
        self.attempt(
            calls.ask_correction, application=self.now(), message="Précisez.", due_on=due_on, items={key: "Trop court"}, by=self.by
        )

    @rule()
    def give(self) -> None:
        self.attempt(calls.give_correction, application=self.now(), answer="Voici.", by=self.lead)

    @rule(verb=st.sampled_from(["review", "hear", "adjourn", "grant", "refuse", "wait", "reconsider"]))
    def judge(self, verb: str) -> None:
        before = self.now().state
        if self.attempt(calls.move_application, application=self.now(), verb=verb, by=self.by):
            assert self.now().state == Application.FLOW.step(verb, before)

    @rule()
    def withdraw(self) -> None:
        self.attempt(calls.withdraw_application, application=self.now(), by=self.lead)

    @rule()
    def begin_another(self) -> None:
        """The same organisation, the same call, the same wave."""
        self.attempt(calls.start_application, call=self.call, organisation=self.file.organisation, by=self.lead)

    @invariant()
    def history_tells_the_state(self) -> None:
        one = self.now()
        rows = list(one.steps.order_by("pk").values_list("pk", "verb", "state", "at", "by_id", "note"))
        self.only_grows("steps", rows)
        state = "draft"
        for _pk, verb, reached, *_rest in rows:
            if verb in Application.FLOW.moves:
                state = Application.FLOW.step(verb, state)
                assert state == reached
        assert one.state == state
        self.only_grows("snapshots", list(one.snapshots.order_by("number").values_list("number", "sha256")))
        assert (one.submitted_at is None) == (not one.snapshots.exists())
        assert one.correction_requests.filter(answered_at=None, closed_at=None).count() <= 1


@pytest.mark.django_db
@pytest.mark.parametrize("story", [Registrations, Commitments, Labels, Applications])
def test_any_order_holds(story: type[Story]) -> None:
    run_state_machine_as_test(story, settings=BOUNDED)
