"""The de minimis aid of an organisation: what counts, what is declared, its group, its certificates."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.commitments.models import Commitment
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.core.quantities import euros
from frenchimpact.design.words import day
from frenchimpact.financing import queries, rules
from frenchimpact.financing.actions import certificates
from frenchimpact.financing.actions import deminimis as actions
from frenchimpact.financing.actions.confirming import set_aside
from frenchimpact.financing.deminimis import Review
from frenchimpact.financing.forms.deminimis import AidForm, SignatoryForm, WithdrawForm
from frenchimpact.financing.forms.plans import AmountCheckForm
from frenchimpact.financing.models import Declaration, DeMinimisAid, PlanLine, Regulation
from frenchimpact.financing.papers.certificates import certificate_paper
from frenchimpact.financing.queries import registers as reads
from frenchimpact.financing.queries.warnings import counter_of
from frenchimpact.financing.views.pages import key_in, person
from frenchimpact.journal.actions import once
from frenchimpact.organisations.models import Organisation


def register_page(
    request: HttpRequest, organisation: Organisation, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """One page of the register, with its header."""
    everything = {
        "organisation": organisation,
        "can_declare": rules.can_declare(request.user, organisation),
        "home": reverse("financing:de_minimis", args=[organisation.slug]),
        **context,
    }
    return render(request, f"financing/{template}.html", everything, status=status)


def _home(request: HttpRequest, organisation: Organisation, *, status: int = 200, **more: Any) -> HttpResponse:
    form = AmountCheckForm(request.GET if "montant" in request.GET else None)
    typed: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    register = reads.register_of(organisation)
    aids = list(reads.aids_of(organisation))
    counted = {one.key for one in register.counted(organisation.pk, clock.today())}
    waiting, irregular = list(reads.to_confirm(organisation)[:50]), reads.irregular_of(register, organisation)
    others = [reads.verdict(register, organisation, clock.today(), Decimal(0), code) for code in Regulation.values[1:]]
    context = {
        "counter": counter_of(
            organisation, register, amount=typed.get("montant"), on=typed.get("le"), regulation=typed.get("reglement", "")
        ),
        "others": [(Regulation(one.regulation).label, one.answer) for one in others if one.answer.used and one.answer.ceiling],
        "check_form": form,
        "aids": aids,
        "counted": counted,
        "irregular": {one.aid.pk for one in irregular},
        "passed": irregular,
        "waiting": waiting,
        "waiting_total": sum((one.net for one in waiting), Decimal(0)),
        "members": reads.members_around(organisation),
        "own": reads.group_today(organisation),
        "group_totals": _group_totals(register, organisation),
        "declarations": list(organisation.de_minimis_declarations.all()[:20]),
        "signatory_form": SignatoryForm(auto_id="s_%s"),
        "today": clock.today(),
        "user_answers": {one.pk for one in reads.members_around(organisation) if rules.can_answer_link(request.user, one)},
        **more,
    }
    return register_page(request, organisation, "register", context, status=status)


def _group_totals(register: Any, organisation: Organisation) -> dict[int | str, Decimal]:
    """What each organisation of the group received that counts today."""
    found: dict[int | str, Decimal] = {}
    for one in register.counted(organisation.pk, clock.today()):
        found[one.holder] = found.get(one.holder, Decimal(0)) + one.amount
    return found


@require_safe
@door(find=queries.find_organisation)
def de_minimis(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What is used and left, from which day an amount is possible, everything declared, the group, the certificates."""
    return _home(request, organisation)


# ── Declaring and withdrawing ────────────────────────────────────────────────────────────────────
def _imported(request: HttpRequest, organisation: Organisation) -> Commitment | None:
    """The commitment of a file that is being confirmed."""
    reference = request.GET.get("engagement", "")[:40]
    return reads.to_confirm(organisation).filter(reference=reference).first() if reference else None


def _proposed(request: HttpRequest, organisation: Organisation, given: Commitment | None) -> dict[str, Any]:
    """What a line of a plan, obtained under the regime, says of the aid to declare; or a commitment that a file brought."""
    if given is not None:
        return {
            "granted_on": given.signed_on,
            "nominal": given.net,
            "instrument": given.instrument,
            "regulation": given.regime,
            "funder": given.funder.name if given.funder else "",
            "funder_name": "" if given.funder else given.funder_name,
            "subject": given.title[:300],
        }
    pk = key_in(request.GET.get("ligne", ""))
    lines = PlanLine.objects.filter(pk=pk, plan__project__organisation=organisation, removed_at=None)
    line = lines.filter(plan__project__in=rules.visible_projects(request.user)).select_related("funder").first()
    if line is None:
        return {}
    lent = {"method": DeMinimisAid.Method.LOAN} if line.is_lent and line.loan_months else {}
    regulation = {"regulation": line.regime} if line.regime in Regulation.values else {}
    return {
        "granted_on": line.obtained_on,
        "nominal": line.amount,
        "instrument": line.instrument,
        "loan_months": line.loan_months,
        "funder": line.funder.name if line.funder else "",
        "funder_name": line.funder_name,
        "subject": line.title,
        **lent,
        **regulation,
    }


