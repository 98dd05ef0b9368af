"""What people type about envelopes, and about funds and programmes."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from frenchimpact.aids.rules import funders_of
from frenchimpact.commitments.forms.commitments import Percent
from frenchimpact.commitments.models import Vehicle
from frenchimpact.core.typed import Amount, Day, Line, Paragraph
from frenchimpact.organisations.models import Organisation


class EnvelopeForm(forms.Form):
    """An amount set aside."""

    funder = forms.ModelChoiceField(label=gettext_lazy("Financeur"), queryset=Organisation.objects.none(), empty_label=None)
    name = Line(label=gettext_lazy("Nom"), max_length=200, help_text=gettext_lazy("Par exemple « Appel à projets 2026 »."))
    amount = Amount(label=gettext_lazy("Montant en euros"), unit="euros")
    starts_on = Day(label=gettext_lazy("Premier jour"))
    ends_on = Day(label=gettext_lazy("Dernier jour"))

    def __init__(self, *args: Any, user: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            cast("forms.ModelChoiceField[Organisation]", self.fields["funder"]).queryset = funders_of(user).order_by("name", "pk")
        else:
            del self.fields["funder"]


class VehicleForm(forms.Form):
    """A fund or a programme."""

    organisation = forms.ModelChoiceField(label=gettext_lazy("Qui le gère"), queryset=Organisation.objects.none(), empty_label=None)
    name = Line(label=gettext_lazy("Nom"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Ce que c’est"), choices=Vehicle.Kind.choices)
    public_share = Percent(
        label=gettext_lazy("Part publique de son argent, en %"), required=False, unit="%", help_text=gettext_lazy("S’il mêle les deux.")
    )
    text = Paragraph(label=gettext_lazy("Présentation"), required=False, rows=3, max_length=2000)

    def __init__(self, *args: Any, user: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"]).queryset = funders_of(user).order_by("name", "pk")
        else:
            del self.fields["organisation"], self.fields["kind"]
