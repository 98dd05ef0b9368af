"""Periods as people write and read them: « fin 2028 », « au 3e trimestre 2026 »."""

import datetime as dt

from django.utils.translation import gettext as _

from frenchimpact.design.words import day


def day_words(on: dt.date) -> str:
    """A day by which something is aimed at: « fin 2028 », « au plus tard le 30 juin 2028 »."""
    if (on.month, on.day) == (12, 31):
        return _("fin %(year)s") % {"year": on.year}
    return _("au plus tard le %(day)s") % {"day": day(on)}


def period_words(ends_on: dt.date, frequency: str = "year") -> str:
    """The period that a figure closes, in a sentence: « en 2026 », « au 3e trimestre 2026 », « en juin 2026 »…"""
    is_last = (ends_on + dt.timedelta(days=1)).day == 1
    if frequency == "year" and (ends_on.month, ends_on.day) == (12, 31):
        return _("en %(period)s") % {"period": ends_on.year}
    if frequency == "quarter" and is_last and ends_on.month % 3 == 0:
        return _("au %(quarter)s") % {"quarter": quarter_words(ends_on)}
    if frequency == "month" and is_last:
        return _("en %(period)s") % {"period": day(ends_on, "YEAR_MONTH_FORMAT")}
    return _("à la date du %(day)s") % {"day": day(ends_on)}


def period_name(ends_on: dt.date, frequency: str = "year") -> str:
    """The same as a heading: « 2026 », « 3e trimestre 2026 », « juin 2026 », « 12 juin 2026 »."""
    is_last = (ends_on + dt.timedelta(days=1)).day == 1
    if frequency == "year" and (ends_on.month, ends_on.day) == (12, 31):
        return str(ends_on.year)
    if frequency == "quarter" and is_last and ends_on.month % 3 == 0:
        return quarter_words(ends_on)
    return day(ends_on, "YEAR_MONTH_FORMAT") if frequency == "month" and is_last else day(ends_on)


def period_short(ends_on: dt.date, frequency: str = "year") -> str:
    """The same at the head of a narrow column: « 2026 », « T3 2026 », « 06/2026 »."""
    if frequency == "quarter":
        return _("T%(quarter)s %(year)s") % {"quarter": ends_on.month // 3, "year": ends_on.year}
    return f"{ends_on:%m/%Y}" if frequency == "month" else str(ends_on.year)


def quarter_words(ends_on: dt.date) -> str:
    """« 3e trimestre 2026 »."""
    names = {3: _("1er trimestre %(year)s"), 6: _("2e trimestre %(year)s"), 9: _("3e trimestre %(year)s"), 12: _("4e trimestre %(year)s")}
    return names[ends_on.month] % {"year": ends_on.year}
