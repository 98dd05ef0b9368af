"""What is typed to ask administrations, and by those who answer."""

import re
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.barriers.actions.consultations import MOST_PRECEDENTS, Service, usual_deadline
from frenchimpact.barriers.models import Authority, Opinion, Precedent
from frenchimpact.core.typed import Day, Line, Paragraph

_ADDRESS = re.compile(r"^(?P<name>.*?)[\s,;<(]*(?P<email>[^\s,;<>()]+@[^\s,;<>()]+)[>)]?\s*$")


class AskForm(forms.Form):
    """One question, to whom, by when."""

    question = Paragraph(
        label=gettext_lazy("La question"),
        rows=3,
        max_length=2000,
        help_text=gettext_lazy("Une seule. Ex. : une association peut-elle conduire des personnes âgées sans licence de transport ?"),
    )
    context = Paragraph(
        label=gettext_lazy("La situation, en quatre lignes"),
        rows=4,
        max_length=4000,
        help_text=gettext_lazy("Avec vos mots, sans le nom de la personne : les administrations ne lisent pas son récit."),
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Services du carnet d’adresses"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = Paragraph(
        label=gettext_lazy("Autres services"),
        required=False,
        rows=3,
        max_length=4000,
        help_text=gettext_lazy("Un par ligne : le nom, puis l’adresse. Ex. : DREAL Bretagne, transports@dreal.exemple.fr"),
    )
    precedents = forms.MultipleChoiceField(
        label=gettext_lazy("Réponses proches à joindre"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Deux au plus : elles montrent à l’administration ce qui a déjà été répondu."),
    )
    due_on = Day(label=gettext_lazy("Réponse attendue avant le"), initial=usual_deadline)

    def __init__(self, *args: Any, book: Sequence[Authority], near: Sequence[Precedent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = {str(one.pk): one for one in book}
        self.near = {str(one.pk): one for one in near}
        services = cast(forms.MultipleChoiceField, self.fields["services"])
        services.choices = [(key, f"{one.name} ({one.email})") for key, one in self.book.items()]
        close = cast(forms.MultipleChoiceField, self.fields["precedents"])
        close.choices = [(key, f"{one.title} ({one.get_outcome_display()})") for key, one in self.near.items()]
        for name in ("services",) if not book else ():
            del self.fields[name]
        for name in ("precedents",) if not near else ():
            del self.fields[name]

    def clean_precedents(self) -> list[Precedent]:
        """Two at most."""
        keys = self.cleaned_data["precedents"]
        if len(keys) > MOST_PRECEDENTS:
            raise ValidationError(_("Deux réponses au plus."))
        return [self.near[key] for key in keys]

    def clean_others(self) -> list[Service]:
        """A service by line; one whose address is known takes its sheet."""
        found = []
        for line in self.cleaned_data["others"].splitlines():
            if not line.strip():
                continue
            match = _ADDRESS.match(line.strip())
            email = match["email"].lower() if match else ""
            try:
                validate_email(email)
            except ValidationError as error:
                raise ValidationError(_("« %(line)s » n’a pas d’adresse électronique.") % {"line": line.strip()[:80]}) from error
            known = Authority.objects.filter(email__iexact=email, is_active=True).first()
            name = match["name"].strip(" ,;:-–<(") if match else ""
            found.append(Service(name or (known.name if known else email), email, known))
        return found

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        chosen = [self.book[key] for key in data.get("services", [])]
        return {
            "question": data["question"],
            "context": data["context"],
            "services": [*(Service(one.name, one.email, one) for one in chosen), *data["others"]],
            "precedents": data.get("precedents", []),
            "due_on": data["due_on"],
        }


class OpinionForm(forms.Form):
    """The opinion of a service."""

    opinion = forms.ChoiceField(
        label=gettext_lazy("Votre avis"),
        choices=Opinion.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez votre avis.")},
    )
    text = Paragraph(
        label=gettext_lazy("Pourquoi, à quelles conditions"),
        required=False,
        rows=6,
        max_length=20_000,
        help_text=gettext_lazy("Demandé sauf si c’est possible sans condition. Citez les textes si vous le pouvez."),
    )
    name = Line(
        label=gettext_lazy("Votre nom et votre fonction"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("Pour que le guichet sache à qui parler. Pas publié."),
    )
    is_publishable = forms.BooleanField(label=gettext_lazy("Cet avis peut être publié au nom de notre service"), required=False)


class DeskOpinionForm(OpinionForm):
    """The same, written by the desk for a service that called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opinion"].label = gettext_lazy("Son avis")
        self.fields["name"].label = gettext_lazy("Qui l’a dit")
        self.fields["name"].required = True
        self.fields["name"].help_text = gettext_lazy("Prénom, nom et fonction.")
        self.fields["is_publishable"].label = gettext_lazy("Le service accepte que son avis soit publié en son nom")


class ForwardForm(forms.Form):
    """Who answers instead."""

    name = Line(label=gettext_lazy("Service ou personne"), required=False, max_length=200)
    email = forms.EmailField(label=gettext_lazy("Adresse électronique"), max_length=254, help_text=gettext_lazy("Ex. : nom@service.fr"))


class TimeForm(forms.Form):
    """More time."""

    days = forms.IntegerField(label=gettext_lazy("Jours de plus"), min_value=1, max_value=60, initial=10)


class WordForm(forms.Form):
    """A later word."""

    text = Paragraph(label=gettext_lazy("Votre message"), rows=4, max_length=20_000)
