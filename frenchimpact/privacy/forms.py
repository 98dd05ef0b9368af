"""What is asked before forgetting someone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.text import clean_line, fold


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
