"""The plan of a project (PH04): where its money stands, what it needs, its cash, what is shared."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Stale
from frenchimpact.design.figures import line_chart
from frenchimpact.financing import queries, rules, sentences
from frenchimpact.financing.actions import plans as actions
from frenchimpact.financing.cash import later
from frenchimpact.financing.forms.plans import AmountCheckForm, CashForm, NeedForm, SharingForm, TermsForm
from frenchimpact.financing.models import CashItem, FinancingPlan, Need, PlanLine
from frenchimpact.financing.queries import plans as reads
from frenchimpact.financing.queries.proposals import proposals_of
from frenchimpact.financing.queries.warnings import Counter, ceiling_of, counter_of, findings_of, register_for
from frenchimpact.financing.views.pages import ask, conflicts_of, key_in, person, plan_page
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project


def _counter(request: HttpRequest, project: Project, lines: list[PlanLine], register: Any) -> tuple[AmountCheckForm, Counter | None]:
    """The form that asks about an amount, with the ceiling's answer."""
    form = AmountCheckForm(request.GET if "montant" in request.GET else None)
    typed: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    if register is None or project.organisation is None:
        return form, None
    return form, counter_of(project.organisation, register, lines, typed.get("montant"), typed.get("le"), typed.get("reglement", ""))


@require_safe
@door(find=queries.find_project)
def plan(request: HttpRequest, project: Project) -> HttpResponse:
    """Lines by state, totals by year, warnings, de minimis, what would unblock more."""
    found = reads.plan_of(project)
    register = register_for(project)
    if found is None:
        form, counter = _counter(request, project, [], register)
        return plan_page(request, project, "plan_new", {"check_form": form, "counter": counter, "proposals": proposals_of(project, [])})
    picture = reads.picture_of(found)
    form, counter = _counter(request, project, picture.lines, register)
    findings = findings_of(project, found, picture.lines, picture.needs, ceiling_of(register))
    context: dict[str, Any] = {
        "picture": picture,
        "view": "colonnes" if request.GET.get("vue") == "colonnes" else "liste",
        "warnings": sentences.warnings_of(findings, picture.lines),
        "proposals": proposals_of(project, picture.lines),
        "advice": sentences.advice_of(picture, counter),
        "counter": counter,
        "check_form": form,
        "undeclared": queries.undeclared(project, picture.lines),
        "may_declare": project.organisation is not None and rules.can_declare(request.user, project.organisation),
        "deadlines": reads.deadlines_of(picture.lines),
        "moves": {state: sentences.moves_from(state) for state in PlanLine.State.values},
        "today": clock.today(),
    }
    return plan_page(request, project, "plan", context)


# ── Needs and costs ──────────────────────────────────────────────────────────────────────────────
TERMS = ("eligible_cost", "own_funds", "opening_balance", "opening_month", "notes")


@require_http_methods(["GET", "POST"])
@door(find=queries.find_project)
@once
def plan_needs(request: HttpRequest, project: Project) -> HttpResponseBase:
    """What is to be paid for by year; what aids are reckoned on."""
    may_write = rules.can_write_plan(request.user, project)
    found = reads.plan_of(project)
    blank = FinancingPlan(opening_month=clock.today().replace(day=1))
    initial = {name: getattr(found or blank, name) for name in TERMS}
    form = TermsForm(request.POST if request.method == "POST" and may_write else None, initial=initial)
    stale: Stale | None = None
    version = (found or blank).version
    if request.method == "POST" and may_write:
        version = key_in(request.POST.get("version", ""))
        if form.is_valid():
            kept = actions.open_plan(project=project, by=person(request))
            try:
                actions.save_terms(plan=kept, values=form.values(), seen=version, by=person(request))
            except Stale as refusal:
                stale, version = refusal, refusal.version
            else:
                messages.success(request, _("C’est enregistré."))
                return redirect("financing:plan_needs", project.reference)
    needs = list(found.needs.all()) if found else []
    context = {
        "plan": found or blank,
        "needs": needs,
        "total": sum((one.amount for one in needs), Decimal(0)),
        "form": form,
        "version": version,
        "conflicts": conflicts_of(form, stale),
        "need_form": NeedForm(initial={"year": clock.today().year}, auto_id="n_%s"),
    }
    return plan_page(request, project, "needs", context, part="plan_needs", status=409 if stale else 422 if form.errors else 200)


def _needs_page(project: Project) -> str:
    return reverse("financing:plan_needs", args=[project.reference])


@require_http_methods(["GET", "POST"])
@door(rules.can_write_plan, find=queries.find_project)
@once
def need_add(request: HttpRequest, project: Project) -> HttpResponseBase:
    """One more thing to pay for."""
    form = NeedForm(request.POST if request.method == "POST" else None, initial={"year": clock.today().year})
    return ask(
        request,
        project,
        form,
        lambda values, _seen: actions.write_need(
            plan=actions.open_plan(project=project, by=person(request)), values=values, by=person(request)
        ),
        done=_("Le besoin est dans le plan."),
        back=_needs_page(project),
        part="plan_needs",
        title=_("Ajouter un besoin"),
        button=_("Ajouter"),
    )


