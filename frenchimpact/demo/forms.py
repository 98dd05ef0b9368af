"""What is typed in the demonstration's mail program."""

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Line, Paragraph


class LetterForm(forms.Form):
    """A new mail, to one of the addresses open to anyone."""

    sender = Line(
        label=_("De"),
        help_text=_("N’importe quelle adresse, même inconnue d’ici : les réponses se lisent dans cette boîte."),
        max_length=254,
        validators=[validate_email],
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"required": _("Écrivez l’adresse de qui envoie ce mail.")},
    )
    to = forms.ChoiceField(label=_("À"))
    subject = Line(label=_("Objet"), max_length=200, required=False)
    text = Paragraph(
        label=_("Message"), max_length=20_000, rows=8, error_messages={"required": _("Écrivez le message, même en une phrase.")}
    )

    def __init__(self, data: Any = None, *, mailboxes: list[str]) -> None:
        super().__init__(data, initial={"sender": "camille.durand@exemple.test"}, label_suffix="")
        self.fields["to"].choices = [(one, one) for one in mailboxes]  # type: ignore[attr-defined]  # a choice field
