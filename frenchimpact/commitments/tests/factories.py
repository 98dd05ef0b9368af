"""Commitments for tests: right by default, any field can be given."""

import datetime as dt
from decimal import Decimal
from typing import Any

from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.commitments import actions
from frenchimpact.commitments.models import Commitment, Envelope, Vehicle
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation

DAY = dt.date(2026, 3, 2)


def make_funder(**fields: Any) -> Organisation:
    """An organisation that may commit money."""
    return make_organisation(**{"kinds": ["financeur"], **fields})


def make_known(funder: Organisation) -> Organisation:
    """The programme has read an aid of theirs: they may commit money here."""
    make_place("pays:FR")
    make_aid("Aide lue", funder=funder)
    return funder


def make_vehicle(organisation: Organisation | None = None, name: str = "Fonds d’essai", **fields: Any) -> Vehicle:
    """A fund."""
    return actions.add_vehicle(organisation=organisation or make_funder(), name=name, by=None, **fields)


def make_envelope(funder: Organisation | None = None, amount: int = 100_000, **fields: Any) -> Envelope:
    """What a funder set aside for the year."""
    values = {"name": "Appel 2026", "starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31), **fields}
    return actions.open_envelope(funder=funder or make_funder(), amount=Decimal(amount), by=None, **values)


def make_commitment(amount: int | str | Decimal = 10_000, *, on: dt.date = DAY, is_signed: bool = True, **fields: Any) -> Commitment:
    """A signed grant of the State to some association."""
    said: dict[str, Any] = {"funder": fields.pop("funder", None) or make_funder(), **fields}
    said.setdefault("beneficiary", make_organisation())
    return actions.open_commitment(
        said=actions.Said(**said), amount=Decimal(amount), on=on, by=None, is_signed=is_signed, is_confirmed=True
    )
