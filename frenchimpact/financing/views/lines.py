"""The lines of a plan: added, read, changed, moved, paid, taken out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal, Stale
from frenchimpact.core.explained import explain
from frenchimpact.financing import queries, rules, sentences
from frenchimpact.financing.actions import lines as actions
from frenchimpact.financing.actions.taking import plan_line
from frenchimpact.financing.forms.plans import AidSearchForm, LineForm, MoveForm, PaymentForm, initial_of, shown_values
from frenchimpact.financing.models import LinePayment, PlanLine
from frenchimpact.financing.queries.plans import lines_of
from frenchimpact.financing.queries.proposals import line_of_aid
from frenchimpact.financing.queries.warnings import counter_of, register_for
from frenchimpact.financing.views.pages import ask, person, plan_page
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project


def _may_write(user: Anyone, line: PlanLine) -> bool:
    return rules.can_write_plan(user, line.plan.project)


def _may_pay(user: Anyone, payment: LinePayment) -> bool:
    return rules.can_write_plan(user, payment.line.plan.project)


def _page(line: PlanLine) -> str:
    return reverse("financing:line", args=[line.plan.project.reference, line.pk])


@require_http_methods(["GET", "POST"])
@door(rules.can_write_plan, find=queries.find_project)
@once
def line_add(request: HttpRequest, project: Project) -> HttpResponseBase:
    """One more line, typed, or begun from an aid of the catalogue."""
    search = AidSearchForm(request.GET if "aide" in request.GET else None, user=request.user)
    aid = search.cleaned_data["aide"] if search.is_valid() else None
    initial = {"year": clock.today().year} if aid is None else shown_values(line_of_aid(aid, queries.plan_of(project)))
    form = LineForm(request.POST if request.method == "POST" else None, user=request.user, initial=initial)
    return ask(
        request,
        project,
        form,
        lambda values, _seen: plan_line(project=project, values=values, by=person(request)),
        done=_("Le financement est dans le plan."),
        back=reverse("financing:plan", args=[project.reference]),
        title=_("Ajouter un financement"),
        button=_("Ajouter"),
        template="line_edit",
        search=search,
    )


@require_http_methods(["GET", "POST"])
@door(_may_write, find=queries.find_line)
@once
def line_edit(request: HttpRequest, line: PlanLine) -> HttpResponseBase:
    """What a line says."""
    form = LineForm(request.POST if request.method == "POST" else None, user=request.user, initial=initial_of(line))
    return ask(
        request,
        line.plan.project,
        form,
        lambda values, seen: actions.write_line(plan=line.plan, line=line, values=values, seen=seen, by=person(request)),
        done=_("Le financement est enregistré."),
        back=_page(line),
        seen=line.version,
        title=_("Modifier « %(title)s »") % {"title": line.title},
        button=_("Enregistrer"),
        template="line_edit",
        search=None,
    )


def _line_page(request: HttpRequest, line: PlanLine, *, status: int = 200, **more: Any) -> HttpResponse:
    project = line.plan.project
    register = register_for(project) if line.is_open else None
    counter = counter_of(project.organisation, register, lines_of(line.plan)) if register and project.organisation else None
    judged = next((one for one in counter.lines if one.line.pk == line.pk), None) if counter else None
    payments = list(line.payments.all())
    context: dict[str, Any] = {
        "line": line,
        "payments": payments,
        "planned": sum((one.amount for one in payments), 0),
        "history": list(line.events.select_related("by")),
        "states": dict(PlanLine.State.choices),
        "moves": sentences.moves_from(line.state),
        "judged": judged,
        "payment_form": PaymentForm(auto_id="p_%s"),
        "undeclared": queries.undeclared(project, [line]),
        "may_declare": project.organisation is not None and rules.can_declare(request.user, project.organisation),
        "today": clock.today(),
        **more,
    }
    return plan_page(request, project, "line", context, status=status)


@require_safe
@door(find=queries.find_line)
def line(request: HttpRequest, line: PlanLine) -> HttpResponse:
    """A line: what it says, where it stands, its payments, its history."""
    return _line_page(request, line)


@require_http_methods(["GET", "POST"])
@door(_may_write, find=queries.find_line)
@once
def line_move(request: HttpRequest, line: PlanLine) -> HttpResponseBase:
    """Say where it stands; what is obtained is asked for its amount and its day on a page of its own."""
    given = request.POST if request.method == "POST" else request.GET
    verb = given.get("verb", "")
    if verb not in PlanLine.FLOW.moves:
        messages.warning(request, _("Choisissez le nouvel état dans la liste."))
        return redirect(_page(line))
    is_sent = request.method == "POST" and (verb != "obtain" or "told" in request.POST)
    form = MoveForm(request.POST if is_sent else None, verb=verb, line=line)
    conflict: Stale | None = None
    if is_sent and form.is_valid():
        try:
            actions.move_line(line=line, verb=verb, seen=given.get("seen", ""), by=person(request), **form.cleaned_data)
        except Stale as refusal:
            conflict = refusal
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("« %(title)s » : c’est enregistré.") % {"title": line.title})
            return redirect("financing:plan", line.plan.project.reference)
    line.refresh_from_db(fields=["state"])
    context = {
        "line": line,
        "verb": verb,
        "target": PlanLine.State(PlanLine.FLOW.moves[verb][1]).label,
        "form": form,
        "conflict": conflict,
        "seen": line.state if conflict else given.get("seen", line.state),
    }
    return plan_page(request, line.plan.project, "line_move", context, status=409 if conflict else 422 if form.errors else 200)


@require_POST
@door(_may_write, find=queries.find_line)
@once
def line_remove(request: HttpRequest, line: PlanLine) -> HttpResponseBase:
    """It is out of the plan."""
    actions.remove_line(line=line, by=person(request))
    messages.success(request, _("« %(title)s » n’est plus dans le plan.") % {"title": line.title})
    return redirect("financing:plan", line.plan.project.reference)


@require_POST
@door(_may_write, find=queries.find_line)
@once
def payment_add(request: HttpRequest, line: PlanLine) -> HttpResponseBase:
    """A payment is expected."""
    form = PaymentForm(request.POST, auto_id="p_%s")
    if form.is_valid():
        try:
            actions.add_payment(line=line, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le versement est prévu."))
            return redirect(_page(line) + "#versements")
    return _line_page(request, line, status=422, payment_form=form)


@require_POST
@door(_may_pay, find=queries.find_payment)
@once
def payment_change(request: HttpRequest, payment: LinePayment) -> HttpResponseBase:
    """It came today, it did not after all, or it is no longer expected."""
    verb = request.POST.get("verb", "")
    if verb == "remove":
        actions.remove_payment(payment=payment, by=person(request))
        messages.success(request, _("Le versement n’est plus prévu."))
    elif verb in ("receive", "undo"):
        actions.receive_payment(payment=payment, on=clock.today() if verb == "receive" else None, by=person(request))
        messages.success(request, _("C’est enregistré."))
    else:
        messages.warning(request, _("Choisissez ce qui est arrivé à ce versement."))
    return redirect(_page(payment.line) + "#versements")
