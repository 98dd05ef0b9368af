"""What projects measured, from rows to what the API shows."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import QuerySet

from frenchimpact.impact.models import Measure
from frenchimpact.impact.queries import evidence_of, hidden_measures, published_measures, who_looked
from frenchimpact.opendata.figure_shapes import MeasurementOut
from frenchimpact.opendata.figures_reads import MeasurementFilters


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
    method = str(row.method_version) if row.method_version else ""
    seen = next((one for one in row.verifications.all() if one.version == row.version and one.verdict == "confirmed"), None)
    spots = [row.place] if row.place else [one.place for one in row.shares.all()]
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
        source=method,
        evidence=evidence_of(row.followed).level,
        method=method or None,
        places=[f"{one.level}:{one.code}" for one in spots],
        # How many there are would tell how many people.
        sample_size=None if is_hidden else row.sample_size,
        population=None if is_hidden else row.population,
        sample_note=row.sample_note or None,
        counterfactual=row.counterfactual or None,
        verified_by=who_looked(seen) if seen else None,
        verified_at=seen.at if seen else None,
        version=row.version,
        changed_at=row.at,
        url=f"{settings.BASE_URL}/projets/{project.slug}/",
        demo=project.is_demo,
    )
