"""What is typed of an outcome contract."""

import re
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.quantities import NotANumber, read_quantity
from frenchimpact.core.typed import Amount, Day, Line, Paragraph, Quantity
from frenchimpact.design.picks import PickField
from frenchimpact.impact.actions.contracts import PAYABLE
from frenchimpact.impact.models import Followed
from frenchimpact.organisations.queries import find_named
from frenchimpact.projects.models import Project

_ARROW = re.compile(r"\s*(?:→|->|=|:|;)\s*")


class FollowedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # its kind is known to the checker alone
    """An indicator that a project follows, by its name."""

    def label_from_instance(self, obj: Any) -> str:
        """The words of the indicator."""
        return str(obj.indicator)


class ContractForm(forms.Form):
    """The terms."""

    followed = FollowedChoice(queryset=Followed.objects.none(), label=_("Ce qui est payé"), empty_label=None)
    payer = PickField(
        label=_("Qui paie"),
        find=find_named(None),
        source="organisations:organisation_suggestions",
        help_text=_("Une structure de l’annuaire : ses personnes liront et signeront."),
        error_messages={
            "several": _("Plusieurs structures portent ce nom. Choisissez la bonne ci-dessous."),
            "near": _("Ce nom n’est pas tout à fait celui d’une structure. Choisissez ci-dessous, ou corrigez."),
            "unknown": _("L’annuaire ne la connaît pas."),
        },
    )
    starts_on = Day(label=_("Du"))
    ends_on = Day(label=_("au"), help_text=_("Seules comptent les valeurs dont la période entière est dans ces jours."))
    baseline = Quantity(
        label=_("Point de départ"), required=False, help_text=_("Ce qui serait arrivé de toute façon : seul ce qui le dépasse est payé.")
    )
    price = Amount(label=_("Prix d’une unité vérifiée, en euros"), required=False)
    steps = Paragraph(
        label=_("Paliers"),
        required=False,
        rows=4,
        max_length=600,
        help_text=_("Un par ligne : la valeur, puis le montant. Ex. : 20 → 5000"),
    )
    floor = Amount(label=_("Montant garanti, en euros"), required=False, help_text=_("Dû quoi qu’il arrive. Vide : rien."))
    cap = Amount(label=_("Plafond, en euros"), help_text=_("Le plus qui sera payé, prime comprise."))
    bonus_from = Quantity(label=_("Prime à partir de"), required=False)
    bonus = Amount(label=_("Montant de la prime, en euros"), required=False)
    commitment = Line(
        label=_("Référence de l’engagement"),
        required=False,
        max_length=40,
        help_text=_("Si cet argent est au registre des engagements."),
    )
    note = Paragraph(label=_("Autres conditions"), required=False, rows=4, max_length=4000)

    def __init__(self, *args: Any, project: Project, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        rows = project.followed.filter(ended_on=None, indicator__aggregation__in=PAYABLE).select_related("indicator")
        cast(FollowedChoice, self.fields["followed"]).queryset = rows
        cast(PickField, self.fields["payer"]).find = find_named(user)

    def clean_steps(self) -> list[tuple[Decimal, Decimal]]:
        """A threshold and an amount by line."""
        found = []
        for line in self.cleaned_data["steps"].splitlines():
            if not line.strip():
                continue
            parts = _ARROW.split(line.strip(), maxsplit=1)
            try:
                threshold, amount = (read_quantity(part) for part in parts)
            except (NotANumber, ValueError) as error:
                raise forms.ValidationError(
                    _now("« %s » : écrivez la valeur, une flèche, le montant. Ex. : 20 → 5000") % line[:60]
                ) from error
            if amount <= 0 or amount != round(amount, 2):
                raise forms.ValidationError(_now("« %s » : le montant est positif, au centime près.") % line[:60])
            found.append((threshold, amount))
        return found

    def terms(self) -> dict[str, Any]:
        """What the action takes; an empty baseline or floor is nought."""
        given = dict(self.cleaned_data)
        given["baseline"], given["floor"] = given["baseline"] or Decimal(0), given["floor"] or Decimal(0)
        return given


class PaidForm(forms.Form):
    """That money moved."""

    on = Day(label=_("Le"), initial=clock.today)
    reference = Line(label=_("Référence du virement"), required=False, max_length=80)
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_000)
