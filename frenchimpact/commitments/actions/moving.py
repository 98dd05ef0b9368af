"""What happens to a commitment after it began. Each verb writes one line of the ledger; the totals and the state follow.

Every action here raises OutOfTurn when the state does not allow it, Incomplete when the amount or the day cannot be.
"""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.requests import above_asked
from frenchimpact.commitments import facts
from frenchimpact.commitments.actions.amounts import check_envelope, refuse, wrong_amount, wrong_day
from frenchimpact.commitments.actions.answering import answer_request
from frenchimpact.commitments.actions.opening import LooksLikeAnother
from frenchimpact.commitments.actions.warning import Given, warned
from frenchimpact.commitments.actions.writing import counter_of, entry_of, live_entries, settle, write
from frenchimpact.commitments.models import Commitment, Entry, Envelope
from frenchimpact.commitments.models.envelopes import MOST
from frenchimpact.core.errors import Incomplete, OutOfTurn, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.quantities import euros
from frenchimpact.core.rows import lock

FLOW = Commitment.FLOW
BEGINS = (Entry.Kind.ANNOUNCED, Entry.Kind.SIGNED)


def _held(commitment: Commitment) -> tuple[Commitment, Envelope | None]:
    """The commitment, then its envelope, both held: always in that order."""
    commitment = lock(commitment)
    return commitment, lock(commitment.envelope) if commitment.envelope else None


def _at_most(amount: Decimal, most: Decimal, words: str) -> Text | None:
    """What is wrong with an amount that has a ceiling; `words` name it, with `%s` for the figure."""
    return wrong_amount(amount) or (words % euros(most) if amount > most else None)


def _wrong_day(commitment: Commitment, on: dt.date) -> Text | None:
    """What is wrong with the day of something done to a commitment: nothing is, before it was made."""
    if wrong := wrong_day(on):
        return wrong
    began = min((one.value_on for one in live_entries(commitment) if one.kind in BEGINS), default=commitment.committed_on)
    return _("L’engagement date du %s : rien n’a pu lui arriver avant. Vérifiez l’année.") % f"{began:%d/%m/%Y}" if on < began else None


def _before_payment(commitment: Commitment, on: dt.date) -> Text | None:
    """Nothing is justified, nor taken back, before it was paid."""
    paid = min((one.value_on for one in live_entries(commitment) if one.kind == Entry.Kind.PAID), default=None)
    if paid is None or on >= paid:
        return None
    return _("Le premier versement date du %s : rien n’a pu être justifié ni repris avant.") % f"{paid:%d/%m/%Y}"


def _close(commitment: Commitment, entry: Entry, fact: type[facts.CommitmentFact], by: User | None) -> Commitment:
    settle(commitment)
    announce(fact(commitment_id=commitment.pk, entry_id=entry.pk), by=by)
    return commitment


def _ask_first(commitment: Commitment, amount: Decimal, on: dt.date) -> None:
    """As for one signed at once: more than was asked for, or than there is room for. Raises LooksLikeAnother."""
    to = commitment.beneficiary or (commitment.project.organisation if commitment.project else None)
    terms = getattr(commitment, "terms", None)
    said = {"loan_months": terms.loan_months, "equivalent": terms.equivalent} if terms else {}
    given = Given(holder=to, regime=commitment.regime, instrument=commitment.instrument, amount=amount, on=on, terms=said) if to else None
    above = [above_asked(commitment.request, amount) if commitment.request else "", *warned(given)]
    if words := " ".join(str(one) for one in above if one):
        raise LooksLikeAnother([], words)


@transaction.atomic
def sign_commitment(
    *, commitment: Commitment, amount: Decimal, on: dt.date, by: User | None, note: str = "", is_confirmed: bool = False
) -> Commitment:
    """What was announced is signed, for that amount: the announcement is not counted a second time.

    Raises LooksLikeAnother unless `is_confirmed`, when it passes the request or what its beneficiary may still receive.
    """
    commitment, envelope = _held(commitment)
    FLOW.step("sign", commitment.state)
    refuse(amount=wrong_amount(amount), on=_wrong_day(commitment, on))
    if not is_confirmed:
        _ask_first(commitment, amount, on)
    given_up = commitment.cancelled
    adds = amount - (commitment.gross - given_up)
    check_envelope(envelope, adds)
    entry = write(entry_of(commitment, Entry.Kind.SIGNED, amount, on=on, by=by, note=note, net=adds))
    _close(commitment, entry, facts.CommitmentSigned, by)
    answer_request(commitment, by)
    return commitment


