"""Asking keepers for the values whose period is over."""

import logging

from django.db import transaction

from frenchimpact.core import clock
from frenchimpact.core.periods import last_closed
from frenchimpact.impact.messages.measures import pace_of, tell_due, waiting

log = logging.getLogger(__name__)
# In one run: the next one goes on.
MOST = 5000


def ask_due_measures() -> int:
    """Each keeper once per period; one who cannot be asked keeps nobody else from it. Gives how many were asked."""
    count, today = 0, clock.today()
    for followed in waiting(today)[:MOST]:
        if followed.keeper is None:
            continue
        try:
            with transaction.atomic():
                tell_due(followed, followed.keeper, last_closed(today, pace_of(followed.indicator.frequency)))
        except Exception:
            log.exception("reminder of followed indicator %s", followed.pk)
        else:
            count += 1
    return count
