"""How long labels last: months counted as law counts them, to the same day number, or the last day of a shorter month."""

import calendar
import datetime as dt

from django.utils import timezone


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day number so many months later (or earlier), or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of(valid_from: dt.date, months: int) -> dt.date:
    """The last day of a label that lasts so many months: the eve of the anniversary."""
    return add_months(valid_from, months) - dt.timedelta(days=1)


def first_instant(day: dt.date) -> dt.datetime:
    """When a day begins where the programme is."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def last_instant(day: dt.date) -> dt.datetime:
    """The last second of a day where the programme is: the last day is included."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))
