"""Saying that an aid is wrong, and answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Paragraph


class ReportForm(forms.Form):
    """What is wrong; an address to be answered, unless the person is signed in."""

    text = Paragraph(
        label=_("Qu’est-ce qui est faux ?"),
        rows=5,
        max_length=2000,
        help_text=_("Ex. : la date de fermeture a changé, le lien ne répond plus."),
    )
    email = forms.EmailField(
        label=_("Votre adresse électronique, pour avoir la réponse"),
        max_length=254,
        required=False,
        help_text=_("Elle ne sert qu’à vous répondre."),
    )

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["email"]


class AnswerForm(forms.Form):
    """What is said to whoever reported it."""

    answer = Paragraph(label=_("Votre réponse"), rows=4, max_length=2000, help_text=_("Envoyée par mail à qui a laissé son adresse."))
