"""What one side asks of a promise, as long as the other has not answered."""

from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.organisations.rules import Anyone
from frenchimpact.territories.models import Commitment, Offer
from frenchimpact.territories.queries.commitments import find_promise
from frenchimpact.territories.queries.promise_history import Terms


def offer_of(promise: Commitment) -> Offer | None:
    """What waits for an answer about that promise."""
    found = Offer.objects.filter(commitment=promise).select_related("by").first()
    if found is not None:
        found.commitment = promise
    return found


def find_offer(user: Anyone, reference: str, number: int) -> Offer:
    """What waits about a promise that the person sees, or Http404."""
    found = offer_of(find_promise(user, reference, number))
    if found is None:
        raise Http404(_("Cette demande n’attend plus de réponse."))
    return found


def words_of(offer: Offer | None) -> str:
    """The terms that it asks for; nothing when it asks to lift."""
    return Terms(offer.title, offer.quantity, offer.unit, offer.due_on).words if offer is not None and offer.due_on else ""
