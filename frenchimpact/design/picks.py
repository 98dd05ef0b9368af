"""A form field that names one thing among many: its name typed, or picked in a list that is proposed while one types.

It works on the text alone. When the text may mean several things, they come back as a choice, and the text stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.text import clean_line

# The parameter that holds the key of what was picked, beside the one that holds the text.
KEY = "_cle"


class Typed(str):
    """What was typed, with the key of what was picked, if anything was."""

    key: str = ""

    @classmethod
    def of(cls, text: str, key: str = "") -> Self:
        """A text and a key."""
        typed = cls(text)
        typed.key = key
        return typed


@dataclass(frozen=True)
class Option:
    """One thing that a text may mean: its key, its words, what tells it from its namesakes."""

    key: str
    words: str
    detail: str = ""


@dataclass(frozen=True)
class Picked:
    """What a text stands for: one thing when it is sure, otherwise those to choose from."""

    thing: Any = None
    options: Sequence[Option] = field(default_factory=list)
    # None bears the very words: all are only near them.
    is_near: bool = False


class PickInput(forms.TextInput):
    """A text field, and the key of what was picked. `ui.field` draws it with `ui.pick`."""

    # The view that proposes while one types, and what it is asked besides the text.
    source: str = ""
    asks: str = ""
    # What the text may mean, once it was judged ambiguous.
    options: Sequence[Option] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The text with its key."""
        text = data.get(name)
        return None if text is None else Typed.of(str(text), str(data.get(f"{name}{KEY}", ""))[:40])


class PickField(forms.CharField):
    """Cleans to the thing itself, or to None when nothing was typed. `find(text, key)` says what a text stands for."""

    widget = PickInput
    default_error_messages = {
        "several": _("Plusieurs lieux portent ce nom. Choisissez le bon ci-dessous."),
        "near": _("Ce nom n’est pas tout à fait celui d’un lieu. Choisissez ci-dessous, ou corrigez."),
        "unknown": _("Aucun lieu ne s’appelle ainsi. Vérifiez l’orthographe, ou écrivez le code postal."),
    }

    def __init__(self, *, find: Callable[[str, str], Picked], source: str, asks: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 150)
        super().__init__(**kwargs)
        self.find = find
        self.widget.source, self.widget.asks = source, asks

    def clean(self, value: Any) -> Any:
        """The thing, or what to say."""
        text = clean_line(super().clean(value) or "")
        if not text:
            return None
        found = self.find(text, getattr(value, "key", ""))
        if found.thing is not None:
            return found.thing
        self.widget.options = found.options
        code: str = "unknown" if not found.options else "near" if found.is_near or len(found.options) == 1 else "several"
        raise forms.ValidationError(self.error_messages[code], code=code)


class PicksField(forms.Field):
    """Several things among many, by their keys. Cleans to the keys, once each. `known(keys)` says which of them are things."""

    widget = forms.SelectMultiple
    default_error_messages = {
        "most": _("Au plus %(limit)s lieux."),
        "unknown": _("Un lieu n’est pas reconnu. Cherchez-le par son nom ou son code postal, puis choisissez-le."),
    }

    def __init__(self, *, known: Callable[[Sequence[str]], list[str]], most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known, self.most = known, most

    def clean(self, value: Any) -> list[str]:
        """The keys, or what to say."""
        keys = list(dict.fromkeys(str(key) for key in value or [] if key))
        if len(keys) > self.most:
            raise forms.ValidationError(self.error_messages["most"], code="most", params={"limit": self.most})
        found = self.known(keys)
        if len(found) < len(keys):
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        if self.required and not found:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return found
