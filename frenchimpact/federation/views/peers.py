"""Other instances, for those who run the programme: which are read, what each reading gave."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.federation.actions.peers import add_peer, ask_harvest, pause_peer
from frenchimpact.federation.forms import PeerForm
from frenchimpact.federation.models import Harvest, Peer
from frenchimpact.federation.queries import peers as queries
from frenchimpact.federation.rules import can_federate
from frenchimpact.journal.actions import once


@require_http_methods(["GET", "POST"])
@door(can_federate)
@once
def peers(request: HttpRequest) -> HttpResponseBase:
    """Every instance that is read, and its last reading; one to add."""
    form = PeerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            found = add_peer(by=_person(request), **form.cleaned_data)
            ask_harvest(peer=found, by=_person(request))
            messages.success(request, _("L’instance est ajoutée ; sa première lecture commence."))
            return redirect("federation:peer", found.code)
        except Refusal as refusal:
            explain(form, refusal)
    rows = [(one, next(iter(queries.harvests_of(one, 1)), None)) for one in queries.peers()]
    return render(request, "federation/peers.html", {"rows": rows, "form": form}, status=422 if form.errors else 200)


@require_safe
@door(find=queries.find_peer)
def peer(request: HttpRequest, found: Peer) -> HttpResponseBase:
    """One instance: what it gives, its readings, what was corrected here."""
    context: dict[str, Any] = {
        "peer": found,
        "harvests": queries.harvests_of(found),
        "counts": queries.counts_by_kind(found),
        "edited": queries.edited_of(found),
    }
    return render(request, "federation/peer.html", context)


@require_POST
@door(find=queries.find_peer)
def peer_pause(request: HttpRequest, found: Peer) -> HttpResponseRedirect:
    """Stop reading it, or read it again."""
    is_active = "resume" in request.POST
    pause_peer(peer=found, is_active=is_active, by=_person(request))
    messages.success(request, _("L’instance sera lue de nouveau.") if is_active else _("L’instance n’est plus lue."))
    return redirect("federation:peer", found.code)


@require_POST
@door(find=queries.find_peer)
def peer_harvest(request: HttpRequest, found: Peer) -> HttpResponseRedirect:
    """Read it now; or, said twice, take what it no longer gives as withdrawn however much that is."""
    try:
        ask_harvest(peer=found, by=_person(request), is_sure="sure" in request.POST)
        messages.success(request, _("La lecture commence : rechargez cette page pour en voir le compte rendu."))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("federation:peer", found.code)


@require_safe
@door(find=queries.find_harvest)
def harvest(request: HttpRequest, found: Harvest) -> HttpResponseBase:
    """One reading: its figures, its troubles, the lines refused and why."""
    context = {"peer": found.peer, "harvest": found, "refusals": found.refusals.all()}
    return render(request, "federation/harvest.html", context)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)
