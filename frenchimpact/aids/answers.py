"""What a visitor types of a project in an address: numbers, a date. What is wrong is said beside its field, and stays typed there."""

import datetime as dt
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.quantities import NotANumber, read_quantity
from frenchimpact.core.text import clean_line

LARGEST = Decimal(10) ** 11
_OLDEST = dt.date(1600, 1, 1)


class Answers:
    """The answers of an address, by the name of their field."""

    def __init__(self, given: QueryDict) -> None:
        self.given = given
        # What is wrong, by field, in words.
        self.errors: dict[str, str] = {}

    def typed(self, name: str) -> str:
        """As it was written."""
        return clean_line(self.given.get(name, ""))[:40].strip()

    def quantity(self, name: str, unit: str = "") -> Decimal | None:
        """A number; None when nothing was written, or nothing that is one."""
        text = self.typed(name)
        if not text:
            return None
        try:
            found = read_quantity(text, unit)
        except NotANumber as error:
            self.errors[name] = str(error)
            return None
        if not 0 <= found < LARGEST:
            self.errors[name] = _("Écrivez un nombre positif.") if found < 0 else _("Ce nombre est trop grand. Vérifiez-le.")
            return None
        return round(found, 2)

    def past_day(self, name: str) -> dt.date | None:
        """A day that is over, or today."""
        text = self.typed(name)
        if not text:
            return None
        try:
            found: dt.date = forms.DateField().clean(text)
        except ValidationError:
            self.errors[name] = _("Écrivez la date avec le jour, le mois et l’année, par exemple 25/11/2026.")
            return None
        if not _OLDEST <= found <= clock.today():
            self.errors[name] = _("Écrivez un jour passé, ou aujourd’hui.")
            return None
        return found
