"""Asking for an aid, moving a request, meeting a funder."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models import Rule
from frenchimpact.core.typed import Amount, Paragraph

# An address, its sign written out or not, or a telephone number.
_AT = r"(?:@|\s?[(\[]\s?(?:at|arobase)\s?[)\]]\s?)"
_REACHED = re.compile(rf"[\w.+-]+{_AT}[\w-]+\.\w+|(?:\+33|\b0)[\s.-]?[1-9](?:[\s.-]?\d\d){{4}}\b", re.IGNORECASE)


class RequestForm(forms.Form):
    """What is asked, and what for."""

    amount = Amount(label=_("Montant demandé, en euros"), unit="€")
    purpose = Paragraph(label=_("À quoi servira l’aide"), max_length=3000, rows=5)

    def clean_amount(self) -> object:
        """Something is asked."""
        amount = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise forms.ValidationError(_("Écrivez un montant plus grand que zéro."))
        return amount


class MoveForm(forms.Form):
    """The words of a move; the amount and the condition only where they mean something."""

    text = Paragraph(label=_("Message"), required=False, max_length=3000, rows=3)
    amount = Amount(label=_("Montant accordé, en euros"), required=False, unit="€")
    is_confirmed = forms.BooleanField(label=_("Ce montant est juste : le noter quand même"), required=False, widget=forms.HiddenInput)
    subject = forms.ChoiceField(
        label=_("À cause d’une condition ?"), required=False, choices=[("", _("Non, pour une autre raison")), *Rule.Subject.choices]
    )

    def __init__(self, *args: object, verb: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # those of forms.Form
        if verb not in {"accept", "contract"}:
            del self.fields["amount"], self.fields["is_confirmed"]
        if verb != "decline":
            del self.fields["subject"]
        if verb in {"decline", "ask_more"}:
            self.fields["text"].required = True

    def ask_to_confirm(self, words: str) -> None:
        """Say what is unusual in the amount, and ask whether it is right all the same."""
        self.add_error("amount", words)
        self.fields["is_confirmed"].widget = forms.CheckboxInput()


class IntroductionForm(forms.Form):
    """What the other side reads before it agrees."""

    teaser = Paragraph(
        label=_("Présentez-vous en quelques phrases"),
        help_text=_("L’autre côté ne lit que ce texte avant d’accepter : pas de nom de personne, pas d’adresse."),
        max_length=1500,
        rows=6,
    )
    needs_secrecy = forms.BooleanField(label=_("La suite de nos échanges doit rester confidentielle"), required=False)

    def clean_teaser(self) -> str:
        """Nothing by which to be reached: the other side has not agreed yet."""
        teaser: str = self.cleaned_data["teaser"]
        found = _REACHED.search(teaser)
        if found:
            words = _("Retirez « %(what)s » : l’autre côté n’a pas encore accepté. Vous pourrez l’écrire ensuite.")
            raise forms.ValidationError(words % {"what": found[0].strip()})
        return teaser


class AnswerForm(forms.Form):
    """Why one declines."""

    reason = Paragraph(label=_("Si vous déclinez, dites pourquoi"), required=False, max_length=500, rows=2)


class MessageForm(forms.Form):
    """What one writes."""

    text = Paragraph(label=_("Votre message"), rows=5)
