"""Asking for an alert."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models import Alert


class AlertForm(forms.Form):
    """An address, and how often."""

    email = forms.EmailField(
        label=_("Votre adresse électronique"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    rhythm = forms.ChoiceField(
        label=_("À quel rythme ?"), choices=Alert.Rhythm.choices, initial=Alert.Rhythm.DAILY, widget=forms.RadioSelect
    )
