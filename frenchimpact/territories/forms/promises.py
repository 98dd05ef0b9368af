"""What people type about agreements and promises."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core import clock
from frenchimpact.core.typed import Amount, Day, Line, Paragraph
from frenchimpact.design.picks import PickField
from frenchimpact.organisations.queries import find_named
from frenchimpact.territories.forms.fields import offer
from frenchimpact.territories.models import Action, Agreement, Commitment, Party, Territory
from frenchimpact.territories.queries.commitments import answers_to


class PartyForm(forms.Form):
    """Who promises: an organisation of the directory, or a name."""

    side = forms.ChoiceField(label=gettext_lazy("De quel côté"), choices=Party.Side.choices, initial=Party.Side.STATE)
    organisation = PickField(
        label=gettext_lazy("Structure"),
        required=False,
        find=find_named(None),
        source="organisations:organisation_suggestions",
        help_text=gettext_lazy("Ses personnes diront elles-mêmes ce que deviennent ses promesses."),
        error_messages={
            "several": gettext_lazy("Plusieurs structures portent ce nom. Choisissez la bonne ci-dessous."),
            "near": gettext_lazy("Ce nom n’est pas tout à fait celui d’une structure. Choisissez ci-dessous, ou corrigez."),
            "unknown": gettext_lazy("L’annuaire ne la connaît pas : écrivez plutôt son nom ci-dessous."),
        },
    )
    name = Line(
        label=gettext_lazy("Ou son nom"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Par exemple « L’État, préfecture de la Savoie »."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PickField, self.fields["organisation"]).find = find_named(user)


def key_of(party: Party) -> str:
    """A party in a list of choices; the territory, as long as it promised nothing, has no number yet."""
    return str(party.pk or "own")


class AgreementForm(forms.Form):
    """An agreement, as long as it is being written."""

    title = Line(label=gettext_lazy("Titre"), max_length=200)
    parties = forms.MultipleChoiceField(
        label=gettext_lazy("Parties"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Le territoire, et au moins une autre."),
        error_messages={"required": gettext_lazy("Il faut le territoire, et au moins une autre partie.")},
    )
    text = Paragraph(
        label=gettext_lazy("Texte"),
        required=False,
        rows=10,
        max_length=100_000,
        help_text=gettext_lazy("Vous pouvez aussi joindre le document."),
    )
    starts_on = Day(label=gettext_lazy("Premier jour"), initial=clock.today)
    ends_on = Day(label=gettext_lazy("Dernier jour"), required=False, help_text=gettext_lazy("Vide : trois ans."))
    amount = Amount(
        label=gettext_lazy("Montant en euros"),
        required=False,
        unit="euros",
        help_text=gettext_lazy(
            "Sur toute la durée. Au-delà de 23 000 € par an versés à un organisme de droit privé, la loi impose une convention."
        ),
    )

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {key_of(one): one for one in parties}
        choices = [(key, f"{one.name} ({one.get_side_display().lower()})") for key, one in self.known.items()]
        cast(forms.MultipleChoiceField, self.fields["parties"]).choices = choices

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.cleaned_data, "parties": [self.known[key] for key in self.cleaned_data["parties"]]}


def initial_of(agreement: Agreement) -> dict[str, Any]:
    """An agreement, as its form shows it."""
    values: dict[str, Any] = {name: getattr(agreement, name) for name in ("title", "text", "starts_on", "ends_on", "amount")}
    return {**values, "parties": [str(key) for key in agreement.signatures.values_list("party", flat=True)]}


class SignatureForm(forms.Form):
    """Who signed for one party, and when."""

    signatory = Line(label=gettext_lazy("Signé par"), max_length=200, help_text=gettext_lazy("Prénom, nom et fonction."))
    signed_on = Day(label=gettext_lazy("Le"), initial=clock.today)


class AmendmentForm(forms.Form):
    """What would change in an agreement in force."""

    text = Paragraph(label=gettext_lazy("Ce qui change"), rows=5)
    ends_on = Day(label=gettext_lazy("Nouveau dernier jour"), required=False)
    amount = Amount(label=gettext_lazy("Nouveau montant en euros"), required=False, unit="euros")


class ClosingForm(forms.Form):
    """How an agreement ends."""

    note = Paragraph(label=gettext_lazy("Ce qu’il en est advenu"), rows=5, help_text=gettext_lazy("Ce texte est public."))


# ── Promises ─────────────────────────────────────────────────────────────────────────────────────
class _Terms(forms.Form):
    """What is promised, how much, by when."""

    title = Line(label=gettext_lazy("Ce qui est promis"), max_length=300)
    unit = forms.ChoiceField(label=gettext_lazy("De quoi"), choices=Commitment.Unit.choices, required=False)
    quantity = Amount(label=gettext_lazy("Combien"), required=False)
    due_on = Day(label=gettext_lazy("Au plus tard le"))

    def clean_quantity(self) -> Decimal | None:
        """Nothing is promised in no quantity."""
        value: Decimal | None = self.cleaned_data["quantity"]
        if value == 0:
            raise forms.ValidationError(_("Écrivez un nombre plus grand que zéro."))
        return value


class PromiseForm(_Terms):
    """A promise of one party."""

    party = forms.ChoiceField(label=gettext_lazy("Qui promet"))
    owner = Line(label=gettext_lazy("Qui en répond"), required=False, max_length=200, help_text=gettext_lazy("Une personne ou un service."))
    action = forms.ChoiceField(label=gettext_lazy("Action du plan qu’elle sert"), required=False)
    agreement = forms.ChoiceField(label=gettext_lazy("Convention"), required=False)
    field_order = ["party", "title", "unit", "quantity", "due_on", "owner", "action", "agreement"]

    def __init__(self, *args: Any, territory: Territory, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {key_of(one): one for one in parties}
        self.actions = {str(one.pk): one for one in territory.actions.all()}
        self.agreements = {str(one.pk): one for one in territory.agreements.all()}
        sides = [(words, [(key, one.name) for key, one in self.parties.items() if one.side == side]) for side, words in Party.Side.choices]
        offer(self, "party", [(words, rows) for words, rows in sides if rows])
        offer(self, "action", [("", _("Aucune")), *((key, str(one)) for key, one in self.actions.items())])
        offer(self, "agreement", [("", _("Aucune")), *((key, one.title) for key, one in self.agreements.items())])

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        found = {"action": self.actions.get(data["action"]), "agreement": self.agreements.get(data["agreement"])}
        return {**data, **found, "party": self.parties[data["party"]]}


class TermsForm(_Terms):
    """What is promised becomes something else, for a reason."""

    reason = Paragraph(label=gettext_lazy("Raison"), rows=3, max_length=2000, required=False)


class ProgressForm(forms.Form):
    """How far a promise is, and who answers for it."""

    delivered = Amount(label=gettext_lazy("Réalisé jusqu’ici"), required=False)
    owner = Line(label=gettext_lazy("Qui en répond"), required=False, max_length=200)
    action = forms.ChoiceField(label=gettext_lazy("Action du plan qu’elle sert"), required=False)

    def __init__(self, *args: Any, promise: Commitment, actions: Sequence[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = {str(one.pk): one for one in actions}
        choices = [("", _("Aucune")), *((key, str(one)) for key, one in self.actions.items())]
        cast(forms.ChoiceField, self.fields["action"]).choices = choices
        if promise.quantity is None:
            del self.fields["delivered"]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        return {"delivered": data.get("delivered"), "owner": data["owner"], "action": self.actions.get(data["action"])}


class KeptForm(forms.Form):
    """A promise is kept, with its proof."""

    note = Paragraph(
        label=gettext_lazy("Ce qui le prouve"),
        rows=4,
        max_length=5000,
        help_text=gettext_lazy("Un lien, un compte rendu, un virement. Ce texte est public."),
        error_messages={"required": gettext_lazy("Écrivez ce qui le prouve : un lien, un compte rendu, un virement.")},
    )
    kept_on = Day(label=gettext_lazy("Tenue le"), initial=clock.today)
    delivered = Amount(label=gettext_lazy("Réalisé"), required=False)

    def __init__(self, *args: Any, promise: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if promise.quantity is None:
            del self.fields["delivered"]


class WhyForm(forms.Form):
    """Why a promise is contested, broken or lifted."""

    note = Paragraph(label=gettext_lazy("Pourquoi"), rows=4, max_length=5000, help_text=gettext_lazy("Ce texte est public."))


class AskForm(forms.Form):
    """To whom the link goes."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse de la personne qui répond"),
        max_length=254,
        help_text=gettext_lazy("Elle dit où en est cette promesse, et rien d’autre. Son adresse n’est pas gardée."),
    )


