"""The people of an organisation and its mandates, as people type them."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core import clock
from frenchimpact.design.picks import PickField
from frenchimpact.organisations import queries
from frenchimpact.organisations.models import Mandate, Membership

# What each role lets one do, for those who choose it or are offered it.
ROLE_WORDS = {
    Membership.Role.READER: gettext_lazy("Peut lire : l’équipe, le journal de la fiche, les projets de la structure."),
    Membership.Role.EDITOR: gettext_lazy("Peut modifier : lire, et tenir la fiche à jour au nom de la structure."),
    Membership.Role.ADMIN: gettext_lazy("Peut tout gérer : modifier, inviter, répondre aux demandes, donner un mandat."),
}


class RoleForm(forms.Form):
    """A role in plain words."""

    role = forms.ChoiceField(
        label=gettext_lazy("Ce que cette personne pourra faire"),
        choices=list(ROLE_WORDS.items()),
        initial=Membership.Role.EDITOR,
        widget=forms.RadioSelect,
    )


class InviteForm(RoleForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=gettext_lazy("Son adresse électronique"),
        help_text=gettext_lazy("L’invitation ne sert qu’à la personne de cette adresse."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["email", "role"]


class JoinForm(forms.Form):
    """A few words to those who will answer."""

    message = forms.CharField(
        label=gettext_lazy("Votre message"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Dites qui vous êtes dans cette structure : on vous reconnaît plus vite."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReasonForm(forms.Form):
    """Why the answer is no."""

    reason = forms.CharField(
        label=gettext_lazy("La raison de votre refus"),
        max_length=1000,
        help_text=gettext_lazy("La personne lira ces mots."),
        error_messages={"required": gettext_lazy("Écrivez la raison de votre refus.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ClaimReviewForm(forms.Form):
    """What the operators need to recognise the person."""

    explanation = forms.CharField(
        label=gettext_lazy("Qui vous êtes dans cette structure"),
        max_length=3000,
        help_text=gettext_lazy("Votre fonction, et comment la vérifier : une page du site, un procès-verbal, une personne à appeler."),
        error_messages={"required": gettext_lazy("Écrivez votre fonction, et comment la vérifier.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ClaimMailForm(forms.Form):
    """The organisation's address that gets the code."""

    address = forms.EmailField(label=gettext_lazy("Une adresse de la structure"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))


class CodeForm(forms.Form):
    """The six digits that the address received."""

    code = forms.CharField(
        label=gettext_lazy("Le code reçu à cette adresse"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Digits alone."""
        code = "".join(char for char in self.cleaned_data["code"] if char in "0123456789")
        if len(code) != 6:
            raise forms.ValidationError(_("Le code est fait de six chiffres."))
        return code


def _organisation_field(label: Any) -> PickField:
    return PickField(
        label=label,
        find=queries.find_named(None),
        source="organisations:organisation_suggestions",
        help_text=gettext_lazy("Son SIRET, son SIREN ou son nom comme sur sa fiche."),
        error_messages={
            "several": gettext_lazy("Plusieurs structures portent ce nom. Choisissez la bonne ci-dessous."),
            "near": gettext_lazy("Ce nom n’est pas tout à fait celui d’une structure. Choisissez ci-dessous, ou corrigez."),
            "unknown": gettext_lazy("Nous ne trouvons pas cette structure. Écrivez son SIRET, ou son nom comme sur sa fiche."),
        },
    )


class PairForm(forms.Form):
    """Two sheets that may be one."""

    one = _organisation_field(gettext_lazy("Une fiche"))
    other = _organisation_field(gettext_lazy("L’autre fiche"))

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            setattr(field, "find", queries.find_named(user))

    def clean(self) -> dict[str, Any]:
        """Two, and not twice the same."""
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and (None in {values["one"], values["other"]} or values["one"] == values["other"]):
            self.add_error("other", _("Choisissez deux fiches différentes."))
        return values


def _in_a_year() -> dt.date:
    today = clock.today()
    return today + dt.timedelta(days=365)


class MandateForm(forms.Form):
    """Who acts for whom, for what, and when."""

    direction = forms.ChoiceField(
        label=gettext_lazy("Le mandat"),
        choices=[
            ("give", gettext_lazy("L’autre structure agira pour la vôtre")),
            ("hold", gettext_lazy("Votre structure agira pour l’autre")),
        ],
        widget=forms.RadioSelect,
    )
    other = _organisation_field(gettext_lazy("L’autre structure"))
    scope = forms.ChoiceField(
        label=gettext_lazy("Ce que le mandat permet"), choices=Mandate.Scope.choices, initial=Mandate.Scope.SHEET, widget=forms.RadioSelect
    )
    starts_on = forms.DateField(
        label=gettext_lazy("À partir du"), initial=clock.today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Jusqu’au"),
        initial=_in_a_year,
        help_text=gettext_lazy("Ce jour-là compris. Trois ans au plus. Le mandat s’arrête tout seul ensuite."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other: Any = self.fields["other"]
        other.find = queries.find_named(user)

    def clean_other(self) -> Any:
        """One structure: what is typed without a visible letter names none."""
        if self.cleaned_data["other"] is None:
            raise forms.ValidationError(self.fields["other"].error_messages["unknown"])
        return self.cleaned_data["other"]
