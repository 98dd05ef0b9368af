"""What is typed of a token and of a webhook."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.typed import Day, Line
from frenchimpact.machines.models import Kind, Scope

# A token is proposed for half a year.
USUAL = dt.timedelta(days=182)


class TokenForm(forms.Form):
    """Its name, what it may do, until when, how much."""

    name = Line(label=_("Nom"), max_length=80, help_text=_("Ce qui s’en servira. Ex. : site de la métropole."))
    scopes = forms.MultipleChoiceField(label=_("Ce qu’il permet"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple)
    expires_on = Day(label=_("Jusqu’au"), help_text=_("Un an au plus."))
    per_hour = forms.IntegerField(label=_("Demandes par heure"), min_value=1, max_value=10_000, initial=600)
    per_day = forms.IntegerField(label=_("Demandes par jour"), min_value=1, max_value=100_000, initial=5000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"expires_on": clock.today() + USUAL, **kwargs.get("initial", {})}
        super().__init__(*args, **{"label_suffix": "", "prefix": "jeton", **kwargs})


class WebhookForm(forms.Form):
    """Where, and for which facts."""

    url = forms.URLField(
        label=_("Adresse"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Ex. : https://exemple.org/french-impact. Publique, en https."),
    )
    kinds = forms.MultipleChoiceField(label=_("Ce qui y est annoncé"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "prefix": "webhook", **kwargs})
