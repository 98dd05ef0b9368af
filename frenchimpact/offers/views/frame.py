"""What the pages of offers share."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.offers import rules
from frenchimpact.offers.explaining import left_words, period_words, quantity_words, stage_words, tell, who_words
from frenchimpact.offers.models import Match, Offer, Request
from frenchimpact.offers.queries.offers import Suited
from frenchimpact.vocabularies.queries import choices

OFFER_TONES = {"available": "ok", "exhausted": "warn", "moderated": "info", "withdrawn": "bad"}
REQUEST_TONES = {"open": "ok", "matched": "info", "in_progress": "info", "fulfilled": "ok"}
MATCH_TONES = {"proposed": "warn", "accepted_by_both": "ok", "active": "info", "completed": "ok", "rated": "ok", "declined": "bad"}


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


def carried_out(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form was right and what it asks was done; what is refused is put where the person reads it."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        explain(form, refusal)
        return False
    return True


def say() -> Mapping[str, Any]:
    """How things are said in the templates of this room."""
    return {
        "left": left_words,
        "period": period_words,
        "amount": quantity_words,
        "who": who_words,
        "stages": stage_words,
        "themes": dict(choices("theme")),
        "tell": lambda suited: tell(suited.meeting, suited.offer, suited.request),
        "offer_tone": lambda offer: "line" if offer.is_dormant else OFFER_TONES.get(offer.state, "line"),
        "offer_state": offer_state,
        "request_tone": lambda need: REQUEST_TONES.get(need.state, "line"),
        "match_tone": lambda match: MATCH_TONES.get(match.state, "line"),
        "where": where,
        "asker_page": asker_page,
    }


def offer_state(offer: Offer) -> str:
    """Its state in words; asleep when nobody confirmed it for long."""
    return _("En sommeil") if offer.is_dormant and offer.state in Offer.SHOWN else str(offer.get_state_display())


def where(offer: Offer) -> str:
    """Where it is given."""
    names = ", ".join(one.place.name for one in offer.places.all())
    if not names:
        return _("Partout")
    return _("%(places)s, ou à distance") % {"places": names} if offer.is_remote else names


def asker_page(need: Request) -> str:
    """The public page of who asks; empty for a project that is not public."""
    if need.project is not None:
        return reverse("atlas:project", args=[need.project.slug]) if need.project.status == need.project.Status.PUBLISHED else ""
    if need.territory is not None:
        return reverse("territories:territory", args=[need.territory.slug])
    return reverse("atlas:organisation", args=[need.organisation.slug]) if need.organisation else ""


def needs_answer(match: Match, side: str) -> bool:
    """Whether that side has to answer."""
    return match.state == Match.State.PROPOSED and rules.other_side(match.proposed_by) == side


def chosen(found: list[Suited], reference: str, *, by_offer: bool) -> Suited | None:
    """The pair that the address names."""
    return next((one for one in found if (one.offer if by_offer else one.request).reference == reference), None)