@require_http_methods(["GET", "POST"])
@door(lambda user, need: rules.can_write_plan(user, need.plan.project), find=queries.find_need)
@once
def need_edit(request: HttpRequest, need: Need) -> HttpResponseBase:
    """What a need says."""
    initial = {name: getattr(need, name) for name in NeedForm.base_fields}
    form = NeedForm(request.POST if request.method == "POST" else None, initial=initial)
    return ask(
        request,
        need.plan.project,
        form,
        lambda values, seen: actions.write_need(plan=need.plan, need=need, values=values, seen=seen, by=person(request)),
        done=_("Le besoin est enregistré."),
        back=_needs_page(need.plan.project),
        seen=need.version,
        part="plan_needs",
        title=_("Modifier un besoin"),
        button=_("Enregistrer"),
        template="row_edit",
        remove=reverse("financing:need_remove", args=[need.plan.project.reference, need.pk]),
    )


@require_POST
@door(lambda user, need: rules.can_write_plan(user, need.plan.project), find=queries.find_need)
@once
def need_remove(request: HttpRequest, need: Need) -> HttpResponseBase:
    """It is no longer to be paid for."""
    actions.remove_need(need=need, by=person(request))
    messages.success(request, _("« %(label)s » n’est plus dans le plan.") % {"label": need.label})
    return redirect(_needs_page(need.plan.project))


# ── Cash ─────────────────────────────────────────────────────────────────────────────────────────
@require_safe
@door(find=queries.find_project)
def plan_cash(request: HttpRequest, project: Project) -> HttpResponse:
    """Each month: what comes, what goes, what is left; the months that lack."""
    found = reads.plan_of(project)
    picture = reads.picture_of(found) if found else None
    context: dict[str, Any] = {
        "picture": picture,
        "items": list(found.cash_items.all()) if found else [],
        "item_form": CashForm(auto_id="c_%s", initial={"kind": CashItem.Kind.EXPENSE}),
        "charts": _charts(picture.cash) if picture else [],
        "remedies": [sentences.remedy_words(one) for one in picture.cash.remedies] if picture else [],
    }
    return plan_page(request, project, "cash", context, part="plan_cash")


def _charts(cash: reads.Cash) -> list[Any]:
    """The balance at the end of each month, for a wide screen and a narrow one."""
    points = [(_last_day(one.month), float(one.balance)) for one in cash.months]
    return [line_chart(points, width=width, height=220) for width in (640, 300)]


def _last_day(month: dt.date) -> dt.date:
    return later(month) - dt.timedelta(days=1)


def _cash_page(project: Project) -> str:
    return reverse("financing:plan_cash", args=[project.reference])


@require_http_methods(["GET", "POST"])
@door(rules.can_write_plan, find=queries.find_project)
@once
def cash_add(request: HttpRequest, project: Project) -> HttpResponseBase:
    """One more thing that comes or goes."""
    form = CashForm(request.POST if request.method == "POST" else None, initial={"kind": CashItem.Kind.EXPENSE})
    return ask(
        request,
        project,
        form,
        lambda values, _seen: actions.write_cash_item(
            plan=actions.open_plan(project=project, by=person(request)), values=values, by=person(request)
        ),
        done=_("C’est dans la trésorerie."),
        back=_cash_page(project),
        part="plan_cash",
        title=_("Ajouter une recette ou une dépense"),
        button=_("Ajouter"),
    )


@require_http_methods(["GET", "POST"])
@door(lambda user, item: rules.can_write_plan(user, item.plan.project), find=queries.find_cash_item)
@once
def cash_edit(request: HttpRequest, item: CashItem) -> HttpResponseBase:
    """What it says."""
    initial = {name: getattr(item, name) for name in CashForm.base_fields}
    form = CashForm(request.POST if request.method == "POST" else None, initial=initial)
    return ask(
        request,
        item.plan.project,
        form,
        lambda values, seen: actions.write_cash_item(plan=item.plan, item=item, values=values, seen=seen, by=person(request)),
        done=_("C’est enregistré."),
        back=_cash_page(item.plan.project),
        seen=item.version,
        part="plan_cash",
        title=_("Modifier une recette ou une dépense"),
        button=_("Enregistrer"),
        template="row_edit",
        remove=reverse("financing:cash_remove", args=[item.plan.project.reference, item.pk]),
    )


@require_POST
@door(lambda user, item: rules.can_write_plan(user, item.plan.project), find=queries.find_cash_item)
@once
def cash_remove(request: HttpRequest, item: CashItem) -> HttpResponseBase:
    """It no longer comes nor goes."""
    actions.remove_cash_item(item=item, by=person(request))
    messages.success(request, _("« %(label)s » n’est plus dans la trésorerie.") % {"label": item.label})
    return redirect(_cash_page(item.plan.project))


# ── Sharing ──────────────────────────────────────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
@door(find=queries.find_project)
@once
def plan_sharing(request: HttpRequest, project: Project) -> HttpResponseBase:
    """What funders who have a line see."""
    may_write = rules.can_write_plan(request.user, project)
    found = reads.plan_of(project)
    sharing = found.sharing if found else FinancingPlan.Sharing.NOTHING
    form = SharingForm(request.POST if request.method == "POST" and may_write else None, initial={"sharing": sharing})
    if request.method == "POST" and may_write and form.is_valid():
        kept = actions.open_plan(project=project, by=person(request))
        actions.share_plan(plan=kept, sharing=form.cleaned_data["sharing"], by=person(request))
        messages.success(request, _("Votre choix est enregistré."))
        return redirect("financing:plan_sharing", project.reference)
    funders = sorted({one.funder.name for one in reads.lines_of(found) if one.funder}) if found else []
    context = {"form": form, "funders": funders, "sharing": dict(FinancingPlan.Sharing.choices)[sharing]}
    return plan_page(request, project, "sharing", context, part="plan_sharing", status=422 if form.errors else 200)
