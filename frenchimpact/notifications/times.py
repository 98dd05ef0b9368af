"""When a mail may leave, by the person's own clock. Nothing here reads a table."""

import datetime as dt
from zoneinfo import ZoneInfo

from frenchimpact.notifications.models import Habit, Rhythm


def local(instant: dt.datetime, habit: Habit) -> dt.datetime:
    """The same instant on the person's clock."""
    return instant.astimezone(ZoneInfo(habit.zone))


def is_quiet(time: dt.time, habit: Habit) -> bool:
    """Whether that hour is one when nothing comes."""
    start, end = habit.quiet_from, habit.quiet_until
    if start <= end:
        return start <= time < end
    return time >= start or time < end


def after_quiet(instant: dt.datetime, habit: Habit) -> dt.datetime:
    """The instant itself, or the end of the quiet hours that it falls in."""
    here = local(instant, habit)
    if not is_quiet(here.time(), habit):
        return instant
    end = _at(here.date(), habit.quiet_until, habit)
    if end <= here:
        end = _at(here.date() + dt.timedelta(days=1), habit.quiet_until, habit)
    return end.astimezone(dt.UTC)


def next_digest(after: dt.datetime, rhythm: str, habit: Habit) -> dt.datetime:
    """The first moment of a daily or weekly digest that comes later than `after`, outside the quiet hours."""
    day = local(after, habit).date()
    for ahead in range(9):
        on = day + dt.timedelta(days=ahead)
        if rhythm == Rhythm.WEEKLY and on.weekday() != habit.weekly_on:
            continue
        slot = after_quiet(_at(on, habit.digest_at, habit), habit)
        if slot > after:
            return slot.astimezone(dt.UTC)
    raise AssertionError("a week has every weekday")


def _at(on: dt.date, time: dt.time, habit: Habit) -> dt.datetime:
    return dt.datetime.combine(on, time, tzinfo=ZoneInfo(habit.zone))
