"""What the database itself refuses, whoever writes: figures that would be untrue, and days beyond reason."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from frenchimpact.core import clock
from frenchimpact.territories.models import (
    Aim,
    ChallengeProject,
    Indicator,
    Measurement,
    Meeting,
    Member,
    Method,
    Recommendation,
    Review,
    Step,
)
from frenchimpact.territories.tests.factories import (
    make_action,
    make_challenge,
    make_common,
    make_indicator,
    make_objective,
    make_party,
    make_promise,
    make_territory,
)

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(1, 1, 1), dt.date(9999, 12, 31)


@pytest.fixture
def indicator() -> Indicator:
    return make_indicator(make_challenge(make_territory()))


def refused(constraint: str, write: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    cause: Any = error.value.__cause__
    assert cause.diag.constraint_name == constraint


def measure(indicator: Indicator, starts_on: dt.date, ends_on: dt.date, value: int | None = 1) -> Measurement:
    decimal = None if value is None else Decimal(value)
    return Measurement.objects.create(indicator=indicator, starts_on=starts_on, ends_on=ends_on, value=decimal)


def year(indicator: Indicator, number: int, value: int | None = 1) -> Measurement:
    return measure(indicator, dt.date(number, 1, 1), dt.date(number, 12, 31), value)


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_days_beyond_reason(indicator: Indicator, day: dt.date) -> None:
    territory = indicator.territory
    action = make_action(make_objective(indicator.challenge))
    member = Member.objects.create(territory=territory, name="Recyclerie", kind="ess", since=clock.today())
    meeting = Meeting.objects.create(
        territory=territory, kind="steering", title="Copil", starts_at=clock.now(), ends_at=clock.now() + dt.timedelta(hours=1)
    )
    instant = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    promise = make_promise(make_party(territory))
    span = {"starts_on": clock.today(), "ends_on": clock.today() + dt.timedelta(days=90), "due_on": day}
    refused("action_days", lambda: type(action).objects.filter(pk=action.pk).update(ends_on=day, starts_on=None))
    refused("step_days", lambda: Step.objects.create(action=action, title="Signer", due_on=day))
    refused("aim_days", lambda: Aim.objects.create(indicator=indicator, number=2, target=1, target_on=day, reason="r"))
    refused("method_days", lambda: Method.objects.create(indicator=indicator, number=1, text="Pesées", since=day))
    refused("commitment_days", lambda: type(promise).objects.filter(pk=promise.pk).update(due_on=day))
    refused(
        "meeting_instants", lambda: Meeting.objects.filter(pk=meeting.pk).update(starts_at=instant, ends_at=instant + dt.timedelta(0, 60))
    )
    refused("territory_member_days", lambda: Member.objects.filter(pk=member.pk).update(mandate_signed_on=day, mandate_signed_by="x"))
    refused("territory_review_days", lambda: Review.objects.create(territory=territory, kind="quarterly", **span))
    refused("recommendation_days", lambda: Recommendation.objects.create(territory=territory, text="Voir", due_on=day))
    assert not ChallengeProject.objects.exists()


def test_a_period_fits_the_frequency_and_never_overlaps(indicator: Indicator) -> None:
    quarterly = make_indicator(indicator.challenge, frequency="quarter")
    measure(quarterly, dt.date(2025, 10, 1), dt.date(2025, 12, 31))
    year(indicator, 2025)
    for first, last in (
        ("2025-01-01", "2025-03-31"),
        ("2025-02-01", "2026-01-31"),
        ("2024-12-31", "2025-12-31"),
        ("2024-01-01", "2025-12-31"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            measure(indicator, dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    refused("measurement_fits_frequency", lambda: measure(quarterly, dt.date(2024, 1, 1), dt.date(2024, 12, 31)))
    refused("measurement_fits_frequency", lambda: Measurement.objects.filter(indicator=quarterly).update(starts_on=dt.date(2025, 11, 1)))


def test_values_keep_their_unit_and_frequency(indicator: Indicator) -> None:
    own = Indicator.objects.filter(pk=indicator.pk)
    own.update(unit="kg", frequency="month")
    own.update(unit="tonnes", frequency="year")
    year(indicator, 2025)
    refused("indicator_counted_alike", lambda: own.update(unit="kg"))
    refused("indicator_counted_alike", lambda: own.update(frequency="month"))
    refused("indicator_common_unit", lambda: own.update(common=make_common(unit_fr="personnes")))


def test_three_indicators_to_an_action(indicator: Indicator) -> None:
    action = make_action(make_objective(indicator.challenge))
    found = [make_indicator(indicator.challenge, action=action) for _number in range(3)]
    refused("indicator_three_per_action", lambda: Indicator.objects.filter(pk=indicator.pk).update(action=action))
    Indicator.objects.filter(pk=found[0].pk).update(ended_on=clock.today())
    Indicator.objects.filter(pk=indicator.pk).update(action=action)
    refused("indicator_three_per_action", lambda: Indicator.objects.filter(pk=found[0].pk).update(ended_on=None))


def test_what_is_never_negative(indicator: Indicator) -> None:
    people = make_indicator(indicator.challenge, common=make_common("personnes"))
    saving = make_indicator(indicator.challenge, common=make_common("cout", may_be_negative=True))
    refused("measurement_sign", lambda: year(people, 2025, -3))
    assert year(saving, 2025, -3).value == year(indicator, 2025, -3).value == -3


def test_a_locked_figure_changes_for_a_reason_only(indicator: Indicator) -> None:
    kept, later = year(indicator, 2024), year(indicator, 2025)
    review = {"starts_on": dt.date(2024, 1, 1), "ends_on": dt.date(2024, 12, 31), "due_on": dt.date(2025, 1, 31)}
    Review.objects.create(territory=indicator.territory, kind="yearly", state="locked", locked_at=clock.now(), facts={}, **review)
    refused("measurement_locked", lambda: Measurement.objects.filter(pk=kept.pk).update(value=2))
    refused("measurement_locked", lambda: Measurement.objects.filter(pk=kept.pk).update(note="Relu"))
    refused("measurement_locked", lambda: year(indicator, 2023))
    Measurement.objects.filter(pk=later.pk).update(value=2)
    kept.versions.create(version=1, value=kept.value, via="form", at=kept.at, reason="Une pesée oubliée")
    Measurement.objects.filter(pk=kept.pk).update(value=2, version=2)
