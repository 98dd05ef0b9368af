"""Results side by side: what the first team measured, and what each place that took the solution up measures of the same."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from frenchimpact.impact.models import Followed, Measure
from frenchimpact.impact.queries import evidence_of
from frenchimpact.impact.queries.measures import lines_of
from frenchimpact.impact.queries.public_measures import Published
from frenchimpact.impact.queries.published import hidden_measures
from frenchimpact.methods.models import Indicator
from frenchimpact.projects.models import Project
from frenchimpact.solutions.models import Adoption, Solution


@dataclass(frozen=True)
class Cell:
    """What one place says of one indicator: its last value, that of its first year, and the level of proof."""

    last: str
    period: str
    first: str
    first_period: str
    proof: str
    is_other_version: bool


@dataclass(frozen=True)
class Column:
    """One place: the first team, or an adoption."""

    words: str
    project: Project
    adoption: Adoption | None = None

    @property
    def since(self) -> int:
        """The year from which its values are those of the solution: what a project measured before it took it up is not told."""
        return self.adoption.launched_on.year if self.adoption and self.adoption.launched_on else 0


@dataclass(frozen=True)
class Results:
    """By indicator, a cell for each place; None where nothing was told."""

    columns: list[Column]
    rows: list[tuple[Indicator, list[Cell | None]]]

    @property
    def has_others(self) -> bool:
        """Whether another place than the first told something."""
        return any(cell for _indicator, cells in self.rows for cell in cells[1:])


def results_of(solution: Solution, adoptions: Iterable[Adoption]) -> Results | None:
    """Side by side; the same number of statements whatever there is. None when nobody measured anything yet."""
    columns = [Column(solution.project.name, solution.project)]
    columns += [Column(one.taker, one.project, one) for one in adoptions if one.project is not None]
    columns = [one for one in columns if one.project.status == Project.Status.PUBLISHED]
    published = _published([one.project.pk for one in columns])
    chosen = list(solution.indicators.all())
    if not chosen:
        chosen = [one.line.followed.indicator for (project, _code), one in published.items() if project == solution.project_id]
    rows = [(one, [_cell(published.get((column.project.pk, one.code)), one, column.since) for column in columns]) for one in chosen]
    rows = [row for row in rows if any(row[1])]
    told = [at for at, column in enumerate(columns) if column.adoption is None or any(cells[at] for _indicator, cells in rows)]
    shown = [(one, [cells[at] for at in told]) for one, cells in rows]
    return Results([columns[at] for at in told], shown) if rows else None


def _published(projects: list[int]) -> dict[tuple[int, str], Published]:
    """By project and indicator. The latest definition that a project follows."""
    followed = Followed.objects.filter(project__in=projects).select_related("indicator", "project").order_by("indicator__version", "pk")
    lines = [line for line in lines_of(list(followed)) if line.series]
    rows = Measure.objects.in_bulk([measure.pk for line in lines for measure in line.series])
    hidden = frozenset(hidden_measures([line.followed.pk for line in lines]))
    return {
        (line.followed.project_id, line.followed.indicator.code): Published(line, [rows[one.pk] for one in line.series], hidden)
        for line in lines
    }


def _cell(found: Published | None, indicator: Indicator, since: int) -> Cell | None:
    told = [one for one in found.measures if one.value is not None and one.ends_on.year >= since] if found else []
    if found is None or not told:
        return None
    return Cell(
        last=found.said(told[-1]),
        period=found.period(told[-1]),
        first=found.said(told[0]) if len(told) > 1 else "",
        first_period=found.period(told[0]),
        proof=evidence_of(found.line.followed).words,
        is_other_version=found.line.followed.indicator.version != indicator.version,
    )


def measured_yearly(solution: Solution) -> QuerySet[Indicator]:
    """What each place measures each year: what its sheet says, or else what the first team follows."""
    chosen = solution.indicators.filter(frequency=Indicator.Frequency.YEAR)
    if chosen.exists():
        return chosen.order_by("name_fr", "pk")
    followed = Followed.objects.filter(project=solution.project, ended_on=None).values("indicator")
    return Indicator.objects.filter(pk__in=followed, frequency=Indicator.Frequency.YEAR).order_by("name_fr", "pk")
