"""An aid that its beneficiary took out of the register, for its funder."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.aids.queries.spaces import funder_frame
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.core.quantities import euros
from frenchimpact.financing.actions.removals import answer_removal
from frenchimpact.financing.forms.deminimis import RemovalForm
from frenchimpact.financing.models import DeMinimisAid
from frenchimpact.financing.queries.removals import find_removed
from frenchimpact.financing.views.pages import person
from frenchimpact.journal.actions import once


@require_http_methods(["GET", "POST"])
@door(find=find_removed)
@once
def removal_answer(request: HttpRequest, aid: DeMinimisAid) -> HttpResponseBase:
    """Agree that it does not count, or uphold it."""
    form = RemovalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_removal(aid=aid, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Votre réponse est enregistrée."))
            return redirect("financing:removal_answer", aid.pk)
    context = {**funder_frame(request.user, "commitments:kept_commitments"), "aid": aid, "form": form, "euros": euros}
    context["answer"] = getattr(aid, "removal_answer", None)
    return render(request, "financing/removal_answer.html", context, status=422 if form.errors else 200)
