"""What forms say when a field says nothing of its own: what to write, never only that something is wrong."""

from typing import Any, cast

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text

MESSAGES: dict[type[forms.Field], dict[str, Text]] = {
    forms.Field: {"required": _("Cette réponse est attendue : donnez-la pour continuer.")},
    forms.CharField: {"required": _("Écrivez votre réponse.")},
    forms.ChoiceField: {
        "required": _("Choisissez une réponse."),
        "invalid_choice": _("« %(value)s » n’est pas dans la liste. Choisissez une des réponses proposées."),
    },
    forms.MultipleChoiceField: {
        "required": _("Choisissez au moins une réponse."),
        "invalid_choice": _("« %(value)s » n’est pas dans la liste. Choisissez parmi les réponses proposées."),
    },
    forms.BooleanField: {"required": _("Cochez la case pour continuer.")},
    forms.FileField: {"required": _("Choisissez un fichier."), "empty": _("Ce fichier est vide. Choisissez-en un autre.")},
    forms.DateField: {
        "required": _("Écrivez une date."),
        "invalid": _("Écrivez la date avec le jour, le mois et l’année, par exemple 25/11/2026."),
    },
    forms.IntegerField: {"required": _("Écrivez un nombre."), "invalid": _("Écrivez un nombre entier, en chiffres.")},
    forms.DecimalField: {"required": _("Écrivez un nombre."), "invalid": _("Écrivez un nombre, en chiffres.")},
    forms.URLField: {"invalid": _("Écrivez une adresse web complète, par exemple https://exemple.org")},
}
LIMITS: dict[Any, Text] = {
    validators.EmailValidator: _("Écrivez une adresse électronique complète, par exemple nom@exemple.org"),
    validators.MaxLengthValidator: _("Au plus %(limit_value)d signes : vous en avez écrit %(show_value)d. Raccourcissez."),
    validators.MinLengthValidator: _("Au moins %(limit_value)d signes : vous en avez écrit %(show_value)d."),
    validators.MaxValueValidator: _("Écrivez un nombre inférieur ou égal à %(limit_value)s."),
    validators.MinValueValidator: _("Écrivez un nombre supérieur ou égal à %(limit_value)s."),
    validators.ProhibitNullCharactersValidator: _("Un caractère illisible s’est glissé ici. Effacez le texte et écrivez-le de nouveau."),
}


def speak() -> None:
    """Put these words in place of those of the library, once, before any form is made."""
    for field, words in MESSAGES.items():
        field.default_error_messages = cast(Any, {**field.default_error_messages, **words})
    for validator, text in LIMITS.items():
        validator.message = text
