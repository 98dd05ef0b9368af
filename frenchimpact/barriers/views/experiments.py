"""The register of experiments, for the desk (HA05)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import correcting
from frenchimpact.barriers.actions import experiments as actions
from frenchimpact.barriers.actions.cited import cite
from frenchimpact.barriers.experiment_lists import TONES, ExperimentList, state_words
from frenchimpact.barriers.forms.corrections import CorrectionForm
from frenchimpact.barriers.forms.outcomes import CheckForm, DecisionForm, ExperimentForm, ValueForm
from frenchimpact.barriers.models import Experiment, ExperimentIndicator
from frenchimpact.barriers.queries import experiments as reads
from frenchimpact.barriers.views.consultations import person
from frenchimpact.barriers.views.guarded import given, kept_in, mark
from frenchimpact.barriers.views.outcomes import typed_places
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.geo.queries import place_chooser, places_by_keys, typed_place
from frenchimpact.journal.actions import once

# What of an experiment may be corrected, and is read by everyone.
NAMED = ("title", "object", "beneficiary", "conditions", "evaluation_plan", "legal_basis", "authority_name", "indicators")


def can_decide_indicator(user: Any, indicator: ExperimentIndicator) -> bool:
    """Those who follow its experiment."""
    return rules.can_decide_experiment(user, indicator.experiment)


def context_of(experiment: Experiment) -> dict[str, Any]:
    """What both pages of an experiment show."""
    return {
        "experiment": experiment,
        "measured": reads.measured(experiment),
        "state": state_words(experiment),
        "tone": TONES[reads.state_of(experiment)],
        "is_undecided": reads.is_undecided(experiment),
        "is_running": reads.is_running(experiment),
        "today": clock.today(),
    }


@require_safe
@door(rules.is_of_desk)
def kept_experiments(request: HttpRequest) -> HttpResponse:
    """All of them, those that ended without a decision first."""
    asked = ExperimentList(request.GET, "barriers:kept_experiments", rules.visible_experiments(request.user))
    context = {"asked": asked, "alarms": list(reads.undecided()[:50]), "today": clock.today(), "state_of": state_words}
    context["tones"] = lambda one: TONES[reads.state_of(one)]
    return render(request, "barriers/kept_experiments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.is_of_desk)
@once
def experiment_new(request: HttpRequest) -> HttpResponseBase:
    """One known from elsewhere."""
    is_sent = request.method == "POST"
    keys, typed = typed_places(request) if is_sent else ([], typed_place(""))
    data, is_masking = given(request, NAMED, [])
    form = ExperimentForm(data or None, label_suffix="")
    mark(form, request)
    if is_sent and not is_masking and "search" not in request.POST and form.is_valid() and not typed.problem:
        try:
            with transaction.atomic():
                norms = cite(form.cleaned_data["norms"])
                found = actions.open_experiment(
                    by=person(request), places=places_by_keys(keys), norms=norms, kept_names=kept_in(request), **form.values()
                )
        except Refusal as refusal:
            explain(form, refusal)
            mark(form, request, refusal)
        else:
            messages.success(request, _("L’expérimentation %s est inscrite.") % found.reference)
            return redirect("barriers:kept_experiment", found.reference)
    context = {"form": form, "chooser": place_chooser(keys, typed), "back": reverse("barriers:kept_experiments")}
    return render(request, "barriers/experiment_new.html", context, status=422 if is_sent and (form.errors or typed.problem) else 200)


@require_safe
@door(rules.can_follow_experiment, find=reads.find_experiment)
def kept_experiment(request: HttpRequest, experiment: Experiment) -> HttpResponse:
    """One: what it tries, what is counted, what was decided."""
    may_decide = rules.can_decide_experiment(request.user, experiment)
    context = {
        **context_of(experiment),
        "may_decide": may_decide and experiment.ending in ("", "extended"),
        "may_measure": may_decide,
        "warnings": list(experiment.warnings.order_by("sent_at", "pk")),
    }
    return render(request, "barriers/kept_experiment.html", context)


def _asking(
    request: HttpRequest, experiment: Experiment, form: forms.Form, *, title: str, button: str, lead: str = "", danger: bool = False
) -> HttpResponse:
    context = {
        "experiment": experiment,
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "danger": danger,
        "back": reverse("barriers:kept_experiment", args=[experiment.reference]),
    }
    return render(request, "barriers/experiment_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_decide_experiment, find=reads.find_experiment)
@once
def experiment_check(request: HttpRequest, experiment: Experiment) -> HttpResponseBase:
    """The half-way check."""
    form = CheckForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_half_way(experiment=experiment, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le point de mi-parcours est enregistré."))
            return redirect("barriers:kept_experiment", experiment.reference)
    return _asking(request, experiment, form, title=_("Point de mi-parcours"), button=_("Enregistrer ce point"))


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_decide_experiment, find=reads.find_experiment)
@once
def experiment_decide(request: HttpRequest, experiment: Experiment) -> HttpResponseBase:
    """The decision that it must end with."""
    form = DecisionForm(request.POST or None, experiment=experiment, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(experiment=experiment, by=person(request), **form.values())
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La décision est enregistrée et publique."))
            return redirect("barriers:kept_experiment", experiment.reference)
    lead = _("Toute expérimentation se termine par une décision. Sans elle, la dérogation cesse et personne ne le sait.")
    return _asking(request, experiment, form, title=_("Décider de la suite"), button=_("Enregistrer la décision"), lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
@door(can_decide_indicator, find=reads.find_indicator)
@once
def experiment_value(request: HttpRequest, indicator: ExperimentIndicator) -> HttpResponseBase:
    """One value; on a day that has one, it corrects it."""
    form = ValueForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_value(indicator=indicator, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La valeur est enregistrée."))
            return redirect("barriers:kept_experiment", indicator.experiment.reference)
    lead = _("Une valeur déjà écrite pour ce jour est corrigée par celle-ci ; les deux restent dans l’histoire.")
    return _asking(request, indicator.experiment, form, title=indicator.name, button=_("Enregistrer"), lead=lead)


@require_http_methods(["GET", "POST"])
@door(rules.can_decide_experiment, find=reads.find_experiment)
@once
def experiment_correct(request: HttpRequest, experiment: Experiment) -> HttpResponseBase:
    """Its words again, or out of the public's sight; what it said is kept for the desk."""
    data, is_masking = given(request, correcting.FIELDS, correcting.cases_of(experiment))
    first = {name: getattr(experiment, name) for name in (*correcting.FIELDS, "is_public")}
    form = CorrectionForm(data, initial=first, label_suffix="")
    mark(form, request)
    if data is not None and not is_masking and form.is_valid():
        try:
            correcting.correct_experiment(experiment=experiment, by=person(request), kept_names=kept_in(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
            mark(form, request, refusal)
        else:
            messages.success(request, _("L’expérimentation est corrigée ; ce qu’elle disait avant n’est plus lu que par le guichet."))
            return redirect("barriers:kept_experiment", experiment.reference)
    return _asking(request, experiment, form, title=_("Corriger cette expérimentation"), button=_("Enregistrer la correction"))
