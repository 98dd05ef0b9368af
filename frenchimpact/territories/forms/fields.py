"""Fields that the forms of a territory share."""

from typing import Any

from django import forms

from frenchimpact.core.text import clean_line, clean_text


class Words(forms.CharField):
    """Several lines, cleaned."""

    def __init__(self, *, rows: int = 4, max_length: int = 10_000, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Without marks that hide."""
        return clean_text(super().to_python(value) or "")


class Line(forms.CharField):
    """One line, cleaned."""

    def to_python(self, value: Any) -> str:
        """Without marks that hide."""
        return clean_line(super().to_python(value) or "")


class Day(forms.DateField):
    """A day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)
