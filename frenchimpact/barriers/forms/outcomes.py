"""What is typed about the end of a case, and about experiments."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.barriers.actions.experiments import CHANNELS, Counted
from frenchimpact.barriers.actions.outcomes import ELSEWHERE
from frenchimpact.barriers.models import Channel, Ending, Experiment, OutcomeKind
from frenchimpact.core import clock
from frenchimpact.core.quantities import NotANumber, read_quantity
from frenchimpact.core.text import clean_line
from frenchimpact.core.typed import Amount, Day, Line, Paragraph


class Places(forms.Field):
    """Official places, by their keys: shown by `ui.place_chooser`, read by the view."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class Indicators(Paragraph):
    """One thing to count by line: its name, its unit, where it starts, what is aimed at."""

    def clean(self, value: Any) -> list[Counted]:
        """The lines, read; refused with the one that cannot be."""
        return [_counted(line) for line in str(super().clean(value)).splitlines() if line.strip()]


def _counted(line: str) -> Counted:
    name, unit, baseline, target = (*(clean_line(part) for part in line.split(";")), "", "", "", "")[:4]
    if not name or line.count(";") > 3:
        raise ValidationError(_("« %(line)s » : écrivez nom ; unité ; départ ; cible.") % {"line": line.strip()[:60]})
    return Counted(name[:200], unit[:40], _number(baseline, line), _number(target, line))


def _number(text: str, line: str) -> Decimal | None:
    if not text:
        return None
    try:
        found = read_quantity(text, "")
    except NotANumber as error:
        raise ValidationError(_("« %(line)s » : %(why)s") % {"line": line.strip()[:60], "why": error}) from error
    if abs(found) >= 10**12:
        raise ValidationError(_("« %(line)s » : ce nombre est trop grand.") % {"line": line.strip()[:60]})
    return Decimal(found)


_INDICATORS = gettext_lazy("Un par ligne : nom ; unité ; valeur de départ ; cible. Ex. : Trajets par mois ; trajets ; 40 ; 120")


class OutcomeForm(forms.Form):
    """The answer of a case."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Ce qui est répondu"),
        choices=[("", gettext_lazy("Choisissez")), *((code, words) for code, words in OutcomeKind.choices if code not in ELSEWHERE)],
    )
    answer = Paragraph(
        label=gettext_lazy("La réponse, telle que la personne la lira"),
        rows=7,
        max_length=8000,
        help_text=gettext_lazy("Commencez par oui, non, ou oui à condition. Puis ce qu’elle peut faire demain matin."),
    )
    legal_basis = Paragraph(label=gettext_lazy("Fondement juridique"), required=False, rows=3, max_length=3000)
    decided_by = Line(
        label=gettext_lazy("Qui a décidé"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("L’autorité compétente. La plateforme ne décide jamais."),
    )
    decided_on = Day(label=gettext_lazy("Décidé le"), required=False)
    beneficiary = Line(label=gettext_lazy("Bénéficiaire"), required=False, max_length=300)
    places = Places(label=gettext_lazy("Lieux où cela vaut"), help_text=gettext_lazy("Aucun : partout."))
    starts_on = Day(label=gettext_lazy("À partir du"), required=False)
    ends_on = Day(label=gettext_lazy("Jusqu’au"), required=False)
    conditions = Paragraph(label=gettext_lazy("Conditions"), required=False, rows=3, max_length=4000)
    evaluation = Paragraph(label=gettext_lazy("Comment on évaluera"), required=False, rows=3, max_length=4000)
    # Only for an experiment.
    title = Line(label=gettext_lazy("Nom de l’expérimentation"), required=False, max_length=200)
    object = Paragraph(label=gettext_lazy("Ce qui est essayé"), required=False, rows=3, max_length=4000)
    indicators = Indicators(label=gettext_lazy("Ce qu’on a convenu de compter"), required=False, rows=4, help_text=_INDICATORS)
    check_on = Day(label=gettext_lazy("Point de mi-parcours le"), required=False)
    is_public = forms.BooleanField(label=gettext_lazy("L’expérimentation est publique"), required=False, initial=True)

    EXPERIMENT = ("title", "object", "indicators", "check_on", "is_public")

    def values(self) -> dict[str, Any]:
        """What the action takes, but the places."""
        return {name: value for name, value in self.cleaned_data.items() if name != "places"}


class ReopenForm(forms.Form):
    """Why a case is taken up again."""

    text = Paragraph(
        label=gettext_lazy("Pourquoi le rouvrir"), rows=3, max_length=3000, help_text=gettext_lazy("La personne lira ce texte.")
    )


class ExperimentForm(forms.Form):
    """An experiment known from elsewhere."""

    title = Line(label=gettext_lazy("Nom"), max_length=200)
    object = Paragraph(label=gettext_lazy("Ce qui est essayé"), rows=4, max_length=4000)
    channel = forms.ChoiceField(label=gettext_lazy("Par quelle voie"), choices=[(code.value, code.label) for code in CHANNELS])
    legal_basis = Paragraph(label=gettext_lazy("Fondement juridique"), rows=3, max_length=3000)
    authority_name = Line(label=gettext_lazy("Autorité qui a décidé"), max_length=200)
    beneficiary = Line(label=gettext_lazy("Bénéficiaire"), required=False, max_length=300)
    norms = Paragraph(
        label=gettext_lazy("Textes auxquels elle déroge"),
        required=False,
        rows=3,
        max_length=3000,
        help_text=gettext_lazy("Un par ligne : le texte, puis l’article. Ex. : Code des transports, L. 3120-1"),
    )
    places = Places(label=gettext_lazy("Lieux"), help_text=gettext_lazy("Aucun : tout le pays."))
    starts_on = Day(label=gettext_lazy("Premier jour"))
    ends_on = Day(label=gettext_lazy("Dernier jour"))
    check_on = Day(label=gettext_lazy("Point de mi-parcours le"))
    indicators = Indicators(label=gettext_lazy("Ce qu’on a convenu de compter"), rows=4, help_text=_INDICATORS)
    conditions = Paragraph(label=gettext_lazy("Conditions, pour qui voudrait faire de même"), required=False, rows=3, max_length=4000)
    evaluation_plan = Paragraph(label=gettext_lazy("Comment on évaluera"), required=False, rows=3, max_length=4000)
    is_public = forms.BooleanField(label=gettext_lazy("Publique"), required=False, initial=True)

    def clean_channel(self) -> str:
        """One of the ways of trying."""
        return str(Channel(self.cleaned_data["channel"]).value)

    def values(self) -> dict[str, Any]:
        """What the action takes, but the places and the texts."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("places", "norms")}


