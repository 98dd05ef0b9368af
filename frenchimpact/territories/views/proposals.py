"""What the collective reads of what was proposed to it, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.journal.actions import once
from frenchimpact.territories import queries, rules
from frenchimpact.territories.actions.proposals import answer_proposal
from frenchimpact.territories.forms.proposals import ProposalAnswerForm
from frenchimpact.territories.models import Proposal, Territory
from frenchimpact.territories.queries.proposals import find_proposal, proposals_for
from frenchimpact.territories.views.pages import page_of
from frenchimpact.territories.views.spaces import person, space_page


@require_safe
@door(find=queries.find_space)
def proposals(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Everything that was proposed, what waits first."""
    return space_page(request, territory, "proposal_list", {"page": page_of(request, proposals_for(territory))}, tab="challenges")


@require_http_methods(["GET", "POST"])
@once
@door(find=find_proposal)
def proposal(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """One proposal, and the answer of those who run the territory."""
    territory = proposal.challenge.territory
    can_answer = rules.can_run(request.user, territory)
    form = ProposalAnswerForm(request.POST or None)
    status, refusal = 200, ""
    if request.method == "POST":
        if not can_answer:
            status, refusal = 403, _("Seules les personnes qui écrivent pour la structure qui porte le territoire répondent.")
        elif form.is_valid():
            try:
                answer_proposal(proposal=proposal, by=person(request), **form.cleaned_data)
            except Refusal as refused:
                status, refusal = refused.status, str(refused.message)
            else:
                messages.success(request, _("Votre réponse est partie."))
                return redirect("territories:proposals", territory.reference)
        else:
            status = 422
    context = {"proposal": proposal, "form": form, "can_answer": can_answer, "refusal": refusal}
    return space_page(request, territory, "proposal", context, tab="challenges", status=status)
