"""What happens to offers and requests with time."""

import datetime as dt

from django.tasks import task

from frenchimpact.core import clock
from frenchimpact.core.queue import every
from frenchimpact.offers.actions.matches import lapse_matches
from frenchimpact.offers.actions.offers import expire_offers
from frenchimpact.offers.actions.requests import expire_requests
from frenchimpact.offers.messages.matches import tell_due
from frenchimpact.offers.messages.offers import tell_still
from frenchimpact.offers.models import STILL_DAYS, Offer
from frenchimpact.offers.queries.matches import due_soon
from frenchimpact.offers.rules import public_offers


@every("10 6 * * *")
@task
def end_offers() -> None:
    """Close what is past: offers, requests, proposals without an answer."""
    expire_offers()
    lapse_matches()
    expire_requests()


@every("35 7 * * *")
@task
def remind_offers() -> None:
    """Remind of answers due; ask whether old offers still hold. Each is told once: notices know what they said."""
    for match in due_soon():
        tell_due(match)
    old = clock.today() - dt.timedelta(days=STILL_DAYS)
    for offer in public_offers().filter(confirmed_on__lte=old, state=Offer.State.AVAILABLE).select_related("organisation"):
        tell_still(offer)
