"""Agreements: written, sent, signed by all, in force, amended, ended with what came of them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Stale
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories import facts, rules
from frenchimpact.territories.messages import agreements as messages
from frenchimpact.territories.models import Agreement, AmendmentSignature, Party, Signature, Territory
from frenchimpact.territories.queries.agreements import Draft, terms_of, waits_for_outcome

YEARS, MOST_YEARS = 3, 10
MOST_EUROS = Decimal(100_000_000)
PAPER = "agreement"


def usual_end(starts_on: dt.date) -> dt.date:
    """The last day of an agreement that begins that day: three years less a day."""
    day = min(starts_on.day, 28) if starts_on.month == 2 else starts_on.day
    return starts_on.replace(year=min(starts_on.year + YEARS, dt.MAXYEAR), day=day) - dt.timedelta(days=1)


# ── Parties ──────────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def own_party(*, territory: Territory) -> Party:
    """The territory itself, as a party: whoever leads it speaks for it."""
    territory = lock(territory)
    found = territory.parties.filter(side=Party.Side.TERRITORY).order_by("pk").first()
    return found or Party.objects.create(territory=territory, side=Party.Side.TERRITORY, name=territory.name)


@transaction.atomic
def name_party(*, territory: Territory, side: str, name: str, organisation: Organisation | None, by: User) -> Party:
    """One more party: an organisation of the directory, or a name. Raises Incomplete."""
    territory = lock(territory)
    name = (name or (organisation.name if organisation else ""))[:200]
    if not name:
        raise Incomplete(_("Il reste quelque chose à corriger."), {"name": _("Choisissez une structure, ou écrivez son nom.")})
    is_programme = side in (Party.Side.STATE, Party.Side.ASSOCIATION)
    if is_programme and organisation and rules.writes_for(by, organisation.pk) and not rules.supports(by, territory):
        # Else one side would promise in the name of the other.
        raise Incomplete(
            _("Il reste quelque chose à corriger."),
            {"organisation": _("C’est votre structure : elle n’est pas de ce côté. Choisissez-en une autre, ou écrivez un nom.")},
        )
    if territory.parties.filter(side=side, name__iexact=name).exists():
        words = _("« %(name)s » est déjà parmi les parties.") % {"name": name}
        raise Incomplete(_("Il reste quelque chose à corriger."), {"name": words})
    party = Party.objects.create(territory=territory, side=side, name=name, organisation=organisation)
    announce(facts.PartyNamed(territory_id=territory.pk, party_id=party.pk), by=by)
    return party


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────
def misfits_of(starts_on: dt.date, ends_on: dt.date | None, amount: Decimal | None) -> dict[str, Any]:
    """What no agreement says, whatever its parties sign, by field."""
    wrong: dict[str, Any] = {}
    if ends_on is not None and ends_on <= starts_on:
        wrong["ends_on"] = _("Le dernier jour vient après le premier.")
    elif ends_on is not None and ends_on.year > starts_on.year + MOST_YEARS:
        wrong["ends_on"] = _("Une convention dure au plus %(count)s ans.") % {"count": MOST_YEARS}
    if amount is not None and amount > MOST_EUROS:
        wrong["amount"] = _("Ce montant dépasse cent millions d’euros : vérifiez-le.")
    return wrong


def _check(starts_on: dt.date, ends_on: dt.date, amount: Decimal | None, parties: Sequence[Party]) -> None:
    wrong = misfits_of(starts_on, ends_on, amount)
    sides = {one.side for one in parties}
    if len(parties) < 2 or Party.Side.TERRITORY not in sides or len(sides) < 2:
        wrong["parties"] = _("Il faut le territoire, et au moins une autre partie.")
    if wrong:
        raise Incomplete(_("Il reste quelque chose à corriger."), wrong)


def _check_seen(agreement: Agreement, seen: int | None, mine: Draft) -> None:
    theirs = Draft.of(agreement)
    if seen is None or seen == theirs.seal or mine == theirs:
        return
    words = _("Quelqu’un a modifié cette convention entre-temps : comparez, puis enregistrez de nouveau.")
    raise Stale(words, mine=mine.words, theirs=theirs.words, version=theirs.seal)


@transaction.atomic
def write_agreement(
    *,
    territory: Territory,
    title: str,
    text: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    amount: Decimal | None,
    parties: Sequence[Party],
    by: User,
    agreement: Agreement | None = None,
    seen: int | None = None,
) -> Agreement:
    """A new agreement, or one that is being written; `seen` is the seal of what the page showed.

    Raises Incomplete, OutOfTurn once it was sent, Stale with both when somebody wrote in between.
    """
    end = ends_on or usual_end(starts_on)
    _check(starts_on, end, amount, parties)
    parties = [own_party(territory=territory) if one._state.adding else one for one in parties]
    if agreement is None:
        agreement = Agreement(territory=territory)
    else:
        agreement = lock(agreement)
        if agreement.state != Agreement.State.DRAFTING:
            raise OutOfTurn(_("Cette convention est partie à la signature. Reprenez-la d’abord, ou écrivez un avenant."))
        _check_seen(agreement, seen, Draft(title, text, starts_on, end, amount, tuple(sorted(one.name for one in parties))))
    agreement.title, agreement.text, agreement.starts_on, agreement.ends_on = title, text, starts_on, end
    agreement.amount, agreement.changed_at = amount, clock.now()
    agreement.save()
    wanted = {one.pk for one in parties}
    agreement.signatures.exclude(party__in=wanted).delete()
    kept = set(agreement.signatures.values_list("party", flat=True))
    Signature.objects.bulk_create(Signature(agreement=agreement, party=one) for one in parties if one.pk not in kept)
    announce(facts.AgreementWritten(territory_id=territory.pk, agreement_id=agreement.pk), by=by)
    return agreement


# ── Signing ──────────────────────────────────────────────────────────────────────────────────────
def _move(agreement: Agreement, verb: str, by: User | None) -> None:
    agreement.state, agreement.changed_at = Agreement.FLOW.step(verb, agreement.state), clock.now()
    agreement.save(update_fields=["state", "changed_at", "end_note"])
    announce(facts.AgreementMoved(territory_id=agreement.territory_id, agreement_id=agreement.pk, state=agreement.state), by=by)
    messages.tell_moved(agreement, by)


@transaction.atomic
def send_agreement(*, agreement: Agreement, by: User) -> Agreement:
    """The text does not change any more: the parties sign. Raises Incomplete without a text nor a document, OutOfTurn."""
    agreement = lock(agreement)
    if not agreement.text and not files_of(agreement, PAPER).exists():
        raise Refusal(_("Écrivez le texte de la convention, ou joignez-la, avant de l’envoyer à la signature."))
    _move(agreement, "send", by)
    return agreement


@transaction.atomic
def take_back_agreement(*, agreement: Agreement, by: User) -> Agreement:
    """Back to writing: signatures are to be given again. Raises OutOfTurn."""
    agreement = lock(agreement)
    _move(agreement, "take_back", by)
    agreement.signatures.update(signatory="", signed_on=None)
    return agreement


def put_signature(
    signature: Signature | AmendmentSignature, signatory: str, signed_on: dt.date, *, by: User, papers: QuerySet[StoredFile]
) -> None:
    """Write one signature. Recorded by somebody who is not of the party, it is read on one of these documents.

    Raises Incomplete, Refusal without a document.
    """
    wrong: dict[str, Any] = {}
    if not signatory:
        wrong["signatory"] = _("Écrivez qui a signé : prénom, nom et fonction.")
    if signed_on > clock.today():
        wrong["signed_on"] = _("Écrivez un jour passé, ou aujourd’hui.")
    if wrong:
        raise Incomplete(_("Il reste quelque chose à corriger."), wrong)
    if not rules.can_speak_for(by, signature.party) and not papers.exists():
        raise Refusal(_("Vous n’êtes pas de cette partie : joignez d’abord le document qu’elle a signé."))
    signature.signatory, signature.signed_on = signatory[:200], signed_on
    signature.save(update_fields=["signatory", "signed_on"])


@transaction.atomic
def sign_agreement(*, signature: Signature, signatory: str, signed_on: dt.date, by: User) -> Agreement:
    """One party signed; the last signature puts the agreement in force. Raises Incomplete, OutOfTurn, Refusal when another is in force."""
    agreement = lock(signature.agreement)
    signature = lock(signature)
    if agreement.state != Agreement.State.IN_SIGNATURE:
        raise OutOfTurn(_("Cette convention ne se signe pas maintenant. Rechargez la page pour voir où elle en est."))
    put_signature(signature, signatory, signed_on, by=by, papers=files_of(agreement, PAPER))
    announce(facts.AgreementSigned(territory_id=agreement.territory_id, agreement_id=agreement.pk, party_id=signature.party_id), by=by)
    if not agreement.signatures.filter(signed_on=None).exists():
        try:
            with transaction.atomic():
                _move(agreement, "enter", by)
        except IntegrityError as error:
            raise Refusal(_("Une autre convention est en vigueur. Mettez-y fin avant d’enregistrer la dernière signature.")) from error
    return agreement


# ── Afterwards ───────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def close_agreement(*, agreement: Agreement, verb: str, note: str, by: User) -> Agreement:
    """It came to its end, or is terminated, with what came of it. Open promises stay on the board. Raises Incomplete, OutOfTurn.

    One that ended by itself may still be told what came of it, once.
    """
    agreement = lock(agreement)
    if not note:
        raise Incomplete(_("Il reste quelque chose à corriger."), {"note": _("Écrivez ce qu’il en est advenu, ou pourquoi elle s’arrête.")})
    if verb == "end" and Agreement.FLOW.can("end", agreement.state) and terms_of(agreement).ends_on > clock.today():
        raise Refusal(_("Son dernier jour n’est pas passé. Pour l’arrêter avant, résiliez-la."))
    is_late_word = verb == "end" and waits_for_outcome(agreement)
    agreement.end_note = note
    if is_late_word:
        agreement.changed_at = clock.now()
        agreement.save(update_fields=["end_note", "changed_at"])
        announce(facts.AgreementOutcomeTold(territory_id=agreement.territory_id, agreement_id=agreement.pk), by=by)
        messages.tell_moved(agreement, by)
    else:
        _move(agreement, verb, by)
    return agreement


@transaction.atomic
def end_by_itself(*, agreement: Agreement) -> bool:
    """Its last day is over: it ends, and both sides hear of it. Whether it did."""
    agreement = lock(agreement)
    if not Agreement.FLOW.can("end", agreement.state) or terms_of(agreement).ends_on >= clock.today():
        return False
    _move(agreement, "end", None)
    return True
