"""Putting in a plan, with one press, what is known elsewhere: an aid, a request, money committed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.aids.models import Aid
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.pages import render
from frenchimpact.financing import queries, rules
from frenchimpact.financing.actions import taking as actions
from frenchimpact.financing.models import PlanLine
from frenchimpact.financing.queries import proposals as reads
from frenchimpact.financing.queries.picking import aids_named, find_open_aid, option_of
from frenchimpact.financing.views.pages import key_in, person
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project


@require_POST
@door(rules.can_write_plan, find=lambda user, reference, kind, key: queries.find_project(user, reference))
@once
def line_take(request: HttpRequest, project: Project) -> HttpResponseBase:
    """Put it in the plan; what it does not say is asked on the form of a line, filled with the rest."""
    match = request.resolver_match
    kind, key = (match.kwargs["kind"], match.kwargs["key"]) if match else ("", "")
    takes: dict[str, Callable[[HttpRequest, Project, str], tuple[Aid | None, Callable[[], PlanLine]]]] = {
        reads.AID: _aid,
        reads.REQUEST: _request,
        reads.COMMITMENT: _commitment,
    }
    if kind not in takes:
        raise Http404
    aid, take = takes[kind](request, project, key)
    try:
        line = take()
    except Incomplete as refusal:
        if aid is None:
            raise
        messages.warning(request, " ".join(str(one) for one in refusal.missing.values()))
        asked = urlencode({"aide": aid.title, "aide_cle": aid.slug})
        return redirect(reverse("financing:line_add", args=[project.reference]) + f"?{asked}")
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
        return redirect("financing:plan", project.reference)
    messages.success(request, _("« %(title)s » est dans le plan : %(state)s.") % {"title": line.title, "state": _state(line)})
    return redirect(reverse("financing:plan", args=[project.reference]) + "#lignes")


def _state(line: PlanLine) -> str:
    return str(line.get_state_display()).lower()


def _aid(request: HttpRequest, project: Project, key: str) -> tuple[Aid, Callable[[], PlanLine]]:
    aid = find_open_aid(request.user, key)
    return aid, lambda: actions.plan_aid(project=project, aid=aid, by=person(request))


def _request(request: HttpRequest, project: Project, key: str) -> tuple[Aid, Callable[[], PlanLine]]:
    found = next((one for one in reads.requests_for(project) if one.reference == key), None)
    if found is None:
        raise Http404
    return found.aid, lambda: actions.plan_request(request=found, by=person(request))


def _commitment(request: HttpRequest, project: Project, key: str) -> tuple[None, Callable[[], PlanLine]]:
    found = next((one for one in reads.commitments_for(project) if one.reference == key), None)
    if found is None:
        raise Http404
    typed = key_in(request.POST.get("line", ""))
    line = PlanLine.objects.filter(plan__project=project, removed_at=None, commitment=None, pk=typed).first() if typed else None
    return None, lambda: actions.plan_commitment(project=project, commitment=found, line=line, by=person(request))


# ── From the sheet of an aid ─────────────────────────────────────────────────────────────────────
@require_safe
@door(find=find_open_aid)
def aid_plan(request: HttpRequest, aid: Aid) -> HttpResponse:
    """« Ajouter à mon plan »: to which project, for those who have several; those that hold it already say so."""
    projects = list(rules.planned_by(request.user).order_by("name", "pk")[:100])
    there = PlanLine.objects.filter(plan__project__in=projects, aid=aid, removed_at=None).values_list("plan__project", "pk")
    context = {"aid": aid, "projects": projects, "there": dict(there)}
    return render(request, "financing/aid_plan.html", context)


@require_safe
@door()
def aid_suggestions(request: HttpRequest) -> JsonResponse:
    """The aids that `q` may name, as `combobox.js` shows them."""
    found = [option_of(one) for one in aids_named(request.user, request.GET.get("q", "")[:200])]
    options = [{"key": one.key, "words": one.words, "name": one.words, "detail": one.detail} for one in found]
    said = ngettext("%(n)s aide proposée", "%(n)s aides proposées", len(options)) % {"n": len(options)}
    return JsonResponse({"said": said if options else _("Aucune aide trouvée"), "options": options})
