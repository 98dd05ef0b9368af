"""The plan's pages: who opens them, what they say, what they refuse without losing what was typed."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.financing.actions import load_financing
from frenchimpact.financing.models import CashItem, FinancingPlan, Need, PlanLine
from frenchimpact.financing.tests.factories import make_aid, make_line, make_plan, make_undertaking
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_member, make_operator, make_partner, make_person, make_project

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _on_the_first_of_february() -> Any:
    with clock.stopped(TODAY):
        yield


@pytest.fixture
def project() -> Project:
    load_financing()
    return make_project(organisation=make_organisation(name="Asso A"))


@pytest.fixture
def awa(project: Project) -> User:
    return lead_of(project)


@pytest.fixture
def plan(project: Project) -> FinancingPlan:
    return make_plan(project)


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"financing:{name}", args=args)


def organisation_of(project: Project) -> Organisation:
    assert project.organisation is not None
    return project.organisation


LINE = {
    "title": "Aide à l’équipement",
    "funder_name": "Département de la Savoie",
    "amount": "20 000",
    "instrument": "subvention",
    "origin": "public_collectivite",
    "regime": "de_minimis_general",
    "year": "2026",
}


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────
def test_the_team_and_operators_read_the_plan_and_nobody_else(project: Project, plan: FinancingPlan, awa: User) -> None:
    where = page("plan", project.reference)
    for reader in (awa, make_member(project, role="reader"), make_operator()):
        assert as_user(reader).get(where).status_code == 200
    for stranger in (make_person(), make_partner()):
        assert as_user(stranger).get(where).status_code == 404


def test_a_partner_does_not_see_the_tab(project: Project, awa: User) -> None:
    space = reverse("projects:project_space", args=[project.reference])
    assert page("plan", project.reference) in as_user(awa).get(space).text
    assert page("plan", project.reference) not in as_user(make_partner()).get(space).text


@pytest.mark.parametrize("name", ["line_add", "need_add", "cash_add"])
def test_who_reads_does_not_write(project: Project, plan: FinancingPlan, name: str) -> None:
    where = page(name, project.reference)
    for reader in (make_member(project, role="reader"), make_operator()):
        assert as_user(reader).post(where, LINE).status_code == 403
    assert not PlanLine.objects.exists()


# ── Lines ────────────────────────────────────────────────────────────────────────────────────────
def test_a_line_is_added_and_its_history_begins(project: Project, awa: User) -> None:
    assert "Le plan de financement est vide" in as_user(awa).get(page("plan", project.reference)).text
    response = as_user(awa).post(page("line_add", project.reference), LINE)
    assert response.status_code == 302
    line = PlanLine.objects.get()
    assert (line.amount, line.plan.project, line.events.count()) == (Decimal(20_000), project, 1)
    assert "Aide à l’équipement" in as_user(awa).get(page("plan", project.reference)).text


def test_a_line_that_is_wrong_comes_back_with_what_was_typed(project: Project, awa: User) -> None:
    response = as_user(awa).post(page("line_add", project.reference), {**LINE, "amount": "vingt", "funder_name": ""})
    assert response.status_code == 422
    assert "n’est pas un nombre" in response.text
    assert "Choisissez une structure, ou écrivez son nom." in response.text
    assert "vingt" in response.text


def test_days_of_a_line_that_are_over_or_upside_down_are_said(project: Project, plan: FinancingPlan, awa: User) -> None:
    line, client = make_line(plan, state="to_study", apply_by=dt.date(2026, 1, 31)), as_user(awa)
    assert "e dernier jour pour demander était le 31 janvier 2026" in client.get(page("plan", project.reference)).text
    PlanLine.objects.filter(pk=line.pk).update(apply_by=dt.date(2026, 2, 1))
    assert "à demander avant le 1er février 2026" in client.get(page("plan", project.reference)).text.replace("\xa0", " ")
    typed = {**LINE, "apply_by": "2026-03-01", "expected_on": "2026-02-01"}
    refused = client.post(page("line_add", project.reference), typed)
    assert refused.status_code == 422
    assert "La réponse vient après le dernier jour pour demander." in refused.text


def test_two_people_who_change_the_same_line_see_both_texts(project: Project, plan: FinancingPlan, awa: User) -> None:
    line = make_line(plan, funder_name="Région")
    where, other = page("line_edit", project.reference, line.pk), make_member(project)
    typed = {**LINE, "funder_name": "Région", "version": "1"}
    assert as_user(other).post(where, {**typed, "amount": "25 000"}).status_code == 302
    response = as_user(awa).post(where, {**typed, "amount": "30 000"})
    assert response.status_code == 409
    assert other.full_name in response.text
    assert "25\u202f000" in response.text
    assert 'value="30000"' in response.text or "30 000" in response.text
    assert as_user(awa).post(where, {**typed, "amount": "30 000", "version": "2"}).status_code == 302
    line.refresh_from_db()
    assert line.amount == 30_000


def test_what_is_obtained_says_how_much_and_since_when(project: Project, plan: FinancingPlan, awa: User) -> None:
    line, client = make_line(plan), as_user(awa)
    where = page("line_move", project.reference, line.pk)
    asked = client.post(where, {"verb": "obtain", "seen": "asked"})
    assert asked.status_code == 200
    assert "Montant obtenu" in asked.text
    future = client.post(where, {"verb": "obtain", "seen": "asked", "told": "1", "amount": "18 000", "on": "2026-03-01"})
    assert future.status_code == 422
    client.post(where, {"verb": "obtain", "seen": "asked", "told": "1", "amount": "18 000", "on": "2026-01-20"})
    line.refresh_from_db()
    assert (line.state, line.obtained_on) == ("obtained", dt.date(2026, 1, 20))
    assert line.amount == 18_000


def test_a_line_moved_by_somebody_else_meanwhile_is_a_conflict(project: Project, plan: FinancingPlan, awa: User) -> None:
    line = make_line(plan, state="refused")
    response = as_user(awa).post(page("line_move", project.reference, line.pk), {"verb": "prepare", "seen": "asked"})
    assert response.status_code == 409
    assert "Refusé" in response.text


def test_payments_do_not_pass_the_line(project: Project, plan: FinancingPlan, awa: User) -> None:
    line, client = make_line(plan), as_user(awa)
    where = page("payment_add", project.reference, line.pk)
    assert client.post(where, {"month": "03/2026", "amount": "15 000"}).status_code == 302
    refused = client.post(where, {"month": "2026-04", "amount": "5 001"})
    assert refused.status_code == 422
    assert "dépasseraient le montant" in refused.text
    payment = line.payments.get()
    client.post(page("payment_change", project.reference, payment.pk), {"verb": "receive"})
    payment.refresh_from_db()
    assert payment.received_on == dt.date(2026, 2, 1)
    lower = client.post(page("line_edit", project.reference, line.pk), {**LINE, "amount": "10 000", "version": "1"})
    assert "Les versements prévus dépassent ce montant" in lower.text


def test_a_removed_line_leaves_the_plan_and_keeps_its_history(project: Project, plan: FinancingPlan, awa: User) -> None:
    line = make_line(plan)
    as_user(awa).post(page("line_remove", project.reference, line.pk))
    assert as_user(awa).get(page("line", project.reference, line.pk)).status_code == 404
    assert PlanLine.objects.get().removed_at is not None


# ── Needs, costs, cash ───────────────────────────────────────────────────────────────────────────
def test_needs_and_costs_are_written(project: Project, awa: User) -> None:
    client = as_user(awa)
    need = {"year": "2026", "label": "Un four", "kind": "investment", "amount": "30 000"}
    assert client.post(page("need_add", project.reference), need).status_code == 302
    terms = {"version": "1", "eligible_cost": "100 000", "own_funds": "", "opening_balance": "-1 200,50", "opening_month": "mars 2026"}
    assert client.post(page("plan_needs", project.reference), terms).status_code == 302
    plan = FinancingPlan.objects.get()
    assert [plan.eligible_cost, plan.own_funds, plan.opening_balance] == [100_000, 0, Decimal("-1200.50")]
    assert plan.opening_month == dt.date(2026, 3, 1)
    text = client.get(page("plan", project.reference)).text
    assert "Il reste 30\u202f000" in text
    client.post(page("need_remove", project.reference, Need.objects.get().pk))
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"opening_month": "13/2026"}, "Écrivez un mois et une année"),
        ({"own_funds": "-5"}, "positif"),
        ({"own_funds": "99999999999999"}, "trop grand"),
    ],
)
def test_terms_that_are_wrong_are_refused_in_words(project: Project, awa: User, typed: dict[str, str], words: str) -> None:
    values = {"version": "1", "opening_month": "2026-01", "notes": "Mes notes", **typed}
    response = as_user(awa).post(page("plan_needs", project.reference), values)
    assert response.status_code == 422
    assert words in response.text
    assert "Mes notes" in response.text


def test_cash_tells_the_month_that_lacks_and_what_would_be_enough(project: Project, plan: FinancingPlan, awa: User) -> None:
    client = as_user(awa)
    FinancingPlan.objects.filter(pk=plan.pk).update(opening_balance=6_000)
    wages = {"kind": "expense", "label": "Salaires", "amount": "3 000", "month": "2026-01", "last_month": "2026-12"}
    assert client.post(page("cash_add", project.reference), wages).status_code == 302
    line = make_line(plan, state="obtained", amount=40_000)
    line.payments.create(month=dt.date(2026, 6, 1), amount=40_000)
    text = client.get(page("plan_cash", project.reference)).text
    assert "La trésorerie devient négative en mars 2026" in text
    assert "Demander une avance de 9\u202f000" in text
    assert "Un prêt relais de 9\u202f000" in text
    assert "La trésorerie devient négative en mars 2026" in client.get(page("plan", project.reference)).text


def test_a_last_month_before_the_first_is_refused(project: Project, plan: FinancingPlan, awa: User) -> None:
    wages = {"kind": "expense", "label": "Salaires", "amount": "3 000", "month": "2026-05", "last_month": "2026-04"}
    response = as_user(awa).post(page("cash_add", project.reference), wages)
    assert response.status_code == 422
    assert "Salaires" in response.text
    assert not CashItem.objects.exists()


# ── Warnings ─────────────────────────────────────────────────────────────────────────────────────
def test_a_cumulation_warning_has_its_rule_and_its_source(project: Project, plan: FinancingPlan, awa: User) -> None:
    plan.needs.create(year=2026, label="Un four", kind="investment", amount=90_000)
    make_line(plan, origin="public_etat", state="obtained", amount=85_000)
    text = as_user(awa).get(page("plan", project.reference)).text
    assert "Cumul dépassé de 5\u202f000" in text
    assert "ne dépassent pas ensemble 80" in text
    assert "Décret n° 2018-514" in text
    assert "6\u202f250" in text


def test_the_ceiling_says_from_which_day_an_amount_is_possible(project: Project, plan: FinancingPlan, awa: User) -> None:
    other = make_organisation(name="SAS B")
    make_undertaking(organisation_of(project), other)
    for holder, on, amount in (
        (other, dt.date(2023, 3, 15), 70_000),
        (organisation_of(project), dt.date(2024, 1, 30), 60_000),
        (organisation_of(project), dt.date(2024, 11, 5), 120_000),
        (other, dt.date(2025, 6, 20), 40_000),
    ):
        make_aid(holder, on, amount)
    make_line(plan, regime="de_minimis_general", amount=50_000, title="Aide régionale")
    client = as_user(awa)
    text = client.get(page("plan", project.reference)).text
    assert "50\u202f000\u00a0€ possibles à partir du 16 mars 2026" in text.replace("&nbsp;", "\u00a0")
    assert "290\u202f000" in text
    asked = client.get(page("plan", project.reference), {"montant": "100 000", "le": "2026-02-01"}).text
    assert "31 janvier 2027" in asked


def test_lines_that_fit_alone_are_counted_together_under_the_ceiling(project: Project, plan: FinancingPlan, awa: User) -> None:
    make_aid(organisation_of(project), dt.date(2024, 1, 30), 290_000)
    first = make_line(plan, regime="de_minimis_general", amount=6_000, title="Aide A")
    second = make_line(plan, regime="de_minimis_general", amount=6_000, title="Aide B", state="to_study")
    client = as_user(awa)
    assert "6\u202f000\u00a0€ possibles<" in client.get(page("line", project.reference, first.pk)).text.replace("&nbsp;", "\u00a0")
    alone = client.get(page("line", project.reference, second.pk)).text.replace("&nbsp;", "\u00a0")
    assert "6\u202f000\u00a0€ possibles à partir du 31 janvier 2027" in alone
    assert "« Aide A »" in alone.replace("\u00a0", " ")
    assert "31 janvier 2027" in client.get(page("plan", project.reference)).text


def test_what_is_obtained_and_not_declared_takes_room_too(project: Project, plan: FinancingPlan, awa: User) -> None:
    make_aid(organisation_of(project), dt.date(2024, 1, 30), 290_000)
    make_line(plan, regime="de_minimis_general", amount=9_000, title="Obtenue", state="obtained")
    line = make_line(plan, regime="de_minimis_general", amount=6_000)
    assert "possibles à partir du 31 janvier 2027" in as_user(awa).get(page("line", project.reference, line.pk)).text


def test_a_line_that_no_day_allows_takes_no_room(project: Project, plan: FinancingPlan, awa: User) -> None:
    make_line(plan, regime="de_minimis_general", amount=400_000, title="Trop")
    line = make_line(plan, regime="de_minimis_general", amount=6_000)
    text = as_user(awa).get(page("line", project.reference, line.pk)).text
    assert "possibles<" in text
    assert "Trop" not in text


def test_a_loan_counted_whole_says_what_is_missing(project: Project, plan: FinancingPlan, awa: User) -> None:
    line = make_line(plan, regime="de_minimis_general", amount=20_000, instrument="pret")
    where, client = page("line", project.reference, line.pk), as_user(awa)
    assert "Sans sa durée, tout le montant est compté." in client.get(where).text
    PlanLine.objects.filter(pk=line.pk).update(loan_months=60)
    assert "tout le montant est compté" not in client.get(where).text


# ── Files ────────────────────────────────────────────────────────────────────────────────────────
def test_the_plan_as_files(project: Project, plan: FinancingPlan, awa: User) -> None:
    make_line(plan, title="=HYPERLINK(1)", expected_on=dt.date(2026, 4, 1), last_year=2028)
    client = as_user(awa)
    csv = client.get(page("plan_csv", project.reference)).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in csv
    assert ",=HYPERLINK" not in csv
    assert ",Département,2026,2028," in csv
    book = client.get(page("plan_xlsx", project.reference))
    assert book.content[:2] == b"PK"
    calendar = client.get(page("plan_ics", project.reference)).content.decode()
    assert "DTSTART;VALUE=DATE:20260401" in calendar


def test_a_project_without_a_plan_has_no_file(project: Project, awa: User) -> None:
    assert as_user(awa).get(page("plan_csv", project.reference)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_is_read_in_a_fixed_number_of_queries(
    project: Project, plan: FinancingPlan, awa: User, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        line = make_line(plan, state="obtained", title=f"Ligne {number}")
        line.payments.create(month=dt.date(2026, 3, 1), amount=100)
        plan.cash_items.create(label=f"Poste {number}", amount=10, month=dt.date(2026, 1, 1))
    client = as_user(awa)
    client.get(page("plan", project.reference))
    with django_assert_max_num_queries(34):
        client.get(page("plan", project.reference))
