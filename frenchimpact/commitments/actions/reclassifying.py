"""Putting right what a commitment is, rather than how much it is."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.models import Origin
from frenchimpact.commitments import facts
from frenchimpact.commitments.actions.amounts import check_envelope, refuse
from frenchimpact.commitments.actions.answering import answer_already, answer_request, wrong_request
from frenchimpact.commitments.actions.writing import CLASSES, counter_of, entry_of, live_entries, write
from frenchimpact.commitments.models import Commitment, Terms
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock


@transaction.atomic
def reclassify_commitment(*, commitment: Commitment, by: User | None, note: str, **fields: Any) -> Commitment:
    """Its region, theme, form, origin, public share or « already there » was wrong.

    Each line that still holds is taken back and written again: what was known before stays told as it was. Gives the commitment
    unchanged when nothing differs. Raises Incomplete.
    """
    commitment = lock(commitment)
    if "region" in fields:
        region = fields.pop("region")
        fields["region_id"] = region.pk if region else None
    is_public = Origin(fields.get("origin", commitment.origin)).is_public
    if is_public is not None:
        fields["public_share"] = int(is_public)
    elif fields.get("public_share", commitment.public_share) is None:
        refuse(public_share=_("Écrivez quelle part de cet argent est publique, de 0 à 100 %."))
    changed = {name: value for name, value in fields.items() if getattr(commitment, name) != value}
    if unknown := set(changed) - set(CLASSES):
        raise ValueError(f"not a class: {unknown}")
    if not changed:
        return commitment
    if not note:
        raise Incomplete(_("Il reste quelque chose à corriger."), {"note": _("Écrivez pourquoi : l’histoire de l’engagement le garde.")})
    lines = live_entries(commitment)
    back = [counter_of(line, by=by, note=note) for line in lines]
    for name, value in changed.items():
        setattr(commitment, name, value)
    commitment.changed_at = clock.now()
    commitment.save(update_fields=[*(name.removesuffix("_id") for name in changed), "changed_at"])
    write(*back, *(entry_of(commitment, line.kind, line.amount, on=line.value_on, by=by, note=note, net=line.net) for line in lines))
    announce(facts.CommitmentReclassified(commitment_id=commitment.pk), by=by)
    return commitment


@transaction.atomic
def describe_commitment(*, commitment: Commitment, by: User | None, terms: dict[str, Any], **fields: Any) -> Commitment:
    """Its words: title, regime, challenge, envelope, and what the act says besides the amount. Raises Incomplete."""
    commitment = lock(commitment)
    envelope = fields.get("envelope", commitment.envelope)
    if envelope is not None and envelope.pk != commitment.envelope_id:
        payer = commitment.funder_vehicle.organisation_id if commitment.funder_vehicle else commitment.funder_id
        envelope = lock(envelope)
        if envelope.funder_id != payer:
            refuse(envelope=_("Cette enveloppe est celle d’un autre financeur."))
        check_envelope(envelope, commitment.net)
    refuse(
        request=wrong_request(
            fields.get("request"), commitment.funder_vehicle or commitment.funder, commitment.project, commitment.beneficiary
        )
    )
    asked = fields.get("request")
    if asked is not None and commitment.is_live:
        refuse(request=answer_already(asked, commitment))
    rate, first, last = terms.get("rate"), terms.get("pays_from"), terms.get("pays_until")
    refuse(
        rate=_("Un taux va de 0 à 100 %.") if rate is not None and not 0 < rate <= 1 else None,
        pays_until=_("La fin vient avant le début.") if last and (not first or last < first) else None,
    )
    for name, value in fields.items():
        setattr(commitment, name, value)
    commitment.changed_at = clock.now()
    commitment.save(update_fields=[*fields, "changed_at"])
    Terms.objects.update_or_create(commitment=commitment, defaults=terms)
    announce(facts.CommitmentDescribed(commitment_id=commitment.pk), by=by)
    answer_request(commitment, by)
    return commitment
