"""Where operators write calls: texts, calendar, grid, conditions; publishing, closing, copying."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, queries, rules
from frenchimpact.calls.forms_desk import CallForm, CloneForm, CohortForm, CriterionForm, RuleForm
from frenchimpact.calls.models import Call, Cohort, Criterion, EligibilityRule
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once

TABS: list[tuple[str, Callable[[], Text]]] = [
    ("instruction", lambda: _("Candidatures")),
    ("call_desk", lambda: _("Présentation")),
    ("call_cohorts", lambda: _("Calendrier")),
    ("call_form", lambda: _("Formulaire")),
    ("call_criteria", lambda: _("Critères")),
    ("call_rules", lambda: _("Conditions")),
    ("call_enquiries", lambda: _("Questions")),
]
PARENTS = {"cohort_edit": "call_cohorts", "criterion_edit": "call_criteria", "rule_edit": "call_rules"}
TONES = {"draft": "warn", "published": "ok", "closed": ""}


def desk_page(
    request: HttpRequest, call: Call, name: str, context: Mapping[str, Any], *, status: int = 200, part: str | None = None, tab: str = ""
) -> HttpResponse:
    """One tab of a call's desk, with its header."""
    here = tab or PARENTS.get(name, name)
    waiting = {"call_enquiries": queries.enquiries_to_answer(call).count() or None}
    everything = {
        "call": call,
        "tabs": [(words(), reverse(f"calls:{one}", args=[call.slug]), one == here, None, waiting.get(one)) for one, words in TABS],
        "tone": TONES[call.state],
        **context,
    }
    return render(request, f"calls/{name}.html", everything, status=status, part=part)


@require_safe
@door(rules.can_manage_calls)
def desk_list(request: HttpRequest) -> HttpResponse:
    """Every call, with what waits in it."""
    return render(request, "calls/desk_list.html", {"calls": list(queries.calls_to_work_on())})


def _edit(
    request: HttpRequest,
    form: Form,
    save: Callable[[], object],
    done: Callable[[], HttpResponse],
    show: Callable[[Text, int], HttpResponse],
) -> HttpResponse:
    """The way of every form of the desk: shown, refused with words, or done."""
    if request.method != "POST":
        return show("", 200)
    if not form.is_valid():
        return show("", 422)
    try:
        save()
    except Refusal as refusal:
        return show(refusal.message, refusal.status)
    messages.success(request, _("C’est enregistré."))
    return done()


@require_http_methods(["GET", "POST"])
@once
@door(rules.can_manage_calls)
def call_new(request: HttpRequest) -> HttpResponse:
    """A new call, which nobody else sees yet."""
    start = {
        "silence_means": Call.Silence.REJECTION,
        "silence_months": 2,
        "kind": Call.Kind.ONE_OFF,
        "applicant": Call.Applicant.ORGANISATION,
        # What a white spot of the mesh proposes.
        "title": request.GET.get("titre", "")[:160],
        "summary": request.GET.get("resume", "")[:400],
    }
    form = CallForm(request.POST or None, initial=start, label_suffix="", auto_id="%s")
    made: list[Call] = []
    return _edit(
        request,
        form,
        lambda: made.append(actions.create_call(by=cast(User, request.user), **form.cleaned_data)),
        lambda: redirect("calls:call_cohorts", made[0].slug),
        lambda trouble, status: render(request, "calls/call_new.html", {"form": form, "trouble": trouble}, status=status),
    )


@require_http_methods(["GET", "POST"])
@door(rules.can_manage_calls, find=queries.find_managed_call)
def call_desk(request: HttpRequest, call: Call) -> HttpResponse:
    """Its texts and its legal clock; publishing, closing, copying."""
    initial = {name: getattr(call, name) for name in CallForm.base_fields}
    form = CallForm(request.POST or None, initial=initial, label_suffix="", auto_id="%s")
    moves = {verb: Call.FLOW.can(verb, call.state) for verb in Call.FLOW.moves}
    return _edit(
        request,
        form,
        lambda: actions.update_call(call=call, by=cast(User, request.user), **form.cleaned_data),
        lambda: redirect("calls:call_desk", call.slug),
        lambda trouble, status: desk_page(
            request,
            call,
            "call_desk",
            {
                "form": form,
                "trouble": trouble,
                "moves": moves,
                "clone_form": CloneForm(label_suffix="", auto_id="c_%s", initial={"title": call.title}),
            },
            status=status,
        ),
    )


