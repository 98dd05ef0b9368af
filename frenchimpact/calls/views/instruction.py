"""The operators' table of a call's files, and one file: whole, admissible, to be corrected."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, queries, rules
from frenchimpact.calls.clocks import clock_of
from frenchimpact.calls.conditions import Checked, conditions_of
from frenchimpact.calls.forms_desk import CorrectionForm, RejectForm
from frenchimpact.calls.models import Application, Call, Cohort
from frenchimpact.calls.queries import Asked
from frenchimpact.calls.views.desk import desk_page
from frenchimpact.calls.views.exports import FORMATS, export
from frenchimpact.calls.views.handing import rows_of
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import operators

State = Application.State


@require_safe
@door(rules.can_manage_calls, find=queries.find_managed_call)
def instruction(request: HttpRequest, call: Call) -> HttpResponseBase:
    """The table: filtered, sorted, paged, taken out as it is shown."""
    asked = Asked.of(request.GET)
    if request.GET.get("format") in FORMATS:
        return export(request, call, asked)
    found = queries.listing(call, asked, request.user)
    here = reverse("calls:instruction", args=[call.slug])

    def address(**changes: Any) -> str:
        return f"{here}?{urlencode(asked.pairs(**changes))}"

    context = {
        "asked": asked,
        "found": found,
        "rows": [(row, clock_of(row.application)) for row in found.rows],
        "officers": list(operators()),
        "tabs_of_state": [
            (words, address(etat=tab), tab == asked.tab, None, found.counts[tab]) for tab, (words, _states) in queries.TABS.items()
        ],
        "address": address,
        "back": urlencode(asked.pairs(page=found.page)),
        "previous": address(page=found.page - 1) if found.page > 1 else "",
        "next": address(page=found.page + 1) if found.page < found.pages else "",
        "cohorts": list(call.cohorts.all()),
        "sealed": [one for one in call.cohorts.all() if call.is_sealed and not hasattr(one, "unsealing")],
        "today": clock.today(),
    }
    return desk_page(request, call, "instruction", context, part="results")


def reasons_of(found: Iterable[Checked]) -> list[dict[str, str]]:
    """The conditions as the thread shows them to an operator: the question, what is there and wanted, where it was read."""
    near = _("Presque :")
    return [
        {
            "state": one.verdict.state,
            "text": f"{near} {one.verdict.rule.question}" if one.verdict.finding.is_near else one.verdict.rule.question,
            "rule": one.facts or str(_("Rien dans le dossier ne le dit : à vérifier sur pièces.")),
        }
        for one in found
    ]


def file_page(request: HttpRequest, application: Application, *, status: int = 200, **more: Any) -> HttpResponse:
    """One file, with everything that a decision about it needs."""
    asked = Asked.of(request.GET)
    previous, following = queries.neighbours(application, asked, request.user)
    can_read = rules.can_read_content(request.user, application)
    file = queries.filled(application) if can_read else None
    flow = Application.FLOW
    context = {
        "application": application,
        "can_read": can_read,
        "can_check": rules.can_check(request.user, application),
        "is_tied": rules.is_tied(request.user, application),
        "sealed_words": rules.SEALED_WORDS,
        "groups": rows_of(file) if file else [],
        "problems": [(one.label, file.problems[one.key]) for one in file.asked if one.key in file.problems] if file else [],
        "clock": clock_of(application),
        "requests": list(application.correction_requests.prefetch_related("items")),
        "steps": list(application.steps.select_related("by")),
        "differences": queries.differences(application) if can_read else [],
        "conditions": reasons_of(conditions_of(file)) if file else [],
        "partners": list(application.partners.all()),
        "can_complete": flow.can("complete", application.state),
        "can_ask": flow.can("ask_correction", application.state),
        "can_admit": flow.can("admit", application.state),
        "can_reject": flow.can("reject", application.state),
        "can_invite": flow.can("invite", application.state) and application.call.kind == Call.Kind.TWO_STAGES,
        "form": CorrectionForm([application], initial={"due_on": clock.today() + dt.timedelta(days=15)}),
        "reject_form": RejectForm(label_suffix="", auto_id="r_%s"),
        "previous": previous,
        "following": following,
        "query": urlencode(asked.pairs()),
        "trouble": "",
        **more,
    }
    return render(request, "calls/instruction_file.html", context, status=status)


@require_safe
@door(rules.can_manage_calls, find=queries.find_instruction)
def instruction_file(request: HttpRequest, application: Application) -> HttpResponse:
    """The file."""
    return file_page(request, application)


@require_POST
@once
@door(rules.can_check, find=queries.find_instruction, fresh=lambda request: request.POST.get("act") == "reject")
def instruction_check(request: HttpRequest, application: Application) -> HttpResponse:
    """Take charge, complete, admissible, invited, not admissible."""
    by, act = cast(User, request.user), request.POST.get("act", "")
    plain: dict[str, Callable[..., object]] = {
        "take": actions.take_charge,
        "complete": actions.find_complete,
        "admit": actions.admit,
        "invite": actions.invite_full_file,
    }
    try:
        if act in plain:
            plain[act](application=application, by=by)
        elif act == "reject":
            actions.reject(application=application, reasons=request.POST.get("reasons", ""), by=by)
    except Refusal as refusal:
        form = RejectForm(request.POST, label_suffix="", auto_id="r_%s")
        return file_page(request, application, reject_form=form, trouble=refusal.message, status=refusal.status)
    messages.success(request, _("C’est enregistré. La personne qui porte le dossier le voit."))
    return redirect("calls:instruction_file", application.call.slug, application.reference)


@require_POST
@once
@door(rules.can_check, find=queries.find_instruction)
def correction_ask(request: HttpRequest, application: Application) -> HttpResponse:
    """Ask again for named questions, before a date."""
    form = CorrectionForm([application], request.POST)
    if not form.is_valid():
        return file_page(request, application, form=form, status=422)
    try:
        actions.ask_correction(
            application=application,
            message=form.cleaned_data["message"],
            due_on=form.cleaned_data["due_on"],
            items=form.items(),
            by=cast(User, request.user),
        )
    except Refusal as refusal:
        return file_page(request, application, form=form, trouble=refusal.message, status=refusal.status)
    messages.success(request, _("La demande est envoyée. Le délai légal en tient compte."))
    return redirect("calls:instruction_file", application.call.slug, application.reference)


def find_cohort(user: Any, slug: str, number: int) -> Cohort:
    """A wave of a call that the person may change, or Http404."""
    from django.http import Http404

    cohort = queries.find_managed_call(user, slug).cohorts.filter(number=number).select_related("call").first()
    if cohort is None:
        raise Http404
    return cohort


@require_POST
@door(rules.can_unseal, find=find_cohort)
def cohort_unseal(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Open the sealed files of a closed wave, for good."""
    opened = actions.unseal(cohort=cohort, by=cast(User, request.user))
    messages.success(
        request, _("Les plis sont ouverts : %(count)s dossiers. L’ouverture est enregistrée.") % {"count": opened.application_count}
    )
    return redirect("calls:instruction", cohort.call.slug)