_ANSWERS = {
    "confirm": gettext_lazy("Oui, nous l’avons faite"),
    "decline": gettext_lazy("Non, nous n’avons pas promis cela"),
    "keep": gettext_lazy("Elle est tenue"),
    "begin": gettext_lazy("Elle est en cours"),
    "break": gettext_lazy("Elle ne sera pas tenue"),
}


class AnswerForm(forms.Form):
    """What the party says by its link."""

    verb = forms.ChoiceField(
        label=gettext_lazy("Où en est cette promesse ?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez où en est cette promesse.")},
    )
    delivered = Amount(label=gettext_lazy("Réalisé jusqu’ici"), required=False)
    note = Paragraph(
        label=gettext_lazy("Ce qui le prouve, ou pourquoi"),
        rows=4,
        max_length=5000,
        required=False,
        help_text=gettext_lazy("Ce texte est public."),
    )
    name = Line(
        label=gettext_lazy("Vos nom et fonction"),
        max_length=200,
        help_text=gettext_lazy("Exemple : Anne Roux, présidente."),
        error_messages={"required": gettext_lazy("Écrivez votre nom et votre fonction.")},
    )

    def __init__(self, *args: Any, promise: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "verb", [(verb, _ANSWERS[verb]) for verb in answers_to(promise)])
        is_new = promise.state == Commitment.State.PROPOSED
        if is_new:
            self.fields["verb"].label = _("Avez-vous fait cette promesse ?")
            self.fields["note"].label = _("Si ce n’est pas le cas, pourquoi")
        if is_new or promise.quantity is None:
            del self.fields["delivered"]
