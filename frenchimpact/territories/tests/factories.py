"""Territories for tests: right by default, any field can be given."""

import datetime as dt
from decimal import Decimal
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.labels.tests.factories import make_label
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.territories import actions
from frenchimpact.territories.models import Action, Challenge, Commitment, CommonIndicator, Indicator, Objective, Party, Territory


def make_territory(name: str = "Grand Chambéry", *, lead: Organisation | None = None, **fields: Any) -> Territory:
    """A territory that a label has just made, carried by an organisation; `places` are its perimeter."""
    places = fields.pop("places", ())
    territory = actions.follow_label(label=make_label(lead or make_organisation(), territory=name, places=places))
    assert territory is not None
    if fields:
        Territory.objects.filter(pk=territory.pk).update(**fields)
        territory.refresh_from_db()
    return territory


def make_lead_person(territory: Territory, role: str = Membership.Role.ADMIN) -> User:
    """Somebody who writes for the organisation that carries it."""
    assert territory.lead is not None
    return make_member(territory.lead, role=role)


def make_challenge(territory: Territory, number: int = 1, **fields: Any) -> Challenge:
    """A challenge."""
    values = {"title": f"Défi {number}", "kinds": ["social"], "problem": "Un problème.", "target": "Ce qui change.", **fields}
    return Challenge.objects.create(territory=territory, number=number, **values)


def make_objective(challenge: Challenge, number: int = 1, **fields: Any) -> Objective:
    """An aim of a challenge."""
    return Objective.objects.create(challenge=challenge, number=number, **{"title": f"Objectif {number}", **fields})


def make_action(objective: Objective, **fields: Any) -> Action:
    """An action of the plan."""
    territory = objective.challenge.territory
    values = {"number": territory.actions.count() + 1, "title": "Ouvrir une recyclerie", **fields}
    return Action.objects.create(territory=territory, objective=objective, **values)


def make_common(code: str = "tonnes", **fields: Any) -> CommonIndicator:
    """A national indicator."""
    values = {"fr": "Tonnes détournées", "en": "Tonnes diverted", "unit_fr": "tonnes", "unit_en": "tonnes", **fields}
    return CommonIndicator.objects.create(code=code, **values)


def make_indicator(challenge: Challenge, **fields: Any) -> Indicator:
    """An indicator, from 100 at the end of 2025 to 400 at the end of 2028 unless `baseline` or `target` say otherwise."""
    territory = challenge.territory
    baseline, target = fields.pop("baseline", Decimal(100)), fields.pop("target", Decimal(400))
    values = {"number": territory.indicators.count() + 1, "name": "Tonnes détournées", "unit": "tonnes", **fields}
    indicator = Indicator.objects.create(territory=territory, challenge=challenge, **values)
    indicator.aims.create(
        number=1,
        baseline=baseline,
        baseline_on=dt.date(2025, 12, 31) if baseline is not None else None,
        target=target,
        target_on=dt.date(2028, 12, 31) if target is not None else None,
    )
    return indicator


def make_party(territory: Territory, side: str = Party.Side.STATE, **fields: Any) -> Party:
    """Who promises something."""
    return Party.objects.create(territory=territory, side=side, **{"name": f"Partie {side}", **fields})


def make_promise(party: Party, **fields: Any) -> Commitment:
    """What a party promised, due at the end of 2027 unless said otherwise; kept on its day, with a proof, when `state` says kept."""
    values: dict[str, Any] = {"title": "Dix jours d’ingénierie", "due_on": dt.date(2027, 12, 31), **fields}
    if values.get("state") == Commitment.State.KEPT:
        values = {"kept_on": values["due_on"], "proof": "Compte rendu", **values}
    return Commitment.objects.create(territory=party.territory, party=party, **values)