@transaction.atomic
def amend_commitment(*, commitment: Commitment, amount: Decimal, on: dt.date, by: User | None, note: str = "") -> Commitment:
    """An amendment sets the amount anew: the ledger keeps what it adds or takes away. Never under what is paid already."""
    commitment, envelope = _held(commitment)
    FLOW.step("amend", commitment.state)
    refuse(amount=wrong_amount(amount), on=_wrong_day(commitment, on))
    adds = amount - (commitment.gross - commitment.cancelled)
    if adds == 0:
        refuse(amount=_("C’est déjà le montant de l’engagement."))
    if amount < commitment.paid:
        refuse(amount=_("%s ont déjà été versés : l’engagement ne peut pas descendre plus bas.") % euros(commitment.paid))
    if commitment.gross + adds > MOST:
        refuse(amount=wrong_amount(commitment.gross + adds))
    check_envelope(envelope, adds)
    entry = write(entry_of(commitment, Entry.Kind.AMENDED, adds, on=on, by=by, note=note))
    return _close(commitment, entry, facts.CommitmentAmended, by)


@transaction.atomic
def pay_commitment(*, commitment: Commitment, amount: Decimal, on: dt.date, by: User | None, note: str = "") -> Commitment:
    """A payment, never beyond what is signed."""
    commitment, _envelope = _held(commitment)
    if commitment.state == Commitment.State.ANNOUNCED:
        raise OutOfTurn(_("Cet engagement n’est pas signé : enregistrez d’abord la signature."))
    FLOW.step("pay", commitment.state)
    refuse(
        amount=_at_most(amount, commitment.due, _("Il reste %s à verser. Un versement plus grand demande un avenant.")),
        on=_wrong_day(commitment, on),
    )
    entry = write(entry_of(commitment, Entry.Kind.PAID, amount, on=on, by=by, note=note))
    return _close(commitment, entry, facts.CommitmentPaid, by)


@transaction.atomic
def justify_commitment(*, commitment: Commitment, amount: Decimal, on: dt.date, by: User | None, note: str = "") -> Commitment:
    """The beneficiary showed what was done with that much of what it was paid."""
    commitment, _envelope = _held(commitment)
    FLOW.step("justify", commitment.state)
    left = commitment.paid - commitment.recovered - commitment.justified
    refuse(
        amount=_at_most(amount, left, _("%s de ce qui a été versé restent à justifier.")),
        on=_wrong_day(commitment, on) or _before_payment(commitment, on),
    )
    entry = write(entry_of(commitment, Entry.Kind.JUSTIFIED, amount, on=on, by=by, note=note))
    return _close(commitment, entry, facts.CommitmentJustified, by)


@transaction.atomic
def cancel_commitment(*, commitment: Commitment, amount: Decimal | None, on: dt.date, by: User | None, note: str = "") -> Commitment:
    """What is not paid is given up, whole (the whole of it when no amount is said) or in part; it goes back to its envelope."""
    commitment, _envelope = _held(commitment)
    FLOW.step("cancel", commitment.state)
    amount = commitment.due if amount is None else amount
    refuse(
        amount=_at_most(amount, commitment.due, _("%s au plus peuvent être annulés : le reste est déjà versé.")),
        on=_wrong_day(commitment, on),
        note=None if note else _("Écrivez pourquoi : la page publique le dit."),
    )
    entry = write(entry_of(commitment, Entry.Kind.CANCELLED, -amount, on=on, by=by, note=note))
    return _close(commitment, entry, facts.CommitmentCancelled, by)


