"""What forms say when a field says nothing of its own: what to write, never only that something is wrong."""

from typing import Any, cast

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

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
        "invalid_list": _("Choisissez parmi les réponses proposées."),
    },
    forms.BooleanField: {"required": _("Cochez la case pour continuer.")},
    forms.FileField: {
        "required": _("Choisissez un fichier."),
        "empty": _("Ce fichier est vide. Choisissez-en un autre."),
        "invalid": _("Le fichier n’est pas arrivé. Choisissez-le de nouveau."),
        "missing": _("Le fichier n’est pas arrivé. Choisissez-le de nouveau."),
        "contradiction": _("Choisissez un fichier, ou cochez la case pour n’en garder aucun : pas les deux."),
        "max_length": _("Le nom de ce fichier est trop long. Raccourcissez-le, puis choisissez le fichier de nouveau."),
    },
    forms.DateField: {
        "required": _("Écrivez une date."),
        "invalid": _("Écrivez la date avec le jour, le mois et l’année, par exemple 25/11/2026."),
    },
    forms.DateTimeField: {
        "required": _("Écrivez une date et une heure."),
        "invalid": _("Écrivez la date et l’heure, par exemple 25/11/2026 14:30."),
    },
    forms.TimeField: {"required": _("Écrivez une heure."), "invalid": _("Écrivez l’heure et les minutes, par exemple 14:30.")},
    forms.ModelChoiceField: {
        "required": _("Choisissez une réponse."),
        "invalid_choice": _("Cette réponse n’est pas, ou n’est plus, dans la liste. Choisissez une des réponses proposées."),
    },
    forms.ModelMultipleChoiceField: {
        "required": _("Choisissez au moins une réponse."),
        "invalid_choice": _("Une de ces réponses n’est pas, ou n’est plus, dans la liste. Choisissez parmi les réponses proposées."),
        "invalid_list": _("Choisissez parmi les réponses proposées."),
        "invalid_pk_value": _("Une de ces réponses n’est pas, ou n’est plus, dans la liste. Choisissez parmi les réponses proposées."),
    },
    forms.IntegerField: {"required": _("Écrivez un nombre."), "invalid": _("Écrivez un nombre entier, en chiffres.")},
    forms.DecimalField: {"required": _("Écrivez un nombre."), "invalid": _("Écrivez un nombre, en chiffres.")},
    forms.FloatField: {"invalid": _("Écrivez un nombre, en chiffres.")},
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


SLUG = _("Écrivez des lettres sans accent, des chiffres et des traits d’union, sans espace : par exemple « nouvel-appel ».")
DECIMALS: dict[str, Text] = {
    "invalid": _("Écrivez un nombre, en chiffres."),
    "max_digits": ngettext_lazy("Au plus %(max)s chiffre.", "Au plus %(max)s chiffres.", "max"),
    "max_decimal_places": ngettext_lazy("Au plus %(max)s chiffre après la virgule.", "Au plus %(max)s chiffres après la virgule.", "max"),
    "max_whole_digits": ngettext_lazy("Au plus %(max)s chiffre avant la virgule.", "Au plus %(max)s chiffres avant la virgule.", "max"),
}


def speak() -> None:
    """Put these words in place of those of the library, once, before any form is made."""
    for field, words in MESSAGES.items():
        field.default_error_messages = cast(Any, {**field.default_error_messages, **words})
    for validator, text in LIMITS.items():
        validator.message = text
    for slug in (validators.validate_slug, validators.validate_unicode_slug):
        slug.message = SLUG
    validators.DecimalValidator.messages = cast(Any, {**validators.DecimalValidator.messages, **DECIMALS})
