"""The report of a project: on a page, as a table, on paper."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.listings import csv_lines
from frenchimpact.core.pages import render
from frenchimpact.core.quantities import quantity
from frenchimpact.design.period_words import day_words
from frenchimpact.impact import rules
from frenchimpact.impact.papers.reports import report_paper
from frenchimpact.impact.queries import find_space, public_change
from frenchimpact.impact.queries.reports import Told, report_of
from frenchimpact.impact.views.space import impact_frame
from frenchimpact.projects.models import Project

PART = "impact:impact_report"
COLUMNS = ("indicateur", "nom", "unite", "debut", "fin", "valeur", "etat", "verifie_par", "preuve", "methode")


@require_safe
@door(rules.can_read_change, find=find_space)
def impact_report(request: HttpRequest, project: Project) -> HttpResponse:
    """What it will say, before it is handed to anyone."""
    context = {
        **impact_frame(request, project, PART),
        "report": report_of(project),
        "theory": public_change(project),
        "quantity": quantity,
        "day_words": day_words,
    }
    return render(request, "impact/report.html", context)


@require_safe
@door(rules.can_read_change, find=find_space)
def impact_report_table(request: HttpRequest, project: Project) -> HttpResponse:
    """The same values as a table."""
    rows = [
        (
            chapter.followed.indicator.pinned,
            str(chapter.followed.indicator),
            chapter.unit,
            one.measure.starts_on.isoformat(),
            one.measure.ends_on.isoformat(),
            _number(one),
            one.state,
            one.seen_by,
            chapter.evidence.level,
            str(one.measure.method_version or ""),
        )
        for chapter in report_of(project).chapters
        for one in chapter.values
    ]
    response = HttpResponse("\ufeff" + "".join(csv_lines([COLUMNS, *rows])), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="impact-{project.reference}.csv"'
    return response


def _number(one: Told) -> str:
    if one.measure.value is None or one.is_hidden:
        return ""
    return format(one.measure.value.normalize(), "f")


@require_safe
@door(rules.can_read_change, find=find_space)
def impact_report_paper(request: HttpRequest, project: Project) -> HttpResponse:
    """The same on paper."""
    response = HttpResponse(report_paper(report_of(project)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="impact-{project.reference}.pdf"'
    return response
