"""People whose proofs are all lost, for operators: make sure of who asks, then say yes or no, and why."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from frenchimpact.accounts import actions
from frenchimpact.accounts.models import Recovery, User
from frenchimpact.accounts.queries import recoveries
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.desk.forms import DecisionForm
from frenchimpact.desk.queries import find_recovery
from frenchimpact.organisations.rules import is_operator

SHOWN = 50


@door(is_operator)
def recovery_list(request: HttpRequest) -> HttpResponse:
    """Those to decide first."""
    return render(request, "desk/recoveries.html", {"recoveries": list(recoveries()[:SHOWN])})


@door(lambda user, recovery: is_operator(user), find=find_recovery, fresh=True)
def recovery_decide(request: HttpRequest, recovery: Recovery) -> HttpResponse:
    """What the person says, how to make sure, and the decision, which is written in the journal."""
    by = cast(User, request.user)
    form, status = DecisionForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            decide = actions.grant_recovery if "grant" in request.POST else actions.refuse_recovery
            try:
                decide(recovery=recovery, how=form.cleaned_data["how"], by=by)
            except Refusal as refusal:
                form.add_error("how", str(refusal.message))
                status = refusal.status
            else:
                messages.success(request, _("C’est décidé. La personne est prévenue."))
                return redirect("desk:recovery_list")
    return render(request, "desk/recovery.html", {"recovery": recovery, "form": form}, status=status)
