"""What operators type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.text import clean_text


class DecisionForm(forms.Form):
    """How the operator made sure of who asks."""

    how = forms.CharField(
        label=_("Comment avez-vous vérifié ?"),
        max_length=500,
        help_text=_("Par exemple : rappelée au numéro de sa structure, puis reconnue en visioconférence."),
        error_messages={"required": _("Écrivez comment vous avez vérifié que c’est bien cette personne.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_how(self) -> str:
        """Readable characters only."""
        how = clean_text(self.cleaned_data["how"])
        if not how:
            raise forms.ValidationError(_("Écrivez comment vous avez vérifié que c’est bien cette personne."))
        return how
