"""Sites of partners: as everybody sees them, and as those who keep them do."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.design.framing import KEPT_SECONDS, Look, Pasted, framed
from frenchimpact.files.queries import picture_of
from frenchimpact.minisites import actions, queries
from frenchimpact.minisites.colours import Palette
from frenchimpact.minisites.forms import ReasonForm, SiteForm
from frenchimpact.minisites.models import Site
from frenchimpact.minisites.rules import can_keep_sites, can_watch_sites
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries import find_organisation
from frenchimpact.organisations.rules import LOGO

# Of the frame that its lines put elsewhere, before the page says how tall it is.
HEIGHT = 1100
TONES = {Site.State.ONLINE: "ok", Site.State.SUSPENDED: "bad", Site.State.CLOSED: "line"}


@framed
@require_safe
@door(find=queries.find_site, visitors=True)
@conditional_page
def site(request: HttpRequest, found: Site) -> HttpResponseBase:
    """The page itself, by itself or inside another site: no cookie, nothing of who reads it."""
    logo = picture_of(found.organisation, LOGO) if found.has_logo else None
    context = {"site": found, "lists": queries.shown_by(found), "logo": logo, "look": Look(), "sheet": _sheet(found.organisation)}
    return render(request, "minisites/site.html", context)


@require_safe
@door(find=queries.find_site, visitors=True)
@conditional_page
def site_colours(_request: HttpRequest, found: Site) -> HttpResponse:
    """Its colours, as a style sheet: no page of ours takes styles of its own."""
    response = HttpResponse(Palette(found.accent, found.ground).css, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


def _sheet(organisation: Organisation) -> str:
    return reverse("atlas:organisation", args=[organisation.slug])


@require_http_methods(["GET", "HEAD", "POST"])
@door(can_keep_sites, find=find_organisation)
def organisation_sites(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """The sites of an organisation, and one more."""
    form = SiteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_site(organisation=organisation, by=cast(User, request.user), **form.cleaned_data)
            messages.success(request, _("Le mini-site est en ligne."))
            return redirect("minisites:kept_site", made.slug)
        except Refusal as refusal:
            explain(form, refusal)
    context = {"organisation": organisation, "sites": queries.sites_of(organisation), "form": form, "tones": TONES}
    return render(request, "minisites/sites.html", context | {"sheet": _sheet(organisation)}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(find=queries.find_kept_site)
def kept_site(request: HttpRequest, found: Site) -> HttpResponseBase:
    """One of them: what it says and shows, how much it is read, the lines to paste."""
    form = SiteForm(request.POST if request.method == "POST" else None, site=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_site(site=found, by=cast(User, request.user), **form.cleaned_data)
            messages.success(request, _("Les changements sont en ligne."))
            return redirect("minisites:kept_site", found.slug)
        except Refusal as refusal:
            explain(form, refusal)
    return _kept(request, found, form=form)


def _kept(request: HttpRequest, found: Site, **more: Any) -> HttpResponse:
    form, reasons = more.get("form") or SiteForm(site=found), more.get("reasons") or ReasonForm()
    path = reverse("minisites:site", args=[found.slug])
    context = {
        "site": found,
        "form": form,
        "reasons": reasons,
        "path": path,
        "address": settings.BASE_URL + path,
        "pasted": Pasted(path, found.title, HEIGHT),
        "uses": queries.uses_of(found),
        "lists": queries.shown_by(found),
        "tones": TONES,
        "can_watch": can_watch_sites(request.user),
        "sheet": _sheet(found.organisation),
    }
    return render(request, "minisites/kept.html", context, status=422 if form.errors or reasons.errors else 200)


@require_POST
@door(find=queries.find_kept_site)
def site_move(request: HttpRequest, found: Site) -> HttpResponseBase:
    """Close it; for the programme, suspend it and put it back."""
    verb = request.POST.get("verb", "")
    if verb not in ("close", *(("suspend", "restore") if can_watch_sites(request.user) else ())):
        messages.warning(request, _("Seul le programme suspend un mini-site, ou le remet en ligne."))
        return redirect("minisites:kept_site", found.slug)
    reasons = ReasonForm(request.POST if verb == "suspend" else None)
    if verb == "suspend" and not reasons.is_valid():
        return _kept(request, found, reasons=reasons)
    try:
        reason = reasons.cleaned_data["reason"] if verb == "suspend" else ""
        moved = actions.move_site(site=found, verb=verb, by=cast(User, request.user), reason=reason)
        messages.success(request, _("Le mini-site est maintenant : %(state)s.") % {"state": str(moved.get_state_display()).lower()})
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    return redirect("minisites:kept_site", found.slug)


@require_safe
@door(can_watch_sites)
def every_site(request: HttpRequest) -> HttpResponse:
    """All of them, for the programme."""
    return render(request, "minisites/every.html", {"sites": queries.every_site(), "tones": TONES})
