"""What is typed about sponsorships."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.queries.pairings import find_project_named
from frenchimpact.core import clock
from frenchimpact.core.typed import Day, Line, Paragraph
from frenchimpact.projects.models import Project


class ProposeForm(forms.Form):
    """A project, a senior official, and what for."""

    project = Line(label=_("Projet"), max_length=200, help_text=_("Sa référence (P-2026-0001) ou son nom exact."))
    name = Line(label=_("Nom du haut fonctionnaire"), max_length=150)
    office = Line(label=_("Fonction et service"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("Son adresse électronique"), max_length=254, help_text=_("Cachée au projet tant que les deux n’ont pas dit oui.")
    )
    subject = Paragraph(label=_("Ce que le parrainage doit apporter"), rows=4, max_length=2000)

    def clean_project(self) -> Project:
        """The project itself."""
        found = find_project_named(self.cleaned_data["project"])
        if found is None:
            raise forms.ValidationError(_now("Aucun projet n’a cette référence ni ce nom."))
        return found


class MeetingForm(forms.Form):
    """They met."""

    on = Day(label=_("Rencontre du"))
    notes = Paragraph(label=_("Ce qui s’est dit"), rows=4, max_length=6000, required=False)
    next_step = Line(label=_("Prochaine étape"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": clock.today()})
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))


class DeclineForm(forms.Form):
    """No, and why when one wants to say it."""

    reason = Line(label=_("Pourquoi"), max_length=500, required=False, help_text=_("Lu par le guichet seul."))


class EndForm(forms.Form):
    """What it brought."""

    review = Paragraph(
        label=_("Bilan"),
        rows=5,
        max_length=4000,
        help_text=_("Ce que le parrainage a apporté, ou pourquoi il s’arrête. Les deux côtés le lisent."),
    )
