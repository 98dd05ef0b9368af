"""What the forms of a territory share."""

from typing import Any, cast

from django import forms


def offer(form: forms.Form, name: str, choices: Any) -> None:
    """What a choice of that form is among, known once its territory is."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices
