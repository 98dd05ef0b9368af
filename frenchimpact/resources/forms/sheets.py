"""What is typed of a programme, of its intakes, and of a tool."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Day, Line, Paragraph
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Stage
from frenchimpact.resources.models import Form, Kind, Licence, Need, Price
from frenchimpact.vocabularies.queries import choices


class Several(forms.MultipleChoiceField):
    """Some of these, as boxes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class Places(forms.Field):
    """Official places, by their keys: shown by `ui.place_chooser`, read by the view."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class Plain(forms.Form):
    """Labels stand above their fields, without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))


class SheetForm(Plain):
    """What both sheets say."""

    organisation = forms.ModelChoiceField(label=_("Au nom de"), queryset=Organisation.objects.none())
    title = Line(label=_("Nom"), max_length=160)
    summary = Line(label=_("En une phrase"), max_length=300)
    description = Paragraph(label=_("En détail"), rows=6, max_length=8000, required=False)
    url = forms.URLField(label=_("Lien"), max_length=500, required=False, assume_scheme="https")
    stages = Several(label=_("Étapes des projets"), help_text=_("Aucune : toutes."))
    themes = Several(label=_("Thèmes"))

    def __init__(self, *args: Any, houses: QuerySet[Organisation] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Mapping[str, Any] = self.fields
        fields["themes"].choices = choices("theme")
        fields["stages"].choices = [(code, words) for code, words in Stage.choices if code not in ("pause", "arrete")]
        if houses is None:
            del self.fields["organisation"]
            return
        fields["organisation"].queryset = houses
        if len(houses) == 1:
            fields["organisation"].initial = houses[0]
            self.fields["organisation"].widget = forms.HiddenInput()

    def values(self) -> dict[str, Any]:
        """What the action takes, but the places."""
        return {name: value for name, value in self.cleaned_data.items() if name != "places"}


class ProgrammeForm(SheetForm):
    """A programme, on one page."""

    kind = forms.ChoiceField(label=_("Genre"), choices=[("", _("Choisir")), *Kind.choices])
    who = Line(label=_("Qui est accueilli"), max_length=500, required=False, help_text=_("Ex. : associations de moins de trois ans"))
    selection = Line(label=_("Comment vous choisissez"), max_length=1000, required=False)
    languages = Line(label=_("Langues"), max_length=120, required=False, help_text=_("Ex. : français, anglais"))
    months = forms.IntegerField(label=_("Durée, en mois"), min_value=1, max_value=120, required=False)
    price = forms.ChoiceField(label=_("Prix"), choices=Price.choices, initial=Price.FREE, widget=forms.RadioSelect)
    price_note = Line(label=_("Précision sur le prix"), max_length=300, required=False)
    places = Places(label=_("Où"), help_text=_("Aucun lieu : partout."))
    is_remote = forms.BooleanField(label=_("Possible à distance"), required=False)
    field_order = (
        *("organisation", "kind", "title", "summary", "description", "who", "selection", "languages", "months", "price", "price_note"),
        *("places", "is_remote", "stages", "themes", "url"),
    )


class ToolForm(SheetForm):
    """A tool, on one page."""

    need = forms.ChoiceField(label=_("À quoi il sert"), choices=[("", _("Choisir")), *Need.choices])
    form = forms.ChoiceField(label=_("Forme"), choices=[("", _("Choisir")), *Form.choices])
    licence = forms.ChoiceField(label=_("Licence"), choices=[("", _("Choisir")), *Licence.choices])
    version = Line(label=_("Version"), max_length=40, required=False, help_text=_("Ex. : 2.1, ou mars 2026"))
    author = Line(label=_("Auteur"), max_length=200, required=False, help_text=_("Rien : votre structure."))
    minutes = forms.IntegerField(
        label=_("Temps pour s’en servir, en minutes"), min_value=1, max_value=100_000, required=False, help_text=_("Une journée : 420.")
    )
    preview = Paragraph(label=_("Aperçu"), rows=5, max_length=4000, required=False, help_text=_("Le sommaire, ou le début."))
    expires_on = Day(label=_("Valable jusqu’au"), required=False, help_text=_("Après ce jour, il n’est plus montré."))
    field_order = (
        *("organisation", "title", "summary", "need", "form", "licence", "version", "author", "minutes", "description", "preview", "url"),
        *("stages", "themes", "expires_on"),
    )


class ReasonForm(Plain):
    """Why it is withdrawn."""

    reason = Line(label=_("Pourquoi"), max_length=500, help_text=_("Qui suit un ancien lien lira ce texte."))


class IntakeForm(Plain):
    """When projects come in."""

    starts_on = Day(label=_("Entrée le"), required=False, help_text=_("Rien : toute l’année."))
    apply_until = Day(label=_("Candidatures jusqu’au"), required=False)
    seats = forms.IntegerField(label=_("Places"), min_value=1, max_value=100_000, required=False, help_text=_("Rien : sans limite."))


class AdmitForm(Plain):
    """Who comes in."""

    name = Line(label=_("Projet qui entre"), max_length=200, help_text=_("Sa référence (P-2026-0001), ou son nom."))


class OpinionForm(Plain):
    """Useful or not, and why."""

    is_useful = forms.TypedChoiceField(
        label=_("Cet outil vous a-t-il été utile ?"),
        choices=[("oui", _("Utile")), ("non", _("Pas utile"))],
        coerce=lambda given: given == "oui",
        widget=forms.RadioSelect,
    )
    why = Line(label=_("Pourquoi"), max_length=500, required=False, help_text=_("Lu par la structure qui tient l’outil, sans votre nom."))