@require_http_methods(["GET", "POST"])
@door(rules.can_declare, find=queries.find_organisation)
@once
def aid_declare(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """Declare an aid; when it passes the ceiling, or makes later ones pass it, what it changes is shown before it is confirmed."""
    given = _imported(request, organisation)
    form = AidForm(request.POST if request.method == "POST" else None, user=request.user, initial=_proposed(request, organisation, given))
    reviews: list[Review] = []
    if request.method == "POST" and form.is_valid():
        try:
            aid, _reviews = actions.declare_aid(
                organisation=organisation,
                values={**form.cleaned_data, **({"commitment": given} if given is not None else {})},
                by=person(request),
                is_confirmed="confirm" in request.POST,
            )
        except actions.NeedsConfirming as refusal:
            reviews = refusal.reviews
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("L’aide du %(on)s est déclarée.") % {"on": day(aid.granted_on)})
            return redirect("financing:de_minimis", organisation.slug)
    context = {
        "form": form,
        "reviews": reviews,
        "rows": _reviewed_rows(reviews),
        "changed": [one for one in reviews[1:] if one.is_made_irregular],
    }
    return register_page(request, organisation, "aid_declare", context, status=422 if form.errors or reviews else 200)


@require_POST
@door(rules.can_declare, find=lambda user, slug, reference: queries.find_organisation(user, slug))
@once
def imported_aside(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """« Ce n’en est pas une »: what a file said stays written, and never counts."""
    reference = request.resolver_match.kwargs["reference"] if request.resolver_match else ""
    given = reads.to_confirm(organisation).filter(reference=reference).first()
    if given is None:
        messages.warning(request, _("Cette aide a déjà sa réponse."))
    else:
        set_aside(organisation=organisation, commitment=given, by=person(request))
        messages.success(request, _("L’engagement %(ref)s ne compte pas sous le plafond.") % {"ref": given.reference})
    return redirect(reverse("financing:de_minimis", args=[organisation.slug]) + "#a-confirmer")


def _reviewed_rows(reviews: list[Review]) -> list[tuple[Review, DeMinimisAid | None]]:
    """Each judged aid with its row; the one being declared has none yet."""
    rows = DeMinimisAid.objects.select_related("organisation", "funder").in_bulk([int(one.aid.key) for one in reviews if one.aid.key])
    return [(one, rows.get(int(one.aid.key))) for one in reviews]


@require_http_methods(["GET", "POST"])
@door(rules.can_withdraw, find=queries.find_aid)
@once
def aid_withdraw(request: HttpRequest, aid: DeMinimisAid) -> HttpResponseBase:
    """An aid no longer counts, for a reason that stays written."""
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_aid(aid=aid, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("L’aide ne compte plus."))
            return redirect("financing:de_minimis", aid.organisation.slug)
    return register_asking(
        request,
        aid.organisation,
        form,
        title=_("Retirer une aide"),
        button=_("Retirer cette aide"),
        text=_("%(amount)s accordés le %(on)s par %(who)s. Elle reste écrite, avec sa raison.")
        % {"amount": euros(aid.equivalent), "on": day(aid.granted_on), "who": aid.funder_words},
        danger=True,
    )


def register_asking(request: HttpRequest, organisation: Organisation, form: forms.Form, **page: Any) -> HttpResponse:
    """A page of the register that asks one thing."""
    context = {"form": form, "text": "", "danger": False, "back": reverse("financing:de_minimis", args=[organisation.slug]), **page}
    return register_page(request, organisation, "register_asking", context, status=422 if form.errors else 200)


# ── Certificates ─────────────────────────────────────────────────────────────────────────────────
@require_POST
@door(rules.can_declare, find=queries.find_organisation)
@once
def declaration_make(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """The certificate of today."""
    form = SignatoryForm(request.POST, auto_id="s_%s")
    if form.is_valid():
        try:
            made = certificates.make_declaration(organisation=organisation, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            words = ngettext("L’attestation %(ref)s porte %(n)s aide.", "L’attestation %(ref)s porte %(n)s aides.", _count(made))
            messages.success(request, words % {"ref": made.reference, "n": _count(made)})
            return redirect(reverse("financing:de_minimis", args=[organisation.slug]) + "#attestations")
    return _home(request, organisation, status=422, signatory_form=form)


def _count(declaration: Declaration) -> int:
    return sum(len(one["aids"]) for one in declaration.content["regulations"])


@require_safe
@door(find=queries.find_declaration)
def declaration_pdf(request: HttpRequest, declaration: Declaration) -> HttpResponse:
    """The certificate, to sign."""
    response = HttpResponse(certificate_paper(declaration), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{declaration.reference}.pdf"'
    return response
