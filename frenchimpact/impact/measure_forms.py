"""Forms of what a project measures: what it follows, what it aims at, one value with all that is said beside it."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.quantities import NotANumber, typed
from frenchimpact.core.typed import Day, Line, Paragraph, Quantity
from frenchimpact.geo.models import Place
from frenchimpact.impact.judging import Parts, Shares
from frenchimpact.impact.models import Followed, Measure
from frenchimpact.impact.reading import read_parts, read_value
from frenchimpact.methods.models import Indicator, MethodVersion
from frenchimpact.methods.queries import indicators_in_force, latest_versions, unit_words
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import places_of, team_of
from frenchimpact.vocabularies.queries import word

HUNDRED = Decimal(100)


class FollowForm(forms.Form):
    """Which indicator, since when, who is asked."""

    choice = forms.ChoiceField(
        label=gettext_lazy("Indicateur"),
        help_text=gettext_lazy(
            "Chacun est défini par une méthode ouverte : les valeurs de projets différents s’additionnent sans se mélanger."
        ),
    )
    started_on = Day(
        label=gettext_lazy("Suivi depuis"), help_text=gettext_lazy("Une valeur sera attendue pour chaque année depuis ce jour.")
    )
    keeper = forms.ModelChoiceField(
        label=gettext_lazy("Qui le tient à jour"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Personne pour l’instant"),
        help_text=gettext_lazy("La personne reçoit un rappel à la fin de chaque période, et peut répondre par un nombre."),
    )

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        followed = set(project.followed.filter(ended_on=None).values_list("indicator__code", flat=True))
        fields["choice"].choices = [("", _("Choisissez")), *_choices(followed)]
        fields["started_on"].initial = dt.date(clock.today().year, 1, 1)
        fields["keeper"].queryset = _team(project)
        fields["keeper"].label_from_instance = _person_words

    def clean_choice(self) -> tuple[Indicator, MethodVersion]:
        """The indicator, and the version of the method that counts it."""
        version, _bar, indicator = self.cleaned_data["choice"].partition("-")
        return Indicator.objects.get(pk=indicator), MethodVersion.objects.get(pk=version)


def _choices(followed: set[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Indicators under the method that counts them, the common core first; without those that are followed already."""
    groups = []
    known = {one.pk: one for one in indicators_in_force()}
    for version in sorted(latest_versions(), key=lambda one: one.domain != "tous"):
        uses = [known[use.indicator_id] for use in version.uses.all() if use.indicator_id in known]
        rows = [(f"{version.pk}-{one.pk}", f"{one} ({unit_words(one.unit) or _('nombre')})") for one in uses if one.code not in followed]
        if rows:
            groups.append((version.title, rows))
    return groups


def _team(project: Project) -> Any:
    return User.objects.filter(pk__in=[one.pk for one in team_of(project)])


def _person_words(person: User) -> str:
    return person.full_name or person.email


class SharesField:
    """The parts of places in a form: one field by place, hundredths that make 100; none when there is a single place."""

    def __init__(self, form: forms.Form, places: Iterable[Place], shares: Shares) -> None:
        self.form, self.places = form, list(places)
        part = dict(shares)
        for place in self.places:
            form.fields[self.name(place)] = Quantity(
                label=_("%(place)s (en %%)") % {"place": place}, unit="%", required=False, initial=part.get(place.pk)
            )

    @staticmethod
    def name(place: Place) -> str:
        """Of its field."""
        return f"lieu_{place.pk}"

    @property
    def bound(self) -> list[forms.BoundField]:
        """As the page shows them."""
        return [self.form[self.name(place)] for place in self.places]

    def given(self) -> Shares:
        """What was typed; nothing typed is no part."""
        data = self.form.cleaned_data
        return tuple((place.pk, data[self.name(place)]) for place in self.places if data.get(self.name(place)))


def places_for(followed: Followed, shares: Shares = ()) -> list[Place]:
    """Those of the project's sheet, and those that have a part already."""
    found = {place.pk: place for place in places_of(followed.project)}
    asked = [key for key, _share in shares] + list(followed.shares.values_list("place_id", flat=True))
    found |= {place.pk: place for place in Place.objects.filter(pk__in=[key for key in asked if key not in found])}
    return list(found.values())


def goal_words(number: int) -> str:
    """« 8. Travail décent et croissance économique »."""
    return f"{number}. {word('sdg', str(number))}"


