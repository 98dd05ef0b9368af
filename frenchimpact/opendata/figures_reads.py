"""What was measured and the figures of the country, from rows to what the API shows."""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Literal

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation
from ninja import Field
from ninja.errors import HttpError

from frenchimpact.core import clock
from frenchimpact.observatory.models import Reading
from frenchimpact.observatory.queries import COUNTRY, Definition, Moment, find_definitions, read_moment, readings, short_code
from frenchimpact.opendata.figure_shapes import FigureOut, MeasurementOut
from frenchimpact.opendata.filters import Page
from frenchimpact.territories.models import Measurement


class MeasurementFilters(Page):
    """Of territories or of projects, of one of them, of one national indicator, since a day."""

    origin: Annotated[
        Literal["territories", "projects"] | None,
        Field(description="Who measured. Left out: whom `project` or `territory` says, both without them, territories first."),
    ] = None
    project: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]*$", description="Its `reference`; of `origin=projects`.")] = ""

    territory: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]*$", description="Its `reference`.")] = ""
    common: Annotated[str, Field(max_length=60, pattern=r"^[-a-z0-9_]*$", description="A figure's `indicator`.")] = ""
    since: dt.date | None = None


class FigureFilters(Page):
    """Of one indicator, one year, one origin, one place; as of now, or as they were known at a past day or instant."""

    indicator: Annotated[str, Field(max_length=80, pattern=r"^[-a-z0-9_]*$")] = ""
    year: Annotated[int | None, Field(ge=1990, le=2200)] = None
    origin: Annotated[Literal["territories", "projects", "observatory"] | None, Field(description="Who counts.")] = None
    level: Annotated[str, Field(max_length=12, pattern=r"^[a-z]*$", description="Such as `region`; the country if left out.")] = ""
    code: Annotated[str, Field(max_length=12, pattern=r"^[A-Za-z0-9]*$", description="Official code, such as `84`.")] = ""
    parts: Annotated[bool, Field(description="The parts of each figure too: stages, themes, outcomes.")] = False
    au: Annotated[
        str,
        Field(max_length=40, description="A past day (`2026-03-01`, at its end) or instant (`2026-03-01T13:05:07Z`): what was known then."),
    ] = ""


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


ORIGINS = ("territories", "projects", "observatory")


def figures(filters: FigureFilters) -> list[FigureOut]:
    """Figures that match, as they were known: of territories, of projects, then of the observatory."""
    moment = asked_moment(filters.au)
    level = filters.level or COUNTRY
    found = [row for row in readings(moment, level=level) if filters.parts or not row.part]
    found = [row for row in found if filters.code in ("", row.code) and filters.year in (None, int(row.period or 0) or None)]
    with translation.override(settings.LANGUAGE_CODE):
        definitions = find_definitions({row.figure for row in found})
        told = [_figure_out(definitions[row.figure], row, moment) for row in found if row.figure in definitions]
    wanted = [one for one in told if filters.indicator in ("", one.indicator) and filters.origin in (None, one.origin)]
    # Stable: within an indicator, as they were read.
    return sorted(wanted, key=lambda one: ORIGINS.index(one.origin))


def find_figure(id: str, au: str) -> FigureOut | None:
    """One of them by its identifier, whatever its place and part."""
    level = found[1] if (found := re.search(r"--(region)-", id)) else ""
    every = figures(FigureFilters(level=level, parts=True, au=au))
    return next((one for one in every if one.id == id), None)


def asked_moment(au: str) -> Moment:
    """As of when. A date that means nothing, or is to come, is refused: another answer would be given for the one asked."""
    moment, trouble = read_moment(au)
    if trouble:
        raise HttpError(422, str(trouble))
    return moment


def _figure_out(definition: Definition, row: Reading, moment: Moment) -> FigureOut:
    indicator = short_code(definition.code)
    where = f"{settings.BASE_URL}/observatoire/{definition.code}/"
    return FigureOut(
        id=_id_of(definition, indicator, row),
        indicator=indicator,
        name=str(definition.title),
        definition=str(definition.definition),
        unit=definition.unit,
        nature=definition.nature,
        origin=definition.origin,
        version=row.version if definition.origin != "territories" else None,
        year=int(row.period) if row.period else None,
        level=row.level,
        code=row.code,
        part=row.part or None,
        value=row.value,
        low=row.low,
        high=row.high,
        verified_value=row.verified_value,
        left_out=row.left_out,
        verified_by=row.verified,
        proven_by=row.proven,
        partial_by=row.partial,
        withheld=row.is_withheld,
        measurement_count=row.measurements if row.measurements is not None else row.reported or 0,
        declared_by=row.reported or 0,
        followed_by=row.expected or 0,
        source=settings.PROGRAMME_NAME,
        as_of=moment.day or (timezone.localdate(moment.at) if moment.at else clock.today()),
        known_from=row.known_from,
        known_until=row.known_until,
        url=f"{where}?au={moment.asked}" if moment.asked else where,
    )


def _id_of(definition: Definition, indicator: str, row: Reading) -> str:
    version = f"-v{row.version}" if definition.origin == "projects" else ""
    year = f"-{row.period}" if row.period else ""
    where = "" if row.level == COUNTRY else f"--{row.level}-{row.code}"
    part = f"--{row.part.replace(':', '-')}" if row.part else ""
    return f"{indicator}{version}{year}{where}{part}"


def described_figures() -> list[dict[str, object]]:
    """What each figure is, known now or once, in French, for the dataset."""
    codes = set(Reading.objects.order_by().values_list("figure", flat=True).distinct())
    french = {"territories": "territoires", "projects": "projets", "observatory": "observatoire"}
    with translation.override(settings.LANGUAGE_CODE):
        return [
            {
                "figure": one.code,
                "indicateur": short_code(one.code),
                "nom": str(one.title),
                "definition": str(one.definition),
                "unite": one.unit,
                "nature": one.nature,
                "origine": french[one.origin],
                "adresse": f"/observatoire/{one.code}/",
                "rang": ORIGINS.index(one.origin),
            }
            for one in find_definitions(codes).values()
        ]
