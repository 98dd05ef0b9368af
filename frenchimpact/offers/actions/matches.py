"""An offer and a request meet: proposed by one side, answered by the other in ten days, done, told about by both.

Rows are held in one order, offer, request, match, so that two answers never wait for each other in a ring.
"""

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.offers import facts
from frenchimpact.offers.actions.offers import settle_capacity
from frenchimpact.offers.actions.requests import step_request
from frenchimpact.offers.models import Match, MatchFeedback, Offer, Request, Side
from frenchimpact.offers.queries.matching import judge

ANSWER_DAYS = 10
State = Match.State


@transaction.atomic
def propose(*, offer: Offer, request: Request, side: str, text: str, quantity: Decimal = Decimal(0), by: User | None) -> Match:
    """One side writes to the other. What is missing does not forbid it: it is kept with the match. Raises Refusal or Incomplete."""
    offer, request = lock(offer), lock(request)
    if offer.state != Offer.State.AVAILABLE:
        raise Refusal(_("Cette offre n’est pas disponible aujourd’hui."))
    if request.state not in (Request.State.OPEN, Request.State.MATCHED):
        raise Refusal(_("Cette demande n’est plus ouverte."))
    text = clean_text(text)[:5000]
    if not text:
        raise Incomplete(_("Écrivez quelques mots."), {"text": _("Écrivez quelques mots.")})
    meeting = judge(offer, request)
    if meeting is None:
        raise Refusal(
            _("Cette offre et cette demande ne se répondent pas : elles ne sont pas de même nature, ou viennent de la même structure.")
        )
    _check_quantity(offer, quantity)
    reasons = [{"subject": one.subject, "state": one.state} for one in meeting.conditions]
    try:
        with transaction.atomic():
            match = Match.objects.create(
                offer=offer,
                request=request,
                proposed_by=side,
                text=text,
                quantity=quantity,
                reasons=reasons,
                answer_due_on=clock.today() + dt.timedelta(days=ANSWER_DAYS),
                proposed_by_person=by,
            )
    except IntegrityError as error:
        raise Refusal(_("Une mise en relation est déjà en cours entre les deux.")) from error
    announce(facts.MatchMoved(match_id=match.pk, verb="propose", state=match.state), by=by)
    return match


def _check_quantity(offer: Offer, quantity: Decimal) -> None:
    if quantity < 0:
        raise Incomplete(_("Écrivez un nombre positif."), {"quantity": _("Écrivez un nombre positif.")})
    if offer.capacity is not None and quantity > offer.capacity - offer.engaged:
        words = _("Il reste %(left)s %(unit)s.") % {"left": f"{offer.capacity - offer.engaged:f}", "unit": offer.unit}
        raise Incomplete(words, {"quantity": words})


def _hold(match: Match) -> Match:
    lock(match.offer)
    lock(match.request)
    held = lock(match)
    held.offer, held.request = lock(held.offer), lock(held.request)
    return held


@transaction.atomic
def answer(*, match: Match, is_yes: bool, reason: str = "", by: User | None) -> Match:
    """The other side says yes or no. Raises Refusal or Incomplete."""
    match = _hold(match)
    if is_yes and match.offer.state not in Offer.KNOWN:
        raise Refusal(_("Cette offre n’est pas disponible aujourd’hui."))
    reason = clean_line(reason)[:500]
    if not is_yes and not reason:
        words = _("Dites pourquoi en une phrase : elle est transmise.")
        raise Incomplete(words, {"reason": words})
    match.answered_at, match.answered_by = clock.now(), by
    if is_yes:
        _check_quantity(match.offer, match.quantity)
        if match.request.state == Request.State.OPEN:
            step_request(match.request, "match", by)
    _move(match, "accept" if is_yes else "decline", by, reason)
    return match


def _move(match: Match, verb: str, by: User | None, reason: str = "") -> None:
    match.state = Match.FLOW.step(verb, match.state)
    match.state_reason = reason
    if verb in ("decline", "lapse", "cancel", "complete"):
        match.closed_at = clock.now()
    match.save()
    announce(facts.MatchMoved(match_id=match.pk, verb=verb, state=match.state), by=by)
    settle_capacity(offer=match.offer, by=by)


@transaction.atomic
def start_match(*, match: Match, by: User) -> Match:
    """It begins. Raises Refusal."""
    match = _hold(match)
    _move(match, "start", by)
    if Request.FLOW.can("start", match.request.state):
        step_request(match.request, "start", by)
    return match


@transaction.atomic
def cancel_match(*, match: Match, reason: str, by: User) -> Match:
    """It stops; what was engaged is given back, and the request opens again when nothing else answers it. Raises Refusal or Incomplete."""
    match = _hold(match)
    reason = clean_line(reason)[:500]
    if not reason:
        raise Incomplete(_("Dites pourquoi."), {"reason": _("Dites pourquoi.")})
    _move(match, "cancel", by, reason)
    if not _goes_on(match.request) and match.request.state in (Request.State.MATCHED, Request.State.IN_PROGRESS):
        step_request(match.request, "reopen", by)
    return match


@transaction.atomic
def complete_match(*, match: Match, side: str, was_useful: bool, text: str, given: Decimal | None, by: User) -> Match:
    """One side says that it is done, and what it was worth; once both did, it is rated. Raises Refusal."""
    match = _hold(match)
    if match.state not in (State.ACCEPTED, State.ACTIVE, State.COMPLETED):
        raise Refusal(_("Cette mise en relation n’est pas en cours."))
    if given is not None and given < 0:
        raise Incomplete(_("Écrivez un nombre positif."), {"given": _("Écrivez un nombre positif.")})
    _feedback, is_new = MatchFeedback.objects.get_or_create(
        match=match, side=side, defaults={"was_useful": was_useful, "text": clean_line(text)[:1000], "given": given, "by": by}
    )
    if not is_new:
        raise Refusal(_("Vous avez déjà donné votre avis."))
    if match.state != State.COMPLETED:
        _move(match, "complete", by)
    if side == Side.REQUEST:
        _conclude(match, was_useful, by)
    if match.feedback.count() == len(Side.values):
        _move(match, "rate", by)
    return match


def _conclude(match: Match, was_useful: bool, by: User) -> None:
    """Who asked says what it was worth: their request is answered, or open again when nothing else is under way for it."""
    if was_useful and Request.FLOW.can("fulfil", match.request.state):
        step_request(match.request, "fulfil", by)
    elif not was_useful and match.request.state in (Request.State.MATCHED, Request.State.IN_PROGRESS) and not _goes_on(match.request):
        step_request(match.request, "reopen", by)


def _goes_on(request: Request) -> bool:
    return request.matches.filter(state__in=(State.ACCEPTED, State.ACTIVE)).exists()


def lapse_matches() -> int:
    """Those that nobody answered in time, each in its own transaction. Gives how many."""
    count = 0
    for match in (
        Match.objects.filter(state=State.PROPOSED, answer_due_on__lt=clock.today()).select_related("offer", "request").order_by("pk")
    ):
        with transaction.atomic():
            held = _hold(match)
            if held.state == State.PROPOSED:
                _move(held, "lapse", None)
                count += 1
    return count
