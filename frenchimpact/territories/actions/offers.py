"""A promise that both made changes by both: eased by the side that benefits at once, else asked for and answered."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Stale
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.territories import facts, rules
from frenchimpact.territories.actions.promises import check_terms, keep_event, move_promise, still_open
from frenchimpact.territories.messages import promises as messages
from frenchimpact.territories.models import Commitment, Offer
from frenchimpact.territories.queries.promise_history import Terms, terms_line


@transaction.atomic
def change_terms(
    *,
    promise: Commitment,
    title: str,
    due_on: dt.date,
    unit: str,
    quantity: Decimal | None,
    reason: str,
    by: User,
    seen: int | None = None,
) -> Offer | None:
    """Another day, quantity or wording. What eases the promise, said by the side that benefits, holds at once; all else waits for the
    other side's word: gives what waits. What was promised before stays in the history.

    `seen` is the seal of the terms that the page showed. Raises Incomplete, OutOfTurn once it is over, Stale with both terms.
    """
    promise = lock(promise)
    still_open(promise)
    check_terms(title, unit, quantity)
    before, after = Terms.of(promise), Terms(title, quantity, unit, due_on)
    if before == after:
        return None
    if seen is not None and seen != before.seal:
        words = _("Ce qui est promis a changé entre-temps : comparez, puis enregistrez de nouveau.")
        last = promise.events.filter(verb="change").select_related("by").first()
        raise Stale(words, mine=after.words, theirs=before.words, version=before.seal, by=str(last.by or "") if last else "")
    _say_why(reason, "reason")
    if rules.can_release(by, promise) and before.is_eased_by(after):
        _apply(promise, after, reason, by)
        return None
    return _ask(promise, reason, by, title=title, unit=unit, quantity=quantity, due_on=due_on)


@transaction.atomic
def lift_promise(*, promise: Commitment, note: str, by: User) -> Offer | None:
    """The side that benefits does not wait for it any more. Asked by the party itself, or once contested, it waits for the other side's
    word: gives what waits. Raises Incomplete, OutOfTurn."""
    promise = lock(promise)
    if rules.can_release(by, promise) and promise.state != Commitment.State.CONTESTED:
        move_promise(promise=promise, verb="lift", note=note, by=by)
        return None
    still_open(promise)
    _say_why(note, "note")
    return _ask(promise, note, by, is_lift=True)


@transaction.atomic
def answer_offer(*, offer: Offer, is_agreed: bool, by: User) -> Commitment:
    """The other side agrees, and it holds; or either side ends it, and nothing changes. Raises OutOfTurn once the promise is over."""
    promise = lock(offer.commitment)
    offer = lock(offer)
    still_open(promise)
    offer.delete()
    if not is_agreed:
        keep_event(promise, "refuse", by)
        announce(facts.PromiseChanged(territory_id=promise.territory_id, commitment_id=promise.pk), by=by)
        messages.tell_refused(promise, by)
    elif offer.is_lift:
        promise = move_promise(promise=promise, verb="lift", note=offer.reason, by=by)
    elif offer.due_on is not None:
        _apply(promise, Terms(offer.title, offer.quantity, offer.unit, offer.due_on), offer.reason, by)
    return promise


def _say_why(reason: str, field: str) -> None:
    if not reason:
        raise Incomplete(_("Il reste quelque chose à corriger."), {field: _("Écrivez pourquoi : l’histoire de la promesse le garde.")})


def _apply(promise: Commitment, after: Terms, reason: str, by: User) -> None:
    before = Terms.of(promise)
    promise.title, promise.due_on, promise.unit, promise.quantity = after.title, after.due_on, after.unit, after.quantity
    promise.changed_at = clock.now()
    promise.save(update_fields=["title", "due_on", "unit", "quantity", "changed_at"])
    Offer.objects.filter(commitment=promise).delete()
    keep_event(promise, "change", by, f"{reason}\n{terms_line('before', before)}")
    announce(facts.PromiseChanged(territory_id=promise.territory_id, commitment_id=promise.pk), by=by)
    messages.tell_changed(promise, by)


def _ask(promise: Commitment, reason: str, by: User, **terms: object) -> Offer:
    Offer.objects.filter(commitment=promise).delete()
    is_from_party = not rules.can_release(by, promise)
    offer = Offer.objects.create(commitment=promise, is_from_party=is_from_party, reason=reason, by=by, **terms)
    asked = "" if offer.due_on is None else "\n" + terms_line("asked", Terms(offer.title, offer.quantity, offer.unit, offer.due_on))
    keep_event(promise, "ask_lift" if offer.is_lift else "ask_terms", by, reason + asked)
    announce(facts.PromiseChanged(territory_id=promise.territory_id, commitment_id=promise.pk), by=by)
    messages.tell_offered(promise, offer, by)
    return offer
