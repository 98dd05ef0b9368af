"""Outcome contracts: what is owed, from verified values alone; who signs; what never moves again."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact import facts
from frenchimpact.impact.actions.contracts import agree, close_contract, compute, follow_values, paid_so_far, pay, write_contract
from frenchimpact.impact.actions.proofs import Looker, verify
from frenchimpact.impact.listeners import follow_verified
from frenchimpact.impact.models import Followed, Measure, OutcomeContract, OutcomeStep, Repayment
from frenchimpact.impact.queries.contracts import account_of
from frenchimpact.impact.repaying import Terms, paid_value, repay
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.tests.factories import make_operator
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.models import TeamMember
from frenchimpact.projects.tests.factories import lead_of, make_person

D = Decimal
# 500 € for each of them above 20, at least 3 000 €, at most 30 000 € bonus included, 4 000 € more from 60.
TERMS = Terms(price=D(500), baseline=D(20), floor=D(3000), cap=D(30000), bonus_from=D(60), bonus=D(4000))


@pytest.mark.parametrize(
    ("value", "amount", "codes"),
    [
        # Under the baseline: the floor alone.
        (D(12), D(3000), ["units", "floor"]),
        # 5 × 500 = 2 500, brought to the floor.
        (D(25), D(3000), ["units", "floor"]),
        # 20 × 500 = 10 000.
        (D(40), D(10000), ["units"]),
        # 59.5 - 20 = 39.5 × 500 = 19 750: no bonus yet.
        (D("59.5"), D(19750), ["units"]),
        # 40 × 500 = 20 000, and the bonus.
        (D(60), D(24000), ["units", "bonus"]),
        # 60 × 500 = 30 000, bonus 4 000: the cap holds both.
        (D(80), D(30000), ["units", "bonus", "cap"]),
    ],
)
def test_what_a_value_is_worth(value: Decimal, amount: Decimal, codes: list[str]) -> None:
    found = repay(TERMS, value)
    assert found.amount == amount
    assert [line.code for line in found.lines] == codes
    assert sum(line.amount for line in found.lines) == amount


def test_steps_add_up_as_they_are_reached() -> None:
    terms = Terms(steps=[(D(20), D(5000)), (D(10), D(2000)), (D(40), D(9000))], cap=D(12000))
    assert [repay(terms, D(value)).amount for value in (9, 10, 25, 40)] == [0, 2000, 7000, 12000]
    assert [line.amount for line in repay(terms, D(40)).lines] == [2000, 5000, 9000, -4000]


def test_cents_are_rounded_once_at_the_end() -> None:
    # 3 × 0.333 tonnes at 10.05 €: 10.03995, never 3 × 3.35.
    assert repay(Terms(price=D("10.05"), cap=D(100)), D("0.999")).amount == D("10.04")


def test_the_value_that_is_paid_follows_the_rule_of_its_indicator() -> None:
    rows = [(2025, "2025-06-30", D(30)), (2025, "2025-12-31", D(50)), (2026, "2026-12-31", D(40))]
    assert [paid_value(rule, rows) for rule in ("sum", "distinct", "last")] == [120, 90, 40]
    assert paid_value("sum", []) == 0


@pytest.fixture
def place(db: None) -> Place:
    return make_places()["commune:73065"]


def make_contract(followed: Followed, **fields: Any) -> OutcomeContract:
    payer = fields.pop("payer", None) or make_organisation(name="Fondation payeuse")
    terms = {"price": D(500), "baseline": D(20), "floor": D(0), "cap": D(30000), "bonus_from": D(60), "bonus": D(4000)}
    days = {"starts_on": dt.date(2025, 1, 1), "ends_on": dt.date(2026, 12, 31)}
    return write_contract(**{"followed": followed, "payer": payer, "by": lead_of(followed.project), **days, **terms, **fields})


def payer_of(contract: OutcomeContract) -> User:
    held = contract.payer.memberships.filter(role=Membership.Role.EDITOR).first()
    return held.user if held else make_member(contract.payer, role=Membership.Role.EDITOR)


def make_signed(followed: Followed, **fields: Any) -> OutcomeContract:
    contract = make_contract(followed, **fields)
    agree(contract=contract, by=lead_of(followed.project))
    return agree(contract=contract, by=payer_of(contract))


def test_only_verified_values_are_paid_and_a_correction_shows_what_must_come_back(place: Place) -> None:
    followed = make_followed("beneficiaires_directs", places={place: 100})
    first = make_measure(followed, 40, 2025, place=place, state="verified")
    second = make_measure(followed, 45, 2026, place=place)
    contract = make_signed(followed)
    by = payer_of(contract)

    # 40 alone: the other is only declared. 20 × 500.
    made = compute(contract=contract, by=by)
    assert (made.value, made.amount) == (D(40), D(10000))
    assert [(one["value"], one["is_counted"]) for one in made.values] == [("40", True), ("45", False)]
    with pytest.raises(Refusal, match="Rien n’a changé"):
        compute(contract=contract, by=by)
    pay(contract=contract, number=1, on=dt.date(2026, 6, 1), reference="VIR 1", by=by)
    first.refresh_from_db()
    assert first.state == "locked"
    with pytest.raises(Refusal, match="Tout est payé"):
        pay(contract=contract, number=1, on=dt.date(2026, 6, 2), reference="", by=by)

    # 40 + 45 = 85 people over two years: 65 × 500 = 32 500, plus 4 000, held at 30 000.
    Measure.objects.filter(pk=second.pk).update(state="verified")
    assert compute(contract=contract, by=by).amount == 30000
    with pytest.raises(OutOfTurn, match="plus récent"):
        pay(contract=contract, number=1, on=dt.date(2026, 7, 1), reference="", by=by)
    assert pay(contract=contract, number=2, on=dt.date(2026, 7, 1), reference="", by=by).amount == 20000

    # Disputed afterwards: back to 10 000, so 20 000 must come back.
    Measure.objects.filter(pk=second.pk).update(state="disputed")
    assert compute(contract=contract, by=by).amount == 10000
    account = account_of(OutcomeContract.objects.get())
    assert (account.paid, account.owed) == (D(30000), D(-20000))
    assert pay(contract=contract, number=3, on=dt.date(2026, 8, 1), reference="Avoir", by=by).amount == -20000
    assert paid_so_far(contract) == 10000
    assert Repayment.objects.count() == 3


def test_a_contract_follows_its_values_once_it_was_computed(place: Place) -> None:
    followed = make_followed("beneficiaires_directs", places={place: 100})
    measure = make_measure(followed, 40, 2025, place=place)
    contract = make_signed(followed)
    looker = Looker("operator", by=make_operator())
    # Nobody has asked what it is worth yet.
    assert follow_values(followed.project_id) == 0
    compute(contract=contract, by=None)
    verify(measure=measure, version=1, looker=looker, verdict="confirmed")
    follow_verified(facts.MeasureVerified(project_id=followed.project_id, measure_id=measure.pk, version=1))
    assert contract.repayments.values_list("number", "amount").first() == (2, 10000)  # type: ignore[comparison-overlap]  # a decimal equals its integer
    # More values that are only declared change nothing of what is owed.
    make_measure(followed, 45, 2026, place=place)
    assert follow_values(followed.project_id) == 0
    pay(contract=contract, number=2, on=dt.date(2026, 2, 1), reference="", by=payer_of(contract))
    Measure.objects.filter(pk=measure.pk).update(state="submitted", value=38, version=2)
    assert follow_values(followed.project_id) == 1
    assert account_of(OutcomeContract.objects.get()).owed == -10000


def test_a_value_outside_the_days_of_the_contract_is_not_paid(place: Place) -> None:
    followed = make_followed("beneficiaires_directs", places={place: 100})
    make_measure(followed, 400, 2024, place=place, state="verified")
    assert compute(contract=make_signed(followed), by=None).amount == 0


def test_both_sides_sign_and_each_for_itself(place: Place) -> None:
    followed = make_followed("beneficiaires_directs", places={place: 100})
    contract = make_contract(followed)
    with pytest.raises(Refusal, match="quelqu’un d’autre signe"):
        agree(contract=contract, by=make_person())
    both = payer_of(contract)
    TeamMember.objects.create(project=followed.project, user=both, role=TeamMember.Role.EDITOR)
    with pytest.raises(Refusal, match="des deux côtés"):
        agree(contract=contract, by=both)
    TeamMember.objects.filter(user=both).delete()
    assert agree(contract=contract, by=lead_of(followed.project)).state == "draft"
    # Other terms: nobody has agreed to them yet.
    contract.refresh_from_db()
    write_contract(
        contract=contract,
        followed=followed,
        payer=contract.payer,
        by=lead_of(followed.project),
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        cap=D(20000),
        steps=[(D(30), D(1000))],
    )
    contract.refresh_from_db()
    assert contract.project_agreed_at is None
    agree(contract=contract, by=both)
    assert agree(contract=contract, by=lead_of(followed.project)).state == "signed"


def test_a_signed_contract_moves_no_more(place: Place) -> None:
    followed = make_followed("beneficiaires_directs", places={place: 100})
    contract = make_signed(followed)
    with pytest.raises(OutOfTurn, match="ne change plus"):
        make_contract(followed, payer=contract.payer, contract=contract)
    with pytest.raises(OutOfTurn):
        agree(contract=contract, by=payer_of(contract))
    with pytest.raises(IntegrityError, match="do not move"), transaction.atomic():
        OutcomeContract.objects.update(cap=1)
    with pytest.raises(IntegrityError, match="do not move"), transaction.atomic():
        OutcomeStep.objects.create(contract=contract, threshold=1, amount=1)
    compute(contract=contract, by=None)
    with pytest.raises(IntegrityError, match="append"), transaction.atomic():
        Repayment.objects.update(amount=1)
    assert close_contract(contract=contract, by=payer_of(contract)).state == "ended"
    with pytest.raises(OutOfTurn):
        compute(contract=contract, by=None)
    with pytest.raises(OutOfTurn):
        close_contract(contract=contract, by=payer_of(contract))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"price": None}, "price"),
        ({"floor": D(40000)}, "floor"),
        ({"bonus_from": None}, "bonus"),
        ({"ends_on": dt.date(2024, 1, 1)}, "ends_on"),
        ({"steps": [(D(1), D(1)), (D(1), D(2))]}, "steps"),
    ],
)
def test_terms_that_do_not_hold_are_refused(place: Place, fields: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Incomplete) as refused:
        make_contract(make_followed("beneficiaires_directs"), **fields)
    assert wrong in refused.value.missing


def test_a_mean_is_not_paid(place: Place) -> None:
    base = make_followed().indicator
    words = {"name_fr": "Note", "name_en": "Mark", "definition_fr": "Une note.", "definition_en": "A mark.", "unit": "1"}
    flags = {"direction": "up", "aggregation": "mean", "frequency": "year"}
    Indicator.objects.create(code="note_moyenne", version=1, method=base.method, **words, **flags)
    followed = make_followed("note_moyenne")
    with pytest.raises(Incomplete) as refused:
        make_contract(followed)
    assert "followed" in refused.value.missing


def test_a_contract_from_its_form_to_its_statement(client: Client, place: Place) -> None:
    followed = make_followed("beneficiaires_directs", places={place: 100})
    make_measure(followed, 40, 2025, place=place, state="verified")
    payer = make_organisation(name="Fondation payeuse")
    funder = make_member(payer, role=Membership.Role.EDITOR)
    client.force_login(lead_of(followed.project))
    new = reverse("impact:contract_new", args=[followed.project.reference])
    typed = {"followed": followed.pk, "payer": payer.name, "starts_on": "2025-01-01", "ends_on": "2025-12-31", "cap": "30 000"}
    refused = client.post(new, {**typed, "steps": "vingt"})
    assert refused.status_code == 422
    assert "écrivez la valeur, une flèche" in refused.content.decode()
    client.post(new, {**typed, "steps": "20 → 5000\n30 → 2 500,50", "note": "Deux visites par an."})
    contract = OutcomeContract.objects.get()
    page = reverse("impact:contract", args=[contract.pk])
    client.post(page + "signer/")
    assert client.post(page + "verser/", {"on": "2026-01-05", "number": "1"}).status_code == 403

    other = Client()
    other.force_login(make_person())
    assert other.get(page).status_code == 404
    other.force_login(funder)
    assert "Signer ces conditions" in other.get(page).content.decode()
    other.post(page + "signer/")
    other.post(page + "calculer/")
    text = other.get(page).content.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert "7 500,50 €" in text
    assert "Vérifiée : comptée" in text
    assert other.post(page + "verser/", {"on": "", "number": "1"}).status_code == 422
    assert other.post(page + "verser/", {"on": "2026-01-05", "number": "1"}).status_code == 302
    statement = other.get(page + "releve.pdf")
    assert statement.content.startswith(b"%PDF")
    assert contract.followed.project.name in client.get(reverse("impact:contracts")).content.decode()
    listed = client.get(reverse("impact:project_contracts", args=[followed.project.reference])).content.decode()
    assert "Fondation payeuse" in listed


def test_operators_see_every_contract_and_each_side_its_own(client: Client, place: Place) -> None:
    ours, theirs = make_signed(make_followed(places={place: 100})), make_contract(make_followed("benevoles", places={place: 100}))
    pages = [reverse("impact:contract", args=[one.pk]) for one in (ours, theirs)]
    client.force_login(make_operator())
    text = client.get("/mon-espace/contrats-a-impact/").content.decode()
    assert [page in text for page in pages] == [True, True]
    assert [client.get(page).status_code for page in pages] == [200, 200]
    signed = client.get("/mon-espace/contrats-a-impact/?etat=signed").content.decode()
    assert [page in signed for page in pages] == [True, False]
    client.force_login(lead_of(ours.followed.project))
    text = client.get("/mon-espace/contrats-a-impact/?etat=rien").content.decode()
    assert [page in text for page in pages] == [True, False]


def test_people_counted_once_a_year_are_told_as_such(client: Client, place: Place) -> None:
    people, jobs = (make_contract(make_followed(code, places={place: 100})) for code in ("beneficiaires_directs", "emplois_etp"))
    OutcomeContract.objects.update(starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2026, 12, 31))
    client.force_login(make_operator())
    told = ["une fois par an" in client.get(reverse("impact:contract", args=[one.pk])).content.decode() for one in (people, jobs)]
    assert told == [True, False]
