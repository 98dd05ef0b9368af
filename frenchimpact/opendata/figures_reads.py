"""What was measured and the figures of the country, from rows to what the API shows."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from django.conf import settings
from django.db.models import QuerySet
from ninja import Field

from frenchimpact.core import clock
from frenchimpact.opendata.reads import Page
from frenchimpact.opendata.shapes import FigureOut, MeasurementOut
from frenchimpact.territories.models import Measurement
from frenchimpact.territories.queries import NationalFigure


class MeasurementFilters(Page):
    """Of territories or of projects, of one of them, of one national indicator, since a day."""

    origin: Literal["territories", "projects"] = "territories"
    project: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]*$", description="With `origin=projects`: its `reference`.")] = ""

    territory: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]*$", description="Its `reference`.")] = ""
    common: Annotated[str, Field(max_length=60, pattern=r"^[-a-z0-9_]*$", description="A figure's `indicator`.")] = ""
    since: dt.date | None = None


class FigureFilters(Page):
    """Of one indicator, of one year."""

    indicator: Annotated[str, Field(max_length=60, pattern=r"^[-a-z0-9_]*$")] = ""
    year: Annotated[int | None, Field(ge=1990, le=2200)] = None


def measurements(filters: MeasurementFilters) -> QuerySet[Measurement]:
    """Values of every territory that match: erased ones are left out."""
    found = Measurement.objects.filter(value__isnull=False)
    if filters.territory:
        found = found.filter(indicator__territory__reference=filters.territory)
    if filters.common:
        found = found.filter(indicator__common__code=filters.common)
    if filters.since:
        found = found.filter(ends_on__gte=filters.since)
    return found.select_related("indicator__territory", "indicator__challenge", "indicator__common").order_by("pk")


def measurement_out(row: Measurement) -> MeasurementOut:
    """A value as the API shows it."""
    indicator, territory = row.indicator, row.indicator.territory
    return MeasurementOut(
        id=row.pk,
        indicator=f"{territory.reference}/{indicator.number}",
        name=indicator.name,
        territory=territory.reference,
        challenge=indicator.challenge.number,
        common=indicator.common.code if indicator.common else None,
        counts_nationally=indicator.counts_nationally,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        value=row.value or Decimal(0),
        unit=indicator.unit,
        source=indicator.source,
        version=row.version,
        changed_at=row.at,
        url=f"{settings.BASE_URL}/territoires/{territory.slug}/defis/{indicator.challenge.number}/",
        demo=territory.is_demo,
    )


def figure_out(one: NationalFigure) -> FigureOut:
    """A figure of the country as the API shows it."""
    return FigureOut(
        id=f"{one.common.code}-{one.year}",
        indicator=one.common.code,
        name=one.common.fr,
        definition=one.common.definition_fr,
        unit=one.common.unit_fr,
        nature=one.common.nature,
        year=one.year,
        value=one.value,
        measurement_count=one.measurement_count,
        declared_by=one.declared,
        followed_by=one.followed,
        source=settings.PROGRAMME_NAME,
        as_of=clock.today(),
        url=f"{settings.BASE_URL}/territoires/#chiffres",
    )
