"""The period that a value closes: one of its indicator, begun and followed."""

import datetime as dt

from django.utils.translation import gettext as _

from frenchimpact.core.days import EARLIEST, is_sensible
from frenchimpact.core.errors import Text
from frenchimpact.core.periods import closing, first_of
from frenchimpact.territories.models import Indicator


def misplaced(starts_on: dt.date, ends_on: dt.date, frequency: str, ended_on: dt.date | None, today: dt.date) -> Text:
    """What is wrong with the period of a value; empty when it is one of the indicator's, begun and followed."""
    if starts_on > today or starts_on > ends_on:
        return _("Cette période n’a pas commencé : une valeur se donne quand elle est mesurée.")
    last = closing(max(starts_on, EARLIEST), frequency)
    first = first_of(last, frequency)
    if not is_sensible(starts_on) or (starts_on, ends_on) != (first, last):
        words = _("Cet indicateur se mesure par période entière (%(frequency)s) : par exemple du %(first)s au %(last)s.")
        found = {"frequency": str(Indicator.Frequency(frequency).label).lower(), "first": first.isoformat(), "last": last.isoformat()}
        return words % found
    if ended_on is not None and starts_on > ended_on:
        return _("Cet indicateur n’était plus suivi pendant cette période.")
    return ""
