"""What the desk types of an answer, and what anyone types about one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.models import Nature, OutcomeKind
from frenchimpact.core.typed import Amount, Day, Line, Paragraph
from frenchimpact.vocabularies.queries import choices


class PrecedentForm(forms.Form):
    """An answer, on one page. Nothing but its title is wanted before it is sent to validation."""

    title = Line(label=_("Titre"), max_length=200, help_text=_("Ce que l’on veut faire, en quelques mots."))
    situation = Paragraph(label=_("La situation"), max_length=6000, rows=6, required=False)
    question = Paragraph(label=_("La question posée"), max_length=3000, rows=3, required=False)
    answer = Paragraph(label=_("La réponse"), max_length=8000, rows=8, required=False)
    outcome = forms.ChoiceField(label=_("Ce qui en est sorti"), choices=OutcomeKind.choices)
    before = Line(label=_("Avant, en une phrase"), max_length=300, required=False)
    after = Line(label=_("Maintenant, en une phrase"), max_length=300, required=False)
    conditions = Paragraph(label=_("À quelles conditions la réutiliser"), max_length=4000, rows=4, required=False)
    limits = Paragraph(label=_("Ses limites"), max_length=4000, rows=3, required=False)
    legal_basis = Paragraph(label=_("Base juridique"), max_length=3000, rows=3, required=False)
    norms = Paragraph(
        label=_("Textes cités"),
        max_length=3000,
        rows=3,
        required=False,
        help_text=_("Un par ligne : le texte, puis l’article après une virgule. Ex. : Code des transports, L. 3120-1"),
    )
    decided_by = Line(label=_("Qui a décidé"), max_length=200, required=False, help_text=_("Une autorité, jamais une personne."))
    decided_on = Day(label=_("Décidé le"), required=False)
    # Official places, by their keys: shown by `ui.place_chooser`, read by the view.
    places = forms.Field(label=_("Où elle vaut"), required=False, help_text=_("Aucun lieu : partout en France."))
    nature = forms.ChoiceField(label=_("Nature du frein"), choices=Nature.choices)
    themes = forms.MultipleChoiceField(label=_("Thèmes"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = choices("theme")  # type: ignore[attr-defined]  # a field of choices


class ReasonForm(forms.Form):
    """Why an answer is sent back, withdrawn, no longer right."""

    reason = Paragraph(label=_("Pourquoi"), max_length=500, rows=3, error_messages={"required": _("Dites pourquoi.")})


class UntilForm(forms.Form):
    """Until when an answer holds."""

    valid_until = Day(label=_("Valable jusqu’au"))
    note = Paragraph(label=_("Remarque de relecture"), max_length=2000, rows=2, required=False)


class SameSituationForm(forms.Form):
    """« Bloqué moi aussi », with what it costs."""

    lost_days = forms.IntegerField(
        label=_("Jours perdus, environ"),
        required=False,
        min_value=0,
        max_value=3650,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Écrivez un nombre de jours, en chiffres."),
            "min_value": _("Écrivez un nombre de jours, en chiffres."),
            "max_value": _("Au plus 3 650 jours, soit dix ans."),
        },
    )
    lost_euros = Amount(label=_("Euros perdus, environ"), required=False, unit="€")
    text = Line(label=_("Votre situation en une phrase"), max_length=500, required=False, help_text=_("Lue par le guichet seul."))
    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        max_length=254,
        help_text=_("Pour ne compter chacun qu’une fois. Elle n’est jamais publiée."),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": _("Écrivez votre adresse : chacun ne compte qu’une fois."),
            "invalid": _("Il manque quelque chose à cette adresse. Elle ressemble à nom@exemple.org."),
        },
    )
    is_told = forms.BooleanField(label=_("Me prévenir si cette réponse change"), required=False)

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if email:
            # Signed in: that address is proved already.
            del self.fields["email"]


class FollowForm(forms.Form):
    """Only to be told of changes."""

    email = SameSituationForm.base_fields["email"]

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("Un mail quand elle est remplacée, périmée ou retirée. Rien d’autre.")
        if email:
            del self.fields["email"]
