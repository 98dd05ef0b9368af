"""What is typed of a site: its words, its colours, what it shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Line, Paragraph
from frenchimpact.design.picks import Option, Picked, PickField, Typed
from frenchimpact.geo.queries import place_detail, resolve_place
from frenchimpact.minisites.models import Listed, Site
from frenchimpact.vocabularies.queries import choices


def find_place(text: str, key: str) -> Picked:
    """The place of the geography that a text names."""
    found = resolve_place(text, None, key=key)
    options = [Option(match.place.key, match.place.name, place_detail(match.place, match.former)) for match in found.choices]
    return Picked(found.place, options, found.is_near)


def _themes() -> list[tuple[str, object]]:
    return [("", _("Tous")), *choices("theme")]


class SiteForm(forms.Form):
    """All of it, on one page."""

    title = Line(label=_("Titre"), max_length=90, help_text=_("Il fait l’adresse du mini-site, qui ne change plus ensuite."))
    words = Paragraph(label=_("Présentation"), max_length=1000, rows=4, required=False)
    lists = forms.MultipleChoiceField(
        label=_("Ce qu’il montre"),
        choices=Listed.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins une liste.")},
    )
    text = Line(label=_("Mots"), max_length=120, required=False, help_text=_("Seulement ce qui contient ces mots."))
    theme = forms.ChoiceField(label=_("Thème"), required=False, choices=_themes)
    place = PickField(
        find=find_place,
        source="geo:place_suggestions",
        label=_("Où"),
        required=False,
        help_text=_("Commune, intercommunalité, département ou région. Les offres sont celles de la région."),
    )
    accent = forms.CharField(
        label=_("Couleur des titres et des liens"), max_length=7, initial="#0b5a4a", widget=forms.TextInput(attrs={"type": "color"})
    )
    ground = forms.CharField(
        label=_("Couleur du fond"),
        max_length=7,
        initial="#ffffff",
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_(
            "Clair ou sombre : l’encre s’y accorde. Un contraste trop faible est refusé, avec la couleur la plus proche qui convient."
        ),
    )
    has_logo = forms.BooleanField(label=_("Montrer le logo de la structure"), required=False, initial=True)

    def __init__(self, *args: Any, site: Site | None = None, **kwargs: Any) -> None:
        if site is not None:
            names = ("title", "words", "lists", "text", "theme", "accent", "ground", "has_logo")
            place = Typed.of(site.place.name, site.place.key) if site.place else ""
            kwargs["initial"] = {name: getattr(site, name) for name in names} | {"place": place}
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_accent(self) -> str:
        """Small letters, as it is kept."""
        return str(self.cleaned_data["accent"]).lower()

    def clean_ground(self) -> str:
        """Small letters, as it is kept."""
        return str(self.cleaned_data["ground"]).lower()


class ReasonForm(forms.Form):
    """Why a site is taken off line."""

    reason = Line(label=_("Pourquoi"), max_length=300, help_text=_("Ceux qui tiennent le mini-site le lisent."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
