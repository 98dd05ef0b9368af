"""One action of the plan: edited in place, moved, with its steps, partners, budget, notes and history."""

import json
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.core import autosave
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal, Stale
from frenchimpact.core.explained import explain
from frenchimpact.files.queries import files_of
from frenchimpact.journal.actions import once
from frenchimpact.territories import rules
from frenchimpact.territories.actions import barriers, plan_parts, plans
from frenchimpact.territories.actions.attaching import DOCUMENTS
from frenchimpact.territories.forms.papers import SendingForm
from frenchimpact.territories.forms.plans import BudgetForm, MoveForm, NoteForm, PartnerForm, StepForm
from frenchimpact.territories.models import Action, BudgetLine, SupportRequest
from frenchimpact.territories.queries import actions as reads
from frenchimpact.territories.queries.papers import ACTION_PAPER
from frenchimpact.territories.views.spaces import person, space_page

TONES = {"to_start": "", "in_progress": "info", "blocked": "bad", "done": "ok", "dropped": "line"}


def page_if_there(name: str, *arguments: object) -> str:
    """The address of a page of the room; empty as long as it has none."""
    try:
        return reverse(f"territories:{name}", args=arguments)
    except NoReverseMatch:
        return ""


def request_page(request: SupportRequest) -> str:
    """Where a request is read and sent."""
    return page_if_there("support_request", request.territory.reference, request.pk)


def _back(action: Action, anchor: str = "") -> HttpResponse:
    return redirect(reverse("territories:plan_action", args=[action.territory.reference, action.number]) + (f"#{anchor}" if anchor else ""))


