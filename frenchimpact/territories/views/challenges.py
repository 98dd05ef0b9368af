"""The challenges of a territory, as the collective writes them (TE03)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.core.conflicts import conflicts_of
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.seen import seals
from frenchimpact.core.text import whole
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.territories import queries, rules
from frenchimpact.territories.actions import challenges as actions
from frenchimpact.territories.circles import circle_code
from frenchimpact.territories.forms.challenges import AttachForm, ChallengeForm
from frenchimpact.territories.models import Challenge, Territory
from frenchimpact.territories.queries import challenges as reads
from frenchimpact.territories.queries.proposals import waiting_proposals
from frenchimpact.territories.views.spaces import person, space_page

TAB = "challenges"


def can_write(user: Anyone, challenge: Challenge) -> bool:
    """Those who run the territory."""
    return rules.can_run(user, challenge.territory)


@door(find=queries.find_space)
def challenges(request: HttpRequest, territory: Territory) -> HttpResponse:
    """All of them, and what is missing."""
    found = reads.challenges_of(territory)
    context = {
        "challenges": [(one, reads.words_of(one)) for one in found],
        "kind_words": dict(Challenge.Kind.choices),
        "count_words": reads.count_words(territory, len(found)),
        "may_add": len(found) < territory.challenge_count,
        "waiting_count": waiting_proposals(territory),
        "talk": circle_code(territory) if rules.leads(request.user, territory) else "",
    }
    return space_page(request, territory, "challenges", context, tab=TAB)


def _written(challenge: Challenge) -> dict[str, Any]:
    names = [name for name in ChallengeForm.base_fields if name != "objectives"]
    return {**{name: getattr(challenge, name) for name in names}, "objectives": actions.written_objectives(challenge)}


def _page(request: HttpRequest, territory: Territory, form: ChallengeForm, challenge: Challenge | None, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "challenge": challenge,
        "projects": list(challenge.projects.order_by("name")) if challenge else [],
        "attach": AttachForm(),
        "conflicts": [],
        "seals": request.POST.get("seen", "") or (seals(_written(challenge)) if challenge else ""),
        **more,
    }
    return space_page(request, territory, "challenge_edit", context, tab=TAB, status=more.get("status", 422 if form.errors else 200))


@require_http_methods(["GET", "POST"])
@door(rules.can_run, find=queries.find_space)
@once
def challenge_add(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """One more."""
    form = ChallengeForm(request.POST or None, territory=territory, initial={"is_open": True})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            actions.add_challenge(territory=territory, objectives=values.pop("objectives"), values=values, by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le défi est enregistré."))
            return redirect("territories:challenges", territory.reference)
    return _page(request, territory, form, None)


@require_http_methods(["GET", "POST"])
@door(can_write, find=reads.find_challenge)
@once
def challenge_edit(request: HttpRequest, challenge: Challenge) -> HttpResponseBase:
    """One, with the projects that answer it."""
    form = ChallengeForm(request.POST or None, territory=challenge.territory, initial=_written(challenge))
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        objectives, seen = values.pop("objectives"), request.POST.get("seen", "")
        try:
            actions.change_challenge(challenge=challenge, objectives=objectives, values=values, by=person(request), seen=seen)
        except Refusal as refusal:
            if conflicts := conflicts_of(form, refusal):
                challenge.refresh_from_db()
                more = {"conflicts": conflicts, "seals": seals(_written(challenge))}
        else:
            messages.success(request, _("Le défi est enregistré."))
            return redirect("territories:challenges", challenge.territory.reference)
    return _page(request, challenge.territory, form, challenge, **more)


@require_POST
@door(can_write, find=reads.find_challenge)
@once
def challenge_attach(request: HttpRequest, challenge: Challenge) -> HttpResponseBase:
    """A project that answers it is named, or taken away."""
    back = redirect("territories:challenge_edit", challenge.territory.reference, challenge.number)
    if key := request.POST.get("remove", ""):
        project = Project.objects.filter(pk=whole(key) or 0).first()
        if project is not None:
            actions.detach_project(challenge=challenge, project=project, by=person(request))
        return back
    attach = AttachForm(request.POST)
    if attach.is_valid():
        actions.attach_project(challenge=challenge, project=attach.cleaned_data["project"], by=person(request))
        messages.success(request, _("Le projet est rattaché au défi."))
        return back
    form = ChallengeForm(None, territory=challenge.territory, initial=_written(challenge))
    return _page(request, challenge.territory, form, challenge, attach=attach, status=422)
