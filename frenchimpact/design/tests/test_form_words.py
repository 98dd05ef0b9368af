"""A form that says nothing of its own still tells what to write."""

import pytest
from django import forms
from django.utils import translation


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (forms.CharField(), "", "Écrivez votre réponse."),
        (forms.CharField(max_length=3), "abcd", "Au plus 3 signes : vous en avez écrit 4. Raccourcissez."),
        (forms.CharField(), "a\0", "Un caractère illisible s’est glissé ici. Effacez le texte et écrivez-le de nouveau."),
        (forms.EmailField(), "awa", "Écrivez une adresse électronique complète, par exemple nom@exemple.org"),
        (forms.URLField(assume_scheme="https"), "a b", "Écrivez une adresse web complète, par exemple https://exemple.org"),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "« b » n’est pas dans la liste. Choisissez une des réponses proposées."),
        (forms.MultipleChoiceField(choices=[("a", "A")]), [], "Choisissez au moins une réponse."),
        (forms.BooleanField(), False, "Cochez la case pour continuer."),
        (forms.DateField(), "demain", "Écrivez la date avec le jour, le mois et l’année, par exemple 25/11/2026."),
        (forms.IntegerField(), "dix", "Écrivez un nombre entier, en chiffres."),
        (forms.IntegerField(max_value=9), "10", "Écrivez un nombre inférieur ou égal à 9."),
        (forms.FileField(), None, "Choisissez un fichier."),
    ],
)
def test_what_to_write_is_said(field: forms.Field, typed: object, words: str) -> None:
    with pytest.raises(forms.ValidationError) as refused, translation.override("fr"):
        field.clean(typed)
    assert refused.value.messages == [words]