def action_page(request: HttpRequest, action: Action, *, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page; `more` puts refused forms in the place of fresh ones."""
    can_edit = rules.can_edit_action(request.user, action)
    lists = plans.lists_of(action.territory) if can_edit else {}
    values = reads.values_of(action)
    lines = list(action.budget_lines.all())
    line = next((one for one in lines if str(one.pk) == request.GET.get("ligne")), None)
    context: dict[str, Any] = {
        "action": action,
        "can_edit": can_edit,
        "tone": TONES[action.state],
        "moves": reads.moves_from(action.state) if can_edit else [],
        "late_days": reads.late_since(action),
        "steps": list(action.steps.all()),
        "partners": list(action.partners.all()),
        "lines": lines,
        "totals": _totals(lines),
        "history": reads.history_of(action),
        "papers": list(files_of(action, ACTION_PAPER)),
        "intake": DOCUMENTS,
        "refused": [],
        "sending_form": SendingForm(auto_id="d_%s"),
        "indicators": list(action.indicators.filter(ended_on=None)),
        "followers": list(action.followers.order_by("number")),
        "barrier": barriers.open_barrier(action),
        "conflicts": {},
        "line": line,
        "line_trouble": None,
        "request_page": request_page,
        "indicators_page": page_if_there("indicators", action.territory.reference),
        "marks": json.dumps({name: mark["version"] for name, mark in reads.marks_of(action, values).items()}) if can_edit else "{}",
        "step_form": StepForm(label_suffix="", auto_id="s_%s"),
        "note_form": NoteForm(label_suffix="", auto_id="n_%s"),
    }
    if can_edit:
        initial = {name: getattr(line, name) for name in BudgetForm.base_fields} if line else {"unit": BudgetLine.Unit.EUR}
        context |= {
            "form": plans.form_for(action, lists=lists, initial=values),
            "partner_form": PartnerForm(owners=lists["owners"]),
            "budget_form": BudgetForm(label_suffix="", auto_id="l_%s", initial=initial),
            "line_seal": plan_parts.line_seal(line) if line else "",
        }
    return space_page(request, action.territory, "plan_action", {**context, **more}, tab="plan", status=status)


def _totals(lines: list[BudgetLine]) -> dict[str, tuple[Any, Any, Any]]:
    """Planned, secured and spent, by unit."""
    found: dict[str, tuple[Any, Any, Any]] = {}
    for line in lines:
        planned, secured, spent = found.get(line.unit, (0, 0, 0))
        found[line.unit] = (planned + line.planned, secured + line.secured, spent + line.spent)
    return found


@require_http_methods(["GET", "POST"])
@door(find=reads.find_action)
def plan_action(request: HttpRequest, action: Action) -> HttpResponse:
    """The action; without scripts, its button saves all the fields."""
    if request.method != "POST":
        return action_page(request, action)
    if not rules.can_edit_action(request.user, action):
        return _back(action)
    versions = autosave.versions_shown(request)
    names = [*reads.FIELDS, *(reads.BLOCKED_FIELDS if action.state == Action.State.BLOCKED else ())]
    changes = {name: autosave.Change(request.POST[name], versions.get(name, 0)) for name in names if name in request.POST}
    saved = plans.save_action(action=action, changes=changes, by=person(request))
    if not saved.errors and not saved.conflicts:
        messages.success(request, _("L’action est enregistrée."))
        return _back(action)
    fresh = reads.find_action(request.user, action.territory.reference, action.number)
    values = {**reads.values_of(fresh), **{name: changes[name].value for name in [*saved.errors, *saved.conflicts]}}
    form = plans.form_for(fresh, data=values, initial=reads.values_of(fresh))
    for name, words in saved.errors.items():
        if name in form.fields and name not in form.errors:
            form.add_error(name, str(words))
    conflicts = {name: (form.fields[name].label, conflict) for name, conflict in saved.conflicts.items()}
    return action_page(request, fresh, status=409 if conflicts else 422, form=form, conflicts=conflicts)


@door(rules.can_edit_action, find=reads.find_action)
def plan_action_save(request: HttpRequest, action: Action) -> HttpResponse:
    """What the page saves by itself, field by field."""
    if request.method != "PATCH":
        return HttpResponseNotAllowed(["PATCH"])
    changes = autosave.read_changes(request)
    return autosave.answer(lambda: plans.save_action(action=action, changes=changes, by=person(request)))


@require_http_methods(["GET", "POST"])
@door(rules.can_edit_action, find=reads.find_action)
@once
def plan_action_move(request: HttpRequest, action: Action) -> HttpResponseBase:
    """Say where it stands; a block or a drop is asked for its reasons on a page of its own."""
    given = request.POST if request.method == "POST" else request.GET
    verb, back = given.get("verb", ""), _safe_back(given.get("back", ""), action)
    if verb not in Action.FLOW.moves:
        messages.warning(request, _("Choisissez le nouvel état dans la liste."))
        return redirect(back)
    asks = bool(MoveForm(verb=verb).fields)
    # The menu of a card only says where to; the page that follows asks why.
    is_sent = request.method == "POST" and (not asks or "told" in request.POST)
    form = MoveForm(request.POST if is_sent else None, verb=verb)
    conflict: Stale | None = None
    if is_sent and form.is_valid():
        try:
            plans.move_action(action=action, verb=verb, by=person(request), seen=given.get("seen", ""), **form.cleaned_data)
        except Stale as refusal:
            conflict = refusal
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("%(code)s : c’est enregistré.") % {"code": action.code})
            return redirect(back)
    action.refresh_from_db(fields=["state"])
    context = {
        "action": action,
        "verb": verb,
        "target": Action.State(Action.FLOW.moves[verb][1]).label,
        "form": form,
        "conflict": conflict,
        "back": back,
        "seen": action.state if conflict else given.get("seen", action.state),
    }
    status = 409 if conflict else 422 if form.errors else 200
    return space_page(request, action.territory, "plan_move", context, tab="plan", status=status)


def _safe_back(back: str, action: Action) -> str:
    """A page of this plan, with the filters that one came with; the action's page otherwise."""
    plan = reverse("territories:plan", args=[action.territory.reference])
    if back.startswith("?"):
        return plan + back[:500]
    return reverse("territories:plan_action", args=[action.territory.reference, action.number])


def _part(
    request: HttpRequest, action: Action, form: django_forms.Form, act: Callable[[], object], *, name: str, anchor: str, **more: Any
) -> HttpResponse:
    """The way of every small form of the page: done and back to its place, or refused with what was typed."""
    if form.is_valid():
        try:
            act()
        except Refusal as refusal:
            if isinstance(refusal, Stale):
                return action_page(
                    request, action, status=409, **{name: form, "line_trouble": refusal, **more, "line_seal": refusal.version}
                )
            explain(form, refusal)
        else:
            messages.success(request, _("C’est enregistré."))
            return _back(action, anchor)
    return action_page(request, action, status=422, **{name: form, **more})


@require_POST
@door(rules.can_edit_action, find=reads.find_action)
@once
def plan_steps(request: HttpRequest, action: Action) -> HttpResponseBase:
    """Add a step; tick, move or remove one."""
    by, act = person(request), request.POST.get("act", "")
    if act:
        verb, _mark, key = act.partition("-")
        step = action.steps.filter(pk=reads.key_in(key) or 0).first()
        if step is None:
            raise Http404
        step.action = action
        if verb in ("tick", "untick"):
            plan_parts.tick_step(step=step, is_done=verb == "tick", by=by)
        elif verb in ("up", "down"):
            plan_parts.order_step(step=step, is_up=verb == "up", by=by)
        elif verb == "remove":
            plan_parts.remove_step(step=step, by=by)
        return _back(action, "etapes")
    form = StepForm(request.POST, label_suffix="", auto_id="s_%s")
    return _part(
        request,
        action,
        form,
        lambda: plan_parts.add_step(action=action, by=by, **form.cleaned_data),
        name="step_form",
        anchor="etapes",
    )


@require_POST
@door(rules.can_edit_action, find=reads.find_action)
@once
def plan_partners(request: HttpRequest, action: Action) -> HttpResponseBase:
    """Add a partner, or remove one."""
    by, key = person(request), request.POST.get("remove", "")
    if key:
        partner = action.partners.filter(pk=reads.key_in(key) or 0).first()
        if partner is None:
            raise Http404
        partner.action = action
        plan_parts.remove_partner(partner=partner, by=by)
        return _back(action, "partenaires")
    owners = reads.owners_of(action.territory)
    form = PartnerForm(request.POST, owners=owners)

    def act() -> None:
        values = form.cleaned_data
        chosen = next((one for one in owners if str(one.pk) == values["organisation"]), None)
        plan_parts.add_partner(action=action, organisation=chosen, name=values["name"], part=values["part"], by=by)

    return _part(request, action, form, act, name="partner_form", anchor="partenaires")


@require_POST
@door(rules.can_edit_action, find=reads.find_action)
@once
def plan_budget(request: HttpRequest, action: Action) -> HttpResponseBase:
    """Add, change or remove a line of the budget."""
    by, key = person(request), request.POST.get("line", "")
    line = action.budget_lines.filter(pk=reads.key_in(key) or 0).first()
    if key and line is None:
        raise Http404
    if line is not None:
        line.action = action
    if "remove" in request.POST and line is not None:
        plan_parts.remove_budget_line(line=line, by=by)
        return _back(action, "budget")
    form = BudgetForm(request.POST, label_suffix="", auto_id="l_%s")
    seen = request.POST.get("seen", "")
    return _part(
        request,
        action,
        form,
        lambda: plan_parts.set_budget_line(
            action=action, line=line, seen=int(seen) if seen.isascii() and seen.isdigit() else None, by=by, **form.cleaned_data
        ),
        name="budget_form",
        anchor="budget",
        line=line,
        line_seal=seen,
    )


@require_POST
@door(rules.can_edit_action, find=reads.find_action)
@once
def plan_note(request: HttpRequest, action: Action) -> HttpResponseBase:
    """Keep a note."""
    form = NoteForm(request.POST, label_suffix="", auto_id="n_%s")
    return _part(
        request,
        action,
        form,
        lambda: plans.note_action(action=action, by=person(request), **form.cleaned_data),
        name="note_form",
        anchor="histoire",
    )


@require_POST
@door(rules.can_edit_action, find=reads.find_action)
@once
def plan_barrier(request: HttpRequest, action: Action) -> HttpResponseBase:
    """Make the draft of a request to lift what blocks it."""
    draft = barriers.draft_barrier(action=action, by=person(request))
    messages.success(request, _("Le brouillon de la demande est prêt : relisez-le avant de l’envoyer."))
    page = request_page(draft)
    return redirect(page) if page else _back(action)
