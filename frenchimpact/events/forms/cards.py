"""What organisers type as they follow cards."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core.typed import Line

_REFERENCE = re.compile(r"[A-Z]{1,3}-\d{4}-\d{1,6}")


class ReferenceForm(forms.Form):
    """What a card became."""

    reference = Line(label=gettext_lazy("Devenu"), required=False, max_length=20)

    def clean_reference(self) -> str:
        """A reference of the product, or nothing."""
        typed = str(self.cleaned_data["reference"]).upper().replace(" ", "")
        if typed and not _REFERENCE.fullmatch(typed):
            raise ValidationError(
                _("« %(typed)s » n’est pas une référence. Elle ressemble à P-2026-0142 ou O-2026-0007.") % {"typed": typed}
            )
        return typed


class LinkForm(forms.Form):
    """Where the link that declares a project is sent."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Écrivez l’adresse où envoyer le lien."),
            "invalid": gettext_lazy("Il manque quelque chose à cette adresse. Elle ressemble à nom@exemple.org."),
        },
    )
