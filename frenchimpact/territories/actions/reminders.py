"""Asking keepers for the values whose period is over."""

from django.db import transaction

from frenchimpact.core import clock
from frenchimpact.core.periods import last_closed
from frenchimpact.territories.messages.indicators import tell_due, waiting

# In one run: the next one goes on.
MOST = 5000


def ask_due() -> int:
    """Each keeper once per period. Gives how many were asked."""
    count, today = 0, clock.today()
    for indicator in waiting(today)[:MOST]:
        if indicator.keeper is not None:
            with transaction.atomic():
                tell_due(indicator, indicator.keeper, last_closed(today, indicator.frequency))
            count += 1
    return count
