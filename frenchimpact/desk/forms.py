"""What operators type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.actions import SHORTEST_REASON
from frenchimpact.core.text import clean_line, clean_text


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


class PeopleForm(forms.Form):
    """A few letters of a name or of an address."""

    is_search = True
    q = forms.CharField(label=_("Nom ou adresse mail"), max_length=100, required=False)

    def clean_q(self) -> str:
        """One readable line."""
        return clean_line(self.cleaned_data["q"])


class LookForm(forms.Form):
    """Why an administrator borrows somebody's eyes."""

    reason = forms.CharField(
        label=_("Pourquoi ?"),
        max_length=500,
        help_text=_("La personne le lira. Par exemple : « Vous nous avez écrit que votre dossier ne s’affiche plus. »"),
        error_messages={"required": _("Écrivez pourquoi, en dix caractères au moins : la personne le lira.")},
        widget=forms.Textarea(attrs={"rows": 3, "minlength": SHORTEST_REASON}),
    )
