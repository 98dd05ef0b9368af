"""What is typed to ask somebody to look, and by those who look."""

from typing import Any, cast

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Day, Line, Paragraph
from frenchimpact.design.picks import PickField
from frenchimpact.impact.actions.asking import usual_day
from frenchimpact.impact.models import ByWhom, Verification
from frenchimpact.impact.standing import WITNESS_TO
from frenchimpact.methods.queries import evidence_words
from frenchimpact.organisations.queries import find_named

_level_words = lazy(evidence_words, str)


class AskForm(forms.Form):
    """Whom a team asks, and for when."""

    kind = forms.ChoiceField(
        label=_("À qui demandez-vous ?"),
        choices=[
            (ByWhom.PEER, _("À un pair : une structure ou une personne qui connaît ce travail")),
            (ByWhom.INDEPENDENT, _("À un organisme indépendant : un évaluateur, un laboratoire, un cabinet")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez à qui vous demandez.")},
    )
    organisation = PickField(
        label=_("Structure de l’annuaire"),
        required=False,
        find=find_named(None),
        source="organisations:organisation_suggestions",
        help_text=_("Ses personnes répondent depuis leur espace."),
        error_messages={
            "several": _("Plusieurs structures portent ce nom. Choisissez la bonne ci-dessous."),
            "near": _("Ce nom n’est pas tout à fait celui d’une structure. Choisissez ci-dessous, ou corrigez."),
            "unknown": _("L’annuaire ne la connaît pas : écrivez plutôt une adresse ci-dessous."),
        },
    )
    name = Line(
        label=_("Ou le nom de qui regardera"),
        required=False,
        max_length=200,
        help_text=_("Montré à côté de la preuve. Ex. : Cabinet Mesure & Cie"),
    )
    email = forms.EmailField(
        label=_("et son adresse électronique"), required=False, max_length=254, help_text=_("Un lien y est envoyé ; aucun compte à créer.")
    )
    message = Paragraph(
        label=_("Votre message"),
        required=False,
        rows=4,
        max_length=2000,
        help_text=_("Ce que vous aimeriez qu’on regarde, où sont les pièces."),
    )
    due_on = Day(label=_("Réponse souhaitée avant le"), initial=usual_day)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PickField, self.fields["organisation"]).find = find_named(user)


class NamedForm(forms.Form):
    """Who has no account says who they are."""

    name = Line(
        label=_("Votre nom et votre fonction"),
        required=False,
        max_length=150,
        help_text=_("Pour l’équipe du projet. Ce qui est public est le nom de votre structure."),
    )

    def __init__(self, *args: Any, is_named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if is_named:
            del self.fields["name"]
        else:
            self.fields["name"].required = True


class VerdictForm(NamedForm):
    """Whether a value is right, and how much was looked at."""

    verdict = forms.ChoiceField(
        label=_("Cette valeur est-elle juste ?"),
        choices=Verification.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites si la valeur est conforme, ou contestée.")},
    )
    checked = forms.IntegerField(label=_("Fiches regardées"), required=False, min_value=0, max_value=10**9)
    out_of = forms.IntegerField(label=_("sur combien"), required=False, min_value=0, max_value=10**9)
    mismatched = forms.IntegerField(label=_("dont ne correspondent pas"), required=False, min_value=0, max_value=10**9)
    sampling = Line(
        label=_("Comment elles ont été choisies"), required=False, max_length=500, help_text=_("Ex. : tirage au hasard, une sur vingt")
    )
    note = Paragraph(
        label=_("Ce que vous avez constaté"), required=False, rows=4, max_length=5000, help_text=_("Demandé si vous contestez la valeur.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_000)

    def __init__(self, *args: Any, can_confirm: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.can_confirm = can_confirm
        if not can_confirm:
            # Somebody found it right already: one may only say that it is not.
            choice = cast(forms.ChoiceField, self.fields["verdict"])
            choice.choices = [(Verification.Verdict.DISPUTED, Verification.Verdict.DISPUTED.label)]
            choice.initial = Verification.Verdict.DISPUTED

    field_order = ("verdict", "checked", "out_of", "mismatched", "sampling", "note", "name", "version")


class LevelForm(NamedForm):
    """The level of proof of what is said of an indicator."""

    level = forms.TypedChoiceField(
        label=_("Quel niveau de preuve ?"),
        choices=[(level, _level_words(level)) for level in range(6)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un niveau.")},
    )
    reason = Paragraph(
        label=_("Pourquoi ce niveau"), rows=4, max_length=5000, help_text=_("Ce que vous avez lu, et ce qui manque pour le niveau suivant.")
    )
    field_order = ("level", "reason", "name")

    def __init__(self, *args: Any, is_witness: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_witness:
            choice = cast(forms.ChoiceField, self.fields["level"])
            choice.choices = [(level, _level_words(level)) for level in range(WITNESS_TO + 1)]


class IdentifyForm(forms.Form):
    """How one knows who looked."""

    how = Line(
        label=_("Comment vous savez qui a regardé"),
        max_length=500,
        help_text=_("Ex. : appelée au numéro de son site ; contrat d’évaluation reçu"),
        error_messages={"required": _("Dites comment vous savez qui elle est : un appel, une lettre, un contrat.")},
    )


class DeclineForm(forms.Form):
    """Why one will not look."""

    reason = Line(label=_("Pourquoi"), required=False, max_length=500)
