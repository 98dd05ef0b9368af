"""The life of a label: every step, every refusal, and what strangers see of it."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.files.queries import files_of
from frenchimpact.labels import actions, queries
from frenchimpact.labels.models import Certificate, Control, Label, LabelEvent, Procedure, Renewal
from frenchimpact.labels.tests.factories import make_historical, make_kind, make_label
from frenchimpact.labels.verification import State, judge_label
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db
WHY = "Le rapport annuel manque."


@pytest.fixture
def operator() -> User:
    user = User.objects.create(email="gaelle@exemple.test", full_name="Gaëlle Opératrice")
    Assignment.objects.create(user=user, role=Assignment.Role.OPERATOR)
    return user


def held(**fields: Any) -> tuple[Label, User]:
    """A label and someone of its holder."""
    organisation = make_organisation(name="Le Tremplin")
    holder = make_member(organisation)
    return make_label(organisation, **fields), holder


def put(label: Label, status: str) -> Label:
    changes: dict[str, Any] = {"status": status}
    if status == "succeeded":
        changes["successor_name"] = "Un pôle"
    if status == "historical":
        changes["source"] = "Presse"
    Label.objects.filter(pk=label.pk).update(**changes)
    label.refresh_from_db()
    return label


ACTS = {
    "observe": lambda label, by: actions.observe_label(label=label, reasons=WHY, by=by),
    "clear": lambda label, by: actions.clear_label(label=label, by=by),
    "suspend": lambda label, by: actions.suspend_label(label=label, reasons=WHY, by=by),
    "reinstate": lambda label, by: actions.reinstate_label(label=label, by=by),
    "surrender": lambda label, by: actions.surrender_label(label=label, by=by),
    "succeed": lambda label, by: actions.succeed_label(label=label, reasons=WHY, successor_name="Un pôle", by=by),
}


@pytest.mark.parametrize("status", Label.Status.values)
@pytest.mark.parametrize("verb", ACTS)
def test_each_step_from_each_state(verb: str, status: str, operator: User) -> None:
    label = put(make_label(), status)
    sources, target = Label.FLOW.moves[verb]
    if status in sources:
        ACTS[verb](label, operator)
        label.refresh_from_db()
        assert label.status == target
        event = label.events.last()
        assert event is not None
        assert (event.what, event.by) == (verb, operator)
    else:
        with pytest.raises(OutOfTurn):
            ACTS[verb](label, operator)
        assert label.events.count() == 1


@pytest.mark.parametrize("verb", ["observe", "suspend", "succeed"])
def test_what_hurts_the_holder_has_reasons(verb: str, operator: User) -> None:
    label = make_label()
    with pytest.raises(Incomplete):
        {
            "observe": lambda: actions.observe_label(label=label, reasons=" ", by=operator),
            "suspend": lambda: actions.suspend_label(label=label, reasons="", by=operator),
            "succeed": lambda: actions.succeed_label(label=label, reasons="", successor_name="x", by=operator),
        }[verb]()
    assert Label.objects.get().status == "active"


def test_a_suspension_is_seen_at_once_and_ends_at_once(operator: User) -> None:
    label, holder = held()
    assert judge_label(label).state == State.VALID
    actions.suspend_label(label=label, reasons=WHY, by=operator)
    assert judge_label(label).state == State.SUSPENDED
    notice = Notice.objects.get(person=holder, kind="labels.moved")
    assert "Label suspendu" in notice.text_fr
    label.refresh_from_db()
    actions.reinstate_label(label=label, by=operator)
    assert judge_label(label).state == State.VALID


def test_a_label_may_be_succeeded_by_another_or_by_something_else(operator: User) -> None:
    past, new = make_historical(), make_label(territory="Le Grand Territoire")
    actions.succeed_label(label=past, reasons="Fusion des deux collectifs.", successor=new, by=operator)
    past.refresh_from_db()
    assert (past.status, past.successor) == ("succeeded", new)
    other = make_label()
    for values in ({}, {"successor": other}, {"successor": new, "successor_name": "x"}):
        with pytest.raises(Incomplete):
            actions.succeed_label(label=other, reasons=WHY, by=operator, **values)


# ── Renewal ──────────────────────────────────────────────────────────────────────────────────────
def ending_in(days: int, **fields: Any) -> tuple[Label, User]:
    today = clock.today()
    return held(granted_on=today - dt.timedelta(days=900), valid_until=today + dt.timedelta(days=days), **fields)


def at(days: int) -> Any:
    """Move the clock so many days ahead."""
    return clock.shift(dt.timedelta(days=days))


def test_the_renewal_opens_six_months_before_and_is_recalled() -> None:
    label, holder = ending_in(200)
    assert actions.follow_labels()["opened"] == 0
    for days, expected in [(20, "opened"), (115, "reminded"), (172, "reminded")]:
        token = at(days)
        try:
            first, again = actions.follow_labels(), actions.follow_labels()
        finally:
            clock.restore(token)
        assert (first["opened"], first["reminded"]) == ((1, 0) if expected == "opened" else (0, 1))
        assert not any(again.values())
    task = Notice.objects.get(person=holder, kind="labels.renewal")
    assert task.is_task
    assert task.due_on == label.valid_until
    assert Notice.objects.filter(person=holder, kind="labels.renewal_reminder").count() == 2


def test_filed_in_time_the_label_goes_on_until_the_decision(operator: User) -> None:
    label, holder = ending_in(10)
    actions.follow_labels()
    renewal = label.renewals.get()
    actions.file_renewal(renewal=renewal, record="Tout est tenu.", changes="", by=holder)
    assert not Notice.objects.filter(person=holder, kind="labels.renewal", done_at=None).exists()
    assert Notice.objects.filter(person=operator, kind="labels.renewal_filed", is_task=True).exists()

    token = at(20)
    try:
        assert actions.follow_labels()["continued"] == 1
        assert not any(actions.follow_labels().values())
        label.refresh_from_db()
        assert label.status == "active"
        assert queries.status_words(label) == "En cours : renouvellement à l’examen"
        assert label.events.filter(what=LabelEvent.What.CONTINUED).count() == 1
        # Software sees a certificate that holds, for as long as the judgement may last.
        assert judge_label(label).state == State.VALID
        renewal.refresh_from_db()
        actions.grant_renewal(renewal=renewal, reasons="Conditions tenues.", by=operator)
        label.refresh_from_db()
        assert label.valid_until == renewal.due_on.replace(year=renewal.due_on.year + 3)
        assert judge_label(label).state == State.VALID
    finally:
        clock.restore(token)


def test_refused_after_its_last_day_it_ends_and_its_last_certificate_is_revoked(operator: User) -> None:
    label, holder = ending_in(10)
    renewal = actions.open_renewal(label=label)
    actions.file_renewal(renewal=renewal, record="Tout est tenu.", changes="", by=holder)
    token = at(20)
    try:
        actions.follow_labels()
        assert judge_label(label).state == State.VALID
        actions.refuse_renewal(renewal=renewal, reasons="L’activité a cessé.", by=operator)
        label.refresh_from_db()
        assert label.status == "expired"
        assert judge_label(label).state == State.REVOKED
    finally:
        clock.restore(token)


def test_refused_before_its_last_day_it_holds_until_then(operator: User) -> None:
    label, holder = ending_in(10)
    renewal = actions.open_renewal(label=label)
    actions.file_renewal(renewal=renewal, record="Tout est tenu.", changes="", by=holder)
    actions.refuse_renewal(renewal=renewal, reasons="L’activité a cessé.", by=operator)
    label.refresh_from_db()
    assert label.status == "active"
    token = at(11)
    try:
        assert actions.follow_labels()["expired"] == 1
        assert judge_label(label).state == State.EXPIRED
    finally:
        clock.restore(token)


def test_not_filed_the_label_ends_the_day_after_its_last() -> None:
    label, holder = ending_in(3)
    actions.follow_labels()
    token = at(3)
    try:
        assert actions.follow_labels()["expired"] == 0
    finally:
        clock.restore(token)
    token = at(4)
    try:
        assert actions.follow_labels()["expired"] == 1
    finally:
        clock.restore(token)
    label.refresh_from_db()
    assert (label.status, label.renewals.get().state) == ("expired", "lapsed")
    last = label.events.last()
    assert last is not None
    assert label.valid_until is not None
    assert last.on == label.valid_until + dt.timedelta(days=1)
    assert not Notice.objects.filter(person=holder, kind="labels.renewal", done_at=None).exists()


def test_one_second_late_is_late(operator: User) -> None:
    label, holder = ending_in(0)
    renewal = actions.open_renewal(label=label)
    with pytest.raises(Incomplete):
        actions.file_renewal(renewal=renewal, record=" ", changes="", by=holder)
    token = at(1)
    try:
        with pytest.raises(Refusal, match="terme"):
            actions.file_renewal(renewal=renewal, record="Tout est tenu.", changes="", by=holder)
    finally:
        clock.restore(token)


def test_the_next_renewal_is_prefilled_with_what_was_said(operator: User) -> None:
    label, holder = ending_in(10)
    renewal = actions.open_renewal(label=label)
    actions.save_renewal(renewal=renewal, record="Brouillon", changes="")
    actions.file_renewal(renewal=renewal, record="Douze projets suivis.", changes="", by=holder)
    with pytest.raises(OutOfTurn):
        actions.save_renewal(renewal=renewal, record="Autre", changes="")
    with pytest.raises(Refusal):
        actions.open_renewal(label=label)
    actions.grant_renewal(renewal=renewal, reasons="Bien.", by=operator, months=12)
    label.refresh_from_db()
    assert actions.open_renewal(label=label).record == "Douze projets suivis."


@pytest.mark.parametrize("state", ["granted", "refused", "lapsed", "closed", "open"])
def test_a_renewal_is_judged_once_filed_only(state: str, operator: User) -> None:
    label, _holder = ending_in(10)
    renewal = actions.open_renewal(label=label)
    now = clock.now()
    decided = {"decided_at": now, "reasons": "x", "filed_at": now} if state in ("granted", "refused") else {}
    until = renewal.due_on + dt.timedelta(days=1) if state == "granted" else None
    Renewal.objects.filter(pk=renewal.pk).update(state=state, new_until=until, **decided)
    for act in (actions.grant_renewal, actions.refuse_renewal):
        with pytest.raises(OutOfTurn):
            act(renewal=renewal, reasons="Bien.", by=operator)


def test_a_label_that_ends_otherwise_is_not_renewed(operator: User) -> None:
    label, holder = ending_in(10)
    renewal = actions.open_renewal(label=label)
    actions.surrender_label(label=label, by=holder)
    renewal.refresh_from_db()
    assert renewal.state == "closed"
    assert not Notice.objects.filter(person=holder, kind="labels.renewal", done_at=None).exists()


# ── Withdrawal ───────────────────────────────────────────────────────────────────────────────────
def test_nothing_is_withdrawn_before_the_holder_could_answer(operator: User) -> None:
    label, holder = held()
    procedure = actions.open_procedure(label=label, grounds="Deux rapports manquent.", days=2, by=operator)
    assert procedure.reply_until == clock.today() + dt.timedelta(days=15)
    task = Notice.objects.get(person=holder, kind="labels.procedure")
    assert (task.is_task, task.due_on) == (True, procedure.reply_until)
    for days in (0, 15):
        token = at(days)
        try:
            with pytest.raises(Refusal, match="Rien ne peut être décidé"):
                actions.decide_procedure(procedure=procedure, outcome="withdraw", reasons=WHY, by=operator)
        finally:
            clock.restore(token)
    token = at(16)
    try:
        actions.decide_procedure(procedure=procedure, outcome="withdraw", reasons=WHY, by=operator)
    finally:
        clock.restore(token)
    label.refresh_from_db()
    assert label.status == "withdrawn"
    assert judge_label(label).state == State.REVOKED


def test_the_holder_answers_and_then_it_may_be_decided(operator: User) -> None:
    label, holder = held()
    procedure = actions.open_procedure(label=label, grounds="Deux rapports manquent.", by=operator)
    with pytest.raises(Incomplete):
        actions.reply_procedure(procedure=procedure, reply=" ", by=holder)
    actions.reply_procedure(procedure=procedure, reply="Ils sont en ligne.", by=holder)
    with pytest.raises(OutOfTurn):
        actions.reply_procedure(procedure=procedure, reply="Encore.", by=holder)
    assert Notice.objects.filter(person=operator, kind="labels.procedure_answered").exists()
    with pytest.raises(Incomplete):
        actions.decide_procedure(procedure=procedure, outcome="withdraw", reasons="", by=operator)
    with pytest.raises(Incomplete):
        actions.decide_procedure(procedure=procedure, outcome="brûler", reasons=WHY, by=operator)
    actions.decide_procedure(procedure=procedure, outcome="nothing", reasons="Les rapports sont là.", by=operator)
    with pytest.raises(OutOfTurn):
        actions.decide_procedure(procedure=procedure, outcome="withdraw", reasons=WHY, by=operator)
    label.refresh_from_db()
    assert label.status == "active"
    assert "ne change pas" in Notice.objects.filter(person=holder, kind="labels.moved").get().text_fr


def test_one_procedure_at_a_time_on_a_label_that_lives(operator: User) -> None:
    label = make_label()
    actions.open_procedure(label=label, grounds="x", by=operator)
    with pytest.raises(Refusal):
        actions.open_procedure(label=label, grounds="y", by=operator)
    for status in ("expired", "withdrawn", "surrendered", "historical"):
        with pytest.raises(OutOfTurn):
            actions.open_procedure(label=put(make_label(), status), grounds="x", by=operator)
    assert Procedure.objects.count() == 1


# ── Controls ─────────────────────────────────────────────────────────────────────────────────────
def test_the_lot_can_be_drawn_again_from_its_seed(operator: User) -> None:
    labels = [held()[0] for _number in range(6)]
    made = actions.draw_controls(kind=make_kind(), count=3, question="Montrez vos comptes.", days=30, by=operator)
    references = sorted(label.reference for label in labels)
    chosen = [control.label.reference for control in made.controls.order_by("pk")]
    assert (made.pool_count, made.asked_count) == (6, 3)
    assert chosen == actions.drawn(references, made.seed, 3)
    assert actions.drawn(references, "autre", 6) != actions.drawn(references, made.seed, 6)
    # Those under control are not drawn twice.
    second = actions.draw_controls(kind=make_kind(), count=9, question="Et vos statuts.", days=30, by=operator)
    assert not {control.label_id for control in second.controls.all()} & {control.label_id for control in made.controls.all()}
    with pytest.raises(Refusal):
        actions.draw_controls(kind=make_kind(), count=1, question="Encore.", days=30, by=operator)


def controlled(operator: User) -> tuple[Control, User]:
    label, holder = held()
    actions.draw_controls(kind=label.kind, count=1, question="Montrez vos comptes.", days=30, by=operator)
    return label.controls.get(), holder


def test_the_holder_answers_with_evidence(operator: User) -> None:
    control, holder = controlled(operator)
    sent: MultiValueDict[str, Any] = MultiValueDict({"evidence": [SimpleUploadedFile("comptes.txt", b"Comptes 2025")]})
    taken = actions.attach_evidence(control=control, sent=sent, fields=QueryDict(), by=holder)
    assert [file.name for file in taken.files] == ["comptes.txt"]
    assert files_of(control).count() == 1
    actions.answer_control(control=control, reply="Voici nos comptes.", by=holder)
    with pytest.raises(OutOfTurn):
        actions.answer_control(control=control, reply="Encore.", by=holder)
    assert Notice.objects.filter(person=operator, kind="labels.control_answered").exists()


@pytest.mark.parametrize(
    ("conclusion", "status", "procedures"), [("good", "active", 0), ("mend", "observed", 0), ("procedure", "active", 1)]
)
def test_a_conclusion_has_its_consequence(conclusion: str, status: str, procedures: int, operator: User) -> None:
    control, holder = controlled(operator)
    with pytest.raises(Refusal, match="peut encore répondre"):
        actions.conclude_control(control=control, conclusion=conclusion, reasons=WHY, by=operator)
    actions.answer_control(control=control, reply="Voici nos comptes.", by=holder)
    with pytest.raises(Incomplete):
        actions.conclude_control(control=control, conclusion=conclusion, reasons="", by=operator)
    actions.conclude_control(control=control, conclusion=conclusion, reasons=WHY, by=operator)
    control.label.refresh_from_db()
    assert control.label.status == status
    assert control.label.procedures.count() == procedures
    with pytest.raises(OutOfTurn):
        actions.conclude_control(control=control, conclusion=conclusion, reasons=WHY, by=operator)


def test_a_new_certificate_keeps_the_place_of_the_label() -> None:
    label = make_label()
    first = label.certificates.get()
    second = actions.issue_certificate(label=label, by=None)
    assert second.number == 2
    assert first.content["credentialStatus"] == second.content["credentialStatus"]
    assert Certificate.objects.count() == 2
