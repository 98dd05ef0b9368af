"""What the database holds of what goes together: one territory, one sheet in a collective, indicators with their action."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.territories.actions import plans
from frenchimpact.territories.models import Action, AmendmentSignature, Indicator, Meeting, Signature, Territory
from frenchimpact.territories.queries.actions import seal
from frenchimpact.territories.tests.factories import (
    make_action,
    make_challenge,
    make_indicator,
    make_lead_person,
    make_objective,
    make_party,
    make_promise,
    make_territory,
)

pytestmark = pytest.mark.django_db


def whole(name: str) -> Territory:
    """A territory with one of each thing."""
    territory = make_territory(name, lead=make_organisation(name=f"Collectif {name}"))
    challenge = make_challenge(territory)
    action = make_action(make_objective(challenge))
    make_indicator(challenge, action=action)
    days = {"starts_on": clock.today(), "ends_on": clock.today().replace(year=clock.today().year + 1, day=1)}
    agreement = territory.agreements.create(title="Convention", **days)
    party = make_party(territory, "state")
    make_promise(party, action=action, agreement=agreement)
    agreement.signatures.create(party=party)
    agreement.amendments.create(number=1, text="Oui").signatures.create(party=party)
    meeting = Meeting.objects.create(territory=territory, title="Comité", kind="steering", starts_at=clock.now(), ends_at=clock.now())
    meeting.attendances.create(member=territory.members.get(), is_present=True)
    return territory


JOINS: dict[str, Callable[[Territory, Territory], object]] = {
    "the objective of an action": lambda here, there: here.actions.update(objective=there.actions.get().objective),
    "what an action comes after": lambda here, there: here.actions.update(after=there.actions.get()),
    "the challenge of an indicator": lambda here, there: here.indicators.update(challenge=there.challenges.get(), action=None),
    "the action of an indicator": lambda here, there: here.indicators.update(action=there.actions.get()),
    "the party of a promise": lambda here, there: here.commitments.update(party=there.parties.get()),
    "the action of a promise": lambda here, there: here.commitments.update(action=there.actions.get()),
    "the agreement of a promise": lambda here, there: here.commitments.update(agreement=there.agreements.get()),
    "the party of a signature": lambda here, there: Signature.objects.filter(agreement__territory=here).update(party=there.parties.get()),
    "the party of an amendment": lambda here, there: AmendmentSignature.objects.filter(amendment__agreement__territory=here).update(
        party=there.parties.get()
    ),
    "who came to a meeting": lambda here, there: here.meetings.get().attendances.update(member=there.members.get()),
}


@pytest.mark.parametrize("join", JOINS.values(), ids=JOINS.keys())
def test_nothing_joins_two_territories(join: Callable[[Territory, Territory], object]) -> None:
    here, there = whole("Ici"), whole("Là")
    with pytest.raises(IntegrityError, match="joins two territories"), transaction.atomic():
        join(here, there)


def test_a_sheet_is_once_in_a_collective_until_it_leaves() -> None:
    territory, house = make_territory(), make_organisation(name="Le Tremplin")
    values = {"organisation": house, "kind": "ess", "since": clock.today()}
    first = territory.members.create(name="Le Tremplin", **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        territory.members.create(name="Tremplin 73", **values)
    type(first).objects.filter(pk=first.pk).update(until=clock.today())
    territory.members.create(name="Tremplin 73", **values)


def test_indicators_follow_their_action_to_another_challenge() -> None:
    territory = make_territory()
    first, second = make_challenge(territory, 1), make_challenge(territory, 2)
    action = make_action(make_objective(first))
    measured, other = make_indicator(first, action=action), make_indicator(first)
    aim = make_objective(second)
    change = {"objective": Change(str(aim.pk), seal(str(action.objective_id)))}
    assert not plans.save_action(action=action, changes=change, by=make_lead_person(territory)).errors
    assert Indicator.objects.get(pk=measured.pk).challenge == second
    assert Indicator.objects.get(pk=other.pk).challenge == first
    with pytest.raises(IntegrityError, match="under the challenge of its action"), transaction.atomic():
        Indicator.objects.filter(pk=measured.pk).update(challenge=first)
    # By hand as well.
    Action.objects.filter(pk=action.pk).update(objective=make_objective(first, 2))
    assert Indicator.objects.get(pk=measured.pk).challenge == first
