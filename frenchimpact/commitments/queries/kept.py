"""What people of a funder keep."""

from django.http import Http404

from frenchimpact.commitments.models import Commitment, Entry, Envelope, Vehicle
from frenchimpact.commitments.queries.lists import find_commitment
from frenchimpact.commitments.rules import kept_envelopes, kept_vehicles
from frenchimpact.organisations.rules import Anyone

# How addresses name what can be done.
VERBS = {"signer": "sign", "verser": "pay", "justifier": "justify", "modifier": "amend", "annuler": "cancel", "recuperer": "recover"}


def find_kept(user: Anyone, reference: str, verb: str = "") -> Commitment:
    """One commitment, and what will be done to it. Raises Http404."""
    if verb and verb not in VERBS:
        raise Http404
    return find_commitment(user, reference)


def find_entry(user: Anyone, reference: str, number: int) -> Entry:
    """One line of the ledger of a commitment. Raises Http404."""
    entry = (
        Entry.objects.filter(commitment=find_commitment(user, reference), pk=number).select_related("commitment__funder_vehicle").first()
    )
    if entry is None:
        raise Http404
    return entry


def find_envelope(user: Anyone, number: int) -> Envelope:
    """One envelope of the person's organisations. Raises Http404."""
    found = kept_envelopes(user).filter(pk=number).select_related("funder").first()
    if found is None:
        raise Http404
    return found


def find_vehicle(user: Anyone, number: int) -> Vehicle:
    """One vehicle that the person's organisations run. Raises Http404."""
    found = kept_vehicles(user).filter(pk=number).select_related("organisation").first()
    if found is None:
        raise Http404
    return found
