"""What is typed about supports."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Cohort
from frenchimpact.core import clock
from frenchimpact.core.typed import Day, Line, Paragraph
from frenchimpact.organisations.models import Organisation
from frenchimpact.support.models import Axis, Contact, Ending, Step, Support, SupportMember


class Plain(forms.Form):
    """Labels stand above their fields, without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))


class AskForm(Plain):
    """What a project asks of a structure."""

    text = Paragraph(
        label=_("Ce que vous cherchez"),
        rows=6,
        max_length=5000,
        help_text=_("Où vous en êtes, ce qui bloque, pour quand. La structure lit aussi la fiche de votre projet."),
    )
    axes = forms.MultipleChoiceField(label=_("Sur quoi"), choices=Axis, widget=forms.CheckboxSelectMultiple, required=False)


class PassForm(Plain):
    """What the programme offers, with which structure."""

    structure = forms.ModelChoiceField(
        label=_("Structure qui accompagnerait le projet"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        empty_label=_("Choisissez"),
    )
    text = Paragraph(
        label=_("Ce que le Pass apporte à ce projet"),
        rows=6,
        max_length=5000,
        help_text=_("Ingénierie du financement, hacker public, mesure d’impact, partenaires : l’équipe lit ces mots avant de répondre."),
    )

    def __init__(self, *args: Any, structures: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["structure"]
        field.queryset = structures


class TakeOnForm(Plain):
    """Who follows the project."""

    officer = forms.ModelChoiceField(label=_("Référent du projet"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["officer"]
        field.queryset = people
        field.label_from_instance = lambda person: person.full_name or person.email


class ReasonForm(Plain):
    """Why."""

    reason = Paragraph(label=_("Pourquoi"), rows=3, max_length=1000, help_text=_("Le projet le lit."))


class ElsewhereForm(ReasonForm):
    """Which structure, and why."""

    structure = forms.ModelChoiceField(
        label=_("Structure"), queryset=Organisation.objects.none(), to_field_name="slug", empty_label=_("Choisissez")
    )

    field_order = ("structure", "reason")

    def __init__(self, *args: Any, structures: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["structure"]
        field.queryset = structures


class DiagnosisForm(Plain):
    """A summary, then strengths and needs by axis: only those that say something."""

    summary = Paragraph(label=_("En quelques phrases"), rows=5, max_length=10_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for axis, words in Axis.choices:
            self.fields[f"{axis}_strengths"] = Paragraph(label=_("%s : points forts") % words, rows=2, max_length=2000, required=False)
            self.fields[f"{axis}_needs"] = Paragraph(label=_("%s : besoins") % words, rows=2, max_length=2000, required=False)

    @property
    def axes(self) -> dict[str, dict[str, str]]:
        """By axis: strengths and needs."""
        given = self.cleaned_data
        return {axis: {side: given[f"{axis}_{side}"] for side in ("strengths", "needs")} for axis in Axis.values}


class StepForm(Plain):
    """A milestone or a recommendation."""

    kind = forms.ChoiceField(label=_("Nature"), choices=Step.Kind, widget=forms.RadioSelect, initial=Step.Kind.ADVICE)
    title = Line(label=_("Ce qu’il y a à faire"), max_length=200)
    text = Paragraph(label=_("Comment s’y prendre"), rows=3, max_length=4000, required=False)
    axis = forms.ChoiceField(label=_("Sur quoi"), choices=Axis, initial=Axis.OTHER)
    is_for_project = forms.TypedChoiceField(
        label=_("Qui le fait"),
        choices=[("projet", _("L’équipe du projet")), ("structure", _("La structure"))],
        coerce=lambda who: who == "projet",
        initial="projet",
    )
    due_on = Day(label=_("Pour le"), required=False)


class ContactForm(Plain):
    """What was said."""

    kind = forms.ChoiceField(label=_("Nature"), choices=Contact.Kind)
    on = Day(label=_("Le"))
    text = Paragraph(label=_("Ce qui s’est dit"), rows=4, max_length=10_000)
    is_internal = forms.BooleanField(label=_("Note entre accompagnateurs : l’équipe du projet ne la lit pas"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": clock.today(), "kind": Contact.Kind.CALL})
        super().__init__(*args, **kwargs)


class JoinForm(Plain):
    """Who else follows."""

    user = forms.ModelChoiceField(label=_("Personne"), queryset=User.objects.none(), empty_label=None)
    role = forms.ChoiceField(label=_("Rôle"), choices=SupportMember.Role, initial=SupportMember.Role.TEAM)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = people
        field.label_from_instance = lambda person: person.full_name or person.email


class EndForm(Plain):
    """What became of the project."""

    ending = forms.ChoiceField(label=_("Ce qu’est devenu le projet"), choices=Ending, widget=forms.RadioSelect)
    outcome = Paragraph(label=_("Ce que l’accompagnement a changé"), rows=5, max_length=5000)


class BatchForm(Plain):
    """One message to several teams."""

    text = Paragraph(label=_("Votre message"), rows=6, max_length=5000, help_text=_("Chaque équipe le reçoit seule, sans voir les autres."))


class PromotionForm(Plain):
    """Which wave of which call, who runs it, and when."""

    cohort = forms.ModelChoiceField(
        label=_("Session de l’appel"),
        queryset=Cohort.objects.none(),
        empty_label=_("Choisissez"),
        help_text=_("Les sessions des appels auxquels des projets candidatent."),
    )
    structure = forms.ModelChoiceField(
        label=_("Structure qui mène la promotion"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        empty_label=_("Choisissez"),
    )
    starts_on = Day(label=_("Début de l’accompagnement"))
    ends_on = Day(label=_("Fin prévue"))

    def __init__(self, *args: Any, cohorts: QuerySet[Cohort], structures: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["cohort"].queryset, fields["structure"].queryset = cohorts, structures


class BeginForm(Plain):
    """The support that a selected project has already, or who follows a new one."""

    support = forms.ModelChoiceField(
        label=_("Accompagnement"), queryset=Support.objects.none(), required=False, empty_label=_("Un nouveau, par la structure")
    )
    officer = forms.ModelChoiceField(
        label=_("Référent du projet, si l’accompagnement est nouveau"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Choisissez"),
    )

    def __init__(self, *args: Any, supports: QuerySet[Support], people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["support"].queryset, fields["officer"].queryset = supports, people
        fields["support"].label_from_instance = lambda one: f"{one.structure.name} ({one.reference})"
        fields["officer"].label_from_instance = lambda one: one.full_name or one.email
        if not supports:
            del self.fields["support"]


class GraduateForm(Plain):
    """What the promotion changed."""

    outcome = Paragraph(
        label=_("Ce que la promotion a changé"),
        rows=5,
        max_length=5000,
        help_text=_("Les dernières valeurs que le projet a déclarées sont relevées avec ces mots."),
    )
