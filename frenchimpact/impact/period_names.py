"""The period of a value in words, whatever its length."""

import datetime as dt

from django.utils.translation import gettext as _

from frenchimpact.core.periods import MONTHS, first_of, is_closing
from frenchimpact.design.period_words import period_name, period_words
from frenchimpact.design.words import day


def pace_between(starts_on: dt.date, ends_on: dt.date) -> str:
    """« year », « quarter » or « month » when it is a whole one; nothing otherwise."""
    return next((name for name in MONTHS if is_closing(ends_on, name) and first_of(ends_on, name) == starts_on), "")


def name_between(starts_on: dt.date, ends_on: dt.date) -> str:
    """As a heading: « 2026 », « 3e trimestre 2026 », « du 12 mars 2026 au 4 juin 2026 »."""
    pace = pace_between(starts_on, ends_on)
    return period_name(ends_on, pace) if pace else _span(starts_on, ends_on)


def words_between(starts_on: dt.date, ends_on: dt.date) -> str:
    """In a sentence: « en 2026 », « au 3e trimestre 2026 »…"""
    pace = pace_between(starts_on, ends_on)
    return period_words(ends_on, pace) if pace else _span(starts_on, ends_on)


def _span(starts_on: dt.date, ends_on: dt.date) -> str:
    return _("du %(first)s au %(last)s") % {"first": day(starts_on), "last": day(ends_on)}
