"""What anyone types to help a challenge, and what the collective answers."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from frenchimpact.core.typed import Line, Paragraph
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import Proposal

# Fewer words say nothing that a collective could answer.
FEWEST_WORDS = 12
_REFERENCE = re.compile(r"P-[0-9]{4}-[0-9]{1,6}", re.IGNORECASE)
_ADDRESS = re.compile(r"/projets/([-a-zA-Z0-9_]+)/?$")


class ProposalForm(forms.Form):
    """A solution or an offer, from somebody who has no account."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Vous avez"), choices=Proposal.Kind.choices, widget=forms.RadioSelect, initial=Proposal.Kind.SOLUTION
    )
    text = Paragraph(
        label=gettext_lazy("Votre proposition"),
        help_text=gettext_lazy("Ce que c’est, où cela marche déjà, ce qu’il vous faudrait pour le faire ici."),
        max_length=5000,
        rows=8,
        error_messages={"required": gettext_lazy("Écrivez ce que vous proposez.")},
    )
    project = Line(
        label=gettext_lazy("Projet publié sur cette plateforme"),
        help_text=gettext_lazy("Sa référence (P-2026-0142), ou l’adresse de sa fiche."),
        max_length=300,
        required=False,
    )
    name = Line(
        label=gettext_lazy("Votre nom"),
        max_length=160,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Écrivez votre nom : le collectif répond à quelqu’un.")},
    )
    organisation = Line(
        label=gettext_lazy("Votre structure"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Votre adresse électronique"),
        help_text=gettext_lazy("Vous y recevrez un message à confirmer, puis la réponse. Elle n’est jamais publiée."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Écrivez votre adresse : la réponse y part."),
            "invalid": gettext_lazy("Il manque quelque chose à cette adresse. Elle ressemble à nom@exemple.org."),
        },
    )

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="", auto_id="%s")

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        count = len(text.split())
        if count < FEWEST_WORDS:
            words = ngettext(
                "Il y a %(count)s mot : écrivez-en au moins %(least)s, que le collectif puisse répondre.",
                "Il y a %(count)s mots : écrivez-en au moins %(least)s, que le collectif puisse répondre.",
                count,
            )
            raise ValidationError(words % {"count": count, "least": FEWEST_WORDS})
        return text

    def clean_project(self) -> Project | None:
        text = self.cleaned_data["project"]
        if not text:
            return None
        published = Project.objects.filter(status=Project.Status.PUBLISHED)
        found = None
        if match := _REFERENCE.search(text):
            found = published.filter(reference__iexact=match[0]).first()
        elif match := _ADDRESS.search(text):
            found = published.filter(slug=match[1]).first()
        if found is None:
            raise ValidationError(_("Aucun projet publié n’a cette référence ni cette adresse. Vérifiez-la, ou laissez ce champ vide."))
        return found


class ProposalAnswerForm(forms.Form):
    """What the collective answers."""

    verb = forms.ChoiceField(
        label=gettext_lazy("Votre réponse"),
        choices=[
            ("discuss", gettext_lazy("En parler : nous vous recontactons")),
            ("keep", gettext_lazy("Retenue : nous la faisons avec vous")),
            ("decline", gettext_lazy("Non retenue")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez une réponse.")},
    )
    answer = Paragraph(
        label=gettext_lazy("Message à la personne"),
        help_text=gettext_lazy("Il part à son adresse, signé du collectif."),
        max_length=5000,
        rows=6,
        error_messages={"required": gettext_lazy("Écrivez un mot : la personne a pris du temps pour vous.")},
    )

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="", auto_id="%s")
