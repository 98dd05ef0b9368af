"""What visitors type on the sheet of an aid."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Amount


class EstimateForm(forms.Form):
    """What an aid may give at most for a cost."""

    depense = Amount(label=_("Dépense prévue, en euros"), unit="€")
    fonds_propres = Amount(label=_("Vos fonds propres, en euros"), required=False, unit="€")
