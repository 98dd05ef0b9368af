"""Every euro once: the worked example, funds that place what they received, and circles."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from frenchimpact.commitments import actions
from frenchimpact.commitments.lookthrough import Amounts, Flow, figures_of, share
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.factories import DAY, make_commitment, make_funder, make_vehicle
from frenchimpact.core.errors import Incomplete
from frenchimpact.organisations.tests.factories import make_organisation

D = Decimal


def seen(*values: object) -> tuple[object, ...]:
    return values


def flow(gross: int, *, public: int, cancelled: int = 0, **more: bool) -> Flow:
    return Flow(Amounts(gross=D(gross), cancelled=D(cancelled)), D(public), **more)


def test_the_worked_example() -> None:
    figures = figures_of(
        [
            flow(50, public=1, is_into_vehicle=True),
            flow(150, public=0, cancelled=10, is_into_vehicle=True),
            flow(30, public=0, is_from_vehicle=True),
            flow(2, public=1),
            flow(100, public=1, is_preexisting=True, is_into_vehicle=True),
            flow(1, public=0),
        ]
    )
    assert seen(figures.net, figures.public, figures.private) == (293, 152, 141)
    assert seen(figures.preexisting, figures.additional, figures.deployed) == (100, 193, 33)
    assert figures.leverage == D("0.9276")
    assert (share(figures.net, D(1000)), share(figures.additional, D(1000))) == (D("29.3"), D("19.3"))
    assert figures.counted_twice == 323


def test_a_mixed_amount_counts_by_its_public_share() -> None:
    figures = figures_of([Flow(Amounts(gross=D("100.01")), D("0.3333"))])
    assert (figures.public, figures.private) == (D("33.33"), D("66.68"))


def test_no_public_money_no_leverage() -> None:
    assert figures_of([flow(1, public=0)]).leverage is None
    assert share(D(1), D(0)) == 0


@pytest.mark.django_db
def test_money_never_comes_back_to_its_vehicle() -> None:
    first, second, third = (make_vehicle(name=name) for name in ("A", "B", "C"))
    make_commitment(funder=first, beneficiary=second)
    make_commitment(funder=second, beneficiary=third)
    with pytest.raises(Incomplete) as refusal:
        make_commitment(funder=third, beneficiary=first)
    assert "tournerait en rond" in str(refusal.value.missing["beneficiary"])
    with pytest.raises(Incomplete):
        make_commitment(funder=first, beneficiary=first)
    # Whoever writes past the actions is refused by the database.
    outside = make_commitment(funder=third, beneficiary=make_vehicle(name="D"))
    with pytest.raises(IntegrityError, match="own money"), transaction.atomic():
        Commitment.objects.filter(pk=outside.pk).update(beneficiary_vehicle=first)
    # What was cancelled leads nowhere any more.
    link = Commitment.objects.get(funder_vehicle=first)
    actions.cancel_commitment(commitment=link, amount=None, on=DAY, by=None, note="Abandonné.")
    make_commitment(funder=third, beneficiary=first)
    with pytest.raises(IntegrityError, match="own money"), transaction.atomic():
        Commitment.objects.filter(pk=link.pk).update(state="signed")


@pytest.mark.django_db
def test_a_vehicle_gives_by_its_own_public_part() -> None:
    mixed = make_vehicle(public_share=D("0.3"))
    assert make_commitment(funder=mixed, origin="mixte").public_share == D("0.3")
    with pytest.raises(Incomplete) as refusal:
        make_commitment(origin="mixte")
    assert "public_share" in refusal.value.missing


@pytest.mark.django_db
def test_the_same_money_written_twice_is_asked_about() -> None:
    funder, beneficiary = make_funder(), make_organisation()
    press = make_commitment(200_000, funder=funder, beneficiary=beneficiary, is_signed=False)
    said = actions.Said(funder=funder, beneficiary=beneficiary)
    with pytest.raises(actions.LooksLikeAnother) as refusal:
        actions.open_commitment(said=said, amount=D(198_500), on=DAY, by=None)
    assert [(twin.commitment, twin.why) for twin in refusal.value.twins] == [(press, "same")]
    actions.open_commitment(said=said, amount=D(198_500), on=DAY, by=None, is_confirmed=True)
    actions.open_commitment(said=said, amount=D(50_000), on=DAY, by=None)
    assert Commitment.objects.count() == 3


@pytest.mark.django_db
def test_what_a_fund_placed_is_not_given_again_by_those_who_filled_it() -> None:
    bank, beneficiary = make_funder(), make_organisation()
    fund = make_vehicle()
    make_commitment(50_000, funder=bank, beneficiary=fund, origin="prive_banque")
    placed = make_commitment(30_000, funder=fund, beneficiary=beneficiary, origin="prive_banque")
    with pytest.raises(actions.LooksLikeAnother) as refusal:
        actions.open_commitment(said=actions.Said(funder=bank, beneficiary=beneficiary), amount=D(30_000), on=DAY, by=None)
    assert [(twin.commitment, twin.why) for twin in refusal.value.twins] == [(placed, "through")]
