"""Totals kept by the database: equal to the sum made again from the ledger, whatever happened and in whatever order."""

import datetime as dt
from collections.abc import Callable
from dataclasses import astuple
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frenchimpact.commitments import actions
from frenchimpact.commitments.models import Commitment, Entry, Sum, Vehicle
from frenchimpact.commitments.queries.thermometer import read_thermometer
from frenchimpact.commitments.tests.factories import make_commitment, make_envelope, make_funder, make_vehicle
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.geo.tests.factories import make_place

pytestmark = pytest.mark.django_db
D = Decimal
MEASURES = ("announced", "gross", "cancelled", "paid", "justified", "recovered")
WHICH = ("axis", "month", "key", "is_preexisting", "is_public", "is_from_vehicle", "is_into_vehicle")
type Rows = dict[tuple[object, ...], tuple[Decimal, ...]]


def kept() -> Rows:
    rows = Sum.objects.values_list(*WHICH, *MEASURES)
    return {row[: len(WHICH)]: row[len(WHICH) :] for row in rows if any(row[len(WHICH) :])}


def made_again() -> Rows:
    """The same, line by line in Python: nothing of the database's own way of adding."""
    found: dict[tuple[object, ...], list[Decimal]] = {}
    for entry in Entry.objects.all():
        for is_public in (True, False):
            amount, net = _part(entry.amount, entry.public_share, is_public), _part(entry.net, entry.public_share, is_public)
            if not amount and not net:
                continue
            for axis, key in _keys(entry):
                month = timezone.localdate(entry.recorded_at).replace(day=1)
                which = (axis, month, key, entry.is_preexisting, is_public, entry.is_from_vehicle, entry.vehicle_kind != "")
                values = found.setdefault(which, [D(0)] * len(MEASURES))
                for place, value in enumerate(_measures(entry.kind, amount, net)):
                    values[place] += value
    return {which: tuple(values) for which, values in found.items() if any(values)}


def _part(amount: Decimal, share: Decimal, is_public: bool) -> Decimal:
    public = (amount * share).quantize(D("0.01"), "ROUND_HALF_UP")
    return public if is_public else amount - public


def _keys(entry: Entry) -> list[tuple[str, str]]:
    keys = [
        ("all", ""),
        ("year", str(entry.value_on.year)),
        ("region", str(entry.region_id or "")),
        ("theme", entry.theme),
        ("instrument", entry.instrument),
        ("origin", entry.origin),
    ]
    return [*keys, ("vehicle", entry.vehicle_kind)] if entry.vehicle_kind else keys


def _measures(kind: str, amount: Decimal, net: Decimal) -> tuple[Decimal, ...]:
    return (
        {"announced": net, "signed": net - amount}.get(kind, D(0)),
        net if kind in ("announced", "signed", "amended") else D(0),
        -net if kind == "cancelled" else D(0),
        amount if kind == "paid" else D(0),
        amount if kind == "justified" else D(0),
        -net if kind == "recovered" else D(0),
    )


def known_today() -> Rows:
    """The figures as they will be told tomorrow of today: the lines of the month under way, read one by one."""
    today = clock.today()
    with clock.stopped(clock.now() + dt.timedelta(days=1)):
        flows = read_thermometer(today).flows
    rows = {
        (axis, key, flow.is_preexisting, bool(flow.public_share), flow.is_from_vehicle, flow.is_into_vehicle): astuple(flow.amounts)
        for axis, keys in flows.items()
        for key, some in keys.items()
        for flow in some
    }
    return {which: values for which, values in rows.items() if any(values)}


def without_months(rows: Rows) -> Rows:
    found: dict[tuple[object, ...], list[Decimal]] = {}
    for (axis, _month, *which), values in rows.items():
        total = found.setdefault((axis, *which), [D(0)] * len(MEASURES))
        for place, value in enumerate(values):
            total[place] += value
    return {which: tuple(values) for which, values in found.items() if any(values)}


def check_totals_of_commitments() -> None:
    for commitment in Commitment.objects.all():
        rows = Entry.objects.filter(commitment=commitment)
        sums = [sum((_measures(e.kind, e.amount, e.net)[place] for e in rows), D(0)) for place in range(len(MEASURES))]
        assert [getattr(commitment, name) for name in MEASURES[1:]] == sums[1:]


