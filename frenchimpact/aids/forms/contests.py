"""Contesting a result."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Paragraph


class ContestForm(forms.Form):
    """What seems wrong, and where to answer."""

    text = Paragraph(label=_("Ce qui vous semble faux"), max_length=2000, rows=5)
    email = forms.EmailField(label=_("Votre adresse, pour vous répondre"), max_length=254)


class ContestAnswerForm(forms.Form):
    """What a person answers."""

    answer = Paragraph(label=_("Votre réponse, envoyée par mail"), max_length=2000, rows=5)
