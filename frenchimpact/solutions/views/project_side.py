"""The tab « Essaimage » of a project: its solution, its kit by versions, and who takes it up."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.impact.queries import published_of
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import find_space, space_frame
from frenchimpact.solutions import rules
from frenchimpact.solutions.actions import solutions as actions
from frenchimpact.solutions.forms.solutions import KitForm, ReasonForm, SheetForm, kit_initial, sheet_changes, sheet_initial
from frenchimpact.solutions.models import Adoption, Kit, Solution
from frenchimpact.solutions.queries import adoptions as taken
from frenchimpact.solutions.queries import solutions as reads
from frenchimpact.solutions.views.frame import carried_out, person, say

TAB = "solutions:project_solution"


@require_safe
@door(rules.can_read_solution, find=find_space)
def project_solution(request: HttpRequest, project: Project) -> HttpResponse:
    """Where the kit stands, and who takes the solution up; the project that takes up another's sees its adoption."""
    return _page(request, project)


def _page(request: HttpRequest, project: Project, *, form: ReasonForm | None = None, refusal: str = "", status: int = 200) -> HttpResponse:
    solution = reads.solution_of(project)
    kit = reads.kit_of(solution, is_draft=True) if solution else None
    is_new = kit is not None and kit.published_at is None
    context = {
        **space_frame(request.user, project, TAB),
        "solution": solution,
        "kit": kit,
        "is_new_version": is_new and kit is not None and kit.number > 1,
        "lacking": [str(KitForm.base_fields[name].label) for name in actions.missing(kit)] if kit and is_new else [],
        "sheet_changes": sheet_changes(solution, kit) if solution and kit and is_new and kit.number > 1 else [],
        "editions": reads.editions_of(solution) if solution else [],
        "adoptions": list(taken.adoptions_of(solution)) if solution else [],
        "own": Adoption.objects.filter(project=project).select_related("solution__project").first(),
        "is_measured": bool(published_of(project)),
        "say": say(),
        "form": form or ReasonForm(label_suffix=""),
        "refusal": refusal,
    }
    return render(request, "solutions/project_solution.html", context, status=status)


@require_http_methods(["GET", "POST"])
@door(rules.can_write_solution, find=find_space)
@once
def solution_sheet(request: HttpRequest, project: Project) -> HttpResponseBase:
    """Its sheet: written a first time, or changed."""
    solution = reads.solution_of(project)
    form = SheetForm(request.POST or None, project=project, initial=sheet_initial(solution, project))
    if request.method == "POST" and carried_out(form, lambda: _write_sheet(project, solution, form.cleaned_data, request)):
        messages.success(request, _sheet_saved(solution))
        return redirect("solutions:solution_kit" if solution is None else TAB, project.reference)
    context = {**space_frame(request.user, project, TAB), "form": form, "solution": solution}
    return render(request, "solutions/solution_sheet.html", context, status=422 if form.errors else 200)


def _sheet_saved(solution: Solution | None) -> str:
    if solution is None:
        return _("La fiche est enregistrée. Écrivez maintenant le kit.")
    if solution.published_at is not None:
        return _("C’est enregistré dans la prochaine version : dites ce qu’elle change dans le kit, puis faites-la relire.")
    return _("C’est enregistré.")


def _write_sheet(project: Project, solution: Solution | None, given: dict[str, Any], request: HttpRequest) -> None:
    linked = {name: given[name] for name in ("indicators", "precedents") if name in given}
    fields = {name: value for name, value in given.items() if name not in linked}
    if solution is None:
        made = actions.prepare_solution(project=project, by=person(request), **fields)
        actions.change_solution(solution=made, by=person(request), **linked)
    else:
        actions.change_solution(solution=solution, by=person(request), **fields, **linked)


@require_http_methods(["GET", "POST"])
@door(rules.can_write_solution, find=find_space)
@once
def solution_kit(request: HttpRequest, project: Project) -> HttpResponseBase:
    """The kit: what is being written, or a new version of what is published."""
    solution = reads.solution_of(project)
    if solution is None:
        raise Http404(_("Ce projet n’a pas encore de solution."))
    kit = reads.kit_of(solution, is_draft=True)
    is_first = kit is None or (kit.number == 1 and kit.published_at is None)
    form = KitForm(request.POST or None, is_first=is_first, initial=kit_initial(kit))

    def act() -> None:
        words = dict(form.cleaned_data)
        steps = _with_texts(words.pop("steps"), kit)
        actions.write_kit(solution=solution, by=person(request), steps=steps, costs=words.pop("costs"), **words)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("Le kit est enregistré."))
        return redirect(TAB, project.reference)
    context = {**space_frame(request.user, project, TAB), "form": form, "solution": solution, "is_first": is_first, "kit": kit}
    return render(request, "solutions/solution_kit.html", context, status=422 if form.errors else 200)


def _with_texts(steps: list[dict[str, Any]], kit: Kit | None) -> list[dict[str, Any]]:
    """What was written of a step stays with it, as long as it keeps its name."""
    texts = {one["title"]: one.get("text", "") for one in kit.steps} if kit else {}
    return [one | {"text": texts.get(one["title"], "")} for one in steps]


@require_POST
@door(lambda user, solution: rules.can_write_solution(user, solution.project), find=reads.find_own)
@once
def solution_move(request: HttpRequest, solution: Solution) -> HttpResponseBase:
    """Sent to be read, a new version published, withdrawn."""
    verb, project = request.POST.get("do", ""), solution.project
    form = ReasonForm(request.POST if verb == "withdraw" else None, label_suffix="")
    if verb == "withdraw" and not form.is_valid():
        return _page(request, project, form=form, status=422)
    try:
        if verb == "submit_version":
            actions.submit_version(solution=solution, by=person(request))
        elif verb in ("submit", "withdraw"):
            actions.move_solution(solution=solution, verb=verb, by=person(request), reason=request.POST.get("reason", ""))
        else:
            raise Refusal(_("Choisissez une action."))
    except Refusal as refusal:
        return _page(request, project, form=form, refusal=str(refusal.message), status=refusal.status)
    words = {
        "submit_version": _("C’est envoyé. L’équipe du programme lit cette version ; celle d’avant reste publique jusque-là."),
        "submit": _("C’est envoyé. L’équipe du programme la lit avant qu’elle soit publique."),
        "withdraw": _("La solution est retirée : personne ne peut plus la reprendre, et ceux qui l’ont fait savent pourquoi."),
    }
    messages.success(request, words[verb])
    return redirect(TAB, project.reference)
