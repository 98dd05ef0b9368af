"""The plan as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core import sheets
from frenchimpact.core.doors import door
from frenchimpact.financing import plan_files, queries
from frenchimpact.financing.queries import plans as reads
from frenchimpact.projects.models import Project


def _file(content: bytes | str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _picture(project: Project) -> reads.Picture:
    plan = reads.plan_of(project)
    if plan is None:
        raise Http404(_("Ce projet n’a pas encore de plan de financement."))
    return reads.picture_of(plan)


@require_safe
@door(find=queries.find_project)
def plan_xlsx(request: HttpRequest, project: Project) -> HttpResponse:
    """A spreadsheet."""
    return _file(plan_files.plan_workbook(project, _picture(project)), sheets.TYPE, f"financement-{project.reference}.xlsx")


@require_safe
@door(find=queries.find_project)
def plan_csv(request: HttpRequest, project: Project) -> HttpResponse:
    """The same rows, in the plainest form."""
    return _file(plan_files.plan_csv(_picture(project)), "text/csv; charset=utf-8", f"financement-{project.reference}.csv")


@require_safe
@door(find=queries.find_project)
def plan_ics(request: HttpRequest, project: Project) -> HttpResponse:
    """The deadlines to come, for one's own calendar."""
    days = reads.deadlines_of(_picture(project).lines)
    return _file(plan_files.plan_calendar(project, days), "text/calendar; charset=utf-8", f"financement-{project.reference}.ics")
