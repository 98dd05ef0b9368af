"""What a commitment changes in a register: the de minimis aid of whoever receives it."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.commitments.models import Commitment
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.financing.actions.deminimis import declare_aid, withdraw_aid
from frenchimpact.financing.models import DeMinimisAid, Regulation
from frenchimpact.financing.queries.registers import regulations
from frenchimpact.financing.queries.removals import is_kept_out
from frenchimpact.financing.reckoning import how_it_counts
from frenchimpact.organisations.models import Organisation

Method = DeMinimisAid.Method
CENT = Decimal("0.01")
_OVER = (Commitment.State.ANNOUNCED, Commitment.State.CANCELLED)


def holder_of(commitment: Commitment) -> Organisation | None:
    """Who receives it: the organisation, or the one that carries the project."""
    if commitment.beneficiary is not None:
        return commitment.beneficiary
    return commitment.project.organisation if commitment.project is not None else None


@transaction.atomic
def follow_commitment(*, commitment: Commitment) -> DeMinimisAid | None:
    """The aid that comes from a signed commitment under a de minimis regime, as the ledger has it now. Safe to run again.

    Another amount, or nothing any more, withdraws what was recorded, with its reason, and records again what is left.
    """
    commitment = (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("beneficiary", "project__organisation", "funder", "terms")
        .get(pk=commitment.pk)
    )
    kept = commitment.de_minimis_aids.filter(state=DeMinimisAid.State.GRANTED).select_related("organisation").first()
    holder = holder_of(commitment)
    counts = commitment.regime in Regulation.values and commitment.state not in _OVER and commitment.signed_on is not None
    amount = commitment.net if counts and holder is not None else Decimal(0)
    worth = _worth(commitment, amount)
    said = {"nominal": amount, "organisation": holder, "regulation": commitment.regime, "instrument": commitment.instrument, **worth}
    if kept is not None and all(getattr(kept, name) == value for name, value in said.items()):
        return kept
    if kept is not None:
        words = _("L’engagement %(ref)s a changé.") if amount else _("L’engagement %(ref)s est annulé.")
        withdraw_aid(aid=kept, on=max(clock.today(), kept.granted_on), reason=words % {"ref": commitment.reference}, by=None)
    if holder is None or amount <= 0 or commitment.signed_on is None or (kept is None and is_kept_out(commitment)):
        return None
    return _record(commitment, holder, amount)


def _worth(commitment: Commitment, amount: Decimal) -> dict[str, Any]:
    """How what it is worth is found: what its funder reckons, in proportion to what is left of it; its duration; or else the whole.

    Whole is the prudent reading: the register says what lacks.
    """
    terms = getattr(commitment, "terms", None)
    found, made = regulations().get(commitment.regime), commitment.gross - commitment.cancelled
    equivalent = terms.equivalent if terms else None
    if equivalent is not None and made and amount != made:
        equivalent = (equivalent * amount / made).quantize(CENT, ROUND_HALF_UP)
    return how_it_counts(
        found.ceiling_on(_granted_on(commitment)) if found else None,
        instrument=commitment.instrument,
        amount=amount,
        months=terms.loan_months if terms else None,
        equivalent=equivalent,
    )


def _granted_on(commitment: Commitment) -> dt.date:
    return min(commitment.signed_on or clock.today(), clock.today())


def _record(commitment: Commitment, holder: Organisation, amount: Decimal) -> DeMinimisAid:
    terms = getattr(commitment, "terms", None)
    values: dict[str, Any] = {
        **_worth(commitment, amount),
        "granted_on": _granted_on(commitment),
        "regulation": commitment.regime,
        "instrument": commitment.instrument,
        "nominal": amount,
        "funder": commitment.funder,
        "funder_name": commitment.funder_name,
        "subject": commitment.title[:300],
        "number": terms.register_number if terms else "",
        "commitment": commitment,
    }
    try:
        with transaction.atomic():
            return declare_aid(organisation=holder, values=values, by=None, is_confirmed=True)[0]
    except Refusal:
        # Another aid has that number already: the amount counts all the same.
        return declare_aid(organisation=holder, values={**values, "number": ""}, by=None, is_confirmed=True)[0]
