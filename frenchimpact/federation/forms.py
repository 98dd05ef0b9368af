"""What is typed about other instances."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.federation.models import Record
from frenchimpact.federation.reading.lines import LONGEST_TEXT, LONGEST_TITLE
from frenchimpact.vocabularies.queries import choices


class PeerForm(forms.Form):
    """An instance to read."""

    name = forms.CharField(
        label=_("Nom de l’instance"), max_length=160, help_text=_("Celui qui sera écrit à côté de tout ce qui en vient.")
    )
    url = forms.CharField(
        label=_("Adresse"),
        max_length=300,
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://impact.exemple.fr"}),
        help_text=_("Son accueil : son catalogue de données ouvertes est trouvé à partir de là."),
    )
    every_hours = forms.TypedChoiceField(
        label=_("Rythme"),
        coerce=int,
        initial=24,
        choices=[(6, _("Toutes les six heures")), (24, _("Chaque jour")), (168, _("Chaque semaine"))],
    )


class RecordForm(forms.Form):
    """What is written here over what the instance says."""

    title = forms.CharField(label=_("Nom"), max_length=LONGEST_TITLE)
    summary = forms.CharField(label=_("Description"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 8}))
    themes = forms.MultipleChoiceField(label=_("Thèmes"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"title": record.title, "summary": record.summary, "themes": record.themes})
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = choices("theme")  # type: ignore[attr-defined]  # a field of choices


class BringForm(forms.Form):
    """The file of a project, as another instance gave it."""

    archive = forms.FileField(
        label=_("Dossier signé (.zip)"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        help_text=_("200 Mo au plus. Le fichier tel que l’autre instance l’a donné : rouvert ou recompressé, il ne serait plus signé."),
        error_messages={"required": _("Choisissez le dossier que l’autre instance vous a donné."), "empty": _("Ce fichier est vide.")},
    )
