"""Outcome contracts: in the project's space, and the page that both sides read, sign and count on."""

import datetime as dt
from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.core.quantities import euros, quantity
from frenchimpact.core.quantities import typed as as_typed
from frenchimpact.design.period_words import period_name
from frenchimpact.design.picks import Typed
from frenchimpact.impact import rules
from frenchimpact.impact.actions import contracts as actions
from frenchimpact.impact.forms.contracts import ContractForm, PaidForm
from frenchimpact.impact.models import OutcomeContract
from frenchimpact.impact.papers.contracts import statement_paper
from frenchimpact.impact.queries import contracts as reads
from frenchimpact.impact.queries import find_space
from frenchimpact.impact.views.space import impact_frame, person
from frenchimpact.journal.actions import once
from frenchimpact.methods.queries import unit_words
from frenchimpact.organisations.rules import is_operator
from frenchimpact.projects.models import Project

PART = "impact:project_contracts"
SHOWN: dict[str, Any] = {"euros": euros, "quantity": quantity, "unit_words": unit_words}


@require_safe
@door(rules.can_read_change, find=find_space)
def project_contracts(request: HttpRequest, project: Project) -> HttpResponse:
    """The contracts of a project."""
    context = {
        **impact_frame(request, project, PART),
        **SHOWN,
        "contracts": list(reads.contracts_of(project)),
        "can_write": rules.can_write_change(request.user, project),
    }
    return render(request, "impact/project_contracts.html", context)


def _written(request: HttpRequest, project: Project, form: ContractForm, contract: OutcomeContract | None) -> HttpResponseBase:
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_contract(by=person(request), contract=contract, **form.terms())
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le contrat est écrit. Chaque côté le relit et le signe."))
            return redirect("impact:contract", made.pk)
    context = {**impact_frame(request, project, PART), "form": form, "contract": contract}
    return render(request, "impact/contract_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_write_change, find=find_space)
@once
def contract_new(request: HttpRequest, project: Project) -> HttpResponseBase:
    """A contract is drawn up by the team."""
    return _written(request, project, ContractForm(request.POST or None, project=project, user=request.user), None)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_write_contract, find=reads.find_contract)
@once
def contract_edit(request: HttpRequest, contract: OutcomeContract) -> HttpResponseBase:
    """Its terms change, as long as it is not signed."""
    names = ("starts_on", "ends_on", "baseline", "price", "floor", "cap", "bonus_from", "bonus", "commitment", "note")
    start: dict[str, Any] = {name: getattr(contract, name) for name in names}
    start["followed"], start["payer"] = contract.followed_id, Typed.of(contract.payer.name, contract.payer.slug)
    start["steps"] = "\n".join(f"{as_typed(step.threshold)} → {as_typed(step.amount)}" for step in contract.steps.all())
    project = contract.followed.project
    return _written(request, project, ContractForm(request.POST or None, project=project, user=request.user, initial=start), contract)


@require_safe
@door()
def contracts(request: HttpRequest) -> HttpResponse:
    """Those of either side that the person is of; all of them for an operator, the state that is asked first."""
    found = list(reads.contracts_for(request.user))
    counts = Counter(one.state for one in found)
    states = [(state.value, state.label, counts[state]) for state in OutcomeContract.State if counts[state]]
    asked = request.GET.get("etat", "")
    shown = [one for one in found if one.state == asked] if asked in counts else found
    context = {
        **SHOWN,
        "contracts": shown,
        "states": states,
        "asked": asked if asked in counts else "",
        "is_operator": is_operator(request.user),
    }
    return render(request, "impact/contracts.html", context)


def _page(request: HttpRequest, contract: OutcomeContract, form: forms.Form | None = None) -> HttpResponse:
    account = reads.account_of(contract)
    side = rules.side_of_contract(request.user, contract)
    context = {
        **SHOWN,
        "contract": contract,
        "project": contract.followed.project,
        "account": account,
        "unit": unit_words(contract.followed.indicator.unit),
        "side": side,
        "can_write": rules.can_write_contract(request.user, contract),
        "can_compute": rules.can_compute(request.user, contract) and contract.state == OutcomeContract.State.SIGNED,
        "can_pay": side == "payer" and account.owed != 0,
        "paid_form": form or PaidForm(label_suffix="", initial={"number": account.last.number if account.last else None}),
        "line_words": reads.line_words,
        "value_state": reads.value_state,
        "number": reads.number,
        "period": lambda ends_on: period_name(dt.date.fromisoformat(ends_on), contract.followed.indicator.frequency),
    }
    return render(request, "impact/contract.html", context, status=422 if form else 200)


@require_safe
@door(find=reads.find_contract)
def contract(request: HttpRequest, contract: OutcomeContract) -> HttpResponse:
    """The terms, the signatures, what it is worth and how, what was paid."""
    return _page(request, contract)


@require_POST
@door(lambda user, contract: bool(rules.side_of_contract(user, contract)), find=reads.find_contract, fresh=True)
@once
def contract_sign(request: HttpRequest, contract: OutcomeContract) -> HttpResponseBase:
    """One side agrees."""
    signed = actions.agree(contract=contract, by=person(request))
    is_whole = signed.state == OutcomeContract.State.SIGNED
    words = (
        _("Le contrat est signé des deux côtés ; la cible est arrêtée.") if is_whole else _("Vous avez signé. L’autre côté est prévenu.")
    )
    messages.success(request, words)
    return redirect("impact:contract", contract.pk)


@require_POST
@door(lambda user, contract: bool(rules.side_of_contract(user, contract)), find=reads.find_contract)
@once
def contract_close(request: HttpRequest, contract: OutcomeContract) -> HttpResponseBase:
    """It is dropped, or it ends."""
    actions.close_contract(contract=contract, by=person(request))
    messages.success(request, _("Le contrat est clos."))
    return redirect("impact:contract", contract.pk)


@require_POST
@door(rules.can_compute, find=reads.find_contract)
@once
def contract_compute(request: HttpRequest, contract: OutcomeContract) -> HttpResponseBase:
    """What it is worth today."""
    made = actions.compute(contract=contract, by=person(request))
    messages.success(request, _("Calcul n° %(number)s : %(amount)s.") % {"number": made.number, "amount": euros(made.amount)})
    return redirect("impact:contract", contract.pk)


@require_POST
@door(lambda user, contract: rules.side_of_contract(user, contract) == "payer", find=reads.find_contract, fresh=True)
@once
def contract_pay(request: HttpRequest, contract: OutcomeContract) -> HttpResponseBase:
    """The payer says that what was owed moved."""
    form = PaidForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, contract, form)
    actions.pay(contract=contract, by=person(request), **form.cleaned_data)
    messages.success(request, _("Le versement est noté ; les valeurs payées sont arrêtées."))
    return redirect("impact:contract", contract.pk)


@require_safe
@door(find=reads.find_contract)
def contract_statement(request: HttpRequest, contract: OutcomeContract) -> HttpResponse:
    """The same on paper."""
    response = HttpResponse(statement_paper(contract), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="contrat-{contract.pk}.pdf"'
    return response
