"""Noting visits; opening and closing a private calendar."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from frenchimpact.accounts.models import User
from frenchimpact.core import clock, read_only
from frenchimpact.core.facts import announce
from frenchimpact.core.kept import kept
from frenchimpact.desk.facts import CalendarClosed, CalendarOpened
from frenchimpact.desk.models import Calendar, Visit

# Pages that close to one another are one visit.
ONE_VISIT = dt.timedelta(minutes=30)
# What was noted since is not written again.
ONCE = dt.timedelta(minutes=1)
# A first visit shows that much.
FIRST_LOOK = dt.timedelta(days=30)


def note_visit(*, person: User) -> dt.datetime:
    """Note that the person looks at their space; gives the end of their visit before this one. Noted once a minute at most."""
    now = clock.now()
    for noted in _visits(person=person.pk):
        if dt.timedelta() <= now - noted.seen_at < ONCE:
            return noted.before_at
        if read_only.is_on():
            return noted.seen_at if now - noted.seen_at > ONE_VISIT else noted.before_at
    if read_only.is_on():
        return now - FIRST_LOOK
    return _note(person, now)


@kept
def _visits(person: int) -> QuerySet[Visit]:
    return Visit.objects.filter(person=person)


@transaction.atomic
def _note(person: User, now: dt.datetime) -> dt.datetime:
    visit, is_new = Visit.objects.select_for_update().get_or_create(person=person, defaults={"seen_at": now, "before_at": now - FIRST_LOOK})
    if is_new:
        return visit.before_at
    if now - visit.seen_at > ONE_VISIT:
        visit.before_at = visit.seen_at
    visit.seen_at = max(now, visit.before_at)
    visit.save(update_fields=["seen_at", "before_at"])
    return visit.before_at


@transaction.atomic
def open_calendar(*, person: User) -> Calendar:
    """Give the calendar a new private address; the former one stops working."""
    calendar, is_new = Calendar.objects.select_for_update().get_or_create(person=person)
    if not is_new:
        calendar.serial += 1
        calendar.is_open, calendar.opened_at = True, clock.now()
        calendar.save(update_fields=["serial", "is_open", "opened_at"])
    announce(CalendarOpened(user_id=person.pk), by=person)
    return calendar


@transaction.atomic
def close_calendar(*, person: User) -> None:
    """Stop the private address, if there is one. The row stays, so that no old address ever works again."""
    if Calendar.objects.filter(person=person, is_open=True).update(is_open=False):
        announce(CalendarClosed(user_id=person.pk), by=person)