class FollowingForm(forms.Form):
    """For what the values count, where the project acts, who is asked."""

    sdg = forms.TypedChoiceField(
        label=gettext_lazy("Objectif de développement durable"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Un seul, pour que la valeur ne compte qu’une fois ; les autres sont mentionnés."),
    )
    theme = forms.ChoiceField(label=gettext_lazy("Thème"), required=False)
    keeper = forms.ModelChoiceField(
        label=gettext_lazy("Qui le tient à jour"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Personne pour l’instant"),
    )

    def __init__(self, followed: Followed, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        indicator = followed.indicator
        goals = sorted({one for one in (followed.sdg, indicator.sdg, *indicator.sdgs_concerned, *followed.project.sdgs) if one})
        fields["sdg"].choices = [("", _("Aucun")), *((one, goal_words(one)) for one in goals)]
        fields["theme"].choices = [("", _("Aucun en particulier")), *((one, word("theme", one)) for one in followed.project.themes)]
        fields["keeper"].queryset = _team(followed.project)
        fields["keeper"].label_from_instance = _person_words
        shares = tuple(followed.shares.values_list("place_id", "share"))
        self.where = SharesField(self, places_for(followed), shares)


class ImpactAimForm(forms.Form):
    """From where to where, by when."""

    baseline = Quantity(
        label=gettext_lazy("Point de départ"),
        required=False,
        help_text=gettext_lazy("La valeur avant d’agir, ou celle de la première année."),
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

    def __init__(self, *args: Any, unit: str, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["baseline"].unit = fields["target"].unit = unit
        if is_first:
            del fields["reason"]


class Value(forms.CharField):
    """A number in the unit of an indicator, or in another that measures the same thing."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    # A number, unless one says why there is none: the form sees to it.
    is_asked = True

    def __init__(self, *, unit: str, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)
        self.unit = unit

    def clean(self, value: Any) -> Any:
        """As a Decimal; None when nothing was typed."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_value(text, self.unit)
        except NotANumber as error:
            raise forms.ValidationError(str(error.message)) from error

    def prepare_value(self, value: Any) -> Any:
        """A number of ours as one types it."""
        return typed(value) if isinstance(value, Decimal) else value


class MeasureForm(forms.Form):
    """The value of one period. The number alone is enough; the rest says how far one may trust it."""

    absence = forms.ChoiceField(
        label=gettext_lazy("Pas de nombre ?"), required=False, choices=[("", gettext_lazy("Un nombre est donné")), *Measure.Absence.choices]
    )
    note = Line(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Ce qu’il faut savoir pour lire ce nombre. Publique, avec lui."),
    )
    sample_size = forms.IntegerField(label=gettext_lazy("Combien ont été regardés"), required=False, min_value=0, max_value=2_000_000_000)
    population = forms.IntegerField(label=gettext_lazy("Sur combien"), required=False, min_value=0, max_value=2_000_000_000)
    sample_note = Line(label=gettext_lazy("Comment ils ont été choisis"), max_length=500, required=False)
    counterfactual = Paragraph(
        label=gettext_lazy("Ce qui serait arrivé sans le projet"),
        rows=3,
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Et comment vous le savez : un groupe comparable, une année d’avant, une estimation."),
    )
    reason = Line(label=gettext_lazy("Pourquoi cette valeur change"), max_length=1000, required=False)
    is_confirmed = forms.BooleanField(label=gettext_lazy("Oui, ce nombre est juste"), required=False)

    def __init__(self, followed: Followed, there: Measure | None, shares: Shares, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        indicator, unit = followed.indicator, unit_words(followed.indicator.unit)
        hint = _("En %(unit)s. Zéro est une réponse.") % {"unit": unit.rstrip(".")} if unit else _("Zéro est une réponse.")
        self.fields["value"] = Value(unit=indicator.unit, label=_("Valeur"), required=False, help_text=hint)
        places = places_for(followed, shares)
        self.where = SharesField(self, places if len(places) > 1 else (), shares)
        self.dimensions = list(indicator.disaggregations)
        parts: dict[str, list[str]] = {}
        for part in there.parts.all() if there else ():
            parts.setdefault(part.dimension, []).append(f"{part.category} : {typed(part.value)}")
        for dimension in self.dimensions:
            self.fields[f"par_{dimension}"] = Paragraph(
                label=_("Par %(dimension)s") % {"dimension": dimension.replace("_", " ")},
                rows=3,
                max_length=2000,
                required=False,
                initial="\n".join(parts.get(dimension, ())),
                help_text=_(
                    "Une catégorie par ligne, deux-points, le nombre. Une catégorie de moins de onze personnes ne sera pas publiée."
                ),
            )
        self.unit = indicator.unit

    @property
    def broken_down(self) -> list[forms.BoundField]:
        """Its fields of breakdowns."""
        return [self[f"par_{dimension}"] for dimension in self.dimensions]

    def clean(self) -> dict[str, Any]:
        """Breakdowns as rows; a number or why there is none."""
        data: dict[str, Any] = super().clean() or {}
        parts: Parts = ()
        for dimension in self.dimensions:
            try:
                parts += read_parts(dimension, data.get(f"par_{dimension}", ""), self.unit)
            except NotANumber as error:
                self.add_error(f"par_{dimension}", str(error.message))
        data["parts"] = parts
        if data.get("value") is None and not data.get("absence") and "value" not in self.errors:
            self.add_error("value", _("Écrivez un nombre, ou dites pourquoi il n’y en a pas. Zéro est un nombre."))
        return data
