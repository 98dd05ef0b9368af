"""All proofs lost: asking, waiting, stopping."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from frenchimpact.accounts import actions, pending, queries
from frenchimpact.accounts.forms import RecoveryReasonForm
from frenchimpact.core.doors import open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render


@open_door
def recovery(request: HttpRequest) -> HttpResponse:
    """For who has confirmed their mailbox and cannot give the second proof."""
    person = pending.person_at_door(request)
    if person is None:
        return redirect("desk:home" if request.user.is_authenticated else "accounts:sign_in")
    if not queries.factor_count(person):
        return redirect("accounts:protect")
    form, trouble, status = RecoveryReasonForm(), "", 200
    if request.method == "POST" and "use" in request.POST:
        try:
            actions.use_recovery(person=person)
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
        else:
            return redirect(pending.go_on(request, person))
    elif request.method == "POST":
        form, status = RecoveryReasonForm(request.POST), 422
        if form.is_valid():
            actions.ask_recovery(person=person, reason=form.cleaned_data["reason"])
            return redirect("accounts:recovery")
    found = queries.open_recovery_of(person)
    context = {"form": form, "recovery": found, "is_ready": found is not None and actions.is_ready(found), "trouble": trouble}
    return render(request, "accounts/recovery.html", context, status=status)


@open_door
def recovery_cancel(request: HttpRequest, key: str) -> HttpResponse:
    """« It is not me »: from the mail, in one click and a button."""
    found = queries.recovery_of_key(key)
    if found is None:
        raise Http404
    if request.method == "POST":
        actions.cancel_recovery(recovery=found, by=found.user)
        found.refresh_from_db()
    return render(request, "accounts/recovery_cancel.html", {"recovery": found, "is_open": found.state in found.OPEN})
