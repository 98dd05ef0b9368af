"""Choosing another territory."""

from typing import Any

from django import forms

from frenchimpact.core.text import clean_line
from frenchimpact.territories.models import Territory


class TerritoryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no parameters at run time
    """One of the territories given, by its reference; what no reference can hold is an unknown choice."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Territory.objects.none(), to_field_name="reference", **kwargs)

    def to_python(self, value: Any) -> Any:
        """The territory, or None when nothing was chosen."""
        return super().to_python(clean_line(value) if isinstance(value, str) else value)
