"""One match: both sides, why they meet, yes or no, start, done with a few words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.accounts.models import User
from frenchimpact.conversations.queries import ways_of
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.offers import rules
from frenchimpact.offers.actions import matches as actions
from frenchimpact.offers.circles import MODEL
from frenchimpact.offers.explaining import tell_kept
from frenchimpact.offers.forms.requests import DeclineForm, FeedbackForm
from frenchimpact.offers.messages.matches import side_people
from frenchimpact.offers.models import Match, Side
from frenchimpact.offers.queries.matches import find_match
from frenchimpact.offers.views.frame import person, say

State = Match.State
_DOING = (State.ACCEPTED, State.ACTIVE)


@require_http_methods(["GET", "HEAD", "POST"])
@door(find=find_match)
@once
def match(request: HttpRequest, found: Match) -> HttpResponseBase:
    """Each side sees the other; addresses once both said yes."""
    sides = rules.sides_of(request.user, found)
    unit = found.offer.unit if found.offer.capacity is not None else ""
    shown: dict[str, forms.Form] = {
        "decline": DeclineForm(label_suffix=""),
        "cancel": DeclineForm(label_suffix="", prefix="fin"),
        "complete": FeedbackForm(unit=unit, initial={"given": found.quantity or None}),
    }
    if request.method != "POST":
        return _page(request, found, sides, shown)
    try:
        form, do, words = _asked(request, found, sides, unit)
        if form is None or form.is_valid():
            do()
            messages.success(request, words)
            return redirect("offers:match", found.pk)
    except Refusal as refusal:
        form = _form_of(request, unit)
        if form is None:
            return _page(request, found, sides, shown, str(refusal.message), refusal.status)
        form.is_valid()
        explain(form, refusal)
    shown[request.POST.get("do", "")] = form
    return _page(request, found, sides, shown, status=422)


def _form_of(request: HttpRequest, unit: str) -> Any:
    verb = request.POST.get("do", "")
    if verb == "decline":
        return DeclineForm(request.POST, label_suffix="")
    if verb == "cancel":
        return DeclineForm(request.POST, label_suffix="", prefix="fin")
    return FeedbackForm(request.POST, unit=unit) if verb == "complete" else None


def _asked(request: HttpRequest, found: Match, sides: set[str], unit: str) -> tuple[Any, Callable[[], object], str]:
    """What the button asks: its form, what it does, what is said then. Raises Refusal when it is not that side's turn."""
    verb, by, form = request.POST.get("do", ""), person(request), _form_of(request, unit)
    if verb in ("accept", "decline") and rules.can_answer(request.user, found):
        if verb == "accept":
            words = _("C’est accepté : vous voyez maintenant comment vous joindre.")
            return None, lambda: actions.answer(match=found, is_yes=True, by=by), words
        words = _("C’est décliné : l’autre côté lit pourquoi.")
        return form, lambda: actions.answer(match=found, is_yes=False, reason=form.cleaned_data["reason"], by=by), words
    if verb == "start" and sides:
        return None, lambda: actions.start_match(match=found, by=by), _("C’est commencé.")
    if verb == "cancel" and sides:
        words = _("C’est interrompu : ce qui était engagé est rendu.")
        return form, lambda: actions.cancel_match(match=found, reason=form.cleaned_data["reason"], by=by), words
    side = _silent_side(found, sides)
    if verb == "complete" and side:
        return form, lambda: actions.complete_match(match=found, side=side, by=by, **form.values()), _("Merci : votre avis est gardé.")
    raise Refusal(_("Ce n’est pas à vous de le faire maintenant. Rechargez la page pour voir où en est la mise en relation."))


def _silent_side(found: Match, sides: set[str]) -> str:
    """The side of the person that said nothing yet of what it was worth."""
    told = {one.side for one in found.feedback.all()}
    return next((side for side in sorted(sides) if side not in told), "")


def _page(request: HttpRequest, found: Match, sides: set[str], shown: dict[str, Any], refusal: str = "", status: int = 200) -> HttpResponse:
    has_agreed = found.state in Match.ENGAGING
    context = {
        "match": found,
        "sides": sides,
        "say": say(),
        "reasons": tell_kept(found),
        "may_answer": rules.can_answer(request.user, found),
        "may_start": bool(sides) and found.state == State.ACCEPTED,
        "may_stop": bool(sides) and found.state in _DOING,
        "may_tell": found.state in (*_DOING, State.COMPLETED) and bool(_silent_side(found, sides)),
        "reach": {side: _reached(found, side) for side in Side.values} if has_agreed and sides else {},
        "forms": shown,
        "refusal": refusal,
        "talks": ways_of(request.user, MODEL, found),
    }
    return render(request, "offers/match.html", context, status=status)


def _reached(found: Match, side: str) -> User | None:
    """Who answers for a side: the contact of the offer, the first of its people otherwise."""
    people = side_people(found, side)
    if side == Side.OFFER and found.offer.contact in people:
        return found.offer.contact
    return next(iter(people), None)
