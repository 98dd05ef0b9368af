"""Reminding teams of the days of their lines, each told once."""

import datetime as dt

from frenchimpact.core import clock
from frenchimpact.financing.messages import plans as messages
from frenchimpact.financing.models import PlanLine

# Days before the last one to ask; and after the one by which an answer was hoped for.
BEFORE, AFTER = (14, 3), 1
# A task that did not run for a few days catches up.
LATE_DAYS = 3


def remind_deadlines() -> int:
    """Tell each team what is to be asked soon, and what should have been answered. Gives how many lines."""
    today, told = clock.today(), 0
    rows = PlanLine.objects.filter(removed_at=None).select_related("plan__project", "funder").order_by("pk")
    waiting = rows.filter(state__in=(PlanLine.State.TO_STUDY, PlanLine.State.PREPARING))
    for days in BEFORE:
        last = today + dt.timedelta(days=days)
        for line in waiting.filter(apply_by__range=(last - dt.timedelta(days=min(LATE_DAYS, days)), last)):
            messages.remind_asking(line, days)
            told += 1
    passed = today - dt.timedelta(days=AFTER)
    for line in rows.filter(state=PlanLine.State.ASKED, expected_on__range=(passed - dt.timedelta(days=LATE_DAYS), passed)):
        messages.remind_answer(line)
        told += 1
    return told
