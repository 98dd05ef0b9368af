"""What operators write, cleaned. Never saves."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.content import writing
from frenchimpact.content.models import LONGEST_BODY, LONGEST_TITLE, Writing
from frenchimpact.core.text import clean_line, clean_text

_SYNTAX = gettext_lazy(
    "« ## Titre », « - liste », « **important** », « [mots](adresse) ». [[operateur]], [[programme]] et [[contact]] se remplissent seuls."
)
NEEDS_TITLE = gettext_lazy("Donnez un titre en français.")


class TextForm(forms.Form):
    """The two languages."""

    title_fr = forms.CharField(label=gettext_lazy("Titre"), max_length=LONGEST_TITLE, error_messages={"required": NEEDS_TITLE})
    body_fr = forms.CharField(
        label=gettext_lazy("Texte"), help_text=_SYNTAX, max_length=LONGEST_BODY, required=False, widget=forms.Textarea({"rows": 14})
    )
    title_en = forms.CharField(label=gettext_lazy("Titre en anglais"), max_length=LONGEST_TITLE, required=False)
    body_en = forms.CharField(
        label=gettext_lazy("Texte en anglais"),
        help_text=gettext_lazy("Sans traduction, les pages en anglais montrent le texte français, en le disant."),
        max_length=LONGEST_BODY,
        required=False,
        widget=forms.Textarea({"rows": 14}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.kind = kind
        if kind == Writing.Kind.MAIL:
            self.fields["title_fr"].label = gettext_lazy("Objet du courriel")
            self.fields["title_fr"].help_text = gettext_lazy("[[sujet]] garde l’objet d’origine.")
            self.fields["title_en"].label = gettext_lazy("Objet en anglais")
            self.fields["body_fr"].label = gettext_lazy("Mots ajoutés avant le bouton")
            self.fields["body_en"].label = gettext_lazy("Mots ajoutés, en anglais")

    def clean_title_fr(self) -> str:
        """One line."""
        return clean_line(self.cleaned_data["title_fr"])

    def clean_title_en(self) -> str:
        """One line."""
        return clean_line(self.cleaned_data["title_en"])

    def clean_body_fr(self) -> str:
        """Cleaned, with words between brackets that exist."""
        return self._body("body_fr")

    def clean_body_en(self) -> str:
        """Cleaned, with words between brackets that exist."""
        return self._body("body_en")

    def _body(self, name: str) -> str:
        text = clean_text(self.cleaned_data[name])
        unknown = writing.unknown_words(text)
        if unknown:
            raise ValidationError(_("[[%(word)s]] ne veut rien dire ici. Corrigez-le ou retirez-le.") % {"word": unknown[0]})
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("body_en") and not data.get("title_en"):
            self.add_error("title_en", _("Donnez un titre à la traduction."))
        return data


class PlanForm(forms.Form):
    """When, where and how it is shown."""

    tone = forms.ChoiceField(label=gettext_lazy("Ton"), choices=Writing.Tone.choices, required=False)
    position = forms.IntegerField(
        label=gettext_lazy("Place dans la liste"),
        help_text=gettext_lazy("Les plus petits nombres d’abord."),
        min_value=0,
        max_value=9999,
        required=False,
    )
    starts_at = forms.DateTimeField(
        label=gettext_lazy("Montrer à partir de"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Montrer jusqu’à"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if kind != Writing.Kind.BANNER:
            del self.fields["tone"]
        if kind not in {Writing.Kind.HELP, Writing.Kind.QUESTION, Writing.Kind.BANNER}:
            del self.fields["position"]
        if kind not in {Writing.Kind.BANNER, Writing.Kind.NEWS}:
            del self.fields["starts_at"], self.fields["ends_at"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("La fin doit venir après le début."))
        return data


class NewForm(forms.Form):
    """The address of something new."""

    slug = forms.SlugField(
        label=gettext_lazy("Adresse"),
        help_text=gettext_lazy("Des lettres sans accent, des chiffres, des tirets : « nouvel-appel »."),
        max_length=80,
        error_messages={
            "required": gettext_lazy("Donnez une adresse."),
            "invalid": gettext_lazy("Des lettres sans accent, des chiffres et des tirets."),
        },
    )
