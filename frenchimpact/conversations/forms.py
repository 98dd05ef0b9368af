"""What is typed in a conversation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Paragraph


class MessageForm(forms.Form):
    """A message; a document alone is one too."""

    text = Paragraph(label=_("Votre message"), max_length=20_000, rows=6, required=False)
