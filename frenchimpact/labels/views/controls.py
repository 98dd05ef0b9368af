"""Controls by sampling: drawn by the operator, answered by holders with evidence, concluded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.files.queries import files_of
from frenchimpact.journal.actions import once
from frenchimpact.labels import actions, forms, queries, rules
from frenchimpact.labels.actions.controls import DOCUMENTS
from frenchimpact.labels.models import Control
from frenchimpact.labels.views.desks import person


@require_http_methods(["GET", "POST"])
@door(rules.can_manage_labels)
@once
def controls(request: HttpRequest) -> HttpResponseBase:
    """The controls drawn so far, and the means to draw another."""
    form = forms.DrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draw_controls(by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            words = ngettext("%(n)s label est tiré au sort.", "%(n)s labels sont tirés au sort.", made.asked_count)
            messages.success(request, words % {"n": made.asked_count})
            return redirect("labels:controls")
    context = {"form": form, "rounds": queries.control_rounds()}
    return render(request, "labels/controls.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(find=queries.find_control, fresh=lambda request: "conclude" in request.POST)
@once
def control(request: HttpRequest, found: Control) -> HttpResponseBase:
    """One control: what is asked, the answer with its evidence, the conclusion."""
    user = person(request)
    may_answer = rules.can_answer_for(user, found.label) and found.replied_at is None and found.concluded_at is None
    may_conclude = rules.can_decide_on(user, found.label) and found.concluded_at is None
    reply = forms.ControlReplyForm(request.POST if may_answer and request.method == "POST" else None)
    conclusion = forms.ConclusionForm(request.POST if may_conclude and "conclude" in request.POST else None)
    refused: list[tuple[str, object]] = []
    if request.method == "POST" and not (may_answer or may_conclude):
        raise Refusal(_("Ce contrôle n’attend plus rien de vous."))
    if reply.is_bound and reply.is_valid():
        try:
            taken = actions.attach_evidence(control=found, sent=request.FILES, fields=request.POST, by=user)
            refused = list(taken.refused)
            if not refused:
                actions.answer_control(control=found, by=user, **reply.cleaned_data)
                messages.success(request, _("Votre réponse est déposée."))
                return redirect("labels:control", found.label.reference, found.pk)
        except Refusal as refusal:
            explain(reply, refusal)
    if conclusion.is_bound and conclusion.is_valid():
        try:
            actions.conclude_control(control=found, by=user, **conclusion.cleaned_data)
            messages.success(request, _("Le contrôle est conclu. Le titulaire en est prévenu."))
            return redirect("labels:control", found.label.reference, found.pk)
        except Refusal as refusal:
            explain(conclusion, refusal)
    context = {
        "control": found,
        "label": found.label,
        "evidence": list(files_of(found, rules.EVIDENCE)),
        "reply": reply,
        "conclusion": conclusion,
        "may_answer": may_answer,
        "may_conclude": may_conclude,
        "intake": DOCUMENTS,
        "refused": refused,
    }
    return render(request, "labels/control.html", context, status=422 if reply.errors or conclusion.errors or refused else 200)
