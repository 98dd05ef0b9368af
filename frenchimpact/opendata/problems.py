"""Errors of the API, whole in one language: French, or English for who asks for it first (Accept-Language)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core.errors import Text
from frenchimpact.opendata.shapes import Problem

PROBLEM = "application/problem+json"
TITLES: dict[int, Text] = {
    400: gettext_lazy("Demande mal formée"),
    401: gettext_lazy("Clé attendue"),
    403: gettext_lazy("Droit manquant"),
    404: gettext_lazy("Introuvable"),
    405: gettext_lazy("Verbe refusé"),
    409: gettext_lazy("Demande contraire"),
    422: gettext_lazy("Demande à corriger"),
    429: gettext_lazy("Trop de demandes"),
    503: gettext_lazy("Service indisponible"),
}
# What is wrong with a value, by the kind of check that it failed.
CHECKS: dict[str, Text] = {
    "greater_than_equal": gettext_lazy("un nombre supérieur ou égal à {ge} est attendu"),
    "greater_than": gettext_lazy("un nombre supérieur à {gt} est attendu"),
    "less_than_equal": gettext_lazy("un nombre inférieur ou égal à {le} est attendu"),
    "less_than": gettext_lazy("un nombre inférieur à {lt} est attendu"),
    "int_parsing": gettext_lazy("un nombre entier est attendu"),
    "int_type": gettext_lazy("un nombre entier est attendu"),
    "float_parsing": gettext_lazy("un nombre est attendu"),
    "figure": gettext_lazy("un nombre est attendu, sans guillemets"),
    "int_from_float": gettext_lazy("un nombre entier est attendu"),
    "bool_type": gettext_lazy("« true » ou « false » est attendu, sans guillemets"),
    "bool_parsing": gettext_lazy("« true » ou « false » est attendu"),
    "string_too_long": gettext_lazy("au plus {max_length} caractères sont attendus"),
    "string_too_short": gettext_lazy("au moins {min_length} caractères sont attendus"),
    "string_pattern_mismatch": gettext_lazy("une valeur de la forme {pattern} est attendue"),
    "string_type": gettext_lazy("un texte est attendu"),
    "enum": gettext_lazy("une de ces valeurs est attendue : {expected}"),
    "literal_error": gettext_lazy("une de ces valeurs est attendue : {expected}"),
    "missing": gettext_lazy("une valeur est attendue"),
    "extra_forbidden": gettext_lazy("ce paramètre n’existe pas"),
    "date_from_datetime_parsing": gettext_lazy("une date de la forme AAAA-MM-JJ est attendue"),
    "date_parsing": gettext_lazy("une date de la forme AAAA-MM-JJ est attendue"),
}


def problem(status: int, detail: str, errors: list[str] | None = None) -> HttpResponse:
    """An error that a program and a person can read."""
    title = str(TITLES.get(status) or _("La demande n’a pas abouti"))
    content = Problem(title=title, status=status, detail=detail, errors=errors or [])
    return JsonResponse(content.model_dump(), status=status, content_type=PROBLEM, json_dumps_params={"ensure_ascii": False})


def words_of(error: Mapping[str, Any]) -> str:
    """« limit : un nombre inférieur ou égal à 1000 est attendu », for one value that failed."""
    values = {name: str(value).replace("'", "").replace(" or ", ", ") for name, value in error.get("ctx", {}).items()}
    check = CHECKS.get(str(error["type"]))
    what = str(check).format(**values) if check else _("cette valeur ne convient pas")
    # Of a list, its name rather than the place in it.
    name = next((part for part in reversed(error["loc"]) if isinstance(part, str)), "")
    return _("%(name)s : %(what)s") % {"name": name, "what": what}
