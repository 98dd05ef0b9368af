"""Addresses of answers of cases, and of the register of experiments."""

from django.urls import URLPattern, path

from frenchimpact.barriers.views import experiments, outcomes, public_experiments

_CASE = "mon-espace/freins/<str:reference>/"
_SPACE = "mon-espace/freins/experimentations/"
_ONE = _SPACE + "<str:reference>/"

# Before those of a case: « experimentations » is no reference.
patterns: list[URLPattern] = [
    path("experimentations/", public_experiments.experiments, name="experiments"),
    path("experimentations/<slug:slug>/", public_experiments.experiment, name="experiment"),
    path(_SPACE, experiments.kept_experiments, name="kept_experiments"),
    path(_SPACE + "inscrire/", experiments.experiment_new, name="experiment_new"),
    path(_ONE, experiments.kept_experiment, name="kept_experiment"),
    path(_ONE + "corriger/", experiments.experiment_correct, name="experiment_correct"),
    path(_ONE + "point/", experiments.experiment_check, name="experiment_check"),
    path(_ONE + "decider/", experiments.experiment_decide, name="experiment_decide"),
    path(_ONE + "indicateurs/<int:number>/", experiments.experiment_value, name="experiment_value"),
    path(_CASE + "repondre/", outcomes.case_outcome, name="case_outcome"),
    path(_CASE + "rouvrir/", outcomes.case_reopen, name="case_reopen"),
    path(_CASE + "clore/", outcomes.case_close, name="case_close"),
]
