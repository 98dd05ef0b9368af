"""Putting an aid aside, being reminded."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models import Rule
from frenchimpact.core.typed import Day, Line


class AsideForm(forms.Form):
    """Why an aid is not for us."""

    subject = forms.ChoiceField(
        label=_("À cause d’une condition ?"), required=False, choices=[("", _("Non, pour une autre raison")), *Rule.Subject.choices]
    )
    reason = Line(label=_("En quelques mots"), required=False, max_length=500)


class ReminderForm(forms.Form):
    """When to be reminded."""

    on = Day(label=_("Me le rappeler le"))
