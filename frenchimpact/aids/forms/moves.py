"""What is said when an aid changes state."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Paragraph


class WithdrawForm(forms.Form):
    """Why it is no longer offered."""

    reason = Paragraph(
        label=_("Pourquoi la retirer ?"), rows=3, max_length=500, help_text=_("Ex. : fonds épuisés, remplacée par une autre.")
    )


class ReturnForm(forms.Form):
    """What is to be changed first."""

    reason = Paragraph(
        label=_("Ce que le financeur doit changer"),
        rows=4,
        max_length=2000,
        help_text=_("Il le reçoit par mail, tel quel. Dites quoi changer, et où."),
    )


class RefuseVariantForm(forms.Form):
    """Why an aid does not become the variant of a generic one."""

    reason = Paragraph(label=_("Pourquoi refuser ?"), rows=3, max_length=500, help_text=_("Son financeur la reçoit telle quelle."))
