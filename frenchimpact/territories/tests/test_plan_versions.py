"""The plan validated as a whole: what stands against it, what the steering committee must see, what changed between two."""

import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.organisations.models import Membership
from frenchimpact.territories.actions.plan_versions import NotReady, validate_plan
from frenchimpact.territories.models import Action, Meeting, PlanVersion, Territory
from frenchimpact.territories.queries.plan_versions import content_of
from frenchimpact.territories.tests.factories import (
    make_action,
    make_challenge,
    make_indicator,
    make_lead_person,
    make_objective,
    make_territory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory() -> Territory:
    """A plan that can be validated: three challenges, an action each, one with a budget."""
    territory = make_territory()
    for number in (1, 2, 3):
        make_action(make_objective(make_challenge(territory, number)), title=f"Action {number}", note="Une étude : pas d’indicateur.")
    territory.actions.get(number=1).budget_lines.create(year=2026, funder="État", planned=1000)
    return territory


@pytest.fixture
def person(territory: Territory) -> User:
    return make_lead_person(territory)


def make_meeting(territory: Territory, days: int = -1, **fields: Any) -> Meeting:
    starts_at = fields.pop("starts_at", None) or clock.now() + dt.timedelta(days=days)
    values = {"kind": "steering", "title": "Comité", "starts_at": starts_at, "ends_at": starts_at + dt.timedelta(hours=2), **fields}
    return Meeting.objects.create(territory=territory, **values)


def planned(territory: Territory, amount: str) -> None:
    territory.actions.get(number=1).budget_lines.update(planned=Decimal(amount))


def test_a_whole_plan_is_kept_with_its_fingerprint(territory: Territory, person: User) -> None:
    version = validate_plan(territory=territory, note="Première.", by=person)
    octets = json.dumps(version.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert (version.number, version.sha256) == (1, hashlib.sha256(octets).hexdigest())
    assert str(person) not in octets.decode()
    fresh = PlanVersion.objects.get()
    assert fresh.content == content_of(territory)
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.update(note="Autre.")
    with pytest.raises(Refusal):
        validate_plan(territory=territory, by=person)


def test_all_that_is_missing_is_said_at_once(territory: Territory, person: User) -> None:
    make_challenge(territory, 4)
    bare, full = territory.actions.get(number=1), territory.actions.get(number=2)
    Action.objects.filter(pk=bare.pk).update(note="")
    make_indicator(full.objective.challenge, action=full)
    with pytest.raises(NotReady) as refused:
        validate_plan(territory=territory, by=person)
    words = [str(one.words) for one in refused.value.missing]
    assert [one[:24] for one in words] == [
        "Le territoire a 4 défis ",
        "A-01 « Action 1 » n’a pa",
    ]
    assert refused.value.missing[1].page == reverse("territories:plan_action", args=[territory.reference, 1])
    assert not PlanVersion.objects.exists()


def test_one_to_three_indicators_or_a_dropped_action_will_do(territory: Territory, person: User) -> None:
    Action.objects.filter(territory=territory).update(note="")
    for number, count in ((1, 1), (2, 3)):
        action = territory.actions.get(number=number)
        for place in range(count):
            make_indicator(action.objective.challenge, action=action, name=f"Indicateur {place}")
    Action.objects.filter(territory=territory, number=3).update(state="dropped")
    assert validate_plan(territory=territory, by=person).number == 1


def test_an_empty_plan_is_not_one(person: User) -> None:
    empty = make_territory("Vide", challenge_count=1)
    make_challenge(empty)
    with pytest.raises(NotReady) as refused:
        validate_plan(territory=empty, by=person)
    assert [str(one.words) for one in refused.value.missing] == ["Le plan n’a aucune action."]


def test_small_steps_add_up_since_the_committee_saw_the_plan(territory: Territory, person: User) -> None:
    with clock.stopped(clock.now() - dt.timedelta(days=10)):
        validate_plan(territory=territory, by=person)
        planned(territory, "1190")
        validate_plan(territory=territory, by=person)
    planned(territory, "1400")
    with pytest.raises(Incomplete):
        validate_plan(territory=territory, by=person)
    validate_plan(territory=territory, meeting=make_meeting(territory), by=person)
    # From there on, that version is what the committee saw.
    planned(territory, "1600")
    validate_plan(territory=territory, by=person)


@pytest.mark.parametrize(("amount", "needs_meeting"), [("1200", False), ("1200.01", True), ("800", False), ("799.99", True), ("0", True)])
def test_a_budget_that_moved_by_more_than_a_fifth_needs_the_committee(
    territory: Territory, person: User, amount: str, needs_meeting: bool
) -> None:
    with clock.stopped(clock.now() - dt.timedelta(days=10)):
        validate_plan(territory=territory, by=person)
    planned(territory, amount)
    if needs_meeting:
        with pytest.raises(Incomplete) as refused:
            validate_plan(territory=territory, by=person)
        assert "A-01" in str(refused.value.missing["meeting"])
        assert validate_plan(territory=territory, meeting=make_meeting(territory), by=person).meeting is not None
    else:
        assert validate_plan(territory=territory, by=person).number == 2


def test_days_of_people_are_judged_apart_and_a_new_action_is_not_a_move(territory: Territory, person: User) -> None:
    validate_plan(territory=territory, by=person)
    new = make_action(territory.actions.get(number=1).objective, note="Sans indicateur.")
    new.budget_lines.create(year=2026, funder="État", planned=9000)
    validate_plan(territory=territory, by=person)
    territory.actions.get(number=1).budget_lines.create(year=2026, funder="État", unit="days", planned=3)
    with pytest.raises(Incomplete):
        validate_plan(territory=territory, by=person)


@pytest.mark.parametrize(("days", "fields"), [(1, {}), (-1, {"kind": "working"}), (-1, {"state": "cancelled"})])
def test_only_a_steering_committee_that_met_counts(territory: Territory, person: User, days: int, fields: dict[str, str]) -> None:
    with pytest.raises(Incomplete):
        validate_plan(territory=territory, meeting=make_meeting(territory, days, **fields), by=person)
    with pytest.raises(Incomplete):
        validate_plan(territory=territory, meeting=make_meeting(make_territory("Ailleurs")), by=person)


def test_a_committee_that_met_before_the_last_version_did_not_see_what_changed(territory: Territory, person: User) -> None:
    made = clock.now() - dt.timedelta(days=5)
    with clock.stopped(made):
        validate_plan(territory=territory, by=person)
    planned(territory, "5000")
    earlier, same, later = (make_meeting(territory, starts_at=made + dt.timedelta(minutes=gap)) for gap in (-1, 0, 1))
    for old in (earlier, same):
        with pytest.raises(Incomplete) as refused:
            validate_plan(territory=territory, meeting=old, by=person)
        assert "avant la version 1" in str(refused.value.missing["meeting"])
    client = Client()
    client.force_login(person)
    address = reverse("territories:plan_versions", args=[territory.reference])
    page = client.get(address).content.decode()
    assert [f'value="{one.pk}"' in page for one in (earlier, same, later)] == [False, False, True]
    # The page was open when somebody else made a version: what was chosen is said to be too old, what was typed stays.
    answer = client.post(address, {"note": "Deuxième", "meeting": earlier.pk})
    assert answer.status_code == 422
    assert "avant la version 1" in answer.content.decode()
    assert "Deuxième" in answer.content.decode()
    assert validate_plan(territory=territory, meeting=later, by=person).meeting == later


def test_the_pages_validate_and_compare(territory: Territory, person: User) -> None:
    client = Client()
    client.force_login(person)
    address = reverse("territories:plan_versions", args=[territory.reference])
    compare = reverse("territories:plan_compare", args=[territory.reference])
    Action.objects.filter(territory=territory, number=1).update(note="")
    assert "n’a pas d’indicateur" in client.get(address).content.decode()
    assert client.post(address, {"note": "Gardée"}).status_code == 422
    Action.objects.filter(territory=territory, number=1).update(note="Une étude.")
    with clock.stopped(clock.now() - dt.timedelta(days=10)):
        assert client.post(address, {"note": "Première"}).status_code == 302
    assert "Rien n’a changé depuis la version 1" in client.get(address).content.decode()
    Action.objects.filter(territory=territory, number=2).update(title="Action deux", ends_on=dt.date(2027, 1, 31))
    make_action(territory.actions.get(number=3).objective, title="Toute neuve", note="x")
    planned(territory, "5000")
    assert "Aucun comité de pilotage ne s’est tenu depuis la version 1" in client.get(address).content.decode()
    refused = client.post(address, {"note": "Deuxième"})
    assert (refused.status_code, "Deuxième" in refused.content.decode()) == (422, True)
    assert client.post(address, {"note": "Deuxième", "meeting": make_meeting(territory).pk}).status_code == 302
    shown = client.get(compare + "?de=1&a=2").content.decode()
    assert all(words in shown for words in ("Toute neuve", "Action deux", "2027-01-31", "5000.00"))
    assert "Rien n’a changé entre les deux." in client.get(compare + "?de=2").content.decode()
    back = client.get(compare + "?de=2&a=1").content.decode()
    assert "Actions retirées (1)" in back
    for wrong in ("", "?de=9", "?de=1&a=9", "?de=x"):
        assert client.get(compare + wrong).status_code == 404
    octets = client.get(reverse("territories:plan_version", args=[territory.reference, 2])).content
    assert hashlib.sha256(octets).hexdigest() == PlanVersion.objects.get(number=2).sha256
    assert client.get(reverse("territories:plan_version", args=[territory.reference, 3])).status_code == 404


def test_whoever_reads_does_not_validate(territory: Territory) -> None:
    client = Client()
    client.force_login(make_lead_person(territory, Membership.Role.READER))
    address = reverse("territories:plan_versions", args=[territory.reference])
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 403
    assert not PlanVersion.objects.exists()


def test_reading_the_whole_plan_costs_the_same_with_one_and_thirty_actions(territory: Territory) -> None:
    objective = territory.actions.get(number=1).objective

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            content_of(territory)
        return len(queries)

    for number in (1, 30):
        while territory.actions.count() < number + 3:
            action = make_action(objective, owner=territory.lead, after=territory.actions.get(number=1))
            action.steps.create(title="Une étape")
            action.partners.create(name="Un partenaire")
            make_indicator(objective.challenge, action=action)
        if number == 1:
            before = cost()
    assert cost() == before
