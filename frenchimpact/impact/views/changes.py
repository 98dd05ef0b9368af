"""The theory of change: the team's editor, made of plain forms, and the public page."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.design.diagrams import Flow, flow
from frenchimpact.impact import queries, rules
from frenchimpact.impact.actions import changes as actions
from frenchimpact.impact.forms import PartForm, QuestionForm
from frenchimpact.impact.models import ChangePart, Kind
from frenchimpact.impact.queries import Theory
from frenchimpact.impact.views.space import TAB, impact_frame, person
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project


def drawn(theory: Theory) -> Flow:
    """The chain as boxes in columns; what is assumed and feared is text alone."""
    columns = [(str(kind.label), [(part.id, part.text, part.stakeholder) for part in parts]) for kind, parts in theory.columns]
    chain = {part.id for _kind, parts in theory.columns for part in parts}
    return flow(columns, {part.id: part.leads_to for part in theory.parts if part.id in chain})


def _page(request: HttpRequest, project: Project, forms: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    change = queries.change_of(project)
    theory = queries.theory_of(change)
    can_write = rules.can_write_change(request.user, project)
    published = queries.public_change(project)
    context = {
        **impact_frame(request, project, TAB),
        "theory": theory,
        "drawn": drawn(theory),
        "kinds": [(kind, theory.of(kind), _add_form(kind, change, forms or {})) for kind in Kind],
        "question_form": (forms or {}).get("question") or QuestionForm(initial={"question": theory.question}),
        "can_write": can_write,
        "edition": published[1] if published else None,
        "is_published": published is not None and published[0] == theory,
        "forms": forms or {},
    }
    return render(request, "impact/project_change.html", context, status=status)


def _add_form(kind: Kind, change: Any, forms: dict[str, Any]) -> PartForm:
    return cast(PartForm, forms.get(kind.value)) or PartForm(kind=kind, change=change, is_short=True, prefix=kind.value)


@require_safe
@door(rules.can_read_change, find=queries.find_space)
def project_change(request: HttpRequest, project: Project) -> HttpResponse:
    """The theory as the team works on it."""
    return _page(request, project)


@require_POST
@door(rules.can_write_change, find=queries.find_space)
@once
def change_question(request: HttpRequest, project: Project) -> HttpResponseBase:
    """What the project wants to know."""
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, project, {"question": form}, 422)
    actions.ask_question(project=project, question=form.cleaned_data["question"], by=person(request))
    return redirect(TAB, project.reference)


@require_POST
@door(lambda user, found: rules.can_write_change(user, found[0]), find=lambda user, reference, kind: _kind_of(user, reference, kind))
@once
def part_add(request: HttpRequest, found: tuple[Project, Kind]) -> HttpResponseBase:
    """One more part."""
    project, kind = found
    form = PartForm(request.POST, kind=kind, change=None, is_short=True, prefix=kind.value)
    if not form.is_valid():
        return _page(request, project, {kind.value: form}, 422)
    try:
        actions.write_part(project=project, kind=kind, by=person(request), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, project, {kind.value: form}, 422)
    return redirect(reverse(TAB, args=[project.reference]) + f"#{kind.value}")


def _kind_of(user: Any, reference: str, kind: str) -> tuple[Project, Kind]:
    if kind not in Kind.values:
        raise Http404
    return queries.find_space(user, reference), Kind(kind)


def _may_write(user: Any, found: tuple[Project, ChangePart]) -> bool:
    return rules.can_write_change(user, found[0])


@require_http_methods(["GET", "HEAD", "POST"])
@door(_may_write, find=queries.find_part)
@once
def part_edit(request: HttpRequest, found: tuple[Project, ChangePart]) -> HttpResponseBase:
    """The words of a part, for whom, how it is counted, what it leads to."""
    project, part = found
    kind = Kind(part.kind)
    start: dict[str, Any] = {"text": part.text, "stakeholder": part.stakeholder, "indicator": part.indicator_id}
    start["leads_to"] = list(part.leads_to.values_list("target_id", flat=True))
    form = PartForm(request.POST or None, kind=kind, change=part.change, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.write_part(
                project=project,
                kind=kind,
                text=given["text"],
                by=person(request),
                part=part,
                stakeholder=given.get("stakeholder", ""),
                indicator=given.get("indicator"),
                leads_to=given.get("leads_to", []),
            )
            return redirect(reverse(TAB, args=[project.reference]) + f"#{kind.value}")
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    context = {**impact_frame(request, project, TAB), "part": part, "form": form, "kind": kind}
    return render(request, "impact/part.html", context, status=422 if form.errors else 200)


@require_POST
@door(_may_write, find=queries.find_part)
@once
def part_remove(request: HttpRequest, found: tuple[Project, ChangePart]) -> HttpResponseBase:
    """A part goes."""
    project, part = found
    actions.remove_part(part=part, by=person(request))
    messages.success(request, _("« %s » est retiré.") % part.text)
    return redirect(reverse(TAB, args=[project.reference]) + f"#{part.kind}")


@require_POST
@door(_may_write, find=queries.find_part)
@once
def part_move(request: HttpRequest, found: tuple[Project, ChangePart]) -> HttpResponseBase:
    """One place higher, or lower."""
    project, part = found
    actions.move_part(part=part, up="haut" in request.POST, by=person(request))
    return redirect(reverse(TAB, args=[project.reference]) + f"#{part.kind}")


@require_POST
@door(rules.can_write_change, find=queries.find_space)
@once
def change_publish(request: HttpRequest, project: Project) -> HttpResponseBase:
    """What the public reads becomes what the team wrote."""
    try:
        actions.publish_change(project=project, by=person(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("La théorie du changement est publiée."))
    return redirect(TAB, project.reference)


@require_safe
@door(find=queries.find_public, visitors=True)
def public_change(request: HttpRequest, project: Project) -> HttpResponse:
    """What a project says it changes, and how."""
    found = queries.public_change(project)
    assert found is not None  # noqa: S101  that is how it was found
    theory, edition = found
    return render(request, "impact/public_change.html", {"project": project, "theory": theory, "edition": edition, "drawn": drawn(theory)})
