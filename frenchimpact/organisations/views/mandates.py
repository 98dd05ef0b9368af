"""Mandates: one structure acts for another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.organisations import actions, queries, rules
from frenchimpact.organisations.forms import MandateForm
from frenchimpact.organisations.models import Mandate, Organisation
from frenchimpact.organisations.views.asking import person, sheet_url


@door(rules.can_manage_members, find=queries.find_organisation)
@once
def organisation_mandate_propose(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """Propose to another structure to act for it, or that it acts for one's own."""
    form = MandateForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        from_giver = values["direction"] == "give"
        giver, agent = (organisation, values["other"]) if from_giver else (values["other"], organisation)
        try:
            if not rules.administrators_of(values["other"]).exists():
                raise Refusal(_("Personne ne gère encore l’autre structure : elle ne pourrait pas répondre."))
            mandate = actions.propose_mandate(
                giver=giver,
                agent=agent,
                scope=values["scope"],
                starts_on=values["starts_on"],
                ends_on=values["ends_on"],
                from_giver=from_giver,
                by=person(request),
            )
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La proposition est partie. Le mandat commence quand l’autre structure l’accepte."))
            return redirect("organisations:mandate", mandate.pk)
    context = {"organisation": organisation, "sheet": sheet_url(organisation), "form": form}
    return render(request, "organisations/mandate_propose.html", context, status=422 if form.errors else 200)


@door(find=queries.find_mandate)
@once
def mandate(request: HttpRequest, found: Mandate) -> HttpResponseBase:
    """One mandate: what it lets do, who agreed, and the means to answer or to stop it."""
    user = person(request)
    trouble, status = "", 200
    if request.method == "POST":
        verb = next((name for name in ("agree", "decline", "revoke") if name in request.POST), "")
        may = rules.can_stop_mandate(user, found) if verb == "revoke" else rules.can_answer_mandate(user, found)
        try:
            if not verb or not may:
                raise Refusal(_("Vous ne pouvez pas, ou plus, répondre pour cette structure."))
            if verb == "agree":
                actions.agree_mandate(mandate=found, by=user)
            elif verb == "decline":
                actions.decline_mandate(mandate=found, by=user)
            else:
                actions.revoke_mandate(mandate=found, by=user)
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
            found.refresh_from_db()
        else:
            done = {"agree": _("Le mandat est accepté."), "decline": _("Le mandat est refusé."), "revoke": _("Le mandat est arrêté.")}
            messages.success(request, done[verb])
            return redirect("organisations:mandate", found.pk)
    context = {
        "mandate": found,
        "trouble": trouble,
        "can_answer": rules.can_answer_mandate(user, found),
        "can_stop": rules.can_stop_mandate(user, found),
        "giver_sheet": sheet_url(found.giver),
        "agent_sheet": sheet_url(found.agent),
    }
    return render(request, "organisations/mandate.html", context, status=status)
