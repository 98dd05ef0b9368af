"""Where a form says why it was refused."""

from collections.abc import Mapping

from django import forms

from frenchimpact.core.errors import Incomplete, Refusal


def explain(form: forms.Form, refusal: Refusal, *, fields: Mapping[str, str] | None = None) -> None:
    """Put a refusal where the person reads it: at its fields, on top what has no field. `fields`: those that have another name there."""
    is_placed = False
    if isinstance(refusal, Incomplete):
        for name, words in refusal.missing.items():
            if not words:
                continue
            asked = ((fields or {}).get(name, name), name)
            form.add_error(next((one for one in asked if one in form.fields), None), str(words))
            is_placed = True
    if not is_placed:
        form.add_error(None, str(refusal.message))
