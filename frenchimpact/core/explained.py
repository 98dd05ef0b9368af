"""Where a form says why it was refused."""

from collections.abc import Mapping

from django import forms

from frenchimpact.core.errors import Incomplete, Refusal


def explain(form: forms.Form, refusal: Refusal, *, fields: Mapping[str, str] | None = None) -> None:
    """Put a refusal where the person reads it: at its fields, or on top. `fields`: those that have another name in the form."""
    placed = False
    if isinstance(refusal, Incomplete):
        for name, words in refusal.missing.items():
            field = (fields or {}).get(name, name)
            if field in form.fields:
                form.add_error(field, str(words))
                placed = True
    if not placed:
        form.add_error(None, str(refusal.message))
