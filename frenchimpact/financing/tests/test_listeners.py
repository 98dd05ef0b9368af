"""Money committed elsewhere: the aid that it is, the line that waited for it; and days that come near."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.commitments import actions as ledger
from frenchimpact.commitments.facts import CommitmentCancelled, CommitmentSigned
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.factories import make_commitment, make_funder
from frenchimpact.core import clock
from frenchimpact.financing.actions import load_financing
from frenchimpact.financing.actions.reminding import remind_deadlines
from frenchimpact.financing.listeners import follow_cancelled, record_signed
from frenchimpact.financing.models import DeMinimisAid, FinancingPlan
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
