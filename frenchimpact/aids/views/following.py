"""What becomes of an aid, for its funder: numbers, errors reported, projects kept or put aside."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.aids import rules
from frenchimpact.aids.actions.choices import choose_aid, unchoose_aid
from frenchimpact.aids.actions.reporting import answer_report
from frenchimpact.aids.forms.choices import AsideForm
from frenchimpact.aids.forms.reports import AnswerForm
from frenchimpact.aids.models import Aid, AidReport, Choice
from frenchimpact.aids.queries.catalogue import find_editable
from frenchimpact.aids.queries.statistics import statistics_of
from frenchimpact.aids.views.spaces import person, space_page
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.listings import csv_text
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project

SHOWN = 100
type Pair = tuple[Aid, Project]


def find_reached(user: Anyone, reference: str, project: str) -> Pair:
    """An aid that the person may see, and a published project. Raises Http404."""
    aid = find_editable(user, reference)
    found = Project.objects.filter(status=Project.Status.PUBLISHED, reference=project).first()
    if found is None:
        raise Http404
    return aid, found


def can_choose(user: Anyone, pair: Pair) -> bool:
    """Those who write the aid."""
    return rules.can_edit_aid(user, pair[0])


def find_report(user: Anyone, reference: str, pk: int) -> AidReport:
    """An error reported on an aid that the person may see. Raises Http404."""
    found = AidReport.objects.filter(aid=find_editable(user, reference), pk=pk).select_related("aid__funder", "by").first()
    if found is None:
        raise Http404
    return found


def can_answer(user: Anyone, report: AidReport) -> bool:
    """Those who write the aid."""
    return rules.can_edit_aid(user, report.aid)


@require_POST
@door(can_choose, find=find_reached)
def reached_keep(request: HttpRequest, pair: Pair) -> HttpResponse:
    """Keep a project to look at it closer, or put it back among the others."""
    aid, project = pair
    if "annuler" in request.POST:
        unchoose_aid(project=project, aid=aid, side=Choice.Side.FUNDER)
    else:
        choose_aid(project=project, aid=aid, answer=Choice.Answer.KEPT, by=person(request), side=Choice.Side.FUNDER)
        messages.success(request, _("« %(name)s » est retenu.") % {"name": project.name})
    return redirect(reverse("aids:aid_projects", args=[aid.reference]) + "?onglet=retenus" * ("annuler" not in request.POST))


@require_http_methods(["GET", "POST"])
@door(can_choose, find=find_reached)
def reached_put_aside(request: HttpRequest, pair: Pair) -> HttpResponseBase:
    """« Pas pour nous », with a reason that the team does not see: it serves the advice on the conditions."""
    aid, project = pair
    form = AsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            choose_aid(
                project=project,
                aid=aid,
                answer=Choice.Answer.NOT_FOR_US,
                by=person(request),
                side=Choice.Side.FUNDER,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("« %(name)s » est mis de côté.") % {"name": project.name})
            return redirect("aids:aid_projects", aid.reference)
    context = {
        "aid": aid,
        "form": form,
        "title": _("« %(name)s » : pas pour nous") % {"name": project.name},
        "text": _("L’équipe n’en est pas prévenue. Votre raison sert à voir si une condition de l’aide est à changer."),
        "button": _("Mettre de côté"),
        "danger": False,
        "back": reverse("aids:aid_projects", args=[aid.reference]),
    }
    return space_page(request, "funder_asking", context, status=422 if form.errors else 200)


@require_safe
@door(rules.can_edit_aid, find=find_editable)
def aid_stats(request: HttpRequest, aid: Aid) -> HttpResponse:
    """Opened, asked for, refused: by day and in all (FI07)."""
    read = statistics_of(aid)
    if request.GET.get("format") == "csv":
        rows = ({"jour": on.isoformat(), "vues": views, "clics": clicks} for on, views, clicks in read.days)
        response = HttpResponse("".join(csv_text(rows, columns=("jour", "vues", "clics"))), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{aid.reference.lower()}-vues.csv"'
        return response
    return space_page(request, "aid_stats", {"aid": aid, "read": read, "busy": [day for day in reversed(read.days) if day[1] or day[2]]})


@require_safe
@door(rules.can_edit_aid, find=find_editable)
def aid_reports(request: HttpRequest, aid: Aid) -> HttpResponse:
    """What was reported, what waits first."""
    return _reports(request, aid, AnswerForm(), 0)


def _reports(request: HttpRequest, aid: Aid, form: AnswerForm, answered: int) -> HttpResponse:
    found = list(aid.reports.select_related("closed_by").order_by("closed_at", "at")[:SHOWN])
    waiting = [(one, form if one.pk == answered else AnswerForm(auto_id=f"id_{one.pk}_%s")) for one in found if one.closed_at is None]
    context = {"aid": aid, "waiting": waiting, "closed": [one for one in found if one.closed_at]}
    return space_page(request, "aid_reports", context, status=422 if form.errors else 200)


@require_POST
@door(can_answer, find=find_report)
@once
def aid_report_answer(request: HttpRequest, report: AidReport) -> HttpResponseBase:
    """Answer one: it is closed."""
    form = AnswerForm(request.POST, auto_id=f"id_{report.pk}_%s")
    if form.is_valid():
        try:
            answer_report(report=report, answer=form.cleaned_data["answer"], by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Votre réponse est partie."))
            return redirect("aids:aid_reports", report.aid.reference)
    return _reports(request, report.aid, form, report.pk)
