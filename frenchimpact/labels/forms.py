"""What people type about labels, cleaned."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.typed import Line, Paragraph
from frenchimpact.design.picks import PickField
from frenchimpact.labels.models import Control, LabelKind, Procedure
from frenchimpact.organisations.queries import find_named

_DAY: dict[str, Any] = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}


class GrantForm(forms.Form):
    """A label given by a decision."""

    kind = forms.ModelChoiceField(label=_("Label"), queryset=LabelKind.objects.none(), empty_label=None, to_field_name="code")
    organisation = PickField(
        label=_("Structure"),
        required=False,
        find=find_named(None),
        source="organisations:organisation_suggestions",
        help_text=_("Demandée pour un label de structure ; pour un territoire, qui le porte. SIRET, SIREN, ou nom de sa fiche."),
        error_messages={
            "several": _("Plusieurs structures portent ce nom. Choisissez la bonne ci-dessous."),
            "near": _("Ce nom n’est pas tout à fait celui d’une structure. Choisissez ci-dessous, ou corrigez."),
            "unknown": _("Nous ne trouvons pas cette structure. Écrivez son SIRET, ou son nom comme sur sa fiche."),
        },
    )
    territory = Line(label=_("Nom du territoire"), required=False, max_length=160, help_text=_("Demandé pour un label de territoire."))
    granted_on = forms.DateField(label=_("Date de la décision"), initial=clock.today, widget=forms.DateInput(**_DAY))
    valid_until = forms.DateField(
        label=_("Dernier jour"), required=False, widget=forms.DateInput(**_DAY), help_text=_("Vide : la durée prévue pour ce label.")
    )
    decision = Line(label=_("Référence de la décision"), required=False, max_length=200)
    decided_by = Line(label=_("Prise par"), required=False, max_length=200, help_text=_("Prénom, nom et qualité."))
    reasons = Paragraph(label=_("Motifs"), required=False, help_text=_("Ils sont publics."))

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.queryset = LabelKind.objects.filter(is_retired=False)
        organisation: Any = self.fields["organisation"]
        organisation.find = find_named(user)


class ReasonsForm(forms.Form):
    """Why."""

    reasons = Paragraph(label=_("Motifs"), help_text=_("Le titulaire les reçoit ; la page publique du label les montre."))


class SurrenderForm(forms.Form):
    """Giving a label back."""

    reasons = Paragraph(label=_("Pourquoi"), required=False, help_text=_("La page publique du label le montre."))


class SuccessorForm(forms.Form):
    """What takes over."""

    successor = Line(label=_("Référence du label qui prend la suite"), required=False, max_length=20)
    successor_name = Line(
        label=_("Ou nom de ce qui prend la suite"), required=False, max_length=200, help_text=_("Par exemple un pôle territorial.")
    )
    reasons = Paragraph(label=_("Ce qui s’est passé"), help_text=_("La page publique du label le montre."))


class RenewalForm(forms.Form):
    """The holder's request."""

    record = Paragraph(
        label=_("Bilan de la période"),
        rows=9,
        required=False,
        help_text=_("Demandé pour déposer : comment chaque condition a été tenue, pendant toute la période. Repris de la dernière fois."),
    )
    changes = Paragraph(label=_("Ce qui a changé"), rows=4, required=False, help_text=_("Équipe, offre, territoire, gouvernance."))


class RenewalDecisionForm(forms.Form):
    """The operator's answer."""

    months = forms.IntegerField(label=_("Durée, en mois"), min_value=1, max_value=120)
    reasons = Paragraph(label=_("Motifs"), help_text=_("Le titulaire les reçoit."))


class GroundsForm(forms.Form):
    """What is said against a holder."""

    grounds = Paragraph(
        label=_("Ce qui est reproché"),
        rows=7,
        help_text=_("Les faits, et les conditions du label qui ne sont plus tenues."),
    )
    days = forms.IntegerField(label=_("Délai pour répondre, en jours"), min_value=15, max_value=120, initial=15)


class ReplyForm(forms.Form):
    """What the holder answers."""

    reply = Paragraph(label=_("Vos observations"), rows=9)


class OutcomeForm(forms.Form):
    """The decision that ends a procedure."""

    outcome = forms.ChoiceField(label=_("Décision"), choices=Procedure.Outcome.choices, widget=forms.RadioSelect)
    reasons = Paragraph(label=_("Motifs"), help_text=_("Ils sont dus au titulaire. Pour un retrait, la page publique les montre."))


class DrawForm(forms.Form):
    """A control by lot."""

    kind = forms.ModelChoiceField(label=_("Label"), queryset=LabelKind.objects.none(), empty_label=None, to_field_name="code")
    count = forms.IntegerField(label=_("Combien de labels tirer"), min_value=1, max_value=200, initial=5)
    question = Paragraph(label=_("Ce qui est demandé"), help_text=_("Une question précise, et les pièces attendues."))
    days = forms.IntegerField(label=_("Délai pour répondre, en jours"), min_value=7, max_value=120, initial=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.queryset = LabelKind.objects.filter(is_retired=False)


class ControlReplyForm(forms.Form):
    """The holder's answer to a control."""

    reply = Paragraph(label=_("Votre réponse"), rows=8)


class ConclusionForm(forms.Form):
    """What is concluded of a control."""

    conclusion = forms.ChoiceField(label=_("Conclusion"), choices=Control.Conclusion.choices, widget=forms.RadioSelect)
    reasons = Paragraph(label=_("Motifs"), help_text=_("Le titulaire les lit. « À corriger » met le label sous observation."))