class ValueForm(forms.Form):
    """One value of an indicator."""

    on = Day(label=gettext_lazy("Le"), initial=clock.today)
    value = Amount(label=gettext_lazy("Valeur"))
    note = Line(label=gettext_lazy("Note"), required=False, max_length=500)


class CheckForm(forms.Form):
    """The half-way check."""

    on = Day(label=gettext_lazy("Tenu le"), initial=clock.today)
    notes = Paragraph(label=gettext_lazy("Ce qu’il montre"), rows=5, max_length=4000, help_text=gettext_lazy("Ce texte est public."))


class DecisionForm(forms.Form):
    """How it ends."""

    ending = forms.ChoiceField(
        label=gettext_lazy("Décision"),
        choices=[
            (Ending.GENERALISED.value, gettext_lazy("Généraliser : la règle change pour tous")),
            (Ending.EXTENDED.value, gettext_lazy("Prolonger : jusqu’à un nouveau dernier jour")),
            (Ending.KEPT.value, gettext_lazy("Maintenir dans certains lieux seulement")),
            (Ending.STOPPED.value, gettext_lazy("Arrêter")),
        ],
        widget=forms.RadioSelect,
    )
    on = Day(label=gettext_lazy("Décidé le"), initial=clock.today)
    ends_on = Day(label=gettext_lazy("Nouveau dernier jour"), required=False, help_text=gettext_lazy("Pour prolonger."))
    kept = forms.MultipleChoiceField(
        label=gettext_lazy("Lieux où elle continue"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Pour maintenir dans certains lieux."),
    )
    reason = Paragraph(label=gettext_lazy("Pourquoi"), rows=4, max_length=4000, help_text=gettext_lazy("Ce texte est public."))
    evaluation = Paragraph(label=gettext_lazy("Bilan de l’évaluation"), required=False, rows=5, max_length=8000)

    def __init__(self, *args: Any, experiment: Experiment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(one.pk), one.place.name) for one in experiment.places.select_related("place")]
        if len(places) < 2:
            del self.fields["kept"]
        else:
            cast(forms.MultipleChoiceField, self.fields["kept"]).choices = places

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.cleaned_data, "kept": [int(key) for key in self.cleaned_data.get("kept", [])]}
