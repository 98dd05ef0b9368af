"""What is asked before forgetting someone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core.text import clean_line, clean_text, fold


class EraseForm(forms.Form):
    """A word to type: one does not erase an account by a slip of the finger."""

    word = forms.CharField(
        label=_("Écrivez « effacer » pour confirmer"),
        max_length=40,
        error_messages={"required": _("Écrivez le mot « effacer ».")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_word(self) -> str:
        """The word, in either language. Raises ValidationError."""
        word = fold(clean_line(self.cleaned_data["word"])).strip(" «»\"'.")
        if word not in {"effacer", "erase"}:
            raise forms.ValidationError(_("Ce n’est pas le mot attendu. Écrivez « effacer », ou quittez la page : rien n’est effacé."))
        return word


class HoldForm(forms.Form):
    """Whose data are kept, and why."""

    email = forms.EmailField(label=_("Adresse de la personne"), help_text=_("Celle de son compte."))
    reason = forms.CharField(
        label=_("Motif"),
        help_text=_("Le litige, le contrôle ou la demande, et sa référence. La personne peut le lire dans ses données."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Écrivez le motif : sans motif, rien n’oblige à garder.")},
    )

    def clean_email(self) -> str:
        """The account. Raises ValidationError when there is none."""
        self.person = User.objects.filter(email__iexact=self.cleaned_data["email"], erased_at=None).first()
        if self.person is None:
            raise forms.ValidationError(_("Aucun compte n’a cette adresse. Vérifiez-la."))
        return str(self.cleaned_data["email"])

    def clean_reason(self) -> str:
        """Without stray characters."""
        return clean_text(self.cleaned_data["reason"])


class LiftForm(forms.Form):
    """Why the data need not be kept any more."""

    why = forms.CharField(
        label=_("Pourquoi le motif est levé"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Écrivez pourquoi : la levée est inscrite au journal.")},
    )

    def clean_why(self) -> str:
        """Without stray characters."""
        return clean_text(self.cleaned_data["why"])
