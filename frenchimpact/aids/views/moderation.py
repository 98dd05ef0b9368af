"""The first aid of each funder, read by an operator before everyone sees it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.aids import presenting, rules
from frenchimpact.aids.actions.catalogue import Ground
from frenchimpact.aids.actions.publication import accept_aid, return_aid
from frenchimpact.aids.forms.moves import ReturnForm
from frenchimpact.aids.models import Aid, AidReport
from frenchimpact.aids.queries.catalogue import find_editable
from frenchimpact.aids.queries.reach import compile_draft, reach_of
from frenchimpact.aids.queries.variants import proposals_waiting
from frenchimpact.aids.queries.waiting import waiting as work_waiting
from frenchimpact.aids.sentences import clauses_of, conditions_in, sentence_of
from frenchimpact.aids.views.spaces import person
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.journal.queries import entries_for, lines

SHOWN = 200


def can_review(user: object, _aid: Aid) -> bool:
    """Those who run the programme."""
    return rules.can_moderate(user)  # type: ignore[arg-type] # whoever asks


@require_safe
@door(rules.can_moderate)
def aid_queue(request: HttpRequest) -> HttpResponse:
    """What waits for a reader, oldest first; errors reported on aids that no funder of the directory follows."""
    waiting = Aid.objects.filter(status=Aid.Status.SUBMITTED).select_related("funder").order_by("updated_at", "pk")
    reports = AidReport.objects.filter(closed_at=None, aid__funder=None).select_related("aid").order_by("at")
    context = {
        "waiting": list(waiting[:SHOWN]),
        "reports": list(reports[:SHOWN]),
        "variants": list(proposals_waiting().select_related("aid__funder", "generic__funder")[:SHOWN]),
        "say": presenting,
        "work": work_waiting(),
    }
    return render(request, "aids/aid_queue.html", context)


@require_http_methods(["GET", "POST"])
@door(can_review, find=find_editable)
@once
def aid_review(request: HttpRequest, aid: Aid) -> HttpResponseBase:
    """Read one, publish it or send it back with what to change."""
    is_return = request.method == "POST" and "return" in request.POST
    form = ReturnForm(request.POST if is_return else None)
    status = 200
    if request.method == "POST":
        try:
            if not is_return:
                accept_aid(aid=aid, by=person(request))
                messages.success(request, _("« %(title)s » est publiée. Son financeur en est prévenu.") % {"title": aid.title})
                return redirect("aids:aid_queue")
            if form.is_valid():
                return_aid(aid=aid, reason=form.cleaned_data["reason"], by=person(request))
                messages.success(request, _("« %(title)s » est renvoyée à son financeur, avec votre demande.") % {"title": aid.title})
                return redirect("aids:aid_queue")
            status = 422
        except Refusal as refusal:
            explain(form, refusal)
            messages.error(request, str(refusal.message))
            status = refusal.status
    rows = list(aid.aid_places.all())
    ground = Ground(tuple(one.place for one in rows if not one.is_excluded), tuple(one.place for one in rows if one.is_excluded))
    conditions = conditions_in(aid)
    context = {
        "aid": aid,
        "form": form,
        "say": presenting,
        "sentence": sentence_of(ground, conditions),
        "clauses": clauses_of(conditions),
        "reach": reach_of(compile_draft(ground, conditions)),
        "lines": lines(entries_for(aid)[:20]),
    }
    return render(request, "aids/aid_review.html", context, status=status)
