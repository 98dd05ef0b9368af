"""Promises of both sides: made, begun, kept with a proof, contested by the other side, broken or lifted. Every step is kept."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock, links
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.territories import facts, rules
from frenchimpact.territories.actions.agreements import own_party
from frenchimpact.territories.messages import promises as messages
from frenchimpact.territories.models import Action, Agreement, Commitment, CommitmentEvent, Offer, Party
from frenchimpact.territories.queries.commitments import ASKED, answers_to
from frenchimpact.territories.queries.promise_history import done_line, signed_line
from frenchimpact.territories.queries.promises import WAITING

PROOF = "proof"
# Steps that need neither a proof nor a reason.
_BARE = ("confirm", "begin")


def keep_event(promise: Commitment, verb: str, by: User | None, note: str = "") -> CommitmentEvent:
    """One line of its history."""
    return CommitmentEvent.objects.create(commitment=promise, by=by, verb=verb, state=promise.state, note=note)


def check_terms(title: str, unit: str, quantity: Decimal | None) -> None:
    """Raises Incomplete when what is promised is not whole."""
    wrong: dict[str, Any] = {}
    if not title:
        wrong["title"] = _("Écrivez ce qui est promis.")
    if unit and not quantity:
        wrong["quantity"] = _("Écrivez combien, ou choisissez « Sans quantité ».")
    if quantity and not unit:
        wrong["unit"] = _("Choisissez de quoi : des euros, des jours, des fois.")
    if wrong:
        raise Incomplete(_("Il reste quelque chose à corriger."), wrong)


@transaction.atomic
def make_promise(
    *,
    party: Party,
    title: str,
    due_on: dt.date,
    by: User | None,
    unit: str = "",
    quantity: Decimal | None = None,
    owner: str = "",
    action: Action | None = None,
    agreement: Agreement | None = None,
) -> Commitment:
    """A party promises something by a day; its people are told. Raises Incomplete.

    Written by the other side, it waits for the party's word, and its day is yet to come.
    """
    is_sure = by is None or rules.can_confirm_for(by, party)
    check_terms(title, unit, quantity)
    if not is_sure:
        _check_day(due_on, agreement)
    if party._state.adding:
        party = own_party(territory=party.territory)
    promise = Commitment.objects.create(
        territory=party.territory,
        party=party,
        title=title,
        due_on=due_on,
        unit=unit,
        quantity=quantity,
        owner=owner,
        action=action,
        agreement=agreement,
        state=Commitment.State.PROMISED if is_sure else Commitment.State.PROPOSED,
    )
    keep_event(promise, "promise", by)
    announce(facts.PromiseMade(territory_id=party.territory_id, commitment_id=promise.pk), by=by)
    messages.tell_made(promise, by)
    return promise


def _check_day(due_on: dt.date, agreement: Agreement | None) -> None:
    wrong = ""
    if due_on < clock.today():
        wrong = _("Vous écrivez la promesse d’une autre partie : son jour est encore à venir.")
    elif agreement is not None and due_on < agreement.starts_on:
        wrong = _("Cette convention commence plus tard : écrivez un jour après son premier jour.")
    if wrong:
        raise Incomplete(_("Il reste quelque chose à corriger."), {"due_on": wrong})


def still_open(promise: Commitment) -> None:
    """Raises OutOfTurn once it is over, and as long as it is not confirmed."""
    if promise.state not in WAITING:
        raise OutOfTurn(_("Cette promesse n’est plus en cours. Rechargez la page pour voir où elle en est."))


@transaction.atomic
def tell_progress(*, promise: Commitment, delivered: Decimal | None, owner: str, action: Action | None, by: User) -> Commitment:
    """How far it is, who answers for it, what it serves, as the party says. Raises OutOfTurn."""
    promise = lock(promise)
    still_open(promise)
    before = (promise.delivered, promise.owner, promise.action_id)
    is_further = delivered is not None and promise.delivered != delivered
    promise.delivered, promise.owner, promise.action, promise.changed_at = delivered, owner, action, clock.now()
    if before == (promise.delivered, promise.owner, promise.action_id):
        return promise
    promise.save(update_fields=["delivered", "owner", "action", "changed_at"])
    keep_event(promise, "progress", by, done_line(delivered) if is_further and delivered is not None else "")
    announce(facts.PromiseChanged(territory_id=promise.territory_id, commitment_id=promise.pk), by=by)
    return promise


@transaction.atomic
def move_promise(
    *,
    promise: Commitment,
    verb: str,
    by: User | None,
    note: str = "",
    kept_on: dt.date | None = None,
    delivered: Decimal | None = None,
    who: str = "",
) -> Commitment:
    """One step: `note` is the proof of what is kept, the reason of what is declined, contested, broken or lifted.

    `who` is the name given by somebody without account: the history keeps it, the public proof does not.
    Raises OutOfTurn when the state does not allow it, Incomplete.
    """
    promise = lock(promise)
    state = Commitment.FLOW.step(verb, promise.state)
    wrong: dict[str, Any] = {}
    if verb not in _BARE and not note:
        wrong["note"] = _("Écrivez ce qui le prouve : un lien, un compte rendu, un virement.") if verb == "keep" else _("Écrivez pourquoi.")
    day = kept_on or clock.today()
    if verb == "keep" and day > clock.today():
        wrong["kept_on"] = _("Écrivez un jour passé, ou aujourd’hui.")
    if wrong:
        raise Incomplete(_("Il reste quelque chose à corriger."), wrong)
    promise.state, promise.changed_at = state, clock.now()
    if verb == "keep":
        promise.proof, promise.kept_on = note, day
        promise.delivered = delivered if delivered is not None else promise.delivered
    elif verb == "contest":
        promise.kept_on = None
    elif delivered is not None:
        promise.delivered = delivered
    promise.save(update_fields=["state", "changed_at", "proof", "kept_on", "delivered"])
    if state not in WAITING:
        Offer.objects.filter(commitment=promise).delete()
    keep_event(promise, verb, by, _signed(note, who))
    announce(facts.PromiseMoved(territory_id=promise.territory_id, commitment_id=promise.pk, state=state), by=by)
    messages.finish_due(promise)
    messages.tell_moved(promise, note, by)
    return promise


def _signed(note: str, who: str) -> str:
    return "\n".join(filter(None, (note, signed_line(who) if who else "")))


# ── Without account ──────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def ask_answer(*, promise: Commitment, email: str, by: User) -> str:
    """Send the link by which a party without account says where its promise stands; gives its key.

    Raises OutOfTurn when it is over, Incomplete for an address that is not the party's to answer.
    """
    promise = lock(promise)
    if promise.state != Commitment.State.PROPOSED:
        still_open(promise)
    wrong = ""
    if rules.answers_by_itself(promise.party):
        wrong = _("Cette partie a des personnes qui peuvent répondre elles-mêmes : elles sont prévenues.")
    elif not rules.can_speak_for(by, promise.party) and email.lower() == by.email.lower():
        wrong = _("C’est votre adresse : la réponse doit venir de la partie qui a promis.")
    if wrong:
        raise Incomplete(_("Il reste quelque chose à corriger."), {"email": wrong})
    asking = keep_event(promise, ASKED, by)
    key = links.make_key(rules.PROMISE_LINK, promise.pk, asking.pk)
    announce(facts.PromiseAsked(territory_id=promise.territory_id, commitment_id=promise.pk), by=by)
    messages.tell_asked(promise, key, email, by)
    return key


@transaction.atomic
def answer_promise(*, promise: Commitment, verb: str, name: str, note: str, delivered: Decimal | None = None) -> Commitment:
    """The party answers by its link, in somebody's name. Raises Incomplete, OutOfTurn."""
    if verb not in answers_to(promise):
        raise Incomplete(_("Il reste quelque chose à corriger."), {"verb": _("Choisissez où en est cette promesse.")})
    if not name:
        raise Incomplete(_("Il reste quelque chose à corriger."), {"name": _("Écrivez votre nom et votre fonction.")})
    if verb not in _BARE and not note:
        raise Incomplete(
            _("Il reste quelque chose à corriger."), {"note": _("Écrivez ce qui le prouve, ou pourquoi elle n’est pas tenue.")}
        )
    if verb == "begin" and promise.state != Commitment.State.PROMISED:
        promise = lock(promise)
        still_open(promise)
        promise.delivered = delivered if delivered is not None else promise.delivered
        promise.save(update_fields=["delivered"])
        keep_event(promise, "progress", None, _signed(note, name))
        announce(facts.PromiseChanged(territory_id=promise.territory_id, commitment_id=promise.pk), by=None)
        return promise
    return move_promise(promise=promise, verb=verb, by=None, note=note, delivered=delivered, who=name)
