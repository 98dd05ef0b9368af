"""Offers and requests, for everyone: lists, and a page each."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.feeds import atom_text
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.misses import missed
from frenchimpact.core.pages import render
from frenchimpact.design.incidents import gone
from frenchimpact.journal.actions import once
from frenchimpact.offers import lists, rules
from frenchimpact.offers.actions.offers import report_offer
from frenchimpact.offers.forms.offers import ReportForm
from frenchimpact.offers.models import Offer, Request
from frenchimpact.offers.queries.matches import delays_of
from frenchimpact.offers.queries.offers import find_known_offer, find_offer, labels_held
from frenchimpact.offers.queries.requests import find_request
from frenchimpact.offers.views.frame import carried_out, person, say


@open_door
@require_safe
def offers(request: HttpRequest) -> HttpResponseBase:
    """What is offered, with its filters and its files."""
    asked = lists.offer_list(request.GET)
    if asked.format == "atom":
        rows = [
            _entry("offers:offer", one.slug, one.title, one.summary, one.published_at or one.created_at, one.themes) for one in asked.shown
        ]
        return _atom(rows, _("Offres"), asked.url(format="atom"))
    if asked.format:
        return _file(asked.format, lists.offer_cells(asked.rows), lists.OFFER_COLUMNS, "offres")
    if not asked.count:
        missed("offres", theme=asked.theme, place=asked.place.key if asked.place else "")
    context = {"asked": asked, "rows": asked.shown, "count_words": lists.count_offers(asked.count), "say": say()}
    return render(request, "offers/offers.html", {**context, "may_offer": rules.can_offer(request.user)})


@open_door
@require_safe
def needs(request: HttpRequest) -> HttpResponseBase:
    """What is sought, with its filters and its files."""
    asked = lists.request_list(request.GET)
    if asked.format == "atom":
        rows = [_entry("offers:need", one.slug, one.title, one.text[:300], one.created_at, one.themes) for one in asked.shown]
        return _atom(rows, _("Demandes"), asked.url(format="atom"))
    if asked.format:
        return _file(asked.format, lists.request_cells(asked.rows), lists.REQUEST_COLUMNS, "demandes")
    context = {"asked": asked, "rows": asked.shown, "count_words": lists.count_requests(asked.count), "say": say()}
    return render(request, "offers/needs.html", context)


def _entry(view: str, slug: str, title: str, text: str, at: Any, themes: list[str]) -> dict[str, Any]:
    page = settings.BASE_URL + reverse(view, args=[slug])
    return {"nom": title, "adresse_fiche": page, "date": at.date().isoformat(), "description": text, "themes": themes}


def _atom(rows: list[dict[str, Any]], title: str, path: str) -> HttpResponseBase:
    lines = atom_text(rows, title=title, address=settings.BASE_URL + path, ways={}, language=get_language() or "fr")
    return StreamingHttpResponse(lines, content_type=lists.FORMATS["atom"])


def _file(kind: str, cells: Any, columns: tuple[str, ...], name: str) -> HttpResponseBase:
    lines = csv_text(cells, columns=columns) if kind == "csv" else json_text(cells)
    response = StreamingHttpResponse(lines, content_type=lists.FORMATS[kind])
    if kind == "csv":
        response["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.csv"'
    return response


@require_safe
@door(find=find_known_offer, visitors=True)
def offer(request: HttpRequest, found: Offer) -> HttpResponse:
    """What is offered, how much is left, where, to whom, at what price, by whom. Withdrawn, it says so."""
    if found.state == Offer.State.WITHDRAWN and not rules.visible_offers(request.user).filter(pk=found.pk).exists():
        return gone(request, _("Cette offre a été retirée. Cherchez-en une autre parmi celles qui sont offertes aujourd’hui."))
    context = {
        "offer": found,
        "say": say(),
        "labels": list(labels_held(found.organisation_id)),
        "delays": delays_of(found.organisation_id),
        "may_edit": rules.can_edit_offer(request.user, found),
        "is_given": found.state == Offer.State.AVAILABLE and not found.is_dormant,
    }
    return render(request, "offers/offer.html", context)


@require_safe
@door(find=find_request, visitors=True)
def need(request: HttpRequest, found: Request) -> HttpResponse:
    """What is sought, by whom, for when."""
    context = {
        "need": found,
        "say": say(),
        "may_write": rules.can_write_request(request.user, found),
        "is_open": found.state in (Request.State.OPEN, Request.State.MATCHED),
        "is_listed": rules.public_requests().filter(pk=found.pk).exists(),
    }
    return render(request, "offers/need.html", context)


@require_http_methods(["GET", "POST"])
@door(find=find_offer, reason=gettext_lazy("Connectez-vous pour signaler cette offre."))
@once
def offer_report(request: HttpRequest, found: Offer) -> HttpResponseBase:
    """Something is wrong with it: the programme reads what."""
    form = ReportForm(request.POST or None, label_suffix="")
    if request.method == "POST" and carried_out(form, lambda: report_offer(offer=found, by=person(request), **form.cleaned_data)):
        messages.success(request, _("Merci. L’équipe du programme lit votre signalement."))
        return redirect("offers:offer", found.slug)
    return render(request, "offers/offer_report.html", {"offer": found, "form": form}, status=422 if form.errors else 200)
