"""Lines of the ledger, and what they make of their commitment."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.commitments.models import Commitment, Entry
from frenchimpact.commitments.queries.answering import live_answers
from frenchimpact.commitments.states import follow
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn

CLASSES = ("region_id", "theme", "instrument", "origin", "public_share", "is_preexisting")


def entry_of(
    commitment: Commitment, kind: str, amount: Decimal, *, on: dt.date, by: User | None, note: str = "", net: Decimal | None = None
) -> Entry:
    """One line, classified as its commitment is today, not written yet. `net` is what it adds; the amount unless said otherwise."""
    to = commitment.beneficiary_vehicle
    adds = kind not in (Entry.Kind.PAID, Entry.Kind.JUSTIFIED)
    return Entry(
        commitment=commitment,
        kind=kind,
        amount=amount,
        net=net if net is not None else amount if adds else Decimal(0),
        value_on=on,
        by=by,
        note=note,
        is_from_vehicle=commitment.funder_vehicle_id is not None,
        vehicle_kind=to.kind if to else "",
        **{name: getattr(commitment, name) for name in CLASSES},
    )


def counter_of(entry: Entry, *, by: User | None, note: str) -> Entry:
    """The same line the other way round: it takes back exactly what that one said, as it was classified then."""
    return Entry(
        commitment_id=entry.commitment_id,
        kind=entry.kind,
        amount=-entry.amount,
        net=-entry.net,
        value_on=entry.value_on,
        by=by,
        note=note,
        counters=entry,
        is_from_vehicle=entry.is_from_vehicle,
        vehicle_kind=entry.vehicle_kind,
        **{name: getattr(entry, name) for name in CLASSES},
    )


def write(*entries: Entry) -> Entry:
    """Lines in one statement, so that what is taken back and what replaces it are judged together. Gives the last."""
    return Entry.objects.bulk_create(entries)[-1]


def live_entries(commitment: Commitment) -> list[Entry]:
    """The lines that still hold: neither counter-entries nor countered, oldest first."""
    return list(commitment.entries.filter(counters=None, countered_by=None).order_by("recorded_at", "pk"))


def settle(commitment: Commitment) -> Commitment:
    """The totals that the database keeps, read again, and the state and the days that follow from the ledger.

    Raises OutOfTurn when it would live again while another commitment answers its request.
    """
    commitment.refresh_from_db(fields=["gross", "cancelled", "paid", "justified", "recovered"])
    follow(commitment, live_entries(commitment))
    if commitment.request and commitment.is_live and (other := live_answers(commitment.request).exclude(pk=commitment.pk).first()):
        words = _("L’engagement %s répond depuis à la même demande. Annulez-le d’abord, ou enregistrez un autre engagement sans demande.")
        raise OutOfTurn(words % other.reference)
    commitment.changed_at = clock.now()
    commitment.save(update_fields=["state", "signed_on", "committed_on", "changed_at"])
    return commitment
