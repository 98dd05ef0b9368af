"""Forms of indicators: what is measured, what is aimed at, one value."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.periods import first_of
from frenchimpact.core.quantities import NotANumber, read_quantity, typed
from frenchimpact.core.typed import Day, Line, Paragraph
from frenchimpact.design.period_words import period_name
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.territories import rules
from frenchimpact.territories.models import Action, Challenge, CommonIndicator, Indicator, Territory
from frenchimpact.territories.queries.indicators import open_periods, projects_for


class Quantity(forms.CharField):
    """A number as people write it: « 1 240,5 »."""

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(max_length=60, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> Any:
        """As a Decimal; None when it may be left empty and is."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_quantity(text, self.unit)
        except NotANumber as error:
            raise forms.ValidationError(str(error.message)) from error

    def prepare_value(self, value: Any) -> Any:
        """A number of ours with a comma; what a person typed as it is."""
        return typed(value) if isinstance(value, Decimal) else value


class IndicatorForm(forms.Form):
    """What is measured, how, and who is asked for it."""

    name = Line(
        label=gettext_lazy("Ce qui est mesuré"), max_length=200, help_text=gettext_lazy("Par exemple : tonnes détournées de la benne.")
    )
    challenge = forms.ModelChoiceField(label=gettext_lazy("Défi"), queryset=Challenge.objects.none(), empty_label=None)
    action = forms.ModelChoiceField(
        label=gettext_lazy("Action"),
        queryset=Action.objects.none(),
        required=False,
        empty_label=gettext_lazy("Tout le défi"),
        help_text=gettext_lazy("Un à trois indicateurs par action ; le défi est alors celui de l’action."),
    )
    unit = Line(label=gettext_lazy("Unité"), max_length=40, help_text=gettext_lazy("Tonnes, personnes, euros…"))
    direction = forms.ChoiceField(label=gettext_lazy("Sens"), choices=Indicator.Direction, widget=forms.RadioSelect)
    frequency = forms.ChoiceField(label=gettext_lazy("Fréquence"), choices=Indicator.Frequency, widget=forms.RadioSelect)
    source = Line(
        label=gettext_lazy("Source"), max_length=300, required=False, help_text=gettext_lazy("D’où vient le nombre : pesées, émargement…")
    )
    method = Paragraph(
        label=gettext_lazy("Méthode"),
        required=False,
        rows=3,
        max_length=5000,
        help_text=gettext_lazy("Ce qui est compté, et ce qui ne l’est pas."),
    )
    keeper = forms.ModelChoiceField(
        label=gettext_lazy("Qui le tient à jour"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Personne pour l’instant"),
        help_text=gettext_lazy("La personne reçoit un rappel à la fin de chaque période, et peut répondre par un nombre."),
    )
    keeper_organisation = forms.ModelChoiceField(
        label=gettext_lazy("Pour quelle structure"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("Aucune en particulier"),
    )
    common = forms.ModelChoiceField(
        label=gettext_lazy("Indicateur national"),
        queryset=CommonIndicator.objects.none(),
        required=False,
        empty_label=gettext_lazy("Aucun"),
        help_text=gettext_lazy("Le même, défini de la même façon partout ; son unité s’impose."),
    )
    project = forms.ModelChoiceField(
        label=gettext_lazy("Projet dont c’est le résultat"),
        queryset=Project.objects.none(),
        required=False,
        empty_label=gettext_lazy("Aucun en particulier"),
        help_text=gettext_lazy("Un des projets qui répondent à vos défis : son résultat ne compte qu’une fois dans le pays."),
    )
    counts_nationally = forms.BooleanField(
        label=gettext_lazy("Ce résultat compte dans le total national"),
        required=False,
        help_text=gettext_lazy("Décochez si un autre territoire compte déjà le même résultat."),
    )

    def __init__(self, territory: Territory, *args: Any, found: Indicator | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["project"].queryset = projects_for(territory, found)
        if not fields["project"].queryset.exists():
            # None to choose among: its link stays as it is.
            del fields["project"]
        if found is not None and found.method:
            # It has versions: it changes on a page of its own.
            del fields["method"]
        fields["challenge"].queryset = territory.challenges.order_by("number")
        fields["action"].queryset = territory.actions.select_related("objective__challenge", "territory").order_by("number")
        fields["keeper"].queryset = rules.can_keep(territory)
        fields["keeper"].label_from_instance = lambda person: person.full_name or person.email
        members = territory.members.filter(until=None, organisation__isnull=False).values("organisation")
        fields["keeper_organisation"].queryset = Organisation.objects.filter(Q(pk__in=members) | Q(pk=territory.lead_id)).order_by("name")
        fields["common"].queryset = CommonIndicator.objects.order_by("position")


class AimForm(forms.Form):
    """From where to where, by when."""

    baseline = Quantity(
        label=gettext_lazy("Point de départ"),
        required=False,
        help_text=gettext_lazy("La valeur avant d’agir. Sans elle, la trajectoire ne se calcule pas."),
    )
    baseline_on = Day(label=gettext_lazy("Date du point de départ"), required=False)
    target = Quantity(label=gettext_lazy("Cible"), required=False)
    target_on = Day(label=gettext_lazy("Date de la cible"), required=False)
    reason = Paragraph(
        label=gettext_lazy("Pourquoi la cible change"),
        rows=3,
        max_length=2000,
        required=False,
        help_text=gettext_lazy("L’ancienne cible et cette raison resteront visibles de tous."),
    )

    def __init__(self, *args: Any, unit: str = "", is_first: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["baseline"].unit = fields["target"].unit = unit
        if is_first:
            del fields["reason"]


class MethodForm(forms.Form):
    """How it is counted from now on, and what that does to the series."""

    text = Paragraph(
        label=gettext_lazy("Méthode"), rows=5, max_length=5000, help_text=gettext_lazy("Ce qui est compté, et ce qui ne l’est pas.")
    )
    since = Day(
        label=gettext_lazy("Vaut depuis"),
        help_text=gettext_lazy("Les valeurs des périodes closes à partir de ce jour sont comptées ainsi."),
    )
    is_break = forms.BooleanField(
        label=gettext_lazy("On compte autrement : la série est coupée"),
        required=False,
        help_text=gettext_lazy("La coupure se voit sur la courbe et dans les tableaux. Décochez si seuls les mots changent."),
    )
    reason = Paragraph(
        label=gettext_lazy("Pourquoi la méthode change"),
        rows=3,
        max_length=2000,
        help_text=gettext_lazy("L’ancienne méthode et cette raison resteront visibles de tous."),
    )


class ValueForm(forms.Form):
    """One value: the only field that one needs is the number."""

    value = Quantity(label=gettext_lazy("Mettre à jour"))
    period = forms.ChoiceField(label=gettext_lazy("Période"))
    note = Line(
        label=gettext_lazy("Note"), max_length=500, required=False, help_text=gettext_lazy("Ce qu’il faut savoir pour lire ce nombre.")
    )
    reason = Line(label=gettext_lazy("Pourquoi ce chiffre arrêté change"), max_length=1000, required=False)
    is_confirmed = forms.BooleanField(label=gettext_lazy("Oui, ce nombre est juste"), required=False)

    def __init__(self, indicator: Indicator, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        periods = open_periods(indicator, clock.today())
        due = indicator.due_on
        if due and first_of(due, indicator.frequency) <= clock.today() and due < periods[-1][1]:
            # Asked for since long.
            periods.append((first_of(due, indicator.frequency), due))
        fields["period"].choices = [(end.isoformat(), period_name(end, indicator.frequency)) for _start, end in periods]
        fields["value"].unit = indicator.unit
        fields["value"].help_text = _("En %(unit)s. Par exemple : 1 240,5.") % {"unit": indicator.unit}

    def clean_period(self) -> dt.date:
        """Its last day."""
        return dt.date.fromisoformat(self.cleaned_data["period"])
