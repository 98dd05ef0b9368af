"""A barrier of the desk: made one with another of the same, or out of the public's sight."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.barriers.actions import barriers as actions
from frenchimpact.barriers.forms.book import HideForm, MergeForm
from frenchimpact.barriers.models import Barrier
from frenchimpact.barriers.queries.book import same_as
from frenchimpact.barriers.queries.demand import demand_of_barrier, find_barrier
from frenchimpact.barriers.rules import can_keep_barrier
from frenchimpact.barriers.views.queue import person
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once


@require_http_methods(["GET", "HEAD", "POST"])
@door(can_keep_barrier, find=find_barrier)
@once
def barrier_merge(request: HttpRequest, barrier: Barrier) -> HttpResponseBase:
    """Two names of one barrier: which one stays, and everything of the other goes to it."""
    form = MergeForm(request.POST or None, barrier=barrier, likely=same_as(barrier), label_suffix="")
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["found"]
        kept, gone = (barrier, other) if form.cleaned_data["keep"] == "this" else (other, barrier)
        try:
            kept = actions.merge_barriers(kept=kept, gone=gone, by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Les deux freins n’en font plus qu’un. L’adresse de l’autre y mène."))
            return redirect("barriers:barrier_edit", kept.reference)
    context = {"one": barrier, "form": form, "counts": _counts(barrier)}
    return render(request, "barriers/barrier_merge.html", context, status=422 if form.errors else 200)


def _counts(barrier: Barrier) -> list[tuple[str, int, None]]:
    """What hangs on it."""
    return [
        (_("Cas"), barrier.cases.count(), None),
        (_("Personnes bloquées aussi"), demand_of_barrier(barrier).count, None),
        (_("Réponses"), barrier.precedents.count(), None),
        (_("Expérimentations"), barrier.experiments.count(), None),
        (_("Notes aux décideurs"), barrier.note_links.count(), None),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@door(can_keep_barrier, find=find_barrier)
@once
def barrier_hide(request: HttpRequest, barrier: Barrier) -> HttpResponseBase:
    """Out of the public's sight with a reason, or back."""
    if request.method == "POST" and "montrer" in request.POST:
        actions.show_barrier(barrier=barrier, by=person(request))
        messages.success(request, _("Ce frein est public de nouveau."))
        return redirect("barriers:barrier_edit", barrier.reference)
    form = HideForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        actions.hide_barrier(barrier=barrier, by=person(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("Ce frein n’est plus public. Son adresse dit pourquoi."))
        return redirect("barriers:barrier_edit", barrier.reference)
    return render(request, "barriers/barrier_hide.html", {"one": barrier, "form": form}, status=422 if form.errors else 200)
