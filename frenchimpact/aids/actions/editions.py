"""The next edition of an aid, from the last one."""

import datetime as dt

from django.db import transaction

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.catalogue import FIELDS, Condition, Ground, create_aid
from frenchimpact.aids.judging import months_after
from frenchimpact.aids.models import Aid
from frenchimpact.core import clock


def _next(day: dt.date | None) -> dt.date | None:
    """The same day a year later."""
    return months_after(day, 12) if day else None


@transaction.atomic
def duplicate_aid(*, aid: Aid, by: User) -> Aid:
    """A draft with everything of an aid, its dates a year later (or those announced for the next edition)."""
    values = {name: getattr(aid, name) for name in FIELDS}
    closes_on = aid.next_closes_on or _next(aid.closes_on)
    opens_on = aid.next_opens_on or _next(aid.opens_on)
    if opens_on and closes_on and opens_on > closes_on:
        closes_on = _next(closes_on)
    if opens_on and closes_on and opens_on > closes_on:
        opens_on = None
    values |= {"opens_on": opens_on, "closes_on": closes_on, "next_opens_on": None, "next_closes_on": None, "is_generic": False}
    year = clock.today().year
    values["title"] = aid.title.replace(str(year - 1), str(year))[:200]
    rows = list(aid.aid_places.select_related("place"))
    ground = Ground(
        tuple(row.place for row in rows if not row.is_excluded),
        tuple(row.place for row in rows if row.is_excluded),
    )
    conditions = [
        Condition(rule.subject, tuple(rule.values), rule.minimum, rule.maximum, rule.is_wish, rule.note) for rule in aid.rules.all()
    ]
    return create_aid(by=by, values=values, ground=ground, conditions=conditions, funder=aid.funder, funder_name=aid.funder_name)
