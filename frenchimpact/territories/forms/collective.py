"""What people type about the collective: members, mandates, departures, who carries the territory, its perimeter."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.calls.models import Partner
from frenchimpact.core import clock
from frenchimpact.core.typed import Day, Line, Paragraph
from frenchimpact.design.picks import PickField, PicksField
from frenchimpact.geo.queries import known_keys
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries import find_named
from frenchimpact.territories.models import Member
from frenchimpact.territories.queries.collective import Belongings

MOST_PLACES = 300
ROLES = [(code, words) for code, words in Member.Role.choices if code != Member.Role.LEAD]


class MemberForm(forms.Form):
    """A member of the collective: a sheet of the directory, or a name alone."""

    organisation = PickField(
        label=gettext_lazy("Structure"),
        required=False,
        find=find_named(None),
        source="organisations:organisation_suggestions",
        help_text=gettext_lazy("Cherchez-la dans l’annuaire : ses membres entreront dans cet espace. SIRET, SIREN ou nom de sa fiche."),
        error_messages={
            "several": gettext_lazy("Plusieurs structures portent ce nom. Choisissez la bonne ci-dessous."),
            "near": gettext_lazy("Ce nom n’est pas tout à fait celui d’une structure. Choisissez ci-dessous, ou corrigez."),
            "unknown": gettext_lazy("L’annuaire ne la connaît pas : écrivez plutôt son nom ci-dessous."),
        },
    )
    name = Line(
        label=gettext_lazy("Ou son nom, si elle n’a pas de fiche"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Un groupe d’habitants, un service, une structure hors de l’annuaire."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=Partner.Kind.choices)
    role = forms.ChoiceField(label=gettext_lazy("Son rôle"), choices=ROLES, initial=Member.Role.PARTNER)
    since = Day(label=gettext_lazy("Membre depuis le"), initial=clock.today)
    mandate_signed_on = Day(label=gettext_lazy("Mandat signé le"), required=False)
    mandate_signed_by = Line(
        label=gettext_lazy("Signé par"), required=False, max_length=200, help_text=gettext_lazy("Prénom, nom et fonction.")
    )
    email = forms.EmailField(
        label=gettext_lazy("Adresse de la personne qui confirme le mandat"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Pas encore signé ? Cette personne reçoit un lien et dit oui ou non, sans compte."),
    )

    def __init__(self, *args: Any, user: Any, member: Member | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PickField, self.fields["organisation"]).find = find_named(user)
        if member is not None and member.role == Member.Role.LEAD:
            # It carries the territory: it is changed elsewhere.
            del self.fields["organisation"], self.fields["role"]
        if member is not None:
            self.fields["email"].help_text = _("Celle à qui le lien est envoyé.")

    def values(self, member: Member | None = None) -> dict[str, Any]:
        """What the actions take."""
        kept = {"organisation": member.organisation, "role": member.role} if member is not None else {}
        return {**kept, **self.cleaned_data}


def initial_of(member: Member) -> dict[str, Any]:
    """A member, as its form shows it."""
    names = ("kind", "role", "since", "mandate_signed_on", "mandate_signed_by", "email", "name")
    return {**{name: getattr(member, name) for name in names}, "organisation": member.organisation.name if member.organisation else ""}


class MandateForm(forms.Form):
    """Who confirms."""

    email = forms.EmailField(label=gettext_lazy("Adresse de la personne qui confirme"), max_length=254)


class MandateAnswerForm(forms.Form):
    """Who says yes in the name of the structure."""

    name = Line(
        label=gettext_lazy("Vos nom et fonction"),
        max_length=200,
        help_text=gettext_lazy("Exemple : Anne Roux, présidente. Pour dire non, rien n’est à écrire."),
        error_messages={"required": gettext_lazy("Écrivez votre nom et votre fonction : la confirmation engage votre structure.")},
    )


class LeaveForm(forms.Form):
    """When and why a member leaves, and who takes back each thing that it carried."""

    until = Day(label=gettext_lazy("Dernier jour"), initial=clock.today)
    reason = Paragraph(label=gettext_lazy("Raison"), rows=3, max_length=2000, help_text=gettext_lazy("L’histoire du collectif la garde."))

    def __init__(self, *args: Any, belongings: Belongings, heirs: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heirs = {str(one.pk): one for one in heirs}
        self.carried = belongings.named()
        choices = [("", _("À reprendre")), *((key, one.name) for key, one in self.heirs.items())]
        for name, (words, _thing) in self.carried.items():
            self.fields[name] = forms.ChoiceField(label=words, choices=choices, required=False)

    def given(self) -> dict[str, Organisation | None]:
        """Each thing with who takes it back."""
        return {name: self.heirs.get(self.cleaned_data[name]) for name in self.carried}


class _OneMember(forms.Form):
    """Choosing among the members that have a sheet."""

    chosen = ""

    def __init__(self, *args: Any, members: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(one.pk): one for one in members}
        field = cast(forms.ChoiceField, self.fields[self.chosen])
        first = [] if field.required else [("", _("Personne"))]
        field.choices = [*first, *((key, one.name) for key, one in self.members.items())]

    def organisation(self) -> Organisation | None:
        """The one chosen."""
        return self.members.get(self.cleaned_data[self.chosen])


class LeadForm(_OneMember):
    """Who carries the territory from now on."""

    chosen = "lead"
    lead = forms.ChoiceField(label=gettext_lazy("Nouveau chef de file"))
    since = Day(label=gettext_lazy("À partir du"), initial=clock.today, help_text=gettext_lazy("Aujourd’hui, ou un jour passé."))
    reason = Paragraph(label=gettext_lazy("Raison"), rows=3, max_length=2000, help_text=gettext_lazy("L’histoire du territoire la garde."))


class SuccessorForm(_OneMember):
    """Who would take over."""

    chosen = "successor"
    successor = forms.ChoiceField(label=gettext_lazy("Qui prendrait la suite"), required=False)


class DescriptionForm(forms.Form):
    """How the collective decides, and how to write to it."""

    governance = Paragraph(
        label=gettext_lazy("Gouvernance"),
        required=False,
        rows=8,
        help_text=gettext_lazy("Qui décide, comment, à quel rythme. Ce texte est public."),
    )
    contact_name = Line(label=gettext_lazy("Contact du collectif"), required=False, max_length=160)
    contact_email = forms.EmailField(
        label=gettext_lazy("Son adresse"), required=False, max_length=254, help_text=gettext_lazy("Elle est publique.")
    )


class PerimeterForm(forms.Form):
    """The official units of the perimeter, and the part that no unit says."""

    places = PicksField(
        known=known_keys,
        most=MOST_PLACES,
        required=False,
        label=gettext_lazy("Lieux officiels"),
        help_text=gettext_lazy("Des communes, intercommunalités, départements ou régions, autant qu’il en faut."),
    )
    words = Paragraph(
        label=gettext_lazy("Ce qu’aucun lieu officiel ne dit"),
        required=False,
        rows=3,
        max_length=2000,
        help_text=gettext_lazy("Par exemple un quartier, une vallée, un bassin d’emploi."),
    )
