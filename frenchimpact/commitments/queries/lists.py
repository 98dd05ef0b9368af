"""Commitments in lists: what is asked, and the rows that answer."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.http import Http404

from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.rules import visible_commitments
from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place
from frenchimpact.organisations.rules import Anyone


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The filters of a list. An empty one asks nothing; `part` is a piece of the thermometer: public, private, additional…"""

    text: str = ""
    theme: str = ""
    region: Place | None = None
    state: str = ""
    year: int | None = None
    # An organisation's public identifier.
    funder: str = ""
    instrument: str = ""
    origin: str = ""
    vehicle_kind: str = ""
    part: str = ""


# The pieces of the thermometer, as conditions on commitments.
PARTS: dict[str, Q] = {
    "mobilise": Q(funder_vehicle=None),
    "public": Q(funder_vehicle=None, public_share__gt=0),
    "prive": Q(funder_vehicle=None, public_share__lt=1),
    "additionnel": Q(funder_vehicle=None, is_preexisting=False),
    "deja-la": Q(funder_vehicle=None, is_preexisting=True),
    "deploye": Q(beneficiary_vehicle=None),
    "par-un-fonds": Q(beneficiary_vehicle=None, funder_vehicle__isnull=False),
    "annule": Q(funder_vehicle=None) & (Q(cancelled__gt=0) | Q(recovered__gt=0)),
}


def listed_commitments(asked: Asked, rows: QuerySet[Commitment] | None = None) -> QuerySet[Commitment]:
    """Those that match, the latest first; among `rows`, or all of them."""
    found = Commitment.objects.all() if rows is None else rows
    for word in fold(asked.text).split()[:6]:
        found = found.filter(
            Q(funder_name__icontains=word) | Q(beneficiary_name__icontains=word) | Q(title__icontains=word) | Q(reference__iexact=word)
        )
    if asked.theme:
        found = found.filter(theme=asked.theme)
    if asked.region is not None:
        found = found.filter(region=asked.region)
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.year:
        found = found.filter(committed_on__year=asked.year)
    if asked.funder:
        found = found.filter(Q(funder__slug=asked.funder) | Q(funder_vehicle__organisation__slug=asked.funder))
    if asked.instrument:
        found = found.filter(instrument=asked.instrument)
    if asked.origin:
        found = found.filter(origin=asked.origin)
    if asked.vehicle_kind:
        found = found.filter(beneficiary_vehicle__kind=asked.vehicle_kind)
    if asked.part in PARTS:
        found = found.filter(PARTS[asked.part])
    return found.order_by("-committed_on", "-pk")


@dataclass(frozen=True)
class Total:
    """What the lines of a list add up to, each euro once."""

    net: Decimal
    paid: Decimal
    counted: Decimal


def total_of(rows: QuerySet[Commitment]) -> Total:
    """The net and paid amounts of the lines, and the part that counts towards the target."""
    net = F("gross") - F("cancelled") - F("recovered")
    found = rows.order_by().aggregate(net=Sum(net), paid=Sum(F("paid") - F("recovered")), counted=Sum(net, filter=Q(funder_vehicle=None)))
    return Total(*(found[name] or Decimal(0) for name in ("net", "paid", "counted")))


def find_commitment(user: Anyone, reference: str) -> Commitment:
    """One commitment, with both sides. Raises Http404."""
    found = visible_commitments(user).select_related(
        "funder", "funder_vehicle__organisation", "beneficiary", "beneficiary_vehicle__organisation", "project", "region", "envelope"
    )
    row = found.select_related("challenge__territory", "aid", "run", "terms").filter(reference=reference).first()
    if row is None:
        raise Http404
    return row