@transaction.atomic
def recover_commitment(*, commitment: Commitment, amount: Decimal, on: dt.date, by: User | None, note: str = "") -> Commitment:
    """What was paid comes back, whole or in part."""
    commitment, _envelope = _held(commitment)
    FLOW.step("recover", commitment.state)
    left = commitment.paid - commitment.recovered
    refuse(
        amount=_at_most(amount, left, _("%s au plus peuvent être récupérés : c’est ce qui a été versé.")),
        on=_wrong_day(commitment, on) or _before_payment(commitment, on),
        note=None if note else _("Écrivez pourquoi : la page publique le dit."),
    )
    entry = write(entry_of(commitment, Entry.Kind.RECOVERED, -amount, on=on, by=by, note=note))
    return _close(commitment, entry, facts.CommitmentRecovered, by)


@transaction.atomic
def correct_entry(*, entry: Entry, by: User | None, note: str, amount: Decimal | None = None, on: dt.date | None = None) -> Commitment:
    """An entry was wrong: a counter-entry takes it back, and with `amount` or `on` the right one is written after it.

    The first line of a commitment is put right, never only taken back. Raises OutOfTurn for one that was corrected already, Incomplete.
    """
    commitment, envelope = _held(entry.commitment)
    entry = Entry.objects.get(pk=entry.pk)
    if entry.counters_id is not None or Entry.objects.filter(counters=entry).exists():
        raise OutOfTurn(_("Cette écriture a déjà été corrigée. Rechargez la page pour voir où on en est."))
    if entry.kind == Entry.Kind.ANNOUNCED and commitment.signed_on:
        raise OutOfTurn(_("L’engagement est signé depuis : c’est la signature, ou un avenant, qui fixe le montant. Corrigez celle-ci."))
    is_replaced = amount is not None or on is not None
    if not is_replaced and commitment.entries.filter(pk__lt=entry.pk).count() == 0:
        refuse(amount=_("Un engagement ne peut pas rester sans montant : écrivez le bon, ou annulez l’engagement."))
    size = abs(entry.amount) if amount is None else amount
    day = on or entry.value_on
    refuse(amount=wrong_amount(size), on=wrong_day(day), note=None if note else _("Écrivez ce qui était faux."))
    sign = -1 if entry.amount < 0 else 1
    net = _net_after(entry, size * sign)
    kept = net if is_replaced else Decimal(0)
    _check_after(commitment, entry, size * sign if is_replaced else Decimal(0), kept)
    check_envelope(envelope, kept - entry.net)
    lines = [counter_of(entry, by=by, note=note)]
    if is_replaced:
        lines.append(entry_of(commitment, entry.kind, size * sign, on=day, by=by, note=note, net=net))
    return _close(commitment, write(*lines), facts.EntryCorrected, by)


def _net_after(entry: Entry, amount: Decimal) -> Decimal:
    """What the right line adds: a signature still does not count its announcement twice."""
    if entry.kind in (Entry.Kind.PAID, Entry.Kind.JUSTIFIED):
        return Decimal(0)
    return entry.net + amount - entry.amount


def _check_after(commitment: Commitment, entry: Entry, amount: Decimal, net: Decimal) -> None:
    """Whether the ledger still holds once the entry says that. Raises Incomplete."""
    values = {name: getattr(commitment, name) for name in ("gross", "cancelled", "paid", "justified", "recovered")}
    column = {"cancelled": "cancelled", "paid": "paid", "justified": "justified", "recovered": "recovered"}.get(entry.kind, "gross")
    moved = net - entry.net if column == "gross" else abs(amount) - abs(entry.amount)
    values[column] += moved
    committed = values["gross"] - values["cancelled"]
    holds = (
        committed >= 0
        and values["paid"] <= committed
        and max(values["justified"], values["recovered"]) <= values["paid"]
        and 0 < values["gross"] <= MOST
    )
    if not holds:
        words = _("Avec cette correction, ce qui est versé, justifié ou annulé dépasserait l’engagement. Corrigez d’abord ces écritures.")
        raise Incomplete(_("Il reste quelque chose à corriger."), {"amount": words})
