"""What people type about labels, cleaned."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.text import whole
from frenchimpact.core.typed import Line, Paragraph
from frenchimpact.design.picks import PickField
from frenchimpact.labels.models import LEAST_REPLY_DAYS, Control, LabelKind, Procedure
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


class KindForm(forms.Form):
    """A kind of label: its names, what it recognises, what must be met, how long it lasts and how it is renewed."""

    fr = Line(label=_("Nom"), max_length=120)
    en = Line(label=_("Nom en anglais"), max_length=120)
    holder = forms.ChoiceField(label=_("Qui le reçoit"), choices=LabelKind.Holder.choices, widget=forms.RadioSelect)
    note_fr = Paragraph(label=_("Ce qu’il reconnaît"), max_length=2000, rows=3)
    note_en = Paragraph(label=_("Ce qu’il reconnaît, en anglais"), max_length=2000, rows=3)
    criteria_fr = Paragraph(label=_("Ce qui est examiné"), max_length=4000, rows=6, help_text=_("Un critère par ligne."))
    criteria_en = Paragraph(
        label=_("Ce qui est examiné, en anglais"), max_length=4000, rows=6, help_text=_("Les mêmes, dans le même ordre.")
    )
    duration_months = forms.IntegerField(label=_("Durée, en mois"), min_value=1, max_value=240, initial=36)
    renewal_months = forms.IntegerField(
        label=_("Renouvellement ouvert avant la fin, en mois"), min_value=1, max_value=60, initial=6, help_text=_("Moins que la durée.")
    )
    reminders = Line(
        label=_("Rappels avant la fin, en mois"),
        required=False,
        max_length=60,
        initial="6, 3, 1",
        help_text=_("Des nombres séparés par des virgules. Vide : aucun rappel."),
    )
    reply_days = forms.IntegerField(
        label=_("Jours pour répondre avant un retrait"),
        min_value=LEAST_REPLY_DAYS,
        max_value=365,
        initial=LEAST_REPLY_DAYS,
        help_text=_("15 au moins : le titulaire doit pouvoir se défendre."),
    )
    is_retired = forms.BooleanField(
        label=_("N’est plus attribué"), required=False, help_text=_("Les labels déjà donnés courent jusqu’à leur terme.")
    )

    def __init__(self, data: Any = None, kind: LabelKind | None = None) -> None:
        initial: dict[str, Any] | None = None
        if kind is not None:
            initial = {name: getattr(kind, name) for name in self.base_fields if name != "reminders"}
            initial["reminders"] = ", ".join(str(one) for one in kind.reminder_months)
        super().__init__(data, initial=initial, label_suffix="", auto_id="%s")
        if kind is None:
            del self.fields["is_retired"]
        else:
            # Labels were given to holders of that kind: it never changes.
            del self.fields["holder"]

    def clean_reminders(self) -> list[int]:
        """Months before the end, the furthest first. Raises ValidationError for anything else than numbers."""
        parts = [part.strip() for part in self.cleaned_data["reminders"].replace(";", ",").split(",") if part.strip()]
        if not all(0 < (whole(part, 4) or 0) <= 60 for part in parts):
            raise forms.ValidationError(_("Écrivez des nombres de mois, de 1 à 60 : 6, 3, 1."))
        return sorted({int(part) for part in parts}, reverse=True)

    def clean(self) -> dict[str, Any]:
        """A renewal opens before the end, and reminders come once it is open; both languages say as many criteria."""
        values = super().clean() or {}
        duration, opens, reminders = values.get("duration_months"), values.get("renewal_months"), values.get("reminders") or []
        if duration and opens and opens >= duration:
            self.add_error("renewal_months", _("Écrivez moins que la durée du label."))
        elif opens and reminders and reminders[0] > opens:
            self.add_error(
                "reminders",
                _("Un rappel vient quand le renouvellement est ouvert : au plus %(months)s mois avant la fin.") % {"months": opens},
            )
        counts = {
            len([line for line in values[name].splitlines() if line.strip()]) for name in ("criteria_fr", "criteria_en") if values.get(name)
        }
        if len(counts) > 1:
            self.add_error("criteria_en", _("Écrivez autant de critères en anglais qu’en français, un par ligne."))
        return values

    def values(self) -> dict[str, Any]:
        """What the actions take."""
        values = dict(self.cleaned_data)
        return {"reminder_months": values.pop("reminders"), **values}
