"""The address book of services, texts of law, barriers, cards of hackers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.forms.intake import find_place
from frenchimpact.barriers.models import Authority, Barrier, Channel, Level, Nature
from frenchimpact.core.typed import Day, Line, Paragraph
from frenchimpact.design.picks import PickField
from frenchimpact.vocabularies.queries import choices


def _boxes(label: Any, **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, widget=forms.CheckboxSelectMultiple, required=False, **options)


class _WithThemes(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["themes"].choices = choices("theme")


class ServiceForm(_WithThemes):
    """A service that may be asked for an opinion."""

    name = Line(label=_("Nom du service"), max_length=200)
    level = forms.ChoiceField(label=_("Niveau"), choices=Level.choices)
    place = PickField(
        label=_("Territoire"),
        help_text=_("Vide : la France entière."),
        find=find_place,
        source="geo:place_suggestions",
        required=False,
    )
    email = forms.EmailField(label=_("Adresse électronique"), help_text=_("Les questions y arrivent."), max_length=254)
    phone = Line(label=_("Téléphone"), max_length=30, required=False)
    natures = _boxes(_("Ce que le service connaît"), choices=Nature.choices)
    themes = _boxes(_("Thèmes"))
    sponsor_email = forms.EmailField(
        label=_("Adresse de recours"), help_text=_("Prévenue le lendemain d’un délai passé sans réponse."), max_length=254, required=False
    )
    secretary_email = forms.EmailField(
        label=_("Adresse du secrétariat général"), help_text=_("Prévenue quinze jours après."), max_length=254, required=False
    )
    is_active = forms.BooleanField(label=_("Proposé quand on consulte"), required=False)


class NormForm(forms.Form):
    """One text, or one article of it."""

    text = Line(label=_("Texte"), help_text=_("Ex. : Code des transports ; Décret n° 2020-412."), max_length=300)
    article = Line(label=_("Article"), help_text=_("Ex. : L. 3120-1"), max_length=60, required=False)
    title = Line(label=_("De quoi il parle"), max_length=300, required=False)
    url = forms.URLField(label=_("Adresse sur Légifrance"), max_length=500, required=False, assume_scheme="https")
    level = forms.ChoiceField(label=_("Qui peut le changer"), choices=Level.choices)
    read_on = Day(label=_("Lu le"), help_text=_("La version citée est celle de ce jour."), required=False)
    repealed_on = Day(label=_("Abrogé depuis le"), required=False)


class BarrierForm(_WithThemes):
    """What blocks, whoever it blocks."""

    title = Line(label=_("Ce qui bloque"), help_text=_("Cette page est publique : ne nommez personne."), max_length=200)
    summary = Paragraph(label=_("En quelques phrases"), max_length=4000, rows=5, required=False)
    nature = forms.ChoiceField(label=_("Genre"), choices=Nature.choices)
    level = forms.ChoiceField(label=_("Qui peut changer la règle"), choices=Level.choices)
    channel = forms.ChoiceField(label=_("Voie"), choices=[("", _("Pas encore choisie")), *Channel.choices], required=False)
    authority = forms.ChoiceField(label=_("Service compétent"), required=False)
    norms = Paragraph(
        label=_("Textes en cause"),
        help_text=_("Un par ligne. Ex. : Code des transports, L. 3120-1"),
        max_length=3000,
        rows=3,
        required=False,
    )
    themes = _boxes(_("Thèmes"))
    state = forms.ChoiceField(label=_("État"), choices=Barrier.State.choices)

    def __init__(self, *args: Any, services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        rows: list[Authority] = list(services)
        fields["authority"].choices = [("", _("Pas encore connu")), *((str(one.pk), one.name) for one in rows)]


class MergeForm(forms.Form):
    """Which barrier is the same as this one, and which of the two keeps its page."""

    other = forms.ChoiceField(label=_("Le même frein que"), widget=forms.RadioSelect, required=False)
    typed = Line(label=_("Ou sa référence"), help_text=_("Ex. : FR-2026-0003"), max_length=20, required=False)
    keep = forms.ChoiceField(label=_("Quelle page reste ?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, barrier: Barrier, likely: Sequence[Barrier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["other"].choices = [(one.reference, f"{one.reference} – {one.title}") for one in likely]
        if not likely:
            del self.fields["other"]
        fields["keep"].choices = [("other", _("Celle de l’autre frein")), ("this", f"{barrier.reference} – {barrier.title}")]
        self.barrier = barrier

    def clean(self) -> dict[str, Any]:
        """The other barrier, from the list or by its reference."""
        given = super().clean() or {}
        reference = given.get("typed", "").upper() or given.get("other", "")
        found = Barrier.objects.filter(reference=reference).exclude(pk=self.barrier.pk).first()
        if found is None:
            self.add_error("typed", _("Choisissez l’autre frein, ou écrivez sa référence."))
        return {**given, "found": found}


class HideForm(forms.Form):
    """Why a page leaves the public."""

    reason = Line(label=_("Pourquoi le retirer du public"), help_text=_("Sa page le dira : ne nommez personne."), max_length=500)


class HackerForm(_WithThemes):
    """What a public hacker follows, and how much at once."""

    office = Line(label=_("Service"), max_length=200, required=False)
    natures = _boxes(_("Sujets suivis"), choices=Nature.choices)
    themes = _boxes(_("Thèmes connus"))
    most_cases = forms.IntegerField(label=_("Cas à la fois, au plus"), min_value=0, max_value=100)
    away_until = Day(label=_("En absence jusqu’au"), help_text=_("Rien de nouveau n’est proposé jusqu’à ce jour."), required=False)
