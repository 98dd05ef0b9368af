"""What operators type about sources of aids."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models import Source
from frenchimpact.core.typed import Line


class SourceForm(forms.Form):
    """A feed to read regularly."""

    use_required_attribute = False
    name = Line(label=_("Nom de la source"), max_length=160)
    url = forms.URLField(label=_("Adresse du flux"), max_length=500, assume_scheme="https", help_text=_("Elle commence par https://."))
    shape = forms.ChoiceField(label=_("Forme"), choices=Source.Shape)
    licence = Line(label=_("Licence"), max_length=120, required=False)
    every_hours = forms.IntegerField(label=_("Lire toutes les (heures)"), min_value=1, max_value=720, initial=24)


class UploadForm(forms.Form):
    """A file of aids, under the name of a source."""

    use_required_attribute = False
    source = Line(label=_("Nom de la source"), max_length=160, help_text=_("Le même nom la prochaine fois : les aides seront reconnues."))
    file = forms.FileField(
        label=_("Le fichier"),
        help_text=_(
            "« dispositif-aide » en CSV, tableur ou JSON, ou JSON d’un catalogue ; 20 Mo au plus. Rien n’est écrit avant votre accord."
        ),
        widget=forms.FileInput({"accept": ".csv,.json,.xlsx,.ods,.xls,.txt,text/csv,application/json"}),
    )
