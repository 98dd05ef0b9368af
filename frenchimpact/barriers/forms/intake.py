"""What somebody types to report a barrier, and to write about it afterwards."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core.text import clean_line
from frenchimpact.core.typed import Line, Paragraph
from frenchimpact.design.picks import Option, Picked, PickField
from frenchimpact.geo.queries import place_detail, resolve_place
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import projects_of
from frenchimpact.projects.rules import can_edit_project

MOST_PROJECTS = 50
# What a draft keeps of the form, and how long each may be.
DRAFTED = {
    "wish": 6000,
    "obstacle": 6000,
    "lieu": 150,
    "lieu_cle": 40,
    "email": 254,
    "norm_words": 2000,
    "project": 20,
    "may_publish": 5,
}


def find_place(text: str, key: str) -> Picked:
    """The place of the geography that a text names."""
    found = resolve_place(text, None, key=key)
    options = [Option(match.place.key, match.place.name, place_detail(match.place, match.former)) for match in found.choices]
    return Picked(found.place, options, found.is_near)


class ReportForm(forms.Form):
    """Five fields, three of them in the person's own words; what is optional says so."""

    wish = Paragraph(
        label=_("Que voulez-vous faire ?"),
        help_text=_("Avec vos mots. Ex. : « Conduire des personnes âgées à leurs rendez-vous, avec des bénévoles. »"),
        max_length=6000,
        rows=4,
        error_messages={"required": _("Dites ce que vous voulez faire, même en une phrase.")},
    )
    obstacle = Paragraph(
        label=_("Qu’est-ce qui bloque ?"),
        help_text=_("Une règle, un refus, une habitude, un délai. N’écrivez rien sur la santé ou la vie privée de quelqu’un."),
        max_length=6000,
        rows=4,
        error_messages={"required": _("Dites ce qui vous bloque : qui vous a dit non, à propos de quoi.")},
    )
    lieu = PickField(
        find=find_place,
        source="geo:place_suggestions",
        label=_("Où ?"),
        help_text=_("Commune, département ou région. Écrivez « France » si c’est partout."),
        error_messages={"required": _("Écrivez une commune, un département, une région, ou « France ».")},
    )
    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        help_text=_(
            "La réponse y arrive. Elle n’est pas publiée, et n’est donnée à une administration que si votre demande relève d’elle :"
            " vous en êtes prévenu."
        ),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": _("Écrivez votre adresse : la réponse y part."),
            "invalid": _("Il manque quelque chose à cette adresse. Elle ressemble à nom@exemple.org."),
        },
    )
    norm_words = Paragraph(
        label=_("Texte de loi ou décision en cause"),
        help_text=_("Si vous le connaissez : son nom, ou l’adresse de sa page sur Légifrance."),
        max_length=2000,
        rows=2,
        required=False,
    )
    project = forms.ModelChoiceField(
        label=_("Un de vos projets"),
        help_text=_("Son équipe suivra la demande dans l’espace du projet."),
        queryset=Project.objects.none(),
        empty_label=_("Aucun"),
        required=False,
        to_field_name="reference",
    )
    may_publish = forms.BooleanField(
        label=_("La réponse peut être publiée, sans rien qui permette de vous reconnaître : elle servira à d’autres."), required=False
    )

    def __init__(self, data: Any = None, *, user: Anyone, initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        projects = projects_of(user).order_by("name", "pk") if isinstance(user, User) else Project.objects.none()
        own = [one.pk for one in projects[:MOST_PROJECTS] if can_edit_project(user, one)]
        if own:
            field = cast("forms.ModelChoiceField[Project]", self.fields["project"])
            field.queryset = Project.objects.filter(pk__in=own).order_by("name", "pk")
            # Django's way to name the choices.
            setattr(field, "label_from_instance", lambda one: one.name)
        else:
            del self.fields["project"]

    def clean(self) -> dict[str, Any]:
        """A place that the geography does not know is kept in its own words: it stops nobody."""
        cleaned = super().clean() or {}
        errors = self.errors.get("lieu")
        if errors and errors.as_data()[0].code == "unknown":
            del self.errors["lieu"]
            cleaned["place_words"] = clean_line(str(self.data.get("lieu", "")))[:150]
        cleaned["place"] = cleaned.pop("lieu", None)
        return cleaned


class WriteForm(forms.Form):
    """A message of the person; a document alone is one too."""

    text = Paragraph(label=_("Votre message"), max_length=10_000, rows=4, required=False)


class WithdrawForm(forms.Form):
    """Why one gives up, if one wants to say it."""

    text = Paragraph(label=_("Pourquoi"), max_length=1000, rows=2, required=False)


class FindForm(forms.Form):
    """Somebody lost their link: a new one goes to the address of the case, and nowhere else."""

    reference = Line(
        label=_("Référence"),
        help_text=_("Elle ressemble à F-2026-0031 et se trouve dans l’objet de nos mails."),
        max_length=20,
        error_messages={"required": _("Écrivez la référence.")},
    )
    email = forms.EmailField(
        label=_("Adresse électronique donnée alors"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": _("Écrivez l’adresse."),
            "invalid": _("Il manque quelque chose à cette adresse. Elle ressemble à nom@exemple.org."),
        },
    )
