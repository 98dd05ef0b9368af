"""What happens to a commitment: each verb, what it refuses, and where it leads."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from frenchimpact.commitments import actions
from frenchimpact.commitments.models import Commitment, Entry
from frenchimpact.commitments.tests.factories import DAY, make_commitment, make_envelope, make_funder
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.journal.models import Entry as JournalEntry

pytestmark = pytest.mark.django_db
State = Commitment.State
D = Decimal


def seen(*values: object) -> tuple[object, ...]:
    return values


def again(commitment: Commitment) -> Commitment:
    return Commitment.objects.get(pk=commitment.pk)


def pay(commitment: Commitment, amount: int) -> Commitment:
    return actions.pay_commitment(commitment=commitment, amount=D(amount), on=DAY, by=None)


def test_from_the_announcement_to_the_justification() -> None:
    commitment = make_commitment(10_000, is_signed=False)
    assert seen(commitment.state, commitment.gross, commitment.signed_on) == (State.ANNOUNCED, 10_000, None)
    actions.sign_commitment(commitment=commitment, amount=D(12_000), on=DAY + dt.timedelta(30), by=None)
    commitment = again(commitment)
    # What was announced is not counted a second time.
    assert seen(commitment.state, commitment.gross, commitment.signed_on) == (State.SIGNED, 12_000, DAY + dt.timedelta(30))
    actions.amend_commitment(commitment=commitment, amount=D(15_000), on=DAY, by=None)
    assert again(commitment).state == State.AMENDED
    pay(commitment, 5_000)
    assert again(commitment).state == State.PARTLY_PAID
    pay(commitment, 10_000)
    assert seen(again(commitment).state, again(commitment).due) == (State.PAID, 0)
    actions.justify_commitment(commitment=commitment, amount=D(15_000), on=DAY, by=None)
    assert again(commitment).state == State.JUSTIFIED
    kinds: list[object] = list(commitment.entries.order_by("pk").values_list("kind", "amount", "net"))
    assert kinds == [
        ("announced", 10_000, 10_000),
        ("signed", 12_000, 2_000),
        ("amended", 3_000, 3_000),
        ("paid", 5_000, 0),
        ("paid", 10_000, 0),
        ("justified", 15_000, 0),
    ]


def test_references_follow_one_another() -> None:
    first, second = make_commitment(), make_commitment()
    year = clock.today().year
    assert (first.reference, second.reference) == (f"E-{year}-0001", f"E-{year}-0002")


def test_the_journal_tells_it() -> None:
    commitment = make_commitment()
    pay(commitment, 10)
    facts = JournalEntry.objects.filter(subject_model="commitments.Commitment", subject_id=commitment.pk).order_by("pk")
    assert list(facts.values_list("fact", flat=True)) == ["commitments.CommitmentSigned", "commitments.CommitmentPaid"]


def test_given_up_whole_or_in_part_and_taken_back() -> None:
    whole = make_commitment(10_000)
    actions.cancel_commitment(commitment=whole, amount=None, on=DAY, by=None, note="Le projet s’arrête.")
    assert seen(again(whole).state, again(whole).net) == (State.CANCELLED, 0)
    part = make_commitment(10_000)
    pay(part, 6_000)
    actions.cancel_commitment(commitment=part, amount=D(4_000), on=DAY, by=None, note="Solde non réclamé.")
    assert seen(again(part).state, again(part).net) == (State.PAID, 6_000)
    actions.recover_commitment(commitment=part, amount=D(1_000), on=DAY, by=None, note="Dépenses non justifiées.")
    assert seen(again(part).state, again(part).net) == (State.PAID, 5_000)
    actions.recover_commitment(commitment=part, amount=D(5_000), on=DAY, by=None, note="Le reste aussi.")
    assert seen(again(part).state, again(part).net) == (State.RECOVERED, 0)


@pytest.mark.parametrize(
    ("amount", "words"),
    [("-5", "négatif"), ("0", "nul"), ("10000000000.01", "10 milliards"), ("1.005", "centimes")],
)
def test_an_absurd_amount_is_refused_with_words(amount: str, words: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        make_commitment(amount)
    assert words in str(refusal.value.missing["amount"])
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("on", [dt.date(1970, 1, 1), dt.date(2120, 1, 1)])
def test_an_absurd_day_is_refused(on: dt.date) -> None:
    with pytest.raises(Incomplete) as refusal:
        make_commitment(on=on)
    assert "on" in refusal.value.missing


def test_nobody_is_paid_more_than_what_is_signed() -> None:
    commitment = make_commitment(10_000)
    pay(commitment, 9_000)
    with pytest.raises(Incomplete) as refusal:
        pay(commitment, 1_001)
    assert "1\u202f000\u00a0€" in str(refusal.value.missing["amount"])
    # Whoever writes past the actions is refused by the database.
    line = Entry.objects.get(kind="paid")
    with pytest.raises(IntegrityError, match="commitment_never_overpaid"), transaction.atomic():
        Entry.objects.create(
            commitment=commitment,
            kind="paid",
            amount=D(1_001),
            net=D(0),
            value_on=DAY,
            instrument=line.instrument,
            origin=line.origin,
            public_share=line.public_share,
        )


def test_an_amendment_never_goes_under_what_is_paid() -> None:
    commitment = make_commitment(10_000)
    pay(commitment, 9_000)
    with pytest.raises(Incomplete):
        actions.amend_commitment(commitment=commitment, amount=D(8_999), on=DAY, by=None)
    actions.amend_commitment(commitment=commitment, amount=D(9_000), on=DAY, by=None)
    assert again(commitment).state == State.PAID


MOVES: dict[str, Callable[[Commitment], object]] = {
    "sign": lambda one: actions.sign_commitment(commitment=one, amount=D(1), on=DAY, by=None),
    "amend": lambda one: actions.amend_commitment(commitment=one, amount=D(1), on=DAY, by=None),
    "pay": lambda one: actions.pay_commitment(commitment=one, amount=D(1), on=DAY, by=None),
    "justify": lambda one: actions.justify_commitment(commitment=one, amount=D(1), on=DAY, by=None),
    "cancel": lambda one: actions.cancel_commitment(commitment=one, amount=D(1), on=DAY, by=None, note="Non."),
    "recover": lambda one: actions.recover_commitment(commitment=one, amount=D(1), on=DAY, by=None, note="Non."),
}


@pytest.mark.parametrize(
    ("verb", "state"), [(verb, state) for verb in MOVES for state in State.values if state not in Commitment.FLOW.moves[verb][0]]
)
def test_out_of_turn(verb: str, state: str) -> None:
    commitment = make_commitment()
    Commitment.objects.filter(pk=commitment.pk).update(state=state)
    before = Entry.objects.count()
    with pytest.raises(OutOfTurn):
        MOVES[verb](commitment)
    assert Entry.objects.count() == before


def test_a_correction_is_a_counter_entry_then_the_right_one() -> None:
    commitment = make_commitment(10_000)
    pay(commitment, 10_000)
    wrong = commitment.entries.get(kind="paid")
    actions.correct_entry(entry=wrong, by=None, note="Mille euros de trop.", amount=D(9_000))
    assert seen(again(commitment).state, again(commitment).paid) == (State.PARTLY_PAID, 9_000)
    lines: list[object] = list(commitment.entries.filter(kind="paid").order_by("pk").values_list("amount", "counters"))
    assert lines == [(10_000, None), (-10_000, wrong.pk), (9_000, None)]
    with pytest.raises(OutOfTurn):
        actions.correct_entry(entry=wrong, by=None, note="Encore.", amount=D(8_000))
    with pytest.raises(OutOfTurn):
        actions.correct_entry(entry=commitment.entries.get(counters=wrong), by=None, note="Encore.")
    right = commitment.entries.filter(kind="paid").order_by("pk").last()
    assert right is not None
    actions.correct_entry(entry=right, by=None, note="Jamais versé.")
    assert seen(again(commitment).state, again(commitment).paid) == (State.SIGNED, 0)


def test_a_signature_put_right_after_a_payment() -> None:
    commitment = make_commitment(10_000)
    pay(commitment, 5_000)
    actions.correct_entry(entry=commitment.entries.get(kind="signed"), by=None, note="Un chiffre de trop.", amount=D(6_000))
    assert seen(again(commitment).state, again(commitment).gross, again(commitment).due) == (State.PARTLY_PAID, 6_000, 1_000)


def test_a_correction_that_the_rest_contradicts_is_refused() -> None:
    commitment = make_commitment(10_000)
    pay(commitment, 10_000)
    with pytest.raises(Incomplete) as refusal:
        actions.correct_entry(entry=commitment.entries.get(kind="signed"), by=None, note="Faute.", amount=D(9_999))
    assert "amount" in refusal.value.missing
    with pytest.raises(Incomplete):
        actions.correct_entry(entry=commitment.entries.get(kind="signed"), by=None, note="Faute.")
    with pytest.raises(Incomplete):
        actions.correct_entry(entry=commitment.entries.get(kind="paid"), by=None, note="")


def test_a_signature_taken_back_leaves_the_announcement() -> None:
    commitment = make_commitment(10_000, is_signed=False)
    actions.sign_commitment(commitment=commitment, amount=D(8_000), on=DAY, by=None)
    with pytest.raises(OutOfTurn):
        actions.correct_entry(entry=commitment.entries.get(kind="announced"), by=None, note="Faute.", amount=D(1))
    actions.correct_entry(entry=commitment.entries.get(kind="signed"), by=None, note="Pas encore signé.")
    assert seen(again(commitment).state, again(commitment).gross, again(commitment).signed_on) == (State.ANNOUNCED, 10_000, None)


def test_the_ledger_is_never_rewritten() -> None:
    entry = make_commitment().entries.get()
    for statement in ("UPDATE commitments_entry SET amount = 1", "DELETE FROM commitments_entry"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    entry.refresh_from_db()
    assert entry.amount == 10_000


def test_a_counter_entry_says_nothing_else_than_its_entry() -> None:
    entry = make_commitment().entries.get()
    fields = {name: getattr(entry, name) for name in ("commitment", "value_on", "instrument", "origin", "public_share")}
    with pytest.raises(IntegrityError, match="counter-entry"), transaction.atomic():
        Entry.objects.create(kind="signed", amount=D(-9_000), net=D(-9_000), counters=entry, **fields)


def test_what_remains_of_an_envelope() -> None:
    funder = make_funder()
    envelope = make_envelope(funder, 100_000)
    commitment = make_commitment(70_000, funder=funder, envelope=envelope)
    with pytest.raises(Incomplete) as refusal:
        make_commitment(30_001, funder=funder, envelope=envelope)
    assert "30\u202f000\u00a0€" in str(refusal.value.missing["amount"])
    with pytest.raises(Incomplete):
        actions.amend_commitment(commitment=commitment, amount=D(100_001), on=DAY, by=None)
    actions.cancel_commitment(commitment=commitment, amount=D(20_000), on=DAY, by=None, note="Moins.")
    envelope.refresh_from_db()
    assert envelope.remains == 50_000
    with pytest.raises(Incomplete):
        actions.change_envelope(
            envelope=envelope, name="Moins", starts_on=envelope.starts_on, ends_on=envelope.ends_on, amount=D(49_999), by=None
        )
    with pytest.raises(IntegrityError, match="envelope_never_overspent"), transaction.atomic():
        type(envelope).objects.filter(pk=envelope.pk).update(amount=D(49_999))
    with pytest.raises(Incomplete) as refusal:
        make_commitment(1, envelope=envelope)
    assert "envelope" in refusal.value.missing


def test_an_envelope_changed_afterwards_takes_the_amount_along() -> None:
    funder = make_funder()
    first, second = make_envelope(funder, 100), make_envelope(funder, 100, name="Autre")
    commitment = make_commitment(60, funder=funder, envelope=first)
    actions.describe_commitment(commitment=commitment, by=None, terms={}, envelope=second)
    first.refresh_from_db()
    second.refresh_from_db()
    assert seen(first.used, second.used) == (0, 60)
    other = make_commitment(60, funder=funder, envelope=first)
    with pytest.raises(Incomplete):
        actions.describe_commitment(commitment=other, by=None, terms={}, envelope=second)


def test_a_rate_above_the_whole_is_refused() -> None:
    with pytest.raises(Incomplete) as refusal:
        make_commitment(terms={"rate": D("1.2")})
    assert "rate" in refusal.value.missing


def test_what_remains_after_a_part_came_back_is_paid_or_given_up() -> None:
    commitment = make_commitment(10_000)
    actions.pay_commitment(commitment=commitment, amount=D(1000), on=DAY, by=None)
    commitment = actions.recover_commitment(commitment=commitment, amount=D(1000), on=DAY, by=None, note="Non dépensé")
    assert (commitment.state, commitment.due, commitment.net) == (State.PARTLY_PAID.value, D(9000), D(9000))
    commitment = actions.cancel_commitment(commitment=commitment, amount=None, on=DAY, by=None, note="Abandonné")
    assert (commitment.state, commitment.due, commitment.net) == (State.RECOVERED.value, D(0), D(0))


@pytest.mark.parametrize("verb", ["pay", "amend", "cancel"])
def test_nothing_happens_to_a_commitment_before_it_is_made(verb: str) -> None:
    commitment = make_commitment(10_000)
    act = getattr(actions, f"{verb}_commitment")
    for on in (DAY - dt.timedelta(days=1), dt.date(1995, 1, 1)):
        with pytest.raises(Incomplete) as refusal:
            act(commitment=commitment, amount=D(500), on=on, by=None, note="x")
        assert "02/03/2026" in str(refusal.value.missing["on"])
    assert commitment.entries.count() == 1


def test_nothing_is_justified_nor_taken_back_before_it_was_paid() -> None:
    commitment = make_commitment(1_000)
    actions.pay_commitment(commitment=commitment, amount=D(800), on=DAY + dt.timedelta(30), by=None)
    for act in (actions.justify_commitment, actions.recover_commitment):
        with pytest.raises(Incomplete) as refused:
            act(commitment=commitment, amount=D(100), on=DAY + dt.timedelta(29), by=None, note="Trop tôt")
        assert "Le premier versement date du" in str(refused.value.missing["on"])
        act(commitment=commitment, amount=D(100), on=DAY + dt.timedelta(30), by=None, note="À temps")
