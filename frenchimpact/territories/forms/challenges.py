"""What a collective writes about its challenges, cleaned."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core.text import clean_line
from frenchimpact.core.typed import Line, Paragraph
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories.models import Challenge, Objective, Territory
from frenchimpact.territories.queries.challenges import owners_for, project_named
from frenchimpact.vocabularies.queries import choices

LONGEST_OBJECTIVE: int = Objective._meta.get_field("title").max_length or 300


class ChallengeForm(forms.Form):
    """One challenge."""

    title = Line(label=gettext_lazy("Le défi, en quelques mots"), max_length=200)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Ce défi est"), choices=Challenge.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    problem = Paragraph(label=gettext_lazy("Le problème"), rows=4, max_length=3000)
    publics_words = Line(label=gettext_lazy("Les personnes concernées"), max_length=300, required=False)
    publics = forms.MultipleChoiceField(label=gettext_lazy("Publics"), required=False, widget=forms.CheckboxSelectMultiple)
    themes = forms.MultipleChoiceField(label=gettext_lazy("Thèmes"), required=False, widget=forms.CheckboxSelectMultiple)
    tried = Paragraph(label=gettext_lazy("Ce qui a déjà été essayé"), rows=3, max_length=3000, required=False)
    baseline = Paragraph(label=gettext_lazy("Où l’on en est"), rows=2, max_length=1000, required=False)
    target = Paragraph(label=gettext_lazy("Ce que l’on veut changer, et pour quand"), rows=2, max_length=1000)
    objectives = Paragraph(
        label=gettext_lazy("Objectifs"),
        rows=5,
        max_length=5000,
        help_text=gettext_lazy("Un par ligne, trois ou quatre. Chaque action du plan sert l’un d’eux."),
    )
    help_sought = Paragraph(
        label=gettext_lazy("L’aide recherchée"),
        rows=3,
        max_length=2000,
        required=False,
        help_text=gettext_lazy("La page publique du défi le montre : un local, une compétence, une réponse."),
    )
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Qui répond de ce défi"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("Le collectif entier"),
    )
    sdgs = forms.MultipleChoiceField(
        label=gettext_lazy("Objectifs de développement durable"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_open = forms.BooleanField(label=gettext_lazy("Chacun peut proposer une solution ou une aide sur la page publique"), required=False)
    outcome = Paragraph(
        label=gettext_lazy("Ce que le défi a donné"),
        rows=3,
        max_length=3000,
        required=False,
        help_text=gettext_lazy("Demandé quand le défi n’est plus ouvert aux propositions."),
    )

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, scheme in (("publics", "public"), ("themes", "theme"), ("sdgs", "sdg")):
            field: Any = self.fields[name]
            field.choices = choices(scheme)
        owner: Any = self.fields["owner"]
        owner.queryset = Organisation.objects.filter(pk__in=[one.pk for one in owners_for(territory)])

    def clean_objectives(self) -> list[str]:
        """One objective a line, each once."""
        lines = [line for raw in self.cleaned_data["objectives"].split("\n") if (line := clean_line(raw))]
        if long := next((line for line in lines if len(line) > LONGEST_OBJECTIVE), ""):
            raise ValidationError(
                _("L’objectif « %(start)s… » a %(count)s signes : au plus %(limit)s.")
                % {"start": long[:40], "count": len(long), "limit": LONGEST_OBJECTIVE}
            )
        return list(dict.fromkeys(lines))

    def clean_sdgs(self) -> list[int]:
        """Their numbers."""
        return [int(code) for code in self.cleaned_data["sdgs"]]

    def clean(self) -> dict[str, Any]:
        """A closed challenge says what came of it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("is_open") and not cleaned.get("outcome"):
            self.add_error("outcome", _("Dites ce que le défi a donné, ou laissez-le ouvert aux propositions."))
        return cleaned


class AttachForm(forms.Form):
    """A project that answers a challenge."""

    project = Line(
        label=gettext_lazy("Un projet qui répond déjà à ce défi"),
        max_length=300,
        help_text=gettext_lazy("Son numéro, l’adresse de sa fiche, ou son nom exact. Il doit être publié."),
    )

    def clean_project(self) -> Any:
        """The project that was named."""
        found = project_named(self.cleaned_data["project"])
        if found is None:
            raise ValidationError(_("Aucun projet publié ne porte ce numéro, cette adresse ou ce nom. Copiez l’adresse de sa fiche."))
        return found
