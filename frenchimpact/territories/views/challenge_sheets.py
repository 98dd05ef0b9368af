"""The public page of one challenge, and what anyone may propose for it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.linked_data import breadcrumbs, linked_data
from frenchimpact.core.pages import render
from frenchimpact.core.quantities import quantity
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project
from frenchimpact.territories.actions.proposals import confirm_proposal, propose
from frenchimpact.territories.forms.proposals import ProposalForm
from frenchimpact.territories.models import Action, Challenge, CommonIndicator
from frenchimpact.territories.queries import challenge_sections_of, sheets
from frenchimpact.territories.queries.challenges import challenges_of
from frenchimpact.territories.queries.comparators import comparisons_of
from frenchimpact.territories.queries.matches import solutions_for
from frenchimpact.territories.queries.methods import cut_of, methods_of
from frenchimpact.territories.queries.papers import public_papers
from frenchimpact.territories.queries.progress import Line, progress_of
from frenchimpact.territories.queries.proposals import proposal_by_key
from frenchimpact.territories.sentences import plan_words, trajectory_badge
from frenchimpact.vocabularies.queries import word


@require_safe
@door(find=sheets.find_challenge, visitors=True)
def challenge(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    """The problem, what is aimed at and measured, who acts already, the help that is sought."""
    territory = challenge.territory
    lines = [line for line in progress_of(territory).values() if line.indicator.challenge_id == challenge.pk]
    actions = list(
        Action.objects.filter(objective__challenge=challenge)
        .exclude(state=Action.State.DROPPED)
        .select_related("objective", "owner")
        .order_by("objective__number", "number")
    )
    by_state: dict[str, int] = {}
    for action in actions:
        by_state[action.state] = by_state.get(action.state, 0) + 1
    here = reverse("territories:challenge", args=[territory.slug, challenge.number])
    root = settings.BASE_URL
    crumbs = [
        (_("Territoires"), f"{root}{reverse('atlas:home')}territoires/"),
        (territory.name, root + reverse("territories:territory", args=[territory.slug])),
        (challenge.title, root + here),
    ]
    sections = challenge_sections_of(challenge)
    told = {key for _template, found in sections for key in found.projects}
    context = {
        "territory": territory,
        "challenge": challenge,
        "sections": sections,
        "others": [one for one in challenges_of(territory) if one.pk != challenge.pk],
        "lines": [(line, trajectory_badge(line.trajectory)) for line in lines],
        **measured_context(challenge, lines),
        "quantity": quantity,
        "actions": actions,
        "papers": public_papers(actions),
        "plan_words": plan_words(by_state),
        "themes": [word("theme", code) for code in challenge.themes],
        "publics": [word("public", code) for code in challenge.publics],
        "sdgs": [(number, word("sdg", str(number))) for number in challenge.sdgs],
        "links": list(
            challenge.challenge_projects.filter(project__status=Project.Status.PUBLISHED).select_related("project").order_by("pk")
        ),
        "matches": [match for match in solutions_for(challenge) if match.project.pk not in told],
        "can_propose": challenge.is_open and territory.lead_id is not None,
        "json_ld": linked_data(breadcrumbs(crumbs)),
    }
    return render(request, "territories/sheet_challenge.html", context)


def measured_context(challenge: Challenge, lines: list[Line]) -> dict[str, Any]:
    """By indicator: how it is counted, what cuts its series, the same one elsewhere, and whose result it is when that is published."""
    projects = {line.indicator.project_id for line in lines} - {None}
    commons = {line.indicator.common_id for line in lines} - {None}
    methods = methods_of([line.indicator.pk for line in lines])
    return {
        "methods": methods,
        "cuts": {line.indicator.pk: cut for line in lines if (cut := cut_of(line, methods.get(line.indicator.pk, [])))},
        "comparisons": comparisons_of(
            challenge.territory, [line.indicator.pk for line in lines if line.indicator.common_id and line.series]
        ),
        "commons": CommonIndicator.objects.in_bulk(commons) if commons else {},
        "results": Project.objects.filter(status=Project.Status.PUBLISHED).in_bulk(projects) if projects else {},
    }


@require_http_methods(["GET", "POST"])
@once
@door(find=sheets.find_challenge, visitors=True)
def propose_solution(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    """A solution or an offer, without an account: the address is confirmed by mail before anyone reads it."""
    user = request.user if isinstance(request.user, User) else None
    initial = {"kind": request.GET.get("genre", "solution"), "project": request.GET.get("projet", "")[:40]}
    if user is not None:
        initial |= {"name": user.full_name, "email": user.email}
    form = ProposalForm(request.POST or None, initial=initial)
    status, refusal = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                proposal = propose(challenge=challenge, by=user, **form.cleaned_data)
            except Refusal as refused:
                status, refusal = refused.status, str(refused.message)
            else:
                if proposal.confirmed_at is not None:
                    messages.success(request, _("Votre proposition est arrivée au collectif. Sa réponse viendra par mail."))
                    return redirect("territories:challenge", challenge.territory.slug, challenge.number)
                return redirect("territories:proposal_sent", challenge.territory.slug, challenge.number)
    context = {"territory": challenge.territory, "challenge": challenge, "form": form, "refusal": refusal}
    return render(request, "territories/proposal_form.html", context, status=status)


@require_safe
@door(find=sheets.find_challenge, visitors=True)
def proposal_sent(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    """What comes next: the mail to open."""
    return render(request, "territories/proposal_sent.html", {"territory": challenge.territory, "challenge": challenge})


@require_http_methods(["GET", "POST"])
@open_door
def proposal_confirm(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind the link of the receipt. Opening it does nothing: mail gateways open links too."""
    proposal = proposal_by_key(key)
    if proposal is None:
        return render(request, "territories/proposal_gone.html", status=410)
    context: dict[str, Any] = {
        "proposal": proposal,
        "challenge": proposal.challenge,
        "territory": proposal.challenge.territory,
        "refusal": "",
    }
    if request.method == "POST":
        try:
            confirm_proposal(proposal=proposal)
        except Refusal as refused:
            return render(request, "territories/proposal_confirm.html", context | {"refusal": refused.message}, status=refused.status)
        return redirect("territories:proposal_confirm", key)
    return render(request, "territories/proposal_confirm.html", context)
