"""What the database itself refuses, whoever writes."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from frenchimpact.financing.actions import load_financing
from frenchimpact.financing.models import Ceiling, CumulationRule, PlanLineEvent
from frenchimpact.financing.tests.factories import make_aid, make_line, make_plan, make_undertaking
from frenchimpact.organisations import actions as organisation_actions
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_project

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 6, 20)


def test_what_was_declared_stays_written() -> None:
    aid = make_aid(make_organisation(), DAY, 40_000)
    for change in ({"equivalent": 1}, {"granted_on": dt.date(2020, 1, 1)}, {"nominal": 50_000}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(aid).objects.filter(pk=aid.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        aid.delete()
    type(aid).objects.filter(pk=aid.pk).update(state="withdrawn", withdrawn_on=DAY, withdrawn_reason="Renoncement")


def test_a_withdrawal_has_a_reason() -> None:
    aid = make_aid(make_organisation(), DAY, 40_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(aid).objects.filter(pk=aid.pk).update(state="withdrawn", withdrawn_on=DAY)


def test_history_of_a_line_is_never_rewritten() -> None:
    line = make_line(make_plan(make_project()))
    event = PlanLineEvent.objects.create(line=line, state=line.state, amount=line.amount)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanLineEvent.objects.filter(pk=event.pk).update(amount=1)


def test_an_organisation_is_of_one_undertaking_at_a_time() -> None:
    one = make_organisation()
    make_undertaking(one, until=dt.date(2024, 12, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_undertaking(one, since=dt.date(2024, 12, 31))
    make_undertaking(one, since=dt.date(2025, 1, 1))


def test_aid_follows_a_sheet_that_is_merged_and_comes_back() -> None:
    kept, absorbed = make_organisation(name="Asso A"), make_organisation(name="Association A")
    aid, operator = make_aid(absorbed, DAY, 40_000), make_operator()
    done = organisation_actions.merge_organisations(kept=kept, absorbed=absorbed, take=(), by=operator)
    aid.refresh_from_db()
    assert aid.organisation == kept
    organisation_actions.undo_merge(merge=done, by=operator)
    aid.refresh_from_db()
    assert aid.organisation == absorbed


def test_what_is_shipped_loads_once_and_keeps_what_was_changed() -> None:
    first = load_financing()
    Ceiling.objects.filter(regulation="de_minimis_fisheries").update(amount=40_000)
    assert load_financing() == first
    assert Ceiling.objects.count() == first.ceilings
    assert CumulationRule.objects.count() == first.rules
    assert Ceiling.objects.get(regulation="de_minimis_fisheries").amount == 40_000