def test_one_signature_is_seen_along_each_axis() -> None:
    region = make_place("region:84")
    fund = make_vehicle(kind=Vehicle.Kind.SEED_FUND)
    with clock.stopped(dt.datetime(2026, 3, 31, 22, 30, tzinfo=dt.UTC)):
        make_commitment("100.01", beneficiary=fund, region=region, theme="mobilite", origin="mixte", public_share=D("0.5"))
    rows = kept()
    assert rows == made_again()
    # In Paris, April has begun.
    key = ("vehicle", dt.date(2026, 4, 1), "seed_fund", False, True, False, True)
    assert rows[key][1] == D("50.01")
    assert {row[0] for row in rows} == set(Sum.Axis.values)


def test_what_is_signed_is_announced_no_more() -> None:
    commitment = make_commitment(100, is_signed=False)
    actions.sign_commitment(commitment=commitment, amount=D(80), on=dt.date(2026, 3, 3), by=None)
    row = Sum.objects.get(axis="all")
    assert (row.announced, row.gross) == (D(0), D(80))
    assert kept() == made_again()


def test_reclassified_what_was_known_stays_told_as_it_was() -> None:
    with clock.stopped(dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)):
        commitment = make_commitment(100, theme="mobilite", on=dt.date(2026, 1, 10))
    with clock.stopped(dt.datetime(2026, 2, 15, 12, tzinfo=dt.UTC)):
        actions.reclassify_commitment(commitment=commitment, by=None, note="C’était déjà là.", is_preexisting=True, theme="logement")
    rows = {(row.month.month, row.key, row.is_preexisting): row.gross for row in Sum.objects.filter(axis="theme")}
    assert rows == {(1, "mobilite", False): 100, (2, "mobilite", False): -100, (2, "logement", True): 100}
    assert kept() == made_again()
    check_totals_of_commitments()


def test_a_file_of_entries_is_one_statement() -> None:
    envelope = make_envelope(funder := make_funder(), 1_000_000)
    commitments = [make_commitment(100, funder=funder, envelope=envelope) for _ in range(3)]
    first = commitments[0].entries.get()
    fields = {name: getattr(first, name) for name in ("value_on", "instrument", "origin", "public_share")}
    Entry.objects.bulk_create(
        [Entry(commitment=one, kind="amended", amount=D(50), net=D(50), **fields) for one in commitments for _ in range(2)]
    )
    envelope.refresh_from_db()
    assert envelope.used == 600
    assert kept() == made_again()
    check_totals_of_commitments()


DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2026, 6, 30))
MONEY = st.decimals(min_value=D("0.01"), max_value=D(20_000), places=2)
ORIGINS = st.sampled_from(["public_etat", "prive_fonds", "mixte"])
VERBS = ["sign", "amend", "pay", "justify", "cancel", "recover", "correct", "reclassify"]
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), MONEY, DAYS), max_size=7)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    starts=st.lists(
        st.tuples(MONEY, st.booleans(), st.sampled_from(["public_etat", "prive_fonds", "mixte"]), st.booleans(), STEPS),
        min_size=1,
        max_size=3,
    )
)
def test_whatever_happens_the_sums_are_those_of_the_ledger(starts: list[Any]) -> None:
    with transaction.atomic():
        fund = make_vehicle()
        for amount, is_signed, origin, is_to_fund, steps in starts:
            more: dict[str, Any] = {"beneficiary": fund} if is_to_fund else {}
            commitment = make_commitment(amount, is_signed=is_signed, origin=origin, public_share=D("0.3333"), **more)
            for verb, figure, day in steps:
                _try(commitment, verb, figure, day)
        assert kept() == made_again()
        assert known_today() == without_months(made_again())
        check_totals_of_commitments()
        transaction.set_rollback(True)


def _try(commitment: Commitment, verb: str, amount: Decimal, on: dt.date) -> None:
    given: dict[str, Any] = {"commitment": commitment, "amount": amount, "on": on, "by": None, "note": "Essai."}
    moves: dict[str, Callable[[], object]] = {
        "sign": lambda: actions.sign_commitment(**given),
        "amend": lambda: actions.amend_commitment(**given),
        "pay": lambda: actions.pay_commitment(**given),
        "justify": lambda: actions.justify_commitment(**given),
        "cancel": lambda: actions.cancel_commitment(**given),
        "recover": lambda: actions.recover_commitment(**given),
        "correct": lambda: actions.correct_entry(
            entry=commitment.entries.order_by("-pk")[0], by=None, note="Essai.", amount=amount if amount > 100 else None
        ),
        "reclassify": lambda: actions.reclassify_commitment(
            commitment=commitment, by=None, note="Essai.", theme=f"theme{int(amount) % 3}", is_preexisting=amount > 500
        ),
    }
    try:
        moves[verb]()
    except Refusal:
        return
    commitment.refresh_from_db()
    assert 0 <= commitment.paid <= commitment.gross - commitment.cancelled
