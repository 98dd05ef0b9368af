"""Fields that the forms of a territory share."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _

from frenchimpact.core.text import clean_line
from frenchimpact.territories.quantities import NotANumber, read_quantity, typed


class Amount(forms.CharField):
    """A number as people write it: « 1 240,5 ». Cleans to a Decimal, or to None when nothing was typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.unit = unit

    def prepare_value(self, value: Any) -> Any:
        """As it is typed."""
        return typed(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """The number, with two decimals at most, or what to say."""
        text = clean_line(super().clean(value) or "")
        if not text:
            return None
        try:
            found = read_quantity(text, self.unit)
        except NotANumber as error:
            raise forms.ValidationError(str(error)) from error
        if found < 0 or found >= 10**12 or found != round(found, 2):
            raise forms.ValidationError(_("Écrivez un nombre positif, avec deux décimales au plus."))
        return found


def offer(form: forms.Form, name: str, choices: Any) -> None:
    """What a choice of that form is among, known once its territory is."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices
