"""What people type of a financing plan: its terms, needs, lines, payments and cash."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models import Instrument, Origin, Regime
from frenchimpact.core import clock
from frenchimpact.core.typed import Amount, Day, Line, Paragraph
from frenchimpact.design.picks import Typed
from frenchimpact.financing.forms.fields import (
    EURO,
    Balance,
    Month,
    Positive,
    aid_field,
    for_aids,
    for_user,
    organisation_field,
    year_field,
)
from frenchimpact.financing.models import CashItem, FinancingPlan, Need, PlanLine, Regulation


class PlainForm(forms.Form):
    """A form without the marks that pages do not show."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "%s", **kwargs})


class TermsForm(PlainForm):
    """What aids are reckoned on, and where the account begins."""

    eligible_cost = Positive(
        label=_("Coûts éligibles"),
        required=False,
        unit=EURO,
        help_text=_("Ce que les financeurs acceptent de compter, en euros. Les taux d’aide se calculent dessus."),
    )
    own_funds = Amount(label=_("Fonds propres"), required=False, unit=EURO, help_text=_("Ce que la structure apporte elle-même."))
    opening_balance = Balance(
        label=_("Solde de départ"), required=False, unit=EURO, help_text=_("Ce qu’il y a sur le compte au début du premier mois.")
    )
    opening_month = Month(label=_("Premier mois"), help_text=_("Par exemple 05/2026."))
    notes = Paragraph(
        label=_("Notes"), required=False, rows=4, max_length=5000, help_text=_("Pour l’équipe : hypothèses, contacts, décisions.")
    )

    def values(self) -> dict[str, Any]:
        """What the action takes: an amount left empty is nothing."""
        data = self.cleaned_data
        return {**data, "own_funds": data["own_funds"] or 0, "opening_balance": data["opening_balance"] or 0}


class SharingForm(PlainForm):
    """What funders see."""

    sharing = forms.ChoiceField(
        label=_("Un financeur qui a une ligne dans le plan voit"), choices=FinancingPlan.Sharing.choices, widget=forms.RadioSelect
    )


class NeedForm(PlainForm):
    """Something to pay for in a year."""

    year = year_field(_("Année"))
    label = Line(label=_("Ce qu’il faut payer"), max_length=200)
    kind = forms.ChoiceField(label=_("Nature"), choices=Need.Kind.choices)
    amount = Positive(label=_("Montant en euros"), unit=EURO)


class CashForm(PlainForm):
    """Something that comes or goes."""

    kind = forms.ChoiceField(label=_("C’est"), choices=CashItem.Kind.choices)
    label = Line(label=_("Intitulé"), max_length=200, help_text=_("Ventes, salaires, loyer, achat d’un four…"))
    amount = Positive(label=_("Montant en euros"), unit=EURO, help_text=_("Pour un mois."))
    month = Month(label=_("Mois"))
    last_month = Month(label=_("Dernier mois"), required=False, help_text=_("Si cela revient chaque mois. Vide : une seule fois."))


class LineForm(PlainForm):
    """Money that may come."""

    title = Line(label=_("Nom de l’aide ou du financement"), max_length=200)
    aid = aid_field(
        _("Aide du catalogue"), required=False, help_text=_("Si elle y est : ses plafonds et ses incompatibilités sont alors vérifiés.")
    )
    funder = organisation_field(
        _("Financeur"), required=False, help_text=_("Sa fiche dans l’annuaire : il ne voit que ce que vous partagez.")
    )
    funder_name = Line(label=_("Ou son nom, s’il n’a pas de fiche"), required=False, max_length=300)
    amount = Positive(label=_("Montant en euros"), unit=EURO)
    instrument = forms.ChoiceField(label=_("Forme"), choices=Instrument.choices)
    origin = forms.ChoiceField(label=_("Origine de l’argent"), choices=[("", _("Choisissez")), *Origin.choices])
    regime = forms.ChoiceField(
        label=_("Régime d’aide"),
        choices=Regime.choices,
        initial=Regime.UNKNOWN,
        help_text=_("Le financeur l’écrit dans ses règles. « Non précisé » : demandez-le-lui."),
    )
    year = year_field(_("Année"))
    last_year = year_field(_("Dernière année"), required=False, help_text=_("Si l’aide porte sur plusieurs."))
    apply_by = Day(label=_("Dernier jour pour demander"), required=False)
    expected_on = Day(label=_("Réponse espérée le"), required=False)
    rate_max = forms.DecimalField(
        label=_("Taux maximum, en %"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        localize=True,
        help_text=_("Part des coûts éligibles que cette aide peut atteindre."),
    )
    loan_months = forms.IntegerField(label=_("Durée du prêt ou de la garantie, en mois"), required=False, min_value=1, max_value=600)
    note = Paragraph(label=_("Note"), required=False, rows=3, max_length=5000)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for_user(self, user, "funder")
        for_aids(self, user, "aid")

    def clean_rate_max(self) -> Any:
        """A rate of nothing is no rate."""
        return self.cleaned_data["rate_max"] or None

    def clean(self) -> dict[str, Any]:
        """Who pays is somebody."""
        data = super().clean() or {}
        if not data.get("funder") and not data.get("funder_name") and "funder" not in self.errors:
            self.add_error("funder", str(_("Choisissez une structure, ou écrivez son nom.")))
        if data.get("apply_by") and data.get("expected_on") and data["expected_on"] < data["apply_by"]:
            self.add_error("expected_on", str(_("La réponse vient après le dernier jour pour demander.")))
        return data


def shown_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a line says, as its form shows it: things that are named are their names, with their keys."""
    funder, aid = values["funder"], values["aid"]
    return {
        **values,
        "funder": Typed.of(funder.name, funder.slug) if funder is not None else "",
        "aid": Typed.of(aid.title, aid.slug) if aid is not None else "",
    }


def initial_of(line: PlanLine) -> dict[str, Any]:
    """A line as its form shows it."""
    return shown_values({name: getattr(line, name) for name in LineForm.base_fields})


class AidSearchForm(PlainForm):
    """An aid of the catalogue to begin from. A form of search: it is in the address."""

    is_search = True
    aide = aid_field(_("Partir d’une aide du catalogue"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for_aids(self, user, "aide")


class MoveForm(PlainForm):
    """Where a line stands now. What is obtained says how much and since when."""

    amount = Positive(label=_("Montant obtenu, en euros"), unit=EURO)
    on = Day(label=_("Obtenu le"), help_text=_("Le jour de la décision ou de la signature, même si l’argent vient plus tard."))
    note = Paragraph(label=_("Note"), required=False, rows=3, max_length=2000)

    def __init__(self, *args: Any, verb: str, line: PlanLine, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"amount": line.amount, "on": clock.today()}, **kwargs})
        if verb != "obtain":
            del self.fields["amount"], self.fields["on"]


class PaymentForm(PlainForm):
    """A payment that is expected."""

    month = Month(label=_("Mois"))
    amount = Positive(label=_("Montant en euros"), unit=EURO)


class AmountCheckForm(PlainForm):
    """An amount and a day, to know whether the ceiling allows them. A form of search: it is in the address."""

    is_search = True
    montant = Positive(label=_("Montant en euros"), required=False, unit=EURO)
    le = Day(label=_("Jour de l’aide"), required=False)
    reglement = forms.ChoiceField(label=_("Règlement"), required=False, choices=Regulation.choices)
