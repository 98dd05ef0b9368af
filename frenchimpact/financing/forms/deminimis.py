"""What people type of de minimis aid: aid received, withdrawn, links between organisations, who signs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models import Instrument
from frenchimpact.core import clock
from frenchimpact.core.typed import Day, Line, Paragraph
from frenchimpact.financing.forms.fields import EURO, Positive, for_user, organisation_field
from frenchimpact.financing.forms.plans import PlainForm
from frenchimpact.financing.models import DeMinimisAid, Regulation, RemovalAnswer, UndertakingMember

Link = UndertakingMember.Link


class AidForm(PlainForm):
    """An aid that was received."""

    granted_on = Day(
        label=_("Accordée le"),
        help_text=_("Le jour où le droit à l’aide est né : décision ou signature, même si elle est payée plus tard."),
    )
    nominal = Positive(label=_("Montant en euros"), unit=EURO, help_text=_("Pour une garantie : la part du prêt qu’elle couvre."))
    regulation = forms.ChoiceField(label=_("Règlement"), choices=Regulation.choices, initial=Regulation.GENERAL)
    instrument = forms.ChoiceField(label=_("Forme"), choices=Instrument.choices, initial=Instrument.GRANT)
    method = forms.ChoiceField(
        label=_("Ce qui compte (équivalent-subvention brut)"),
        choices=DeMinimisAid.Method.choices,
        initial=DeMinimisAid.Method.AMOUNT,
        widget=forms.RadioSelect,
        help_text=_(
            "Les règles en proportion valent pour un prêt couvert à moitié au moins par des sûretés, ou pour une garantie d’au plus "
            "80 % du prêt. Sinon, le financeur écrit l’équivalent."
        ),
    )
    loan_months = forms.IntegerField(
        label=_("Durée en mois"), required=False, min_value=1, max_value=600, help_text=_("Pour un prêt ou une garantie.")
    )
    equivalent = Positive(
        label=_("Équivalent-subvention brut, en euros"), required=False, unit=EURO, help_text=_("S’il est écrit par le financeur.")
    )
    funder = organisation_field(_("Qui l’a accordée"), required=False)
    funder_name = Line(label=_("Ou son nom, s’il n’a pas de fiche"), required=False, max_length=300)
    subject = Line(label=_("Objet"), required=False, max_length=300)
    number = Line(
        label=_("Numéro unique de l’aide"), required=False, max_length=60, help_text=_("Celui du registre national, s’il vous a été donné.")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for_user(self, user, "funder")


class WithdrawForm(PlainForm):
    """An aid no longer counts."""

    on = Day(label=_("Depuis le"), initial=clock.today)
    reason = Paragraph(
        label=_("Pourquoi"),
        rows=3,
        max_length=2000,
        help_text=_("Renoncement, retrait par le financeur, erreur de saisie… Cela reste écrit."),
    )


class RemovalForm(PlainForm):
    """What the funder says of an aid that was taken out."""

    answer = forms.ChoiceField(label=_("Cette aide"), choices=RemovalAnswer.Answer, widget=forms.RadioSelect)
    reason = Paragraph(label=_("Pourquoi"), rows=3, max_length=2000, help_text=_("La structure le lira ; cela reste écrit."))


class GroupForm(PlainForm):
    """The group of an organisation."""

    name = Line(label=_("Nom du groupe"), max_length=200)
    link = forms.ChoiceField(label=_("Votre structure dans ce groupe"), choices=Link.choices, widget=forms.RadioSelect)
    since = Day(label=_("Depuis le"))


class MemberForm(PlainForm):
    """Another organisation of the group."""

    other = organisation_field(_("Structure"))
    link = forms.ChoiceField(label=_("Son lien"), choices=Link.choices, initial=Link.VOTES, widget=forms.RadioSelect)
    since = Day(label=_("Depuis le"))
    until = Day(label=_("Jusqu’au"), required=False, help_text=_("Vide : encore aujourd’hui."))
    note = Paragraph(label=_("Note"), required=False, rows=2, max_length=1000)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for_user(self, user, "other")


class EndForm(PlainForm):
    """The last day in the group."""

    until = Day(label=_("Dernier jour dans le groupe"), initial=clock.today)


class CancelForm(PlainForm):
    """A link that was a mistake."""

    note = Paragraph(label=_("En quoi était-ce une erreur"), rows=3, max_length=1000)


class SignatoryForm(PlainForm):
    """Who declares."""

    signatory = Line(label=_("Qui déclare"), max_length=200, help_text=_("Prénom et nom."))
    capacity = Line(label=_("Fonction"), max_length=200, help_text=_("Présidente, directeur…"))
