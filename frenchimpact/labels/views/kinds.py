"""Kinds of labels, for those who run the programme."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.labels import actions, queries, rules
from frenchimpact.labels.forms import KindForm
from frenchimpact.labels.models import LabelKind
from frenchimpact.labels.views.desks import person


@require_safe
@door(rules.can_manage_labels)
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind, with how many labels hold."""
    return render(request, "labels/kinds.html", {"kinds": queries.kinds_with_counts()})


@require_http_methods(["GET", "POST"])
@door(rules.can_manage_labels)
@once
def kind_new(request: HttpRequest) -> HttpResponse:
    """A kind that the programme adds."""
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kind = actions.create_kind(by=person(request), **form.values())
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le type « %(name)s » est créé. Un appel peut y mener dès maintenant.") % {"name": kind})
            return redirect("labels:kinds")
    return render(request, "labels/kind.html", {"form": form, "kind": None, "versions": []}, status=422 if form.errors else 200)


def can_manage_kind(user: Any, kind: LabelKind) -> bool:
    """Those who run the programme."""
    return rules.can_manage_labels(user)


@require_http_methods(["GET", "POST"])
@door(can_manage_kind, find=queries.find_kind)
@once
def kind_edit(request: HttpRequest, kind: LabelKind) -> HttpResponse:
    """Its terms: for the labels to come. Those given keep theirs."""
    form = KindForm(request.POST or None, kind)
    if request.method == "POST" and form.is_valid():
        actions.change_kind(kind=kind, by=person(request), **form.values())
        messages.success(request, _("C’est enregistré, pour les labels à venir. Ceux déjà donnés gardent leurs conditions."))
        return redirect("labels:kind_edit", kind.code)
    context = {"form": form, "kind": kind, "versions": queries.versions_of(kind)}
    return render(request, "labels/kind.html", context, status=422 if form.errors else 200)
