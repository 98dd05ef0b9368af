"""What projects measured and the figures of the country that come of it, from rows to what the API shows."""

from collections.abc import Collection, Iterable

from django.conf import settings
from django.db.models import QuerySet

from frenchimpact.core import clock
from frenchimpact.impact.models import Measure
from frenchimpact.impact.queries import Figure, figures, hidden_measures, nation, published_measures
from frenchimpact.opendata.figures_reads import FigureFilters, MeasurementFilters
from frenchimpact.opendata.shapes import FigureOut, MeasurementOut


def project_measures(filters: MeasurementFilters) -> QuerySet[Measure]:
    """The values of public projects that match."""
    found = published_measures()
    if filters.project:
        found = found.filter(followed__project__reference=filters.project)
    if filters.common:
        found = found.filter(followed__indicator__code=filters.common)
    if filters.since:
        found = found.filter(ends_on__gte=filters.since)
    return found


def measures_out(rows: Collection[Measure]) -> list[MeasurementOut]:
    """The same as the API shows them, without the numbers that would tell few people."""
    hidden = hidden_measures({row.followed_id for row in rows})
    return [_measure_out(row, is_hidden=row.pk in hidden) for row in rows]


def _measure_out(row: Measure, *, is_hidden: bool) -> MeasurementOut:
    project, indicator = row.followed.project, row.followed.indicator
    return MeasurementOut(
        id=f"p{row.pk}",
        indicator=f"{project.reference}/{indicator.code}",
        name=indicator.name_fr,
        territory=None,
        challenge=None,
        project=project.reference,
        common=indicator.pinned,
        counts_nationally=True,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        value=None if is_hidden else row.value,
        withheld=is_hidden,
        state=row.state,
        unit=indicator.unit,
        source=str(row.method_version) if row.method_version else "",
        version=row.version,
        changed_at=row.at,
        url=f"{settings.BASE_URL}/projets/{project.slug}/",
        demo=project.is_demo,
    )


def project_figures(filters: FigureFilters) -> Iterable[FigureOut]:
    """The figures of the country made of what projects measured."""
    for one in figures(nation(), years=[filters.year] if filters.year else None):
        if filters.indicator in ("", one.indicator.code):
            yield _figure_out(one)


def _figure_out(one: Figure) -> FigureOut:
    indicator = one.indicator
    return FigureOut(
        id=f"{indicator.code}-v{indicator.version}-{one.year}",
        indicator=indicator.code,
        name=indicator.name_fr,
        definition=indicator.definition_fr,
        unit=indicator.unit,
        nature=indicator.aggregation,
        origin="projects",
        version=indicator.version,
        year=one.year,
        value=None if one.value is None else round(one.value, 4),
        verified_value=None if one.verified_value is None else round(one.verified_value, 4),
        left_out=one.left_out,
        measurement_count=one.reported,
        declared_by=one.reported,
        followed_by=one.expected,
        source=settings.PROGRAMME_NAME,
        as_of=clock.today(),
        url=f"{settings.BASE_URL}/impact/{indicator.code}/?version={indicator.version}&annee={one.year}",
    )
