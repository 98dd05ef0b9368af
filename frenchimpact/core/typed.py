"""What people type in forms, cleaned the same way everywhere."""

from typing import Any

from django import forms

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
    """A day, in the browser's own control."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)
