"""Commitments in lists: what is asked, and the rows that answer."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Round
from django.http import Http404

from frenchimpact.commitments.models import Commitment, Entry
from frenchimpact.commitments.models.commitments import TOLD
from frenchimpact.commitments.queries.thermometer import start_of
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
    # Those of which nobody said the theme, or the region.
    has_no_theme: bool = False
    has_no_region: bool = False
    state: str = ""
    year: int | None = None
    # An organisation's public identifier.
    funder: str = ""
    instrument: str = ""
    origin: str = ""
    vehicle_kind: str = ""
    part: str = ""
    # Only what was written until the end of that day.
    known_on: dt.date | None = None

    def lines(self) -> Q:
        """Which lines of the ledger are told of."""
        found = Q(value_on__year=self.year) if self.year else Q()
        return found & Q(recorded_at__lt=start_of(self.known_on + dt.timedelta(days=1))) if self.known_on else found

    def classes(self) -> Q:
        """How commitments are counted, and each line of the ledger with them."""
        asked = {"theme": self.theme, "region": self.region, "instrument": self.instrument, "origin": self.origin}
        found = Q(**{name: value for name, value in asked.items() if value})
        if self.has_no_theme:
            found &= Q(theme="")
        return found & Q(region=None) if self.has_no_region else found

    def told_lines(self) -> Q:
        """The lines under a figure of a day: those written until then, as they were classified when they were written."""
        found = self.lines() & self.classes() & PARTS_OF_LINES.get(self.part, Q())
        return found & Q(vehicle_kind=self.vehicle_kind) if self.vehicle_kind else found


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

# The same of the lines of the ledger, which keep how things were when they were written.
PARTS_OF_LINES: dict[str, Q] = {
    "mobilise": Q(is_from_vehicle=False),
    "public": Q(is_from_vehicle=False, public_share__gt=0),
    "prive": Q(is_from_vehicle=False, public_share__lt=1),
    "additionnel": Q(is_from_vehicle=False, is_preexisting=False),
    "deja-la": Q(is_from_vehicle=False, is_preexisting=True),
    "deploye": Q(vehicle_kind=""),
    "par-un-fonds": Q(vehicle_kind="", is_from_vehicle=True),
    "annule": Q(is_from_vehicle=False),
}


def listed_commitments(asked: Asked, rows: QuerySet[Commitment] | None = None) -> QuerySet[Commitment]:
    """Those that match, the latest first; among `rows`, or all of them."""
    found = Commitment.objects.all() if rows is None else rows
    words = fold(asked.text).split()[:6]
    if words:
        found = found.alias(told=TOLD).filter(*(Q(told__contains=word) for word in words))
    if asked.year:
        # Whatever moved the amount in that year: an amendment or a cancellation counts in its own.
        moved = Entry.objects.filter(asked.lines(), commitment=OuterRef("pk")).order_by()
        found = found.filter(Exists(moved.exclude(net=0)))
        # What each counts for in that year: what the rows of a list add up to.
        found = found.annotate(year_net=Subquery(moved.values("commitment").annotate(total=Sum("net")).values("total")))
    if asked.funder:
        found = found.filter(Q(funder__slug=asked.funder) | Q(funder_vehicle__organisation__slug=asked.funder))
    if asked.known_on:
        return _as_known(asked, found, asked.known_on).order_by("-committed_on", "-pk")
    found = found.filter(asked.classes())
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.vehicle_kind:
        found = found.filter(beneficiary_vehicle__kind=asked.vehicle_kind)
    if asked.part in PARTS:
        found = found.filter(PARTS[asked.part])
    return found.order_by("-committed_on", "-pk")


def _as_known(asked: Asked, found: QuerySet[Commitment], day: dt.date) -> QuerySet[Commitment]:
    """Those of which something was known at the end of that day, for what they were said to be by then."""
    until = Entry.objects.filter(recorded_at__lt=start_of(day + dt.timedelta(days=1)), commitment=OuterRef("pk"))
    told = Entry.objects.filter(asked.told_lines(), commitment=OuterRef("pk")).order_by()
    found = found.filter(Exists(told)).annotate(known_net=Subquery(told.values("commitment").annotate(total=Sum("net")).values("total")))
    if asked.classes() or asked.vehicle_kind or asked.part not in ("", "annule"):
        # What was classified otherwise before that day is there no longer.
        found = found.exclude(known_net=0)
    if asked.part == "annule":
        found = found.filter(Exists(until.filter(kind__in=("cancelled", "recovered"))))
    if asked.state == Commitment.State.ANNOUNCED:
        return found.filter(Exists(until.filter(kind="announced")), ~Exists(until.filter(kind="signed")))
    return found.filter(state=asked.state) if asked.state else found


@dataclass(frozen=True)
class Total:
    """What the lines of a list add up to, each euro once."""

    net: Decimal
    paid: Decimal
    counted: Decimal


def total_of(asked: Asked, rows: QuerySet[Commitment]) -> Total:
    """The net and paid amounts of the lines, and the part that counts towards the target; along with the part asked for, that part."""
    net: Any = F("gross") - F("cancelled") - F("recovered")
    paid = F("paid") - F("recovered")
    counted, share = Q(funder_vehicle=None), F("public_share")
    if asked.year or asked.known_on:
        told = asked.told_lines() if asked.known_on else asked.lines()
        lines = Entry.objects.filter(told, commitment__in=rows.order_by().select_related(None).values("pk"))
        was_paid, was_recovered = Sum("amount", filter=Q(kind="paid")), Sum("amount", filter=Q(kind="recovered"))
        net, counted = F("net"), Q(is_from_vehicle=False)
        found = lines.aggregate(
            total=Sum(_part(net, share, asked.part)), was_paid=was_paid, back=was_recovered, counted=Sum(net, filter=counted)
        )
        found["was_paid"] = (found["was_paid"] or Decimal(0)) + (found["back"] or Decimal(0))
    else:
        found = rows.order_by().aggregate(total=Sum(_part(net, share, asked.part)), was_paid=Sum(paid), counted=Sum(net, filter=counted))
    return Total(*(found[name] or Decimal(0) for name in ("total", "was_paid", "counted")))


def _part(net: Any, share: Any, part: str) -> Any:
    """The public or the private part of an amount, to the cent, when only that is asked for."""
    if part not in ("public", "prive"):
        return net
    public = Round(net * share, precision=2)
    return public if part == "public" else net - public


def find_commitment(user: Anyone, reference: str) -> Commitment:
    """One commitment, with both sides. Raises Http404."""
    found = visible_commitments(user).select_related(
        "funder", "funder_vehicle__organisation", "beneficiary", "beneficiary_vehicle__organisation", "project", "region", "envelope"
    )
    row = (
        found.select_related("challenge__territory", "aid", "run", "terms", "request__project__organisation", "request__aid")
        .filter(reference=reference)
        .first()
    )
    if row is None:
        raise Http404
    return row
