"""The thermometer: what is mobilised, along each axis, today or as it was known on a day. Read from the sums that the database keeps."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db import connection
from django.utils import timezone

from frenchimpact.commitments.lookthrough import Amounts, Figures, Flow, figures_of, share
from frenchimpact.commitments.models import Sum as SumRow
from frenchimpact.commitments.models import Target
from frenchimpact.core import clock

_FLAGS = "axis, key, is_preexisting, is_public, is_from_vehicle, is_into_vehicle"
_MEASURES = "sum(announced), sum(gross), sum(cancelled), sum(paid), sum(justified), sum(recovered)"
_NOW = f"SELECT {_FLAGS}, {_MEASURES} FROM commitments_sum GROUP BY {_FLAGS}"  # noqa: S608  constants of this module
# The months before, then the lines of the month under way, found by the day on which they were written: added up by what classifies them
# before they are seen along each axis, for an import may write them all in one month. `commitments_part` says it line by line.
_THEN = f"""
WITH line AS (
  SELECT extract(year FROM r.value_on)::integer AS year, r.region_id, r.theme, r.instrument, r.origin, r.vehicle_kind, r.is_preexisting,
    p.is_public, r.is_from_vehicle, r.kind, sum(p.amount) AS amount, sum(p.net) AS net
  FROM commitments_entry r CROSS JOIN LATERAL (VALUES
    (true, round(r.amount * r.public_share, 2), round(r.net * r.public_share, 2)),
    (false, r.amount - round(r.amount * r.public_share, 2), r.net - round(r.net * r.public_share, 2))
  ) p (is_public, amount, net)
  WHERE r.recorded_at >= %(start)s AND r.recorded_at < %(end)s AND (p.amount <> 0 OR p.net <> 0)
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
)
SELECT {_FLAGS}, {_MEASURES} FROM (
  SELECT {_FLAGS}, announced, gross, cancelled, paid, justified, recovered FROM commitments_sum WHERE month < %(month)s
  UNION ALL
  SELECT a.axis, a.key, is_preexisting, is_public, is_from_vehicle, vehicle_kind <> '',
    CASE kind WHEN 'announced' THEN net WHEN 'signed' THEN net - amount ELSE 0 END,
    CASE WHEN kind IN ('announced', 'signed', 'amended') THEN net ELSE 0 END, CASE kind WHEN 'cancelled' THEN -net ELSE 0 END,
    CASE kind WHEN 'paid' THEN amount ELSE 0 END, CASE kind WHEN 'justified' THEN amount ELSE 0 END,
    CASE kind WHEN 'recovered' THEN -net ELSE 0 END
  FROM line CROSS JOIN LATERAL (VALUES ('all', ''), ('year', year::text), ('region', coalesce(region_id::text, '')), ('theme', theme),
    ('instrument', instrument), ('origin', origin), ('vehicle', vehicle_kind)) a (axis, key)
  WHERE a.axis <> 'vehicle' OR a.key <> ''
) known (axis, key, is_preexisting, is_public, is_from_vehicle, is_into_vehicle, announced, gross, cancelled, paid, justified, recovered)
GROUP BY {_FLAGS}
"""  # noqa: S608  constants of this module


def start_of(day: dt.date) -> dt.datetime:
    """The instant at which a day begins for the programme."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@dataclass(frozen=True)
class Aim:
    """A target beside what is mobilised for it."""

    target: Target
    figures: Figures

    @property
    def reached(self) -> Decimal:
        """In per cent of the target, to one decimal."""
        return share(self.figures.net, self.target.amount)

    @property
    def additional(self) -> Decimal:
        """The same for money that was not already there."""
        return share(self.figures.additional, self.target.amount)


@dataclass
class Thermometer:
    """Everything that the page shows, from one reading."""

    # The day at whose end things were known; None for now.
    known_on: dt.date | None = None
    flows: Mapping[str, Mapping[str, list[Flow]]] = field(default_factory=dict)

    @cached_property
    def figures(self) -> Figures:
        """The whole."""
        return figures_of(self.flows.get(SumRow.Axis.ALL, {}).get("", []))

    def along(self, axis: str) -> list[tuple[str, Figures]]:
        """Each key of an axis with its figures, the largest first; those where nothing is left are left out."""
        found = [(key, figures_of(flows)) for key, flows in self.flows.get(axis, {}).items()]
        return sorted((one for one in found if one[1].mobilised.gross or one[1].deployed), key=lambda one: (-one[1].net, one[0]))

    def aim(self, target: Target) -> Aim:
        """What counts for a target: the keys of its axis, or the years of its days once the programme has set them."""
        axis, keys = target.axis, list(target.keys)
        if axis == SumRow.Axis.ALL and target.starts_on and target.ends_on:
            axis, keys = SumRow.Axis.YEAR, [str(year) for year in range(target.starts_on.year, target.ends_on.year + 1)]
        found = self.flows.get(axis, {})
        chosen = found.values() if axis == SumRow.Axis.ALL else [found.get(key, []) for key in keys]
        return Aim(target, figures_of(flow for flows in chosen for flow in flows))


def read_thermometer(known_on: dt.date | None = None) -> Thermometer:
    """One statement. A day to come is as of now."""
    if known_on is not None and known_on >= clock.today():
        known_on = None
    flows: dict[str, dict[str, list[Flow]]] = {}
    with connection.cursor() as cursor:
        if known_on is None:
            cursor.execute(_NOW)
        else:
            month = known_on.replace(day=1)
            bounds = {"month": month, "start": start_of(month), "end": start_of(known_on + dt.timedelta(days=1))}
            cursor.execute(_THEN, bounds)
        for axis, key, is_preexisting, is_public, is_from, is_into, *amounts in cursor.fetchall():
            flow = Flow(Amounts(*amounts), Decimal(int(is_public)), is_preexisting, is_from, is_into)
            flows.setdefault(axis, {}).setdefault(key, []).append(flow)
    return Thermometer(known_on, flows)
