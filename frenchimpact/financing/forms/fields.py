"""Fields that the forms of this room share."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import dates
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core.quantities import NotANumber, read_quantity
from frenchimpact.core.text import clean_line, fold
from frenchimpact.core.typed import Amount
from frenchimpact.design.picks import PickField
from frenchimpact.financing.models.plans import FIRST_YEAR, LAST_YEAR
from frenchimpact.financing.queries.picking import find_named_aid
from frenchimpact.organisations.queries import find_named

_NUMBERS = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})[/.\- ](\d{4})")
_WORDS = re.compile(r"(\D+?)\s+(\d{4})")
EURO = "euros"


class Month(forms.CharField):
    """A month, as browsers send it (2026-05) or as people write it (05/2026, mai 2026). Cleans to its first day."""

    widget = forms.TextInput(attrs={"type": "month", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 30, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """As browsers read it."""
        return f"{value:%Y-%m}" if isinstance(value, dt.date) else value

    def clean(self, value: Any) -> Any:
        """The first day of the month, or what to write."""
        text = clean_line(super().clean(value) or "")
        if not text:
            return None
        year, month = _read(text)
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
            raise ValidationError(_("Écrivez un mois et une année, par exemple 05/2026."))
        return dt.date(year, month, 1)


def _read(text: str) -> tuple[int, int]:
    found = _NUMBERS.fullmatch(text)
    if found:
        return (int(found[1]), int(found[2])) if found[1] else (int(found[4]), int(found[3]))
    named = _WORDS.fullmatch(text)
    names = {fold(str(name)): number for number, name in dates.MONTHS.items()}
    return (int(named[2]), names.get(fold(named[1]), 0)) if named else (0, 0)


class Balance(Amount):
    """An amount that may be below nothing."""

    def clean(self, value: Any) -> Any:
        """The amount, or what to write."""
        text = clean_line(forms.CharField.clean(self, value) or "")
        if not text:
            return None
        try:
            found = read_quantity(text, self.unit)
        except NotANumber as error:
            raise ValidationError(str(error)) from error
        if abs(found) >= 10**12 or found != round(found, 2):
            raise ValidationError(_("Écrivez un montant, avec deux décimales au plus."))
        return found


_YEARS = gettext_lazy("Écrivez une année entre {first} et {last}.")


class Positive(Amount):
    """An amount that is more than nothing."""

    def clean(self, value: Any) -> Any:
        """The amount, or what to write."""
        found: Decimal | None = super().clean(value)
        if found is not None and found == 0:
            raise ValidationError(_("Écrivez un montant au-dessus de zéro."))
        return found


def year_field(label: Any, **options: Any) -> forms.IntegerField:
    """A year within reason."""
    return forms.IntegerField(
        label=label,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={
            "min_value": format_lazy(_YEARS, first=FIRST_YEAR, last=LAST_YEAR),
            "max_value": format_lazy(_YEARS, first=FIRST_YEAR, last=LAST_YEAR),
        },
        **options,
    )


def organisation_field(label: Any, **options: Any) -> PickField:
    """An organisation of the directory. `for_user` must say whose directory before the form is read."""
    return PickField(
        label=label,
        find=find_named(None),
        source="organisations:organisation_suggestions",
        error_messages={
            "several": gettext_lazy("Plusieurs structures portent ce nom. Choisissez la bonne ci-dessous."),
            "near": gettext_lazy("Ce nom n’est pas tout à fait celui d’une structure. Choisissez ci-dessous, ou corrigez."),
            "unknown": gettext_lazy("L’annuaire ne la connaît pas. Corrigez, ou écrivez son nom à part si la page le propose."),
        },
        **options,
    )


def aid_field(label: Any, **options: Any) -> PickField:
    """An aid of the catalogue. `for_aids` must say whose catalogue before the form is read."""
    return PickField(
        label=label,
        find=find_named_aid(None),
        source="financing:aid_suggestions",
        max_length=200,
        error_messages={
            "several": gettext_lazy("Plusieurs aides portent ces mots. Choisissez la bonne ci-dessous."),
            "near": gettext_lazy("Ce n’est pas tout à fait le nom d’une aide. Choisissez ci-dessous, ou corrigez."),
            "unknown": gettext_lazy("Aucune aide publiée ne porte ces mots. Corrigez, ou laissez vide."),
        },
        **options,
    )


def for_aids(form: forms.Form, user: Any, *names: str, only_own: bool = False) -> None:
    """The aids that these fields may name are those that the person sees; `only_own`: those that they may write."""
    for name in names:
        cast(PickField, form.fields[name]).find = find_named_aid(user, only_own=only_own)


def for_user(form: forms.Form, user: Any, *names: str) -> None:
    """The organisations that these fields may name are those that the person sees."""
    for name in names:
        cast(PickField, form.fields[name]).find = find_named(user)
