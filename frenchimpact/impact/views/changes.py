"""The theory of change of a project or of a territory: the editor, made of plain forms, and the public page."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
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
from frenchimpact.impact.models import ChangePart, Holder, Kind
from frenchimpact.impact.queries import Theory
from frenchimpact.impact.views.space import TAB, impact_frame, person
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project
from frenchimpact.territories import queries as territories
from frenchimpact.territories.models import Territory

# The page around the editor.
FRAMES = {"project": "impact/space.html", "territory": "impact/territory_space.html"}


def drawn(theory: Theory) -> Flow:
    """The chain as boxes in columns; what is assumed and feared is text alone."""
    columns = [(str(kind.label), [(part.id, part.text, part.stakeholder) for part in parts]) for kind, parts in theory.columns]
    chain = {part.id for _kind, parts in theory.columns for part in parts}
    return flow(columns, {part.id: part.leads_to for part in theory.parts if part.id in chain})


def frame(request: HttpRequest, holder: Holder) -> dict[str, Any]:
    """What surrounds the editor: the space of the project or of the territory, and its own addresses by their last name."""
    if isinstance(holder, Project):
        around = impact_frame(request, holder, TAB)
    else:
        around = territories.space_frame(request.user, holder, "impact:territory_change")

    def at(name: str, *more: object) -> str:
        return _address(holder, name, *more)

    return {**around, "holder": holder, "side": queries.side_of(holder), "frame": FRAMES[queries.side_of(holder)], "at": at}


def _address(holder: Holder, name: str = "change", *more: object, part: str = "") -> str:
    address = reverse(f"impact:{queries.side_of(holder)}_{name}", args=[holder.reference, *more])
    return f"{address}#{part}" if part else address


def _page(request: HttpRequest, holder: Holder, forms: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    change = queries.change_of(holder)
    theory = queries.theory_of(change)
    published = queries.public_change(holder)
    context = {
        **frame(request, holder),
        "theory": theory,
        "drawn": drawn(theory),
        "kinds": [(kind, theory.of(kind), _add_form(kind, change, forms or {})) for kind in Kind],
        "question_form": (forms or {}).get("question") or QuestionForm(initial={"question": theory.question}),
        "can_write": rules.can_write_change(request.user, holder),
        "edition": published[1] if published else None,
        "is_published": published is not None and published[0] == theory,
        "has_challenges": isinstance(holder, Territory) and holder.challenges.exists(),
    }
    return render(request, "impact/change.html", context, status=status)


def _add_form(kind: Kind, change: Any, forms: dict[str, Any]) -> PartForm:
    return cast(PartForm, forms.get(kind.value)) or PartForm(kind=kind, change=change, is_short=True, prefix=kind.value)


@require_safe
@door(rules.can_read_change, find=queries.find_holder)
def change(request: HttpRequest, holder: Holder) -> HttpResponse:
    """The theory as its people work on it."""
    return _page(request, holder)


@require_POST
@door(rules.can_write_change, find=queries.find_holder)
@once
def change_question(request: HttpRequest, holder: Holder) -> HttpResponseBase:
    """What one wants to know."""
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, holder, {"question": form}, 422)
    actions.ask_question(holder=holder, question=form.cleaned_data["question"], by=person(request))
    return redirect(_address(holder))


@require_POST
@door(rules.can_write_change, find=queries.find_holder)
@once
def change_start(request: HttpRequest, holder: Holder) -> HttpResponseBase:
    """The needs of a territory are its challenges."""
    assert isinstance(holder, Territory)  # noqa: S101  as its address says
    actions.start_from_challenges(territory=holder, by=person(request))
    return redirect(_address(holder, part=Kind.NEED.value))


@require_POST
@door(
    lambda user, found: rules.can_write_change(user, found[0]),
    find=queries.find_kind,
)
@once
def part_add(request: HttpRequest, found: tuple[Holder, Kind]) -> HttpResponseBase:
    """One more part."""
    holder, kind = found
    form = PartForm(request.POST, kind=kind, change=None, is_short=True, prefix=kind.value)
    if not form.is_valid():
        return _page(request, holder, {kind.value: form}, 422)
    try:
        actions.write_part(holder=holder, kind=kind, by=person(request), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, holder, {kind.value: form}, 422)
    return redirect(_address(holder, part=kind.value))


def _may_write(user: Any, found: tuple[Holder, ChangePart]) -> bool:
    return rules.can_write_change(user, found[0])


@require_http_methods(["GET", "HEAD", "POST"])
@door(_may_write, find=queries.find_part)
@once
def part_edit(request: HttpRequest, found: tuple[Holder, ChangePart]) -> HttpResponseBase:
    """The words of a part, for whom, how it is counted, what it leads to."""
    holder, part = found
    kind = Kind(part.kind)
    start: dict[str, Any] = {"text": part.text, "stakeholder": part.stakeholder, "indicator": part.indicator_id}
    start["leads_to"] = list(part.leads_to.values_list("target_id", flat=True))
    form = PartForm(request.POST or None, kind=kind, change=part.change, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.write_part(
                holder=holder,
                kind=kind,
                text=given["text"],
                by=person(request),
                part=part,
                stakeholder=given.get("stakeholder", ""),
                indicator=given.get("indicator"),
                leads_to=given.get("leads_to", []),
            )
            return redirect(_address(holder, part=kind.value))
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    context = {**frame(request, holder), "part": part, "form": form, "kind": kind}
    return render(request, "impact/part.html", context, status=422 if form.errors else 200)


@require_POST
@door(_may_write, find=queries.find_part)
@once
def part_remove(request: HttpRequest, found: tuple[Holder, ChangePart]) -> HttpResponseBase:
    """A part goes."""
    holder, part = found
    actions.remove_part(part=part, by=person(request))
    messages.success(request, _("« %s » est retiré.") % part.text)
    return redirect(_address(holder, part=part.kind))


@require_POST
@door(_may_write, find=queries.find_part)
@once
def part_move(request: HttpRequest, found: tuple[Holder, ChangePart]) -> HttpResponseBase:
    """One place higher, or lower."""
    holder, part = found
    actions.move_part(part=part, up="haut" in request.POST, by=person(request))
    return redirect(_address(holder, part=part.kind))


@require_POST
@door(rules.can_write_change, find=queries.find_holder)
@once
def change_publish(request: HttpRequest, holder: Holder) -> HttpResponseBase:
    """What the public reads becomes what was written."""
    try:
        actions.publish_change(holder=holder, by=person(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("La théorie du changement est publiée."))
    return redirect(_address(holder))


@require_safe
@door(find=queries.find_public, visitors=True)
def public_change(request: HttpRequest, holder: Holder) -> HttpResponse:
    """What a project, or a territory, says it changes, and how."""
    found = queries.public_change(holder)
    assert found is not None  # noqa: S101  that is how it was found
    theory, edition = found
    context = {"holder": holder, "side": queries.side_of(holder), "theory": theory, "edition": edition, "drawn": drawn(theory)}
    return render(request, "impact/public_change.html", context)
