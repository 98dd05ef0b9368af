"""What two people changed at once, shown side by side on the form that was refused."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Refusal, Stale
from frenchimpact.core.explained import explain


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed: its name, what one typed, what is there."""

    label: str
    mine: str
    theirs: str


def conflicts_of(form: forms.Form, refusal: Refusal, *, fields: Mapping[str, str] | None = None) -> list[Conflict]:
    """Put a refusal where the person reads it; gives the fields that somebody else changed in between, with both texts.

    `fields`: those that have another name in the form.
    """
    explain(form, refusal, fields=fields)
    if not isinstance(refusal, Stale):
        return []
    mine, theirs = cast(dict[str, Any], refusal.mine), cast(dict[str, Any], refusal.theirs)
    found = []
    for name in theirs:
        field = form.fields[(fields or {}).get(name, name)]
        found.append(Conflict(str(field.label), _words_of(field, mine[name]), _words_of(field, theirs[name])))
    return found


def _words_of(field: forms.Field, value: Any) -> str:
    """A value of a form as one reads it."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _("Oui") if value else _("Non")
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, list) and not isinstance(field, forms.ChoiceField):
        return " · ".join(" ; ".join(str(part) for part in one if part) if isinstance(one, tuple) else str(one) for one in value)
    if isinstance(value, Model) or not isinstance(field, forms.ChoiceField):
        return str(value)
    named = {str(code): str(words) for code, words in cast(Iterable[tuple[Any, Any]], field.choices)}
    return ", ".join(named.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value]))
