"""The life of labels in the signed-in space: for their holders and for those who run the programme."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.journal import queries as journal
from frenchimpact.journal.actions import once
from frenchimpact.labels import actions, forms, queries, rules
from frenchimpact.labels.models import Label, Procedure, Renewal


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


@door(rules.can_follow_labels)
def label_desks(request: HttpRequest) -> HttpResponse:
    """What waits, then every label that the person may follow."""
    is_operator = rules.can_manage_labels(request.user)
    context = {
        "is_operator": is_operator,
        "waiting": queries.waiting(request.user),
        "labels": list(queries.desks(request.user)),
        "status_words": queries.status_words,
        "tone_of": queries.tone_of,
    }
    return render(request, "labels/desks.html", context)


@require_http_methods(["GET", "POST"])
@door(rules.can_manage_labels, fresh=True)
@once
def label_grant(request: HttpRequest) -> HttpResponseBase:
    """Enter in the register a label that a decision gives; its certificate is signed at once."""
    form = forms.GrantForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            label = actions.grant_label(by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(
                request, _("Le label %(reference)s est attribué. Son attestation est signée.") % {"reference": label.reference}
            )
            return redirect("labels:label_desk", label.reference)
    return render(request, "labels/grant.html", {"form": form}, status=422 if form.errors else 200)


# What the operator may do of a label, by verb: its words, its form, what it does.
_MOVES: dict[str, tuple[Any, Any]] = {
    "observe": (forms.ReasonsForm, actions.observe_label),
    "clear": (forms.SurrenderForm, actions.clear_label),
    "suspend": (forms.ReasonsForm, actions.suspend_label),
    "reinstate": (forms.SurrenderForm, actions.reinstate_label),
    "succeed": (forms.SuccessorForm, actions.succeed_label),
    "procedure": (forms.GroundsForm, actions.open_procedure),
}


def _desk(request: HttpRequest, label: Label, status: int = 200, **more: Any) -> HttpResponse:
    user = request.user
    can_decide, can_answer = rules.can_decide_on(user, label), rules.can_answer_for(user, label)
    procedure, renewal = queries.open_procedure(label), queries.open_renewal(label)
    context: dict[str, Any] = {
        "label": label,
        "status": queries.status_words(label),
        "tone": queries.tone_of(label),
        "events": queries.history_of(label),
        "renewal": renewal,
        "may_judge": renewal is not None and rules.can_decide_renewal(user, renewal),
        "procedure": procedure,
        "procedures": list(label.procedures.exclude(decided_at=None)),
        "controls": list(label.controls.select_related("round")),
        "can_decide": can_decide,
        "can_answer": can_answer,
        "moves": [verb for verb in _MOVES if verb in Label.FLOW.moves and Label.FLOW.can(verb, label.status)] if can_decide else [],
        "may_open": can_decide and procedure is None and Label.FLOW.can("withdraw", label.status),
        "may_surrender": can_answer and Label.FLOW.can("surrender", label.status),
        "reply_form": forms.ReplyForm(),
        "outcome_form": forms.OutcomeForm(),
        "credential": queries.credential_of(label),
        "lines": journal.lines(journal.entries_for(label)[:20]) if can_decide else [],
        **more,
    }
    return render(request, "labels/desk.html", context, status=status)


@door(find=queries.find_desk)
def label_desk(request: HttpRequest, label: Label) -> HttpResponse:
    """One label: where it stands, what is expected, all that happened."""
    return _desk(request, label)


@require_http_methods(["GET", "POST"])
@door(rules.can_decide_on, find=queries.find_desk_for_move, fresh=True)
@once
def label_move(request: HttpRequest, label: Label) -> HttpResponseBase:
    """One step that the operator decides, with its reasons."""
    verb = request.resolver_match.kwargs["verb"] if request.resolver_match else ""
    if verb not in _MOVES:
        raise Http404
    make, act = _MOVES[verb]
    form = make(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            if verb == "succeed":
                values["successor"] = _successor(values["successor"])
            act(label=label, by=person(request), **values)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("C’est fait. Le titulaire en est prévenu."))
            return redirect("labels:label_desk", label.reference)
    return render(request, "labels/move.html", {"label": label, "verb": verb, "form": form}, status=422 if form.errors else 200)


def _successor(reference: str) -> Label | None:
    if not reference:
        return None
    found = Label.objects.filter(reference__iexact=reference).first()
    if found is None:
        raise Incomplete(_("Ce label n’existe pas."), {"successor": _("Aucun label ne porte cette référence.")})
    return found


@require_http_methods(["GET", "POST"])
@door(rules.can_answer_for, find=queries.find_desk)
@once
def label_surrender(request: HttpRequest, label: Label) -> HttpResponseBase:
    """The holder gives the label back, after having read what it means."""
    form = forms.SurrenderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.surrender_label(label=label, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le label est rendu. Son badge n’est plus montré."))
            return redirect("labels:label_desk", label.reference)
    return render(request, "labels/move.html", {"label": label, "verb": "surrender", "form": form}, status=422 if form.errors else 200)


@require_POST
@door(rules.can_reply, find=queries.find_procedure)
@once
def procedure_reply(request: HttpRequest, procedure: Procedure) -> HttpResponseBase:
    """The holder answers what is said against them."""
    form = forms.ReplyForm(request.POST)
    if form.is_valid():
        try:
            actions.reply_procedure(procedure=procedure, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Vos observations sont déposées. La décision vous sera notifiée."))
            return redirect("labels:label_desk", procedure.label.reference)
    return _desk(request, procedure.label, status=422, reply_form=form)


@require_POST
@door(rules.can_decide_procedure, find=queries.find_procedure, fresh=True)
@once
def procedure_decide(request: HttpRequest, procedure: Procedure) -> HttpResponseBase:
    """End a procedure, with reasons."""
    form = forms.OutcomeForm(request.POST)
    if form.is_valid():
        try:
            actions.decide_procedure(procedure=procedure, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La décision est prise et notifiée."))
            return redirect("labels:label_desk", procedure.label.reference)
    return _desk(request, procedure.label, status=422, outcome_form=form)


# ── Renewal ──────────────────────────────────────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
@door(find=queries.find_renewal)
@once
def renewal(request: HttpRequest, found: Renewal) -> HttpResponseBase:
    """The request for renewal: written and filed by the holder, decided by the operator."""
    user, label = person(request), found.label
    may_write = rules.can_file_renewal(user, found) and found.state == Renewal.State.OPEN
    may_decide = rules.can_decide_renewal(user, found)
    is_decision = "grant" in request.POST or "refuse" in request.POST
    form = forms.RenewalForm(
        request.POST if may_write and request.method == "POST" else None, initial={"record": found.record, "changes": found.changes}
    )
    decision = forms.RenewalDecisionForm(
        request.POST if may_decide and is_decision else None, initial={"months": label.kind.duration_months}
    )
    if request.method == "POST" and not (may_write or may_decide):
        raise Refusal(_("Cette demande n’attend plus rien de vous."))
    if form.is_bound and form.is_valid():
        try:
            if "file" in request.POST:
                actions.file_renewal(renewal=found, by=user, **form.cleaned_data)
                messages.success(request, _("Votre demande est déposée. Le label continue jusqu’à la décision."))
                return redirect("labels:label_desk", label.reference)
            actions.save_renewal(renewal=found, **form.cleaned_data)
            messages.success(request, _("C’est enregistré. Déposez la demande quand elle est prête."))
            return redirect("labels:renewal", label.reference)
        except Refusal as refusal:
            explain(form, refusal)
    if decision.is_bound and decision.is_valid():
        values = decision.cleaned_data
        try:
            if "grant" in request.POST:
                actions.grant_renewal(renewal=found, by=user, **values)
            else:
                actions.refuse_renewal(renewal=found, reasons=values["reasons"], by=user)
            messages.success(request, _("La décision est prise et notifiée."))
            return redirect("labels:label_desk", label.reference)
        except Refusal as refusal:
            explain(decision, refusal)
    context = {
        "renewal": found,
        "label": label,
        "form": form,
        "decision": decision,
        "may_write": may_write,
        "may_decide": may_decide,
        "call": queries.call_for(label) if may_write else None,
        "manages": rules.can_manage_labels(user),
    }
    return render(request, "labels/renewal.html", context, status=422 if form.errors or decision.errors else 200)
