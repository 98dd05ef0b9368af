"""What people type of a plan: an action field by field, what a move asks for, objectives, steps, partners, budgets."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core.autosave import Value
from frenchimpact.core.errors import Text
from frenchimpact.core.typed import Amount, Day, Line, Paragraph
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories.forms.fields import offer
from frenchimpact.territories.models import Action, BudgetLine, Meeting, Objective
from frenchimpact.territories.queries.actions import BLOCKED_FIELDS, FIELDS, Pilots


def objective_choices(objectives: Sequence[Objective]) -> list[Any]:
    """Objectives under their challenge."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in objectives:
        groups.setdefault(str(one.challenge), []).append((str(one.pk), one.title))
    return list(groups.items())


def pilot_choices(pilots: Pilots, owners: Sequence[Organisation]) -> list[Any]:
    """People under their organisation."""
    named = {one.pk: one.name for one in owners}
    return [
        (named[key], [(str(person.pk), str(person)) for person in people])
        for key in named
        if (people := pilots.by_organisation.get(key, []))
    ]


class ActionForm(forms.Form):
    """An action. Its lists are those of its territory."""

    title = Line(label=gettext_lazy("Intitulé"), max_length=200)
    description = Paragraph(label=gettext_lazy("Description"), max_length=5000, required=False)
    objective = forms.ChoiceField(label=gettext_lazy("Objectif"))
    owner = forms.ChoiceField(
        label=gettext_lazy("Structure responsable"),
        required=False,
        help_text=gettext_lazy("Une structure du collectif, qui en répond."),
    )
    pilot = forms.ChoiceField(
        label=gettext_lazy("Pilote"),
        required=False,
        help_text=gettext_lazy("Une personne de la structure responsable ou du chef de file. Elle est prévenue."),
    )
    starts_on = Day(label=gettext_lazy("Début"), required=False)
    ends_on = Day(label=gettext_lazy("Fin"), required=False)
    progress = forms.IntegerField(
        label=gettext_lazy("Avancement (en %)"), min_value=0, max_value=100, required=False, widget=forms.NumberInput({"step": "5"})
    )
    after = forms.ChoiceField(
        label=gettext_lazy("Commence après"), required=False, help_text=gettext_lazy("L’action qui doit être terminée avant celle-ci.")
    )
    note = Paragraph(
        label=gettext_lazy("Note"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Pourquoi cette action n’a pas d’indicateur, ou pourquoi elle est abandonnée."),
    )
    blocked_by = Paragraph(label=gettext_lazy("Ce qui bloque"), max_length=2000)
    unblocked_by = Paragraph(label=gettext_lazy("Ce qui débloquerait"), max_length=2000)

    def __init__(
        self,
        *args: Any,
        objectives: Sequence[Objective],
        owners: Sequence[Organisation],
        pilots: Pilots,
        others: Sequence[Action] = (),
        is_blocked: bool = False,
        only: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "%s", **kwargs})
        offer(self, "objective", objective_choices(objectives))
        offer(self, "owner", [("", _("Personne pour l’instant")), *((str(one.pk), one.name) for one in owners)])
        offer(self, "pilot", [("", _("Personne pour l’instant")), *pilot_choices(pilots, owners)])
        offer(self, "after", [("", _("Aucune : elle n’attend rien")), *((str(one.pk), str(one)) for one in others)])
        for name in [*self.fields]:
            if (name in BLOCKED_FIELDS and not is_blocked) or (only and name not in only):
                del self.fields[name]


def clean_one(form: forms.Form, name: str, value: Value) -> tuple[str, Text]:
    """One field of a form, cleaned alone, as text; or the words that say what to write."""
    if name not in form.fields or not isinstance(value, str):
        return "", _("Ce champ n’existe pas. Rechargez la page.")
    try:
        cleaned = form.fields[name].clean(value)
    except ValidationError as error:
        return value, str(error.messages[0])
    if isinstance(cleaned, dt.date):
        return cleaned.isoformat(), ""
    if name == "progress":
        return str(cleaned or 0), ""
    return ("" if cleaned is None else str(cleaned)), ""


class MoveForm(forms.Form):
    """What a move asks for."""

    blocked_by = Paragraph(
        label=gettext_lazy("Ce qui bloque"), max_length=2000, help_text=gettext_lazy("Exemple : la licence de transport est refusée.")
    )
    unblocked_by = Paragraph(
        label=gettext_lazy("Ce qui débloquerait"),
        max_length=2000,
        help_text=gettext_lazy("Exemple : une dérogation de la préfecture, avant mars."),
    )
    note = Paragraph(label=gettext_lazy("Pourquoi"), max_length=2000)

    def __init__(self, *args: Any, verb: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "m_%s", **kwargs})
        for name in self.missing_for(verb):
            del self.fields[name]

    @staticmethod
    def missing_for(verb: str) -> list[str]:
        """The fields that this move does not ask for."""
        asked = {"block": ["blocked_by", "unblocked_by"], "drop": ["note"]}.get(verb, [])
        return [name for name in ("blocked_by", "unblocked_by", "note") if name not in asked]


class StepForm(forms.Form):
    """A step of an action."""

    title = Line(label=gettext_lazy("Nouvelle étape"), max_length=300)
    due_on = Day(label=gettext_lazy("Pour le"), required=False)


