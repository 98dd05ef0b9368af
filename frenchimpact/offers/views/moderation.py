"""What the programme reads before it is public, and what people report. The machine points out signs; a person decides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.offers import rules
from frenchimpact.offers.actions import offers as actions
from frenchimpact.offers.forms.offers import ReasonForm, SettleForm
from frenchimpact.offers.models import Offer, OfferReport
from frenchimpact.offers.queries import offers as reads
from frenchimpact.offers.signs import signs_of
from frenchimpact.offers.views.frame import carried_out, person, say


@require_safe
@door(rules.can_moderate)
def offer_queue(request: HttpRequest) -> HttpResponse:
    """Offers to read, each with its signs, and reports to settle."""
    rows = [(one, signs_of(one)) for one in reads.waiting_offers()[:100]]
    return render(request, "offers/offer_queue.html", {"rows": rows, "reports": list(reads.open_reports()[:100])})


@require_http_methods(["GET", "POST"])
@door(rules.can_moderate, find=reads.find_read_offer)
@once
def offer_review(request: HttpRequest, offer: Offer) -> HttpResponseBase:
    """One offer: made public, or sent back with what to change."""
    is_back = request.POST.get("do") == "send_back"
    form = ReasonForm(request.POST if is_back else None, label_suffix="")
    refusal, status = "", 200
    if request.method == "POST":
        if is_back:
            if carried_out(form, lambda: actions.move_offer(offer=offer, verb="send_back", by=person(request), **form.cleaned_data)):
                messages.success(request, _("L’offre est renvoyée : la structure lit ce qu’il faut changer."))
                return redirect("offers:offer_queue")
            status = 422
        else:
            try:
                actions.move_offer(offer=offer, verb="approve", by=person(request))
            except Refusal as refused:
                refusal, status = str(refused.message), refused.status
            else:
                messages.success(request, _("L’offre est publique."))
                return redirect("offers:offer_queue")
    context = {"offer": offer, "signs": signs_of(offer), "form": form, "refusal": refusal, "say": say()}
    context["is_waiting"] = offer.state == Offer.State.MODERATED
    context["labels"] = list(reads.labels_held(offer.organisation_id))
    return render(request, "offers/offer_review.html", context, status=status)


@require_http_methods(["GET", "POST"])
@door(rules.can_moderate, find=reads.find_report)
@once
def report_settle(request: HttpRequest, report: OfferReport) -> HttpResponseBase:
    """What the programme makes of a report; the offer may be withdrawn for it."""
    form = SettleForm(request.POST or None, label_suffix="")
    is_withdrawn = request.POST.get("do") == "withdraw"
    if request.method == "POST" and carried_out(
        form, lambda: actions.settle_report(report=report, by=person(request), is_withdrawn=is_withdrawn, **form.cleaned_data)
    ):
        messages.success(request, _("Le signalement est réglé, et l’offre retirée.") if is_withdrawn else _("Le signalement est réglé."))
        return redirect("offers:offer_queue")
    context = {"report": report, "form": form, "signs": signs_of(report.offer), "say": say()}
    context["may_withdraw"] = Offer.FLOW.can("withdraw", report.offer.state)
    return render(request, "offers/report_settle.html", context, status=422 if form.errors else 200)
