"""Money committed elsewhere: the aid that it is, the line that waited for it; and days that come near."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.aids.actions import requests
from frenchimpact.aids.facts import RequestMoved
from frenchimpact.aids.models import FundingRequest
from frenchimpact.aids.tests.factories import make_aid as make_published_aid
from frenchimpact.commitments import actions as ledger
from frenchimpact.commitments.facts import CommitmentCancelled, CommitmentSigned
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.factories import make_commitment, make_funder
from frenchimpact.core import clock
from frenchimpact.financing.actions import load_financing
from frenchimpact.financing.actions.following import follow_plan
from frenchimpact.financing.actions.reminding import remind_deadlines
from frenchimpact.financing.listeners import follow_cancelled, follow_moved, record_signed
from frenchimpact.financing.models import DeMinimisAid, FinancingPlan, PlanLine
from frenchimpact.financing.tests.factories import make_aid, make_line, make_plan
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_person, make_project

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _in_april() -> Any:
    with clock.stopped(dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)):
        load_financing()
        yield


def sign(commitment: Commitment) -> None:
    record_signed(CommitmentSigned(commitment_id=commitment.pk, entry_id=0))


def committed(holder: Organisation, amount: int = 40_000, **fields: Any) -> Commitment:
    return make_commitment(amount, beneficiary=holder, regime="de_minimis_general", on=DAY, **fields)


def test_a_signed_commitment_under_the_regime_is_an_aid_once() -> None:
    holder = make_organisation()
    commitment = committed(holder)
    sign(commitment)
    sign(commitment)
    aid = DeMinimisAid.objects.get()
    assert (aid.organisation, aid.granted_on, aid.equivalent) == (holder, DAY, Decimal(40_000))
    assert (aid.commitment, aid.funder) == (commitment, commitment.funder)


def test_another_regime_is_no_de_minimis_aid() -> None:
    sign(make_commitment(40_000, regime="rgec"))
    sign(make_commitment(40_000, regime="de_minimis_general", is_signed=False))
    assert not DeMinimisAid.objects.exists()


def test_a_cancelled_commitment_withdraws_its_aid() -> None:
    commitment = committed(make_organisation())
    sign(commitment)
    ledger.cancel_commitment(commitment=commitment, amount=None, on=DAY, by=None, note="Renoncement")
    follow_cancelled(CommitmentCancelled(commitment_id=commitment.pk, entry_id=0))
    aid = DeMinimisAid.objects.get()
    assert aid.is_withdrawn
    assert commitment.reference in aid.withdrawn_reason


def test_a_part_that_is_cancelled_no_longer_counts() -> None:
    commitment = committed(make_organisation())
    sign(commitment)
    ledger.cancel_commitment(commitment=commitment, amount=Decimal(15_000), on=DAY, by=None, note="Renoncement")
    follow_cancelled(CommitmentCancelled(commitment_id=commitment.pk, entry_id=0))
    assert [one.equivalent for one in DeMinimisAid.objects.filter(state="granted")] == [Decimal(25_000)]
    assert DeMinimisAid.objects.count() == 2


def test_both_sides_are_told_when_the_ceiling_is_passed() -> None:
    holder, funder = make_organisation(name="Asso A"), make_funder(name="Région")
    received, gave = make_member(holder), make_member(funder)
    make_aid(holder, dt.date(2025, 6, 1), 270_000)
    sign(committed(holder, funder=funder))
    told = Notice.objects.filter(kind="financing.ceiling").values_list("person", flat=True)
    assert set(told) == {received.pk, gave.pk}


def test_the_line_that_waited_for_that_funder_is_obtained() -> None:
    funder, project = make_funder(name="Région"), make_project(organisation=make_organisation())
    line = make_line(make_plan(project), funder=funder, amount=35_000)
    other = make_line(line.plan, funder_name="Ville")
    commitment = make_commitment(40_000, funder=funder, beneficiary=project, on=DAY)
    sign(commitment)
    line.refresh_from_db()
    other.refresh_from_db()
    assert (line.state, line.amount, line.obtained_on) == ("obtained", Decimal(40_000), DAY)
    assert (line.commitment, other.state) == (commitment, "asked")
    assert commitment.reference in line.events.order_by("-pk")[0].note


def test_a_line_is_left_alone_when_two_may_be_the_one() -> None:
    funder, project = make_funder(name="Région"), make_project(organisation=make_organisation())
    plan = make_plan(project)
    lines = [make_line(plan, funder=funder, amount=amount) for amount in (10_000, 20_000)]
    sign(make_commitment(40_000, funder=funder, beneficiary=project, on=DAY))
    for line in lines:
        line.refresh_from_db()
    assert [line.state for line in lines] == ["asked", "asked"]


# ── A line follows a commitment to its end ───────────────────────────────────────────────────────
def heard(commitment: Commitment, *, is_taken_back: bool = False) -> None:
    """Twice, as a task may run again."""
    for _turn in range(2):
        follow_plan(commitment=commitment, is_taken_back=is_taken_back)


def payments_of(line: PlanLine) -> list[tuple[str, int, bool]]:
    rows = line.payments.order_by("month", "pk")
    return [(f"{one.month:%Y-%m}", int(one.amount), one.received_on is not None) for one in rows]


@pytest.fixture
def waiting() -> PlanLine:
    project = make_project(organisation=make_organisation())
    return make_line(make_plan(project), funder=make_funder(name="Région"), amount=35_000, state="preparing")


def test_a_line_is_asked_then_obtained_then_paid_and_counts_once(waiting: PlanLine) -> None:
    project, funder = waiting.plan.project, waiting.funder
    waiting.payments.create(month=dt.date(2026, 3, 1), amount=15_000)
    waiting.payments.create(month=dt.date(2026, 9, 1), amount=20_000)
    commitment = make_commitment(40_000, funder=funder, beneficiary=project, on=DAY, is_signed=False)
    heard(commitment)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.amount, waiting.commitment) == ("asked", Decimal(40_000), commitment)
    ledger.sign_commitment(commitment=commitment, amount=Decimal(38_000), on=DAY, by=None)
    heard(commitment)
    ledger.pay_commitment(commitment=commitment, amount=Decimal(18_000), on=dt.date(2026, 3, 20), by=None)
    heard(commitment)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.amount, waiting.obtained_on) == ("obtained", Decimal(38_000), DAY)
    assert payments_of(waiting) == [("2026-03", 15_000, True), ("2026-03", 3_000, True), ("2026-09", 17_000, False)]
    assert [one.state for one in waiting.events.order_by("pk")] == ["asked", "obtained"]
    assert project.financing_plan.lines.count() == 1


def test_what_is_cut_or_given_up_leaves_the_plan(waiting: PlanLine) -> None:
    commitment = make_commitment(35_000, funder=waiting.funder, beneficiary=waiting.plan.project, on=DAY)
    heard(commitment)
    waiting.payments.create(month=dt.date(2026, 9, 1), amount=35_000)
    ledger.amend_commitment(commitment=commitment, amount=Decimal(30_000), on=DAY, by=None)
    heard(commitment)
    waiting.refresh_from_db()
    assert (waiting.amount, payments_of(waiting)) == (Decimal(30_000), [("2026-09", 30_000, False)])
    ledger.cancel_commitment(commitment=commitment, amount=None, on=DAY, by=None, note="Renoncement")
    heard(commitment)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.obtained_on) == ("refused", None)


def test_money_that_comes_back_is_no_longer_received(waiting: PlanLine) -> None:
    commitment = make_commitment(35_000, funder=waiting.funder, beneficiary=waiting.plan.project, on=DAY)
    ledger.pay_commitment(commitment=commitment, amount=Decimal(35_000), on=DAY, by=None)
    heard(commitment)
    ledger.recover_commitment(commitment=commitment, amount=Decimal(5_000), on=DAY, by=None, note="Trop versé")
    heard(commitment, is_taken_back=True)
    waiting.refresh_from_db()
    assert (waiting.amount, payments_of(waiting)) == (Decimal(30_000), [("2026-03", 30_000, True)])


def test_what_the_team_wrote_as_obtained_is_that_money_for_the_same_amount(waiting: PlanLine) -> None:
    PlanLine.objects.update(state="obtained", obtained_on=DAY)
    heard(make_commitment(9_000, funder=waiting.funder, beneficiary=waiting.plan.project, on=DAY))
    waiting.refresh_from_db()
    assert waiting.commitment is None
    same = make_commitment(35_000, funder=waiting.funder, beneficiary=waiting.plan.project, on=DAY)
    heard(same)
    waiting.refresh_from_db()
    assert waiting.commitment == same


def test_a_line_taken_out_of_the_plan_does_not_come_back(waiting: PlanLine) -> None:
    commitment = make_commitment(35_000, funder=waiting.funder, beneficiary=waiting.plan.project, on=DAY)
    heard(commitment)
    PlanLine.objects.update(removed_at=clock.now())
    make_line(waiting.plan, funder=waiting.funder, amount=35_000)
    heard(commitment)
    assert PlanLine.objects.filter(commitment=commitment, removed_at=None).count() == 0


# ── A line follows a request ─────────────────────────────────────────────────────────────────────
def test_a_line_goes_where_its_request_is(waiting: PlanLine) -> None:
    aid = make_published_aid()
    PlanLine.objects.update(aid=aid, state="to_study")
    request = requests.open_request(
        project=waiting.plan.project, aid=aid, by=lead_of(waiting.plan.project), amount=Decimal(35_000), purpose="x"
    )
    seen = []
    for state in ("draft", "applied", "in_review", "withdrawn", "applied", "contracted"):
        FundingRequest.objects.filter(pk=request.pk).update(state=state, amount_obtained=20_000)
        follow_moved(RequestMoved(request_id=request.pk, state=state))
        waiting.refresh_from_db()
        seen.append(waiting.state)
    assert seen == ["preparing", "asked", "asked", "to_study", "asked", "obtained"]
    assert (waiting.amount, waiting.obtained_on) == (Decimal(20_000), clock.today())
    # The commitment that follows is the same money.
    heard(make_commitment(20_000, funder=waiting.funder, beneficiary=waiting.plan.project, aid=aid, on=DAY))
    waiting.refresh_from_db()
    assert (waiting.commitment is not None, waiting.plan.lines.count()) == (True, 1)


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────
def test_the_team_is_reminded_once_of_each_day() -> None:
    project = make_project()
    plan = make_plan(project)
    make_line(plan, state="preparing", apply_by=dt.date(2026, 4, 4))
    make_line(plan, state="asked", expected_on=dt.date(2026, 3, 31))
    make_line(plan, state="asked", expected_on=dt.date(2026, 5, 31))
    make_line(plan, state="obtained", apply_by=dt.date(2026, 4, 4))
    remind_deadlines()
    remind_deadlines()
    notices = Notice.objects.filter(kind="financing.deadline", person=lead_of(project))
    assert notices.count() == 2


# ── What funders see ─────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def shared() -> tuple[Project, Organisation]:
    project, funder = make_project(organisation=make_organisation()), make_funder(name="Fondation")
    plan = make_plan(project)
    make_line(plan, funder=funder, title="Notre part")
    make_line(plan, title="Une autre aide", state="obtained", amount=33_000)
    plan.needs.create(year=2026, label="Un four", kind="investment", amount=90_000)
    plan.cash_items.create(label="Salaires secrets", amount=10, month=dt.date(2026, 1, 1))
    return project, funder


@pytest.mark.parametrize(
    ("sharing", "seen", "hidden"),
    [
        ("own_line", ["Notre part"], ["Une autre aide", "33\u202f000", "Un four"]),
        ("totals", ["Notre part", "33\u202f000"], ["Une autre aide", "Un four"]),
        ("whole", ["Notre part", "Une autre aide", "Un four"], ["Salaires secrets"]),
    ],
)
def test_a_funder_sees_what_the_team_shares(shared: tuple[Project, Organisation], sharing: str, seen: list[str], hidden: list[str]) -> None:
    project, funder = shared
    FinancingPlan.objects.update(sharing=sharing)
    client = Client()
    client.force_login(make_member(funder))
    text = client.get(reverse("financing:shared_plan", args=[project.reference])).text
    assert [words for words in seen if words not in text] == []
    assert [words for words in hidden if words in text] == []
    assert project.name in client.get(reverse("financing:shared_plans")).text


def test_nothing_is_seen_of_a_plan_that_is_not_shared(shared: tuple[Project, Organisation]) -> None:
    project, funder = shared
    where = reverse("financing:shared_plan", args=[project.reference])
    member = Client()
    member.force_login(make_member(funder))
    assert member.get(where).status_code == 404
    FinancingPlan.objects.update(sharing="whole")
    stranger = Client()
    stranger.force_login(make_person())
    assert stranger.get(where).status_code == 404
