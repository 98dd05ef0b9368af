"""Asking for an alert without an account, and its own page: confirm, pause, change, stop."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from frenchimpact.aids.actions import alerts as actions
from frenchimpact.aids.explaining import FORMS
from frenchimpact.aids.forms.alerts import AlertForm
from frenchimpact.aids.lists import STAGES, AidList
from frenchimpact.aids.messages.alerts import alert_of, criteria
from frenchimpact.aids.models import Alert, Instrument
from frenchimpact.core import clock
from frenchimpact.core.doors import open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.vocabularies.queries import choices

PAUSE_DAYS = 30


@open_door
def alert_new(request: HttpRequest) -> HttpResponse:
    """Where the search of the list becomes an alert."""
    query = request.POST.get("recherche", "") if request.method == "POST" else request.GET.urlencode()
    query = actions.canonical(query[:2000])
    form = AlertForm(request.POST or None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_alert(query=query, language=get_language() or "fr", **form.cleaned_data)
        except Refusal as refusal:
            problem = str(refusal.message)
        else:
            return render(request, "aids/alert_sent.html", {"email": form.cleaned_data["email"], "back": _list_of(query)})
    context = {"form": form, "query": query, "criteria": criteria(query), "problem": problem, "back": _list_of(query)}
    return render(request, "aids/alert_new.html", context, status=422 if problem or form.errors else 200)


def _list_of(query: str) -> str:
    return reverse("aids:aids") + (f"?{query}" if query else "")


@csrf_exempt
@open_door
def alert(request: HttpRequest, token: str) -> HttpResponse:
    """The alert of a link. Reading it changes nothing: mail gateways open links. A mail program may stop it in one click (RFC 8058)."""
    found = alert_of(token)
    if found is None:
        return render(request, "aids/alert_gone.html", {}, status=410)
    if request.method == "POST":
        if "List-Unsubscribe" in request.POST:
            actions.stop_alert(alert=found)
            return HttpResponse(_("C’est fait : cette alerte est arrêtée."), content_type="text/plain; charset=utf-8")
        try:
            asked = AidList(request.POST) if request.POST.get("verbe") == "recherche" else None
            # A place or a number that is not understood is asked again, with all that was typed.
            if asked is None or not (asked.place_problem or asked.answers.errors):
                _act(request, found, asked)
                return redirect("aids:alert", token)
            return _page(request, found, asked=asked, status=422)
        except Refusal as refusal:
            return _page(request, found, asked=asked, problem=str(refusal.message), status=refusal.status)
    return _page(request, found)


def _page(request: HttpRequest, found: Alert, *, asked: AidList | None = None, problem: str = "", status: int = 200) -> HttpResponse:
    shown = asked or AidList(QueryDict(found.query))
    context = {
        "asked": shown,
        "is_edited": asked is not None,
        "problem": problem,
        "forms": FORMS.items(),
        "stages": STAGES,
        "themes": choices("theme"),
        "natures": [(code, words, None, code in shown.natures) for code, words in Instrument.choices],
        "alert": found,
        "criteria": criteria(found.query),
        "list_url": AidList(QueryDict(found.query)).url(),
        "rhythms": Alert.Rhythm.choices,
        "is_paused": found.paused_until is not None and found.paused_until > clock.today(),
    }
    return render(request, "aids/alert.html", context, status=status)


def _act(request: HttpRequest, found: Alert, asked: AidList | None) -> None:
    """One button of the page."""
    verb = request.POST.get("verbe", "")
    if asked is not None:
        actions.change_search(alert=found, query=asked.query())
        messages.success(request, _("La recherche est changée."))
        return
    if verb == "confirmer":
        actions.confirm_alert(alert=found)
        messages.success(request, _("L’alerte est en route."))
    elif verb == "pause":
        until = clock.today() + dt.timedelta(days=PAUSE_DAYS)
        actions.pause_alert(alert=found, until=until)
        messages.success(request, _("Rien ne sera envoyé avant le %(day)s.") % {"day": date_format(until, "DATE_FORMAT")})
    elif verb == "rythme" and request.POST.get("rhythm") in Alert.Rhythm.values:
        actions.change_rhythm(alert=found, rhythm=request.POST["rhythm"])
        messages.success(request, _("Le rythme est changé."))
    elif verb == "arreter":
        actions.stop_alert(alert=found)
        messages.success(request, _("L’alerte est arrêtée : rien ne sera plus envoyé."))
