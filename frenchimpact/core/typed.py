"""What people type in forms, cleaned the same way everywhere."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from frenchimpact.core.days import EARLIEST, LATEST, is_sensible
from frenchimpact.core.quantities import NotANumber, read_quantity
from frenchimpact.core.quantities import typed as as_typed
from frenchimpact.core.text import clean_line, clean_text


class Line(forms.CharField):
    """One line, without marks that hide nor breaks."""

    def to_python(self, value: Any) -> str:
        """The line, cleaned."""
        return clean_line(super().to_python(value) or "")


class Paragraph(forms.CharField):
    """Several lines, without marks that hide; 10,000 signs unless `max_length` says otherwise. `rows` is how tall it is shown."""

    widget = forms.Textarea

    def __init__(self, *, rows: int | None = None, **kwargs: Any) -> None:
        if rows is not None:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("max_length", 10_000)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The text, cleaned."""
        return clean_text(super().to_python(value) or "")


class Day(forms.DateField):
    """A day within reason, in the browser's own control."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs=_bounded("date"), format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        """Refuse what nobody means."""
        super().validate(value)
        _check_day(value)


class Instant(forms.DateTimeField):
    """A day and an hour within reason, on the clock in force, in the browser's own control."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(attrs=_bounded("datetime-local", "T00:00"), format="%Y-%m-%dT%H:%M"))
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"])
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """The instant. The first and last hours of the calendar have no other clock."""
        try:
            return super().to_python(value)
        except OverflowError as error:
            raise forms.ValidationError(_unreasonable()) from error

    def validate(self, value: Any) -> None:
        """Refuse what nobody means."""
        super().validate(value)
        _check_day(value.date() if value else None)


class Quantity(forms.CharField):
    """A number as people write it: « 1 240,5 », « −3 ». Cleans to a Decimal, or to None when nothing was typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.unit = unit

    def prepare_value(self, value: Any) -> Any:
        """As it is typed."""
        return as_typed(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """The number, or what to say."""
        text = clean_line(super().clean(value) or "")
        if not text:
            return None
        try:
            return read_quantity(text, self.unit)
        except NotANumber as error:
            raise forms.ValidationError(str(error)) from error


class Amount(Quantity):
    """A sum of money, or another number that is not negative, to the hundredth."""

    def clean(self, value: Any) -> Any:
        """The number, with two decimals at most, or what to say."""
        found = super().clean(value)
        if found is None:
            return None
        if found >= 10**12:
            raise forms.ValidationError(_("Ce nombre est trop grand. Vérifiez-le."))
        if found < 0 or found != round(found, 2):
            raise forms.ValidationError(_("Écrivez un nombre positif, avec deux décimales au plus."))
        return found


def _bounded(kind: str, hour: str = "") -> dict[str, str]:
    return {"type": kind, "min": EARLIEST.isoformat() + hour, "max": LATEST.isoformat() + hour.replace("00:00", "23:59")}


def _check_day(day: Any) -> None:
    if day is not None and not is_sensible(day):
        raise forms.ValidationError(_unreasonable())


def _unreasonable() -> str:
    return _("Écrivez une date entre %(first)s et %(last)s.") % {"first": EARLIEST.year, "last": LATEST.year}
