"""What happens to promises and agreements with time: reminders, each told once."""

import datetime as dt

from frenchimpact.core import clock
from frenchimpact.territories.actions.agreements import end_by_itself
from frenchimpact.territories.messages import agreements as agreement_messages
from frenchimpact.territories.messages import promises as messages
from frenchimpact.territories.models import Agreement
from frenchimpact.territories.queries.agreements import terms_of
from frenchimpact.territories.queries.commitments import coming

# Days before the day of a promise, and after; days before the end of an agreement.
PROMISES, AGREEMENTS = (30, 7, -1), (180, 60)
# A task that did not run for a few days catches up.
LATE_DAYS = 3


def follow_promises() -> int:
    """Remind each party of what it promised, thirty and seven days before its day, and on the day after. Gives how many promises."""
    today, told = clock.today(), 0
    for days in PROMISES:
        last = today + dt.timedelta(days=days)
        for promise in coming(last - dt.timedelta(days=LATE_DAYS), last):
            messages.remind(promise, days)
            told += 1
    return told


def end_agreements() -> int:
    """Those whose last day is over end by themselves. Gives how many."""
    rows = Agreement.objects.filter(state=Agreement.State.IN_FORCE).prefetch_related("amendments", "signatures")
    past = [one for one in rows if terms_of(one).ends_on < clock.today()]
    return sum(end_by_itself(agreement=one) for one in past)


def follow_agreements() -> int:
    """Remind the lead and the programme that an agreement comes to its end. Gives how many agreements."""
    today, told = clock.today(), 0
    rows = Agreement.objects.filter(state=Agreement.State.IN_FORCE).select_related("territory__lead", "territory__officer")
    for agreement in rows.prefetch_related("amendments", "signatures"):
        ends_on = terms_of(agreement).ends_on
        for days in AGREEMENTS:
            left = (ends_on - today).days
            if days - LATE_DAYS <= left <= days:
                agreement_messages.remind_end(agreement, ends_on, days)
                told += 1
    return told
