"""The tab « Accompagnement » of a project's space: who supports it, what was asked, whom to ask."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.core.text import clean_line
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import find_space, space_frame
from frenchimpact.projects.rules import can_read_team_space
from frenchimpact.support import rules
from frenchimpact.support.actions.supports import ask_support, offer_pass
from frenchimpact.support.forms import AskForm, PassForm
from frenchimpact.support.queries.finding import structures_for
from frenchimpact.support.queries.promotions import promotions_of_project
from frenchimpact.support.queries.supports import Delay, delays_of, next_of, supports_of

TAB = "support:project_supports"
# Asked of somebody who has not answered yet.
_WAITING = ("offered", "requested")


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


@require_safe
@door(can_read_team_space, find=find_space)
def project_supports(request: HttpRequest, project: Project) -> HttpResponse:
    """Those who support it, then those who may, with the reasons."""
    asked = clean_line(request.GET.get("q", ""))[:100]
    supports = supports_of(project)
    can_ask = rules.can_ask(request.user, project)
    context: dict[str, Any] = {
        **space_frame(request.user, project, TAB),
        "live": [(one, *next_of(one)) for one in supports if one.is_live or one.state in _WAITING],
        "past": [one for one in supports if not one.is_live and one.state not in _WAITING],
        "found": structures_for(project, text=asked) if can_ask else [],
        "promotions": promotions_of_project(project),
        "asked": asked,
        "can_ask": can_ask,
        "may_offer_pass": rules.can_offer_pass(request.user, project),
    }
    return render(request, "support/project_supports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_ask, find=find_space)
@once
def support_ask(request: HttpRequest, project: Project) -> HttpResponseBase:
    """Write to one of them: it receives the project's sheet with the words."""
    structure = rules.supporters().filter(slug=request.GET.get("structure", "")).select_related("commune").first()
    if structure is None:
        raise Http404
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            support = ask_support(project=project, structure=structure, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Votre demande est envoyée. Réponse attendue sous dix jours."))
            return redirect("support:support", support.reference)
    delay: Delay | None = delays_of([structure]).get(structure.pk)
    context = {**space_frame(request.user, project, TAB), "structure": structure, "form": form, "delay": delay}
    return render(request, "support/support_ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_offer_pass, find=find_space)
@once
def support_pass(request: HttpRequest, project: Project) -> HttpResponseBase:
    """The programme offers the Pass: the team answers first, then the structure."""
    form = PassForm(request.POST or None, structures=rules.supporters().order_by("name"))
    if request.method == "POST" and form.is_valid():
        try:
            support = offer_pass(project=project, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le Pass est proposé : l’équipe du projet répond d’abord."))
            return redirect("support:support", support.reference)
    context = {**space_frame(request.user, project, TAB), "form": form}
    return render(request, "support/support_pass.html", context, status=422 if form.errors else 200)
