"""Funds and programmes."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.commitments import facts
from frenchimpact.commitments.actions.amounts import refuse
from frenchimpact.commitments.models import Vehicle
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.organisations.models import Organisation


def _check(name: str, public_share: Decimal | None) -> None:
    refuse(
        name=None if name else _("Donnez le nom de ce fonds ou de ce programme."),
        public_share=None if public_share is None or 0 <= public_share <= 1 else _("Une part va de 0 à 100 %."),
    )


def _save(vehicle: Vehicle) -> Vehicle:
    try:
        with transaction.atomic():
            vehicle.save()
    except IntegrityError:
        refuse(name=_("Cette structure a déjà un fonds ou un programme de ce nom."))
    return vehicle


@transaction.atomic
def add_vehicle(
    *,
    organisation: Organisation,
    name: str,
    by: User | None,
    kind: str = Vehicle.Kind.FUND,
    public_share: Decimal | None = None,
    text: str = "",
    is_demo: bool = False,
) -> Vehicle:
    """An organisation runs a fund or a programme. Raises Incomplete."""
    _check(name, public_share)
    vehicle = Vehicle(organisation=organisation, name=name, kind=kind, public_share=public_share, text=text, created_by=by, is_demo=is_demo)
    _save(vehicle)
    announce(facts.VehicleAdded(vehicle_id=vehicle.pk), by=by)
    return vehicle


@transaction.atomic
def change_vehicle(*, vehicle: Vehicle, name: str, public_share: Decimal | None, text: str, by: User | None) -> Vehicle:
    """Its name, its words or its public part; what was committed before keeps the part that it had. Raises Incomplete."""
    vehicle = lock(vehicle)
    _check(name, public_share)
    vehicle.name, vehicle.public_share, vehicle.text = name, public_share, text
    _save(vehicle)
    announce(facts.VehicleChanged(vehicle_id=vehicle.pk), by=by)
    return vehicle
