"""The sheet, as people type it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core import identifiers
from frenchimpact.core.text import clean_line, clean_text, whole
from frenchimpact.design.picks import Option, Picked, PickField
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_detail, place_words, resolve_place
from frenchimpact.organisations.models import Organisation
from frenchimpact.vocabularies import queries as vocabularies
from frenchimpact.vocabularies.models import Term

FRESHNESS = [(3, gettext_lazy("Tous les 3 mois")), (6, gettext_lazy("Tous les 6 mois")), (12, gettext_lazy("Tous les ans"))]


def find_commune(text: str, key: str) -> Picked:
    """The commune that a text names, or those it may name."""
    found = resolve_place(text, Place.Level.COMMUNE, key=key)
    options = [Option(match.place.key, match.place.name, place_detail(match.place, match.former)) for match in found.choices]
    return Picked(found.place, options, found.is_near)


class OrganisationForm(forms.Form):
    """The whole sheet."""

    name = forms.CharField(label=gettext_lazy("Nom"), max_length=300)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Type de structure"),
        choices=Organisation.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Cochez tout ce qui convient."),
    )
    description = forms.CharField(
        label=gettext_lazy("En quelques phrases"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Ce que vous faites, et pour qui."),
    )
    commune = PickField(
        find=find_commune,
        source="geo:place_suggestions",
        asks="?niveau=commune",
        label=gettext_lazy("Commune"),
        required=False,
        help_text=gettext_lazy("Son nom ou son code postal. Exemple : Saint-Denis (93)."),
    )
    address = forms.CharField(label=gettext_lazy("Adresse"), max_length=300, required=False)
    themes = forms.MultipleChoiceField(label=gettext_lazy("Thèmes"), required=False, widget=forms.CheckboxSelectMultiple)
    support_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Accompagnement proposé"), required=False, widget=forms.CheckboxSelectMultiple
    )
    website = forms.URLField(label=gettext_lazy("Site web"), max_length=300, required=False, assume_scheme="https")
    email = forms.EmailField(
        label=gettext_lazy("Courriel de contact"),
        required=False,
        help_text=gettext_lazy("Une adresse de la structure, pas celle d’une personne : elle est affichée."),
    )
    phone = forms.CharField(label=gettext_lazy("Téléphone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    siret = forms.CharField(
        label=gettext_lazy("SIRET"), max_length=40, required=False, help_text=gettext_lazy("14 chiffres, avec ou sans espaces.")
    )
    siren = forms.CharField(
        label=gettext_lazy("SIREN"), max_length=40, required=False, help_text=gettext_lazy("9 chiffres. Inutile si vous donnez le SIRET.")
    )
    rna = forms.CharField(
        label=gettext_lazy("Numéro RNA"), max_length=40, required=False, help_text=gettext_lazy("Pour une association : W et 9 chiffres.")
    )
    legal_category = forms.ChoiceField(label=gettext_lazy("Forme juridique"), required=False)
    freshness_months = forms.TypedChoiceField(
        label=gettext_lazy("Vous promettez de vérifier cette fiche"), choices=FRESHNESS, coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        if organisation is not None:
            kwargs["initial"] = initial_of(organisation)
        else:
            kwargs.setdefault("initial", {"freshness_months": 12})
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # What the person had before their eyes travels with the form: only what they changed is written.
            field.show_hidden_initial = organisation is not None
        kept = organisation or Organisation()
        self._choices("themes", Term.Scheme.THEME, kept.themes)
        self._choices("support_kinds", Term.Scheme.SUPPORT_KIND, kept.support_kinds)
        words = vocabularies.words(Term.Scheme.LEGAL_CATEGORY)
        codes = [*words, *([kept.legal_category] if kept.legal_category and kept.legal_category not in words else [])]
        category: Any = self.fields["legal_category"]
        category.choices = [("", _("Je ne sais pas")), *((code, f"{code} – {words[code]}" if code in words else code) for code in codes)]
        if organisation and organisation.freshness_months not in dict(FRESHNESS):
            months = organisation.freshness_months
            freshness: Any = self.fields["freshness_months"]
            freshness.choices = [*FRESHNESS, (months, _("Tous les %d mois") % months)]

    def _choices(self, name: str, scheme: str, kept: list[str]) -> None:
        field: Any = self.fields[name]
        retired = [(code, vocabularies.word(scheme, code)) for code in kept if code not in dict(vocabularies.choices(scheme))]
        field.choices = [*vocabularies.choices(scheme), *retired]

    def clean_description(self) -> str:
        """Line ends as they are kept, so that an untouched text is not a change."""
        return clean_text(self.cleaned_data["description"])

    def clean_website(self) -> str:
        """Only addresses that a browser opens safely."""
        site: str = self.cleaned_data["website"]
        if site and not site.startswith(("https://", "http://")):
            raise forms.ValidationError(_("L’adresse du site commence par https:// ou http://."))
        return site

    def clean_siret(self) -> str:
        """Fourteen digits or nothing."""
        return _number(self.cleaned_data["siret"], identifiers.read_siret)

    def clean_siren(self) -> str:
        """Nine digits or nothing."""
        return _number(self.cleaned_data["siren"], identifiers.read_siren)

    def clean_rna(self) -> str:
        """An RNA or nothing."""
        return _number(self.cleaned_data["rna"], identifiers.read_rna)

    def clean(self) -> dict[str, Any]:
        """The two numbers speak of the same organisation."""
        values: dict[str, Any] = super().clean() or {}
        siret, siren = values.get("siret"), values.get("siren")
        if siret and siren and siret[:9] != siren:
            if "siren" in self.changed_data:
                self.add_error("siren", _("Ce SIREN n’est pas celui du SIRET : ses 9 premiers chiffres sont %s.") % siret[:9])
            else:
                values["siren"] = siret[:9]
        return values

    def seen(self) -> dict[str, Any]:
        """What the changed fields held when the person opened the form."""
        found: dict[str, Any] = {}
        for name in self.changed_data:
            bound, field = self[name], self.fields[name]
            raw = field.hidden_widget().value_from_datadict(self.data, self.files, self.add_initial_prefix(name))
            try:
                found[name] = field.clean(raw) if name == "commune" else field.to_python(raw)
            except forms.ValidationError:
                found[name] = bound.initial
            if name == "freshness_months":
                found[name] = whole(str(found[name]), 4)
        return found


def initial_of(organisation: Organisation) -> dict[str, Any]:
    """The fields as the form shows them."""
    values = {name: getattr(organisation, name) for name in OrganisationForm.base_fields}
    values["commune"] = place_words(organisation.commune) if organisation.commune else ""
    return values


class LogoForm(forms.Form):
    """What the logo shows."""

    description = forms.CharField(
        label=gettext_lazy("Ce que montre le logo"),
        help_text=gettext_lazy("Une phrase, pour les personnes qui ne le voient pas."),
        max_length=200,
        error_messages={"required": gettext_lazy("Décrivez le logo en une phrase.")},
    )

    def clean_description(self) -> str:
        """One line."""
        return clean_line(self.cleaned_data["description"])


def shown(name: str, value: Any) -> str:
    """A value of the sheet as words, to compare two of them."""
    if isinstance(value, Place):
        return place_words(value)
    if name == "kinds":
        return ", ".join(str(Organisation.Kind(code).label) for code in value)
    if name in {"themes", "support_kinds"}:
        scheme = Term.Scheme.THEME if name == "themes" else Term.Scheme.SUPPORT_KIND
        return ", ".join(vocabularies.word(scheme, code) for code in value)
    if name == "freshness_months":
        return str(dict(FRESHNESS).get(value, value))
    return str(value or "")


def _number(text: str, read: Callable[[str], str]) -> str:
    try:
        return read(text)
    except identifiers.Unreadable as error:
        raise forms.ValidationError(str(error.message)) from error
