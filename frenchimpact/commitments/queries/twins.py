"""The same money written twice: commitments that look alike, and money that a vehicle already carries."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.db import connection
from django.db.models import Q

from frenchimpact.commitments.models import Commitment, Vehicle
from frenchimpact.core.text import fold
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project

# An announcement in the press and its signature may be a year apart.
AROUND = dt.timedelta(days=366)
# « 200 k€ » for 198 500 €: amounts are rounded when they are announced.
ALIKE = Decimal("0.02")
MOST = 5

type Why = Literal["same", "through"]


@dataclass(frozen=True)
class Sides:
    """Who gives and who receives, as the tables name them."""

    funder: Organisation | None = None
    funder_vehicle: Vehicle | None = None
    beneficiary: Organisation | None = None
    project: Project | None = None
    beneficiary_vehicle: Vehicle | None = None
    beneficiary_name: str = ""
    beneficiary_number: str = ""


@dataclass(frozen=True)
class Twin:
    """A commitment that looks like another: the same one, or the same money placed by a vehicle."""

    commitment: Commitment
    why: Why


def twins_of(sides: Sides, amount: Decimal, on: dt.date) -> list[Twin]:
    """What the same money may be already; at most five of each sort."""
    near = Commitment.objects.filter(committed_on__range=(on - AROUND, on + AROUND)).exclude(state=Commitment.State.CANCELLED)
    near = near.filter(_beneficiary(sides)).order_by("-committed_on", "-pk")
    alike = Q(gross__range=(amount * (1 - ALIKE), amount * (1 + ALIKE)))
    found = [Twin(one, "same") for one in near.filter(_funder(sides), alike)[:MOST]]
    if sides.funder is not None:
        # What a vehicle of theirs, or one that they gave to, placed with the same beneficiary.
        given = Commitment.objects.filter(funder=sides.funder, beneficiary_vehicle__isnull=False).values("beneficiary_vehicle")
        carried = near.filter(Q(funder_vehicle__organisation=sides.funder) | Q(funder_vehicle__in=given))
        found += [Twin(one, "through") for one in carried.filter(gross__gte=amount * (1 - ALIKE))[:MOST]]
    return found


def _funder(sides: Sides) -> Q:
    if sides.funder is None:
        return Q(funder_vehicle=sides.funder_vehicle)
    same = Q(funder=sides.funder)
    if sides.funder.siren:
        same |= Q(funder=None, funder_number__startswith=sides.funder.siren)
    return same


def _beneficiary(sides: Sides) -> Q:
    if sides.beneficiary_vehicle is not None:
        return Q(beneficiary_vehicle=sides.beneficiary_vehicle)
    same = Q(pk__in=[])
    if sides.project is not None:
        same |= Q(project=sides.project)
    number = sides.beneficiary_number
    if sides.beneficiary is not None:
        same |= Q(beneficiary=sides.beneficiary)
        number = number or sides.beneficiary.siren
    if number:
        same |= Q(beneficiary_number__startswith=number[:9])
    elif sides.beneficiary is None and sides.project is None and fold(sides.beneficiary_name):
        same |= Q(beneficiary_name__iexact=sides.beneficiary_name)
    return same & Q(beneficiary_vehicle=None)


def vehicles_named(name: str) -> list[Vehicle]:
    """The funds and programmes that bear that name, as people write it."""
    return [one for one in Vehicle.objects.select_related("organisation").order_by("pk") if fold(one.name) == fold(name)]


_REACHED = """
WITH RECURSIVE reached (id) AS (
  SELECT %s::bigint
  UNION
  SELECT c.beneficiary_vehicle_id FROM reached r JOIN commitments_commitment c ON c.funder_vehicle_id = r.id
  WHERE c.beneficiary_vehicle_id IS NOT NULL AND c.state <> 'cancelled'
) SELECT EXISTS (SELECT 1 FROM reached WHERE id = %s)
"""


def would_circle(giver: Vehicle, receiver: Vehicle) -> bool:
    """Whether money given by one to the other could come back to the giver."""
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, [receiver.pk, giver.pk])
        return bool(cursor.fetchone()[0])
