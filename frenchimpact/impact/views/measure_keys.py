"""The keys by which machines give a project's values."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.core.doors import door, is_sent
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.typed import Line
from frenchimpact.impact import queries, rules
from frenchimpact.impact.actions.measure_keys import end_measure_key, open_measure_key
from frenchimpact.impact.models import MeasureKey
from frenchimpact.impact.views.measures import measures_page
from frenchimpact.impact.views.space import person
from frenchimpact.projects.models import Project


class KeyForm(forms.Form):
    """What the team calls the machine."""

    name = Line(label=gettext_lazy("Nom"), max_length=80, help_text=gettext_lazy("Ce qui s’en servira. Ex. : logiciel de paie."))


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_write_change, find=queries.find_space, fresh=is_sent, own=True)
def measure_keys(request: HttpRequest, project: Project) -> HttpResponse:
    """Those that are open, and one more; a new one is shown this once."""
    form, secret = KeyForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _key, secret = open_measure_key(project=project, name=form.cleaned_data["name"], by=person(request))
            form = KeyForm()
        except Refusal as refusal:
            explain(form, refusal)
    keys = list(project.measure_keys.filter(ended_at=None).select_related("created_by"))
    codes = list(project.followed.filter(ended_on=None).values_list("indicator__code", flat=True))
    address = request.build_absolute_uri("/api/v1/measurements")
    context = {"form": form, "secret": secret, "keys": keys, "code": codes[0] if codes else "beneficiaires_directs", "address": address}
    response = measures_page(request, project, "measure_keys", context, status=422 if form.errors else 200)
    if secret:
        response["Cache-Control"] = "no-store"
    return response


def _find(user: Any, reference: str, pk: int) -> MeasureKey:
    project = queries.find_space(user, reference)
    found = project.measure_keys.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.project = project
    return found


@require_POST
@door(lambda user, found: rules.can_write_change(user, found.project), find=_find, fresh=True)
def measure_key_end(request: HttpRequest, found: MeasureKey) -> HttpResponse:
    """It opens nothing any more."""
    end_measure_key(key=found, by=person(request))
    messages.success(request, _("« %s » est fermée : elle n’ouvre plus rien.") % found.name)
    return redirect("impact:measure_keys", found.project.reference)
