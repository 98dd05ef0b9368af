"""What is typed of an offer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Amount, Day, Line, Paragraph
from frenchimpact.offers.models import Asker, Offer, OfferReport, Price, What
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Stage
from frenchimpact.vocabularies.queries import choices


class Several(forms.MultipleChoiceField):
    """Some of these, as boxes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class Places(forms.Field):
    """Official places, by their keys: shown by `ui.place_chooser`, read by the view."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class OfferForm(forms.Form):
    """Everything on one page."""

    organisation = forms.ModelChoiceField(label=_("Au nom de"), queryset=Organisation.objects.none())
    what = forms.ChoiceField(label=_("Ce que vous offrez"), choices=[("", _("Choisir")), *What.choices])
    title = Line(label=_("Titre"), max_length=160, help_text=_("Ex. : Dix jours d’un comptable"))
    summary = Line(label=_("En une phrase"), max_length=300)
    description = Paragraph(label=_("En détail"), rows=5, max_length=6000, required=False)
    capacity = Amount(label=_("Combien en tout"), required=False, help_text=_("Rien : autant qu’on en demande."))
    unit = Line(label=_("Unité"), max_length=40, required=False, help_text=_("Ex. : jours, mètres carrés, licences"))
    starts_on = Day(label=_("À partir du"), required=False)
    ends_on = Day(label=_("Jusqu’au"), required=False)
    places = Places(label=_("Où"), help_text=_("Aucun lieu : partout."))
    is_remote = forms.BooleanField(label=_("Possible à distance"), required=False)
    price = forms.ChoiceField(label=_("Prix"), choices=Price.choices, initial=Price.FREE, widget=forms.RadioSelect)
    price_note = Line(label=_("Précision sur le prix"), max_length=300, required=False)
    who = forms.MultipleChoiceField(
        label=_("Qui peut demander"), choices=Asker.choices, widget=forms.CheckboxSelectMultiple, initial=Asker.values
    )
    stages = Several(label=_("Étapes des projets"), choices=Stage.choices, help_text=_("Aucune : toutes."))
    themes = Several(label=_("Thèmes"), choices=())
    conditions = Line(label=_("Conditions"), max_length=1000, required=False)
    gives_receipt = forms.BooleanField(label=_("Un reçu fiscal ou une convention l’accompagne"), required=False)

    def __init__(self, *args: Any, houses: Any, offer: Offer | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = choices("theme")  # type: ignore[attr-defined] # a field of choices
        if offer is not None:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = houses  # type: ignore[attr-defined] # a field of rows
            if len(houses) == 1:
                self.fields["organisation"].initial = houses[0]
                self.fields["organisation"].widget = forms.HiddenInput()

    def values(self) -> dict[str, Any]:
        """What the action takes, but the places."""
        return {name: value for name, value in self.cleaned_data.items() if name != "places"}


class ReasonForm(forms.Form):
    """Why: who offers reads it."""

    reason = Line(label=_("Pourquoi"), max_length=500, help_text=_("Ce texte est transmis à la structure."))


class ReportForm(forms.Form):
    """What is wrong with an offer."""

    reason = forms.ChoiceField(label=_("Qu’est-ce qui ne va pas ?"), choices=OfferReport.Reason.choices, widget=forms.RadioSelect)
    text = Line(label=_("Précisez"), max_length=1000, required=False)


class SettleForm(forms.Form):
    """What the programme makes of a report."""

    settlement = Line(label=_("Ce que vous en concluez"), max_length=500, help_text=_("Si l’offre est retirée, la structure lit ce texte."))
