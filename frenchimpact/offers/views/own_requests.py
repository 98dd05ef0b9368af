"""The requests of one's projects, organisations and territories, and the offers that suit each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.geo.queries import place_of, place_words
from frenchimpact.journal.actions import once
from frenchimpact.offers import rules
from frenchimpact.offers.actions import requests as actions
from frenchimpact.offers.forms.offers import ReasonForm
from frenchimpact.offers.forms.requests import RequestForm
from frenchimpact.offers.models import Request, Side
from frenchimpact.offers.queries import requests as reads
from frenchimpact.offers.queries.matches import matches_of
from frenchimpact.offers.queries.offers import suited_offers
from frenchimpact.offers.views.frame import carried_out, needs_answer, person, say
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import find_space, space_frame
from frenchimpact.projects.rules import can_read_team_space, places_of
from frenchimpact.territories import queries as territories
from frenchimpact.territories.models import Territory

PROJECT_TAB, TERRITORY_TAB = "offers:project_needs", "offers:territory_needs"


@require_safe
@door()
def my_needs(request: HttpRequest) -> HttpResponse:
    """All of one's own, whoever asks; those in whose name one may ask."""
    houses = list(rules.offering_for(request.user).order_by("name", "pk")[:50])
    new = [(house.name, _new_page(house)) for house in houses]
    return render(request, "offers/my_needs.html", {"rows": list(reads.own_list(request.user)[:200]), "new": new, "say": say()})


def _new_page(asker: rules.Asking) -> str:
    name = {Project: "projet", Organisation: "structure", Territory: "territoire"}[type(asker)]
    key = asker.slug if isinstance(asker, Organisation) else asker.reference
    return reverse("offers:need_new") + "?" + urlencode({name: key})


@require_safe
@door(can_read_team_space, find=find_space)
def project_needs(request: HttpRequest, project: Project) -> HttpResponse:
    """The requests of a project, in its space: its team, its partners and the programme read them; its team writes."""
    return _asker_page(request, project, "offers/project_needs.html", space_frame(request.user, project, PROJECT_TAB))


@require_safe
@door(find=territories.find_space)
def territory_needs(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The requests of a territory, in its space."""
    return _asker_page(request, territory, "offers/territory_needs.html", territories.space_frame(request.user, territory, TERRITORY_TAB))


def _asker_page(request: HttpRequest, asker: Project | Territory, template: str, frame: dict[str, Any]) -> HttpResponse:
    may_ask = rules.can_ask_as(request.user, asker)
    rows = list(reads.requests_of(asker)[:200])
    return render(request, template, {**frame, "rows": rows, "may_ask": may_ask, "new_page": _new_page(asker), "say": say()})


@require_http_methods(["GET", "POST"])
@door()
@once
def need_new(request: HttpRequest) -> HttpResponseBase:
    """One more, in the name that the address says."""
    given = request.GET
    asker = reads.find_asker(
        request.user, project=given.get("projet", ""), organisation=given.get("structure", ""), territory=given.get("territoire", "")
    )
    if asker is None:
        return _choose_asker(request)
    form = RequestForm(request.POST or None, initial=_beginning(asker, given))
    made: list[Request] = []
    field = {Project: "project", Organisation: "organisation", Territory: "territory"}[type(asker)]
    if request.method == "POST" and carried_out(
        form, lambda: made.append(actions.ask(by=person(request), **{field: asker}, **form.cleaned_data))
    ):
        messages.success(request, _("La demande est ouverte. Voici les offres qui lui conviennent."))
        return redirect("offers:own_need", made[0].reference)
    return render(request, "offers/need_edit.html", {"form": form, "asker": asker, "need": None}, status=422 if form.errors else 200)


def _choose_asker(request: HttpRequest) -> HttpResponse:
    """In whose name: the address said nothing that the person may ask for."""
    found: list[rules.Asking] = [*rules.asking_projects(request.user)[:50], *rules.offering_for(request.user).order_by("name", "pk")[:50]]
    found += list(rules.asking_territories(request.user)[:50])
    if request.GET.keys() & {"projet", "structure", "territoire"} and not found:
        raise Http404
    more = {name: request.GET[name][:60] for name in ("nature", "theme", "lieu") if request.GET.get(name)}
    ways = [(str(one), _new_page(one) + ("&" + urlencode(more) if more else "")) for one in found]
    return render(request, "offers/need_asker.html", {"ways": ways})


def _beginning(asker: rules.Asking, given: QueryDict) -> dict[str, Any]:
    """What is known already: of who asks, and of the place and the theme that the address says."""
    place = place_of(given.get("lieu", ""))
    if place is None and isinstance(asker, Project):
        place = next(iter(places_of(asker)), None)
    elif place is None and isinstance(asker, Organisation):
        place = asker.commune
    themes = [given["theme"]] if given.get("theme") else getattr(asker, "themes", [])
    # What a white spot of the mesh proposes.
    words = {"title": given.get("titre", "")[:160], "text": given.get("texte", "")[:1000]}
    return {"what": given.get("nature", ""), "place": place_words(place) if place else "", "themes": themes, **words}


@require_http_methods(["GET", "POST"])
@door(rules.can_write_request, find=reads.find_own_request)
@once
def need_edit(request: HttpRequest, need: Request) -> HttpResponseBase:
    """What it says."""
    initial = {name: getattr(need, name) for name in actions.FIELDS} | {"place": place_words(need.place) if need.place else ""}
    form = RequestForm(request.POST or None, initial=initial)
    if request.method == "POST" and carried_out(
        form, lambda: actions.change_request(request=need, by=person(request), **form.cleaned_data)
    ):
        messages.success(request, _("C’est enregistré."))
        return redirect("offers:own_need", need.reference)
    return render(request, "offers/need_edit.html", {"form": form, "asker": need.asker, "need": need}, status=422 if form.errors else 200)


@require_safe
@door(rules.can_write_request, find=reads.find_own_request)
def own_need(request: HttpRequest, need: Request) -> HttpResponse:
    """Where it stands, the matches to answer, the offers that suit it with their reasons."""
    return _own_page(request, need, ReasonForm(label_suffix=""))


def _own_page(request: HttpRequest, need: Request, form: ReasonForm, refusal: str = "", status: int = 200) -> HttpResponse:
    is_seeking = need.state in (Request.State.OPEN, Request.State.MATCHED)
    context = {
        "need": need,
        "say": say(),
        "can": {verb: Request.FLOW.can(verb, need.state) for verb in ("fulfil", "abandon", "reopen")},
        "matches": matches_of(request=need.pk),
        "to_answer": lambda match: needs_answer(match, Side.REQUEST),
        "suited": suited_offers(need) if is_seeking else [],
        "is_seeking": is_seeking,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "offers/own_need.html", context, status=status)


@require_POST
@door(rules.can_write_request, find=reads.find_own_request)
@once
def need_close(request: HttpRequest, need: Request) -> HttpResponseBase:
    """Answered, given up, or open again."""
    verb = request.POST.get("do", "")
    form = ReasonForm(request.POST if verb == "abandon" else None, label_suffix="")
    if verb == "abandon" and not form.is_valid():
        return _own_page(request, need, form, status=422)
    try:
        if verb not in ("fulfil", "abandon", "reopen"):
            raise Refusal(_("Choisissez une action."))
        actions.close_request(request=need, verb=verb, reason=request.POST.get("reason", ""), by=person(request))
    except Refusal as refusal:
        return _own_page(request, need, form, str(refusal.message), refusal.status)
    messages.success(request, _("La demande est ouverte.") if verb == "reopen" else _("La demande est close."))
    return redirect("offers:own_need", need.reference)
