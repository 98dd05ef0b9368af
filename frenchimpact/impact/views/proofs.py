"""Proofs in the project's space: what was said of its figures, by whom; asking somebody else to look."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.design.period_words import period_name
from frenchimpact.impact import rules
from frenchimpact.impact.actions import asking
from frenchimpact.impact.actions import proofs as actions
from frenchimpact.impact.forms.proofs import AskForm
from frenchimpact.impact.messages.proofs import value_words
from frenchimpact.impact.models import Followed, Measure, ProofRequest
from frenchimpact.impact.queries import find_space
from frenchimpact.impact.queries import proofs as reads
from frenchimpact.impact.views.space import impact_frame, person
from frenchimpact.journal.actions import once
from frenchimpact.methods.queries import evidence_words
from frenchimpact.projects.models import Project

PART = "impact:proofs"
SHOWN: dict[str, Any] = {
    "who_looked": reads.who_looked,
    "in_which_quality": reads.in_which_quality,
    "value_words": value_words,
    "period_name": period_name,
    "evidence_words": evidence_words,
}


def _back(project: Project, followed: int) -> HttpResponse:
    return redirect(reverse(PART, args=[project.reference]) + f"#i{followed}")


def _can_ask(user: Any, followed: Followed) -> bool:
    return rules.can_ask_proof(user, followed.project)


def _can_write_request(user: Any, asked: ProofRequest) -> bool:
    return rules.can_ask_proof(user, asked.followed.project)


@require_safe
@door(rules.can_read_proofs, find=find_space)
def proofs(request: HttpRequest, project: Project) -> HttpResponse:
    """Each indicator with its level of proof, its values and who looked at them."""
    context = {
        **impact_frame(request, project, PART),
        **SHOWN,
        "rows": reads.proofs_of(project),
        "most": reads.MOST_VALUES,
        "can_ask": rules.can_ask_proof(request.user, project),
        "can_judge": rules.can_judge_proofs(request.user, project),
    }
    return render(request, "impact/proofs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@door(_can_ask, find=reads.find_followed)
@once
def proof_ask(request: HttpRequest, followed: Followed) -> HttpResponseBase:
    """Whom to ask, and for when."""
    form = AskForm(request.POST or None, user=request.user, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            asked = asking.ask_proof(followed=followed, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La demande est partie à %(name)s.") % {"name": asked.name})
            return _back(followed.project, followed.pk)
    context = {**impact_frame(request, followed.project, PART), "followed": followed, "form": form}
    return render(request, "impact/proof_ask.html", context, status=422 if form.errors else 200)


@require_POST
@door(_can_write_request, find=reads.find_own_request)
@once
def proof_request_cancel(request: HttpRequest, asked: ProofRequest) -> HttpResponseBase:
    """The team no longer asks."""
    asking.cancel_request(request=asked, by=person(request))
    messages.success(request, _("La demande est retirée."))
    return _back(asked.followed.project, asked.followed_id)


@require_POST
@door(_can_write_request, find=reads.find_own_request)
@once
def proof_request_again(request: HttpRequest, asked: ProofRequest) -> HttpResponseBase:
    """A new link to the same address."""
    asking.renew_link(request=asked)
    messages.success(request, _("Un nouveau lien est parti à %(email)s.") % {"email": asked.email})
    return _back(asked.followed.project, asked.followed_id)


def _can_settle(user: Any, measure: Measure) -> bool:
    return rules.can_judge_proofs(user, measure.followed.project)


@require_POST
@door(_can_settle, find=reads.find_measure)
@once
def measure_settle(request: HttpRequest, measure: Measure) -> HttpResponseBase:
    """A verified value is settled."""
    actions.settle(measure=measure, by=person(request))
    messages.success(request, _("La valeur est arrêtée."))
    return _back(measure.followed.project, measure.followed_id)
