"""The answer of a case, at the desk: written, read as its person will read it, recorded; and taken up again."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import outcomes as actions
from frenchimpact.barriers.actions.joined import joined_to
from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.actions.names import check_names
from frenchimpact.barriers.forms.outcomes import OutcomeForm, ReopenForm
from frenchimpact.barriers.messages.outcomes import facts_of, kind_words
from frenchimpact.barriers.models import Case, Outcome, OutcomeKind
from frenchimpact.barriers.models.words import EXPERIMENTS
from frenchimpact.barriers.queries.cases import find_case_of_desk
from frenchimpact.barriers.views.asking import case_page
from frenchimpact.barriers.views.consultations import person
from frenchimpact.barriers.views.guarded import given, kept_in, mark
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import TypedPlace, place_chooser, places_by_keys, typed_place
from frenchimpact.journal.actions import once

MOST_PLACES = 300
# What of an answer is public with the experiment that it opens.
NAMED = ("title", "object", "beneficiary", "conditions", "evaluation", "legal_basis", "decided_by", "indicators")


def typed_places(request: HttpRequest) -> tuple[list[str], TypedPlace]:
    """The keys of the places chosen, with what was typed beside them."""
    typed = typed_place(request.POST.get("lieu", ""))
    return typed.added_to(request.POST.getlist("places")[:MOST_PLACES]), typed


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_run_case, find=find_case_of_desk)
@once
def case_outcome(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Write the answer, read it as the person will, record it. A case answered shows what was said, and may be taken up again."""
    may_answer = Case.FLOW.can("answer", case.state)
    is_sent = request.method == "POST" and may_answer
    keys, typed = typed_places(request) if is_sent else ([], typed_place(""))
    data, is_masking = given(request, NAMED, [case]) if is_sent else (None, False)
    form = OutcomeForm(data, initial=_first_values(case), label_suffix="")
    preview = None
    mark(form, request)
    if is_sent and not is_masking and "search" not in request.POST and form.is_valid() and not typed.problem:
        places, values = places_by_keys(keys), form.values()
        try:
            if "send" in request.POST:
                with transaction.atomic():
                    outcome = actions.record_outcome(case=case, by=person(request), places=places, kept_names=kept_in(request), **values)
                messages.success(request, _told(case, outcome))
                return redirect("barriers:case_outcome", case.reference)
            _check(case, values, places, kept_in(request))
        except Refusal as refusal:
            explain(form, refusal)
            mark(form, request, refusal)
        else:
            preview = Outcome(case=case, **{name: value for name, value in values.items() if name not in OutcomeForm.EXPERIMENT})
    context = {
        "case": case,
        "back": case_page(case),
        "form": form if may_answer else None,
        "chooser": place_chooser(keys, typed),
        "preview": preview,
        "preview_words": kind_words(preview.kind) if preview else "",
        "preview_facts": facts_of(preview) if preview else (),
        "outcomes": _outcomes(case),
        "joined": len(list(joined_to(case))) if may_answer else 0,
        "can_reopen": Case.FLOW.can("reopen", case.state),
        "can_close": Case.FLOW.can("close", case.state),
        "reopening": ReopenForm(label_suffix=""),
        "experiments": [str(one.value) for one in EXPERIMENTS],
    }
    is_wrong = bool(form.errors) or bool(typed.problem)
    return render(request, "barriers/case_outcome.html", context, status=422 if is_wrong else 200)


def _first_values(case: Case) -> dict[str, Any]:
    analysis = getattr(case, "analysis", None)
    found = {"answer": analysis.synthesis if analysis else "", "kind": case.channel if case.channel in OutcomeKind.values else ""}
    return {**found, "title": case.barrier.title if case.barrier else "", "decided_by": analysis.who_decides if analysis else ""}


def _check(case: Case, values: dict[str, Any], places: list[Place], kept: list[str]) -> None:
    about = {name: values[name] for name in ("title", "object", "check_on", "indicators")}
    actions.check_outcome(kind=values["kind"], said=values, about=about, places=places)
    if values["is_public"] and OutcomeKind(values["kind"]).is_experiment:
        texts = {name: str(values[name] or "") for name in NAMED if name != "indicators"}
        check_names(texts | {"indicators": "\n".join(one.name for one in values["indicators"])}, [case], kept)


def _told(case: Case, outcome: Outcome) -> str:
    if not case.email:
        return _("La réponse est enregistrée. La personne a demandé à être oubliée : rien ne lui est envoyé.")
    if OutcomeKind(outcome.kind).is_experiment:
        return _("La réponse est partie à la personne, et l’expérimentation est inscrite au registre.")
    return _("La réponse est partie à la personne. Le cas sera clos dans quinze jours si elle n’ajoute rien.")


def _outcomes(case: Case) -> list[Outcome]:
    return list(case.outcomes.select_related("by", "experiment").prefetch_related("places__place").order_by("-at", "-pk"))


@require_POST
@door(rules.can_run_case, find=find_case_of_desk)
@once
def case_reopen(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Take it up again, with the reason that its person reads."""
    form = ReopenForm(request.POST, label_suffix="")
    if form.is_valid():
        actions.reopen(case=case, by=person(request), **form.cleaned_data)
        messages.success(request, _("Le cas est rouvert ; la personne en est prévenue."))
    else:
        messages.error(request, _("Le cas n’est pas rouvert : écrivez pourquoi, la personne le lira."))
    return redirect("barriers:case_outcome", case.reference)


@require_POST
@door(rules.can_run_case, find=find_case_of_desk)
@once
def case_close(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Nothing more is expected."""
    move(case=case, verb="close", by=person(request))
    messages.success(request, _("Le cas est clos."))
    return redirect("barriers:case_outcome", case.reference)