@require_POST
@once
@door(rules.can_manage_calls, find=queries.find_managed_call)
def call_move(request: HttpRequest, call: Call) -> HttpResponse:
    """Publish, close, reopen."""
    verbs: dict[str, Callable[..., Call]] = {"publish": actions.publish_call, "close": actions.close_call, "reopen": actions.reopen_call}
    act = verbs.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        act(call=call, by=cast(User, request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("C’est fait."))
    return redirect("calls:call_desk", call.slug)


@require_POST
@once
@door(rules.can_manage_calls, find=queries.find_managed_call)
def call_clone(request: HttpRequest, call: Call) -> HttpResponse:
    """A new call made of this one."""
    form = CloneForm(request.POST, label_suffix="", auto_id="c_%s")
    if not form.is_valid():
        messages.error(request, _("Écrivez le titre du nouvel appel."))
        return redirect("calls:call_desk", call.slug)
    clone = actions.clone_call(call=call, title=form.cleaned_data["title"], by=cast(User, request.user))
    messages.success(request, _("La copie est prête. Donnez-lui ses dates."))
    return redirect("calls:call_cohorts", clone.slug)


@require_safe
@door(rules.can_manage_calls, find=queries.find_managed_call)
def call_cohorts(request: HttpRequest, call: Call) -> HttpResponse:
    """Its waves."""
    return desk_page(request, call, "call_cohorts", {"cohorts": list(call.cohorts.all())})


def find_call_part(user: Any, slug: str, number: int) -> tuple[Call, int]:
    """A call, and which of its parts: 0 is a new one."""
    return queries.find_managed_call(user, slug), number


def can_manage_part(user: Any, found: object) -> bool:
    """Operators."""
    return rules.can_manage_calls(user)


@require_http_methods(["GET", "POST"])
@once
@door(can_manage_part, find=find_call_part)
def cohort_edit(request: HttpRequest, found: tuple[Call, int]) -> HttpResponse:
    """A wave, new or not."""
    call, number = found
    cohort: Cohort | None = None
    if number:
        cohort = call.cohorts.filter(number=number).first()
        if cohort is None:
            raise Http404
    form = CohortForm(request.POST or None, cohort)
    return _edit(
        request,
        form,
        lambda: actions.set_cohort(call=call, cohort=cohort, by=cast(User, request.user), **form.values()),
        lambda: redirect("calls:call_cohorts", call.slug),
        lambda trouble, status: desk_page(
            request, call, "cohort_edit", {"form": form, "trouble": trouble, "cohort": cohort}, status=status
        ),
    )


@require_safe
@door(rules.can_manage_calls, find=queries.find_managed_call)
def call_criteria(request: HttpRequest, call: Call) -> HttpResponse:
    """Its grid."""
    criteria = list(call.criteria.all())
    context = {
        "criteria": criteria,
        "total": sum(one.weight for one in criteria if not one.is_independent),
        "is_frozen": actions.has_files(call),
    }
    return desk_page(request, call, "call_criteria", context)


@require_http_methods(["GET", "POST"])
@once
@door(can_manage_part, find=find_call_part)
def criterion_edit(request: HttpRequest, found: tuple[Call, int]) -> HttpResponse:
    """A criterion, new or not; or its removal."""
    call, number = found
    criterion: Criterion | None = None
    if number:
        criterion = call.criteria.filter(pk=number).first()
        if criterion is None:
            raise Http404
    by = cast(User, request.user)
    if "remove" in request.POST and criterion is not None:
        return _remove(request, lambda: actions.remove_criterion(criterion=criterion, by=by), "calls:call_criteria", call)
    form = CriterionForm(request.POST or None, criterion)
    return _edit(
        request,
        form,
        lambda: actions.set_criterion(call=call, criterion=criterion, by=by, **form.cleaned_data),
        lambda: redirect("calls:call_criteria", call.slug),
        lambda trouble, status: desk_page(
            request, call, "criterion_edit", {"form": form, "trouble": trouble, "criterion": criterion}, status=status
        ),
    )


def _remove(request: HttpRequest, act: Callable[[], object], back: str, call: Call) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("C’est retiré."))
    return redirect(back, call.slug)


@require_safe
@door(rules.can_manage_calls, find=queries.find_managed_call)
def call_rules(request: HttpRequest, call: Call) -> HttpResponse:
    """Its conditions."""
    return desk_page(request, call, "call_rules", {"rules": list(call.eligibility_rules.all()), "is_frozen": actions.has_files(call)})


@require_http_methods(["GET", "POST"])
@once
@door(can_manage_part, find=find_call_part)
def rule_edit(request: HttpRequest, found: tuple[Call, int]) -> HttpResponse:
    """A condition, new or not; or its removal."""
    call, number = found
    rule: EligibilityRule | None = None
    if number:
        rule = call.eligibility_rules.filter(pk=number).first()
        if rule is None:
            raise Http404
    by = cast(User, request.user)
    if "remove" in request.POST and rule is not None:
        return _remove(request, lambda: actions.remove_rule(rule=rule, by=by), "calls:call_rules", call)
    form = RuleForm(call, request.POST or None, _rule_values(rule))
    return _edit(
        request,
        form,
        lambda: actions.set_rule(call=call, rule=rule, by=by, **form.values()),
        lambda: redirect("calls:call_rules", call.slug),
        lambda trouble, status: desk_page(request, call, "rule_edit", {"form": form, "trouble": trouble, "rule": rule}, status=status),
    )


def _rule_values(rule: EligibilityRule | None) -> dict[str, Any]:
    if rule is None:
        return {"answer": "yes"}
    wanted = rule.wanted
    good = wanted.get("codes") or list(wanted.get("kinds", {}))
    rows = wanted.get("choices") or list(wanted.get("kinds", {}).items())
    return {
        "subject": rule.subject,
        "question": rule.question,
        "advice": rule.advice,
        "low": wanted.get("min"),
        "high": wanted.get("max"),
        "choices": "\n".join(f"{'+' if code in good else ''}{code} : {words}" for code, words in rows),
        "answer": wanted.get("answer", "yes"),
        "answer_key": wanted.get("answer_key", ""),
    }
