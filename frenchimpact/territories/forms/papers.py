"""What people say of the documents of an action."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Line


class SendingForm(forms.Form):
    """Who reads what is being sent."""

    is_public = forms.BooleanField(
        label=_("Tout le monde peut lire ces documents"),
        required=False,
        help_text=_("Ils paraissent sur la page publique du défi. Sinon, seuls ceux qui entrent dans cet espace les lisent."),
    )


class PaperForm(forms.Form):
    """What one document is, and who reads it."""

    description = Line(label=_("Ce que c’est"), max_length=200, required=False, help_text=_("Par exemple : plan du local, devis, bail."))
    is_public = forms.BooleanField(
        label=_("Tout le monde peut le lire"), required=False, help_text=_("Il paraît alors sur la page publique du défi.")
    )
