"""Amendments: proposed by one side, in force once every party that signed the agreement signed them too."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.files.queries import files_of
from frenchimpact.territories import facts
from frenchimpact.territories.actions.agreements import PAPER, misfits_of, put_signature
from frenchimpact.territories.messages import agreements as messages
from frenchimpact.territories.models import Agreement, Amendment, AmendmentSignature


@transaction.atomic
def propose_amendment(*, agreement: Agreement, text: str, ends_on: dt.date | None, amount: Decimal | None, by: User) -> Amendment:
    """What would change in an agreement in force: it holds once all its parties signed. Raises Incomplete, OutOfTurn."""
    agreement = lock(agreement)
    if agreement.state != Agreement.State.IN_FORCE:
        raise OutOfTurn(_("Seule une convention en vigueur reçoit un avenant."))
    if agreement.amendments.filter(state=Amendment.State.PROPOSED).exists():
        raise OutOfTurn(_("Un avenant attend déjà des signatures. Faites-le signer, ou abandonnez-le, avant d’en proposer un autre."))
    wrong = misfits_of(agreement.starts_on, ends_on, amount)
    if not text:
        wrong["text"] = _("Écrivez ce qui change.")
    if wrong:
        raise Incomplete(_("Il reste quelque chose à corriger."), wrong)
    number = agreement.amendments.count() + 1
    made = Amendment.objects.create(agreement=agreement, number=number, text=text, ends_on=ends_on, amount=amount, by=by)
    AmendmentSignature.objects.bulk_create(
        AmendmentSignature(amendment=made, party_id=party) for party in agreement.signatures.values_list("party", flat=True)
    )
    announce(facts.AmendmentProposed(territory_id=agreement.territory_id, agreement_id=agreement.pk, number=number), by=by)
    messages.tell_amendment(agreement, made, by)
    return made


def _awaited(amendment: Amendment) -> tuple[Agreement, Amendment]:
    agreement = lock(amendment.agreement)
    amendment = lock(amendment)
    if agreement.state != Agreement.State.IN_FORCE or amendment.state != Amendment.State.PROPOSED:
        raise OutOfTurn(_("Cet avenant n’attend plus de signature. Rechargez la page pour voir où il en est."))
    return agreement, amendment


@transaction.atomic
def sign_amendment(*, signature: AmendmentSignature, signatory: str, signed_on: dt.date, by: User) -> Amendment:
    """One party signed; the last signature puts it in force. Raises Incomplete, OutOfTurn, Refusal without the document."""
    agreement, amendment = _awaited(signature.amendment)
    signature = lock(signature)
    put_signature(signature, signatory, signed_on, by=by, papers=files_of(agreement, PAPER).filter(received_at__gte=amendment.at))
    known = {"territory_id": agreement.territory_id, "agreement_id": agreement.pk, "number": amendment.number}
    announce(facts.AmendmentSigned(**known, party_id=signature.party_id), by=by)
    days = list(amendment.signatures.values_list("signed_on", flat=True))
    if None not in days:
        amendment.state, amendment.signed_on = Amendment.State.IN_FORCE, max(day for day in days if day)
        amendment.save(update_fields=["state", "signed_on"])
        announce(facts.AgreementAmended(**known), by=by)
        messages.tell_amendment(agreement, amendment, by)
    return amendment


@transaction.atomic
def drop_amendment(*, amendment: Amendment, note: str, by: User) -> Amendment:
    """It will not be signed: nothing changes. Raises Incomplete without a reason, OutOfTurn."""
    agreement, amendment = _awaited(amendment)
    if not note:
        raise Incomplete(_("Il reste quelque chose à corriger."), {"note": _("Écrivez pourquoi.")})
    amendment.state, amendment.end_note = Amendment.State.DROPPED, note
    amendment.save(update_fields=["state", "end_note"])
    announce(facts.AmendmentDropped(territory_id=agreement.territory_id, agreement_id=agreement.pk, number=amendment.number), by=by)
    messages.tell_amendment(agreement, amendment, by)
    return amendment
