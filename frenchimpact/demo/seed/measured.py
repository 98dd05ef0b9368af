"""What other demonstration projects measured, so that the figures of the country and of territories say something. All invented."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from frenchimpact.core import clock
from frenchimpact.demo.seed.impact import PROJECT as AWAS
from frenchimpact.impact.actions import Given
from frenchimpact.impact.actions.following import equal_shares
from frenchimpact.impact.actions.measures import record_measures
from frenchimpact.impact.models import Followed, FollowedShare, MeasureVia
from frenchimpact.methods.models import Indicator
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import places_of

PROJECTS, YEARS = 24, 3
# Indicator, what a small project counts in a year, how many projects in ten follow it.
COUNTED = (
    ("beneficiaires_directs", 34, 10),
    ("emplois_etp", 2, 8),
    ("benevoles", 14, 6),
    ("sites_repliques", 1, 3),
    ("emissions_evitees", 3, 5),
)


def load() -> None:
    """Three years of the first public projects; some said nothing one year, some count few people."""
    # What Awa's project measures is written with its story.
    public = Project.objects.filter(is_demo=True, status=Project.Status.PUBLISHED).exclude(name=AWAS)
    projects = list(public.order_by("pk")[:PROJECTS])
    if Followed.objects.filter(project__in=projects).exists():
        return
    known = {one.code: one for one in Indicator.objects.filter(code__in=[code for code, _size, _share in COUNTED]).order_by("version")}
    year = clock.today().year
    rows = [row for at, project in enumerate(projects) for row in _followed(at, project, known, year)]
    Followed.objects.bulk_create(rows)
    places = {project.pk: places_of(project) for project in projects}
    shares = [(row, *share) for row in rows for share in equal_shares(places[row.project_id])]
    FollowedShare.objects.bulk_create(FollowedShare(followed=row, place_id=place, share=share) for row, place, share in shares)
    with_places = {row.pk for row, _place, _share in shares}
    values = [given for row in rows if row.pk in with_places for given in _values(row, year)]
    record_measures(values=values, via=MeasureVia.FILE, by=None)


def _followed(at: int, project: Project, known: dict[str, Indicator], year: int) -> Iterator[Followed]:
    for rank, (code, _size, share) in enumerate(COUNTED):
        if code in known and (at * 7 + rank * 3) % 10 < share:
            yield Followed(
                project=project,
                indicator=known[code],
                sdg=known[code].sdg,
                sdgs_concerned=known[code].sdgs_concerned,
                theme=next(iter(project.themes), ""),
                started_on=dt.date(year - YEARS, 1, 1),
                expected_to=year,
                due_on=dt.date(year, 12, 31),
                is_counted=True,
            )


def _values(row: Followed, year: int) -> Iterator[Given]:
    size = next(size for code, size, _share in COUNTED if code == row.indicator.code)
    for back in range(YEARS, 0, -1):
        # Some said nothing that year.
        if (row.pk + back) % 7:
            value = Decimal(size * (1 + row.project_id % 5) * (6 - back)) / (2 if row.project_id % 3 else 9)
            of_year = dt.date(year - back, 1, 1), dt.date(year - back, 12, 31)
            yield Given(row.pk, *of_year, round(value, 1 if row.indicator.unit in ("ETP", "tCO2e") else 0), is_confirmed=True)
