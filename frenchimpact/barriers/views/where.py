"""Where a case is, written by the desk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.barriers import rules
from frenchimpact.barriers.actions.where import set_place
from frenchimpact.barriers.forms.desk import WhereForm
from frenchimpact.barriers.models import Case
from frenchimpact.barriers.queries.cases import find_case_of_desk
from frenchimpact.barriers.views.asking import case_page
from frenchimpact.barriers.views.queue import person
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.geo.queries import place_words
from frenchimpact.journal.actions import once


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_run_case, find=find_case_of_desk)
@once
def case_place(request: HttpRequest, case: Case) -> HttpResponseBase:
    """One place, found by its name: a letter says it in words, or not at all."""
    first = place_words(case.place) if case.place else case.place_words
    form = WhereForm(request.POST or None, initial={"lieu": first}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            set_place(case=case, place=form.cleaned_data["lieu"], by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le lieu est enregistré : ses services et ses hackers sont proposés."))
            return redirect("barriers:case", case.reference)
    context = {"form": form, "title": _("Où est-ce ?"), "over": case.reference, "back": case_page(case)}
    return render(request, "barriers/book_edit.html", context, status=422 if form.errors else 200)
