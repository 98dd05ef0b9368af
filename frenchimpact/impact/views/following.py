"""Choosing what a project follows, settling it, its aim, ending it, going on under a new version."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.impact import queries, rules
from frenchimpact.impact.actions import following as actions
from frenchimpact.impact.measure_forms import FollowForm, FollowingForm, ImpactAimForm
from frenchimpact.impact.models import Followed
from frenchimpact.impact.queries.measures import find_followed, newer_version
from frenchimpact.impact.views.measures import measures_page
from frenchimpact.impact.views.space import person
from frenchimpact.journal.actions import once
from frenchimpact.methods.queries import unit_words
from frenchimpact.projects.models import Project


def _may_write(user: Any, found: Followed) -> bool:
    return rules.can_write_change(user, found.project)


def _page_of(found: Followed) -> HttpResponse:
    return redirect("impact:followed", found.project.reference, found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_write_change, find=queries.find_space)
@once
def follow(request: HttpRequest, project: Project) -> HttpResponseBase:
    """One more indicator, chosen among those of the open methods."""
    form = FollowForm(project, request.POST if request.method == "POST" else None, initial={"keeper": person(request)})
    if request.method == "POST" and form.is_valid():
        indicator, version = form.cleaned_data["choice"]
        try:
            found = actions.follow_indicator(
                project=project,
                indicator=indicator,
                method_version=version,
                started_on=form.cleaned_data["started_on"],
                keeper=form.cleaned_data["keeper"],
                by=person(request),
            )
            messages.success(request, _("« %s » est suivi. Donnez sa première valeur.") % indicator)
            return _page_of(found)
        except Refusal as refusal:
            explain(form, refusal)
    return measures_page(request, project, "follow", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(_may_write, find=find_followed)
@once
def following_settle(request: HttpRequest, found: Followed) -> HttpResponseBase:
    """For what its values count, where the project acts, who is asked."""
    start = {"sdg": found.sdg, "theme": found.theme, "keeper": found.keeper}
    form = FollowingForm(found, request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            fields = {name: form.cleaned_data[name] for name in ("sdg", "theme", "keeper")}
            actions.settle_following(followed=found, by=person(request), shares=form.where.given(), **fields)
            messages.success(request, _("C’est enregistré."))
            return _page_of(found)
        except Refusal as refusal:
            explain(form, refusal)
    return measures_page(request, found.project, "following", {"form": form, "followed": found}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(_may_write, find=find_followed)
@once
def impact_aim(request: HttpRequest, found: Followed) -> HttpResponseBase:
    """Where it starts from and what it aims at; rewritten, the earlier aim stays."""
    latest = found.aims.first()
    start = {name: getattr(latest, name) for name in actions.AIM} if latest else {}
    unit = unit_words(found.indicator.unit)
    form = ImpactAimForm(request.POST if request.method == "POST" else None, unit=unit, is_first=latest is None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_impact_aim(followed=found, by=person(request), **form.cleaned_data)
            messages.success(request, _("La cible est enregistrée."))
            return _page_of(found)
        except Refusal as refusal:
            explain(form, refusal)
    context = {"form": form, "followed": found, "latest": latest, "unit": unit}
    return measures_page(request, found.project, "impact_aim", context, status=422 if form.errors else 200)


@require_POST
@door(_may_write, find=find_followed)
@once
def following_end(request: HttpRequest, found: Followed) -> HttpResponse:
    """It is followed no more."""
    actions.end_following(followed=found, by=person(request))
    messages.success(request, _("« %s » n’est plus suivi. Ses valeurs restent sur sa page.") % found.indicator)
    return redirect("impact:measures", found.project.reference)


@require_POST
@door(_may_write, find=find_followed)
@once
def following_go_on(request: HttpRequest, found: Followed) -> HttpResponse:
    """The same under the new version of its definition."""
    newer = newer_version(found)
    if newer is None:
        raise Refusal(_("La définition n’a pas de version plus récente."))
    use = newer.uses.filter(version__state="published").order_by("-version__rank").first()
    later = actions.go_on_under(followed=found, indicator=newer, method_version=use.version if use else None, by=person(request))
    messages.success(
        request, _("La série continue sous la version %s de la définition ; la coupure se voit sur la courbe.") % newer.version
    )
    return _page_of(later)
