"""Cards to follow: what was captured, and what becomes of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.events import rules
from frenchimpact.events.actions import captures as actions
from frenchimpact.events.forms.cards import LinkForm, ReferenceForm
from frenchimpact.events.models import Capture, Card, Event
from frenchimpact.events.queries import captures as reads
from frenchimpact.events.queries.events import find_own
from frenchimpact.events.views.preparing import person, space_page
from frenchimpact.journal.actions import once

State = Card.State
TONES = {State.OPEN: "warn", State.DONE: "ok", State.DISMISSED: "line"}
LONGEST = 300


@require_safe
@door(rules.can_edit_event, find=find_own)
def event_cards(request: HttpRequest, event: Event) -> HttpResponse:
    """Those to follow first; the others by their state."""
    counts = reads.counts_by_state(event)
    state = request.GET.get("etat", "")
    state = state if state in State.values else State.OPEN
    here = reverse("events:event_cards", args=[event.reference])
    narrow: list[tuple[Any, ...]] = [(words, f"{here}?etat={code}", state == code, None, counts[code]) for code, words in State.choices]
    return _cards(request, event, state, narrow, {})


def _cards(request: HttpRequest, event: Event, state: str, narrow: Any, more: dict[str, Any], status: int = 200) -> HttpResponse:
    rows = list(reads.cards_of(event).filter(state=state)[:LONGEST])
    context = {"rows": rows, "narrow": narrow, "state": state, "tones": TONES, "kinds": Capture.Kind, **more}
    return space_page(request, event, "event_cards", context, tab="event_cards", status=status)


@require_POST
@door(rules.can_edit_card, find=reads.find_card)
@once
def card_move(request: HttpRequest, card: Card) -> HttpResponseBase:
    """Followed, put aside, opened again, or sent the link that declares the project."""
    try:
        done = _act(card, request)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, done)
    return redirect(f"{reverse('events:event_cards', args=[card.capture.event.reference])}?etat={card.state}")


def _act(card: Card, request: HttpRequest) -> str:
    verb, by = request.POST.get("do", ""), person(request)
    if verb == "settle":
        form = ReferenceForm(request.POST)
        if not form.is_valid():
            raise Refusal(str(form.errors["reference"][0]))
        actions.settle_card(card=card, reference=form.cleaned_data["reference"], by=by)
        return _("La fiche est suivie.")
    if verb == "send_link":
        typed = LinkForm(request.POST)
        if not typed.is_valid():
            raise Refusal(str(typed.errors["email"][0]))
        actions.send_link(card=card, email=typed.cleaned_data["email"], by=by)
        return _("Le lien de déclaration est parti.")
    moves = {
        "dismiss": (actions.dismiss_card, _("La fiche est écartée.")),
        "reopen": (actions.reopen_card, _("La fiche est de nouveau à suivre.")),
    }
    if verb not in moves:
        raise Http404
    act, words = moves[verb]
    act(card=card, by=by)
    return words
