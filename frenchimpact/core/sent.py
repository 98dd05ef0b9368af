"""What a machine sends, read by the form that people fill: one way of saying what is wrong, whoever writes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Incomplete


def as_typed(values: Mapping[str, Any]) -> QueryDict:
    """A JSON object as a form reads it: what is null or false is left out, as an empty field or a box that nobody ticked."""
    found = QueryDict(mutable=True)
    for name, value in values.items():
        if isinstance(value, list | tuple):
            found.setlist(name, [str(one) for one in value])
        elif value is not None and value is not False:
            found[name] = "on" if value is True else str(value)
    return found


def taken(form: forms.Form) -> forms.Form:
    """The form, once it is right. Raises Incomplete with what is wrong, by field."""
    if not form.is_valid():
        raise Incomplete(_("Corrigez ce qui est signalé."), {name: str(words[0]) for name, words in form.errors.items()})
    return form


def known(name: str, keys: Iterable[str], found: Iterable[str]) -> None:
    """Raises Incomplete when some of the keys name nothing."""
    if lost := sorted(set(keys) - set(found)):
        words = _("Rien ne porte ce nom : %(names)s.") % {"names": ", ".join(one[:40] for one in lost[:5])}
        raise Incomplete(words, {name: words})