class PartnerForm(forms.Form):
    """Somebody who takes part in an action: a member of the collective, or a name."""

    organisation = forms.ChoiceField(label=gettext_lazy("Membre du collectif"), required=False)
    name = Line(label=gettext_lazy("ou un autre partenaire"), max_length=200, required=False)
    part = Line(label=gettext_lazy("Ce que fait ce partenaire"), max_length=200, required=False)

    def __init__(self, *args: Any, owners: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "p_%s", **kwargs})
        offer(self, "organisation", [("", _("Aucun")), *((str(one.pk), one.name) for one in owners)])

    def clean(self) -> dict[str, Any]:
        """One or the other."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("organisation") and not values.get("name") and not self.errors:
            self.add_error("name", _("Choisissez un membre du collectif, ou écrivez le nom du partenaire."))
        return values


class BudgetForm(forms.Form):
    """What one funder brings in one year."""

    year = forms.IntegerField(label=gettext_lazy("Année"), min_value=2000, max_value=2100)
    funder = Line(label=gettext_lazy("Financeur"), max_length=200)
    unit = forms.ChoiceField(label=gettext_lazy("Compté en"), choices=BudgetLine.Unit.choices, initial=BudgetLine.Unit.EUR)
    planned = Amount(label=gettext_lazy("Prévu"), required=False)
    secured = Amount(label=gettext_lazy("Acquis"), required=False)
    spent = Amount(label=gettext_lazy("Dépensé"), required=False)


class NoteForm(forms.Form):
    """A note, kept in the history."""

    text = Paragraph(label=gettext_lazy("Ajouter une note"), max_length=2000)


class BulkForm(forms.Form):
    """What changes for every ticked action; what is left empty stays as it is."""

    verb = forms.ChoiceField(label=gettext_lazy("État"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Structure responsable"), required=False)
    pilot = forms.ChoiceField(label=gettext_lazy("Pilote"), required=False)
    starts_on = Day(label=gettext_lazy("Début"), required=False)
    ends_on = Day(label=gettext_lazy("Fin"), required=False)
    blocked_by = Paragraph(label=gettext_lazy("Ce qui bloque"), max_length=2000, required=False, rows=2)
    unblocked_by = Paragraph(label=gettext_lazy("Ce qui débloquerait"), max_length=2000, required=False, rows=2)
    note = Paragraph(label=gettext_lazy("Pourquoi (abandon)"), max_length=2000, required=False, rows=2)

    def __init__(self, *args: Any, owners: Sequence[Organisation], pilots: Pilots, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "b_%s", **kwargs})
        same = ("", _("Ne pas changer"))
        states = [(verb, Action.State(target).label) for verb, (_from, target) in Action.FLOW.moves.items()]
        offer(self, "verb", [same, *states])
        offer(self, "owner", [same, ("0", _("Personne")), *((str(one.pk), one.name) for one in owners)])
        offer(self, "pilot", [same, ("0", _("Personne")), *pilot_choices(pilots, owners)])


class FilterForm(forms.Form):
    """The filters of the board, as the address names them. It is shown, never judged: nothing in it is marked as optional."""

    use_required_attribute = False

    defi = forms.ChoiceField(label=gettext_lazy("Défi"))
    pilote = forms.ChoiceField(label=gettext_lazy("Pilote"))
    structure = forms.ChoiceField(label=gettext_lazy("Structure"))
    etat = forms.ChoiceField(label=gettext_lazy("État"))
    grouper = forms.ChoiceField(
        label=gettext_lazy("Grouper par"),
        choices=[("defi", gettext_lazy("Défi")), ("pilote", gettext_lazy("Pilote")), ("etat", gettext_lazy("État"))],
    )
    retard = forms.BooleanField(label=gettext_lazy("En retard seulement"), widget=forms.CheckboxInput({"value": "1"}))

    def __init__(self, choices: Any, *, is_list: bool, initial: Any) -> None:
        super().__init__(label_suffix="", auto_id="f_%s", initial=initial)
        all_of = ("", _("Tous"))
        offer(self, "defi", [all_of, *((str(one.number), str(one)) for one in choices.challenges)])
        offer(self, "pilote", [all_of, *((str(one.pk), str(one)) for one in choices.pilots)])
        offer(self, "structure", [("", _("Toutes")), *((str(one.pk), one.name) for one in choices.owners)])
        offer(self, "etat", [all_of, *Action.State.choices])
        if not is_list:
            del self.fields["grouper"]


class VersionForm(forms.Form):
    """What validates a version of the plan."""

    note = Paragraph(label=gettext_lazy("Ce qui change dans cette version"), max_length=2000, required=False)
    meeting = forms.ChoiceField(label=gettext_lazy("Comité de pilotage qui l’a validée"), required=False)

    def __init__(self, *args: Any, meetings: Sequence[tuple[Meeting, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "v_%s", **kwargs})
        offer(self, "meeting", [("", _("Aucun")), *((str(one.pk), words) for one, words in meetings)])


__all__ = [
    "FIELDS",
    "ActionForm",
    "BudgetForm",
    "BulkForm",
    "FilterForm",
    "MoveForm",
    "NoteForm",
    "PartnerForm",
    "StepForm",
    "VersionForm",
    "clean_one",
]
