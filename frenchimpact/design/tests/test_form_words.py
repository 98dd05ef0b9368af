"""No field speaks the words of the library: ours say what to write."""

import pytest
from django import forms
from django.utils import translation

FIELDS = (
    forms.CharField,
    forms.ChoiceField,
    forms.TypedChoiceField,
    forms.MultipleChoiceField,
    forms.TypedMultipleChoiceField,
    forms.BooleanField,
    forms.FileField,
    forms.DateField,
    forms.DateTimeField,
    forms.TimeField,
    forms.IntegerField,
    forms.DecimalField,
    forms.FloatField,
    forms.URLField,
    forms.ModelChoiceField,
    forms.ModelMultipleChoiceField,
)


@pytest.mark.parametrize("field", FIELDS)
def test_every_message_of_a_field_is_ours(field: type[forms.Field]) -> None:
    messages: dict[str, object] = {}
    for one in reversed(field.__mro__):
        messages |= vars(one).get("default_error_messages", {})
    assert messages
    for code, words in messages.items():
        with translation.override("fr"):
            french = str(words)
        with translation.override(None):
            source = str(words)
        # Ours are written in French and translated; those of the library are written in English.
        assert french == source, (code, french)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (forms.DateTimeField(), "hier", "25/11/2026 14:30"),
        (forms.TimeField(), "midi", "14:30"),
        (forms.SlugField(), "deux mots", "traits d’union"),
        (forms.DecimalField(max_digits=4, decimal_places=2), "12,345", "chiffres"),
        (forms.MultipleChoiceField(choices=[("a", "A")]), "a", "parmi les réponses"),
    ],
)
def test_what_is_typed_wrong_is_answered_with_what_to_write(field: forms.Field, typed: str, words: str) -> None:
    with pytest.raises(forms.ValidationError, match=words):
        field.clean(typed)
