"""What applicants type beside their answers: readiness, whom to apply for, handing in, people."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.calls import questions
from frenchimpact.calls.models import ApplicationMember, Criterion, EligibilityRule, Partner, Question
from frenchimpact.core.autosave import Value
from frenchimpact.design.picks import KEY, PickField, Typed
from frenchimpact.design.words import written
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project

Subject = EligibilityRule.Subject
CRITERION = "critere-"
HOW_FAR = [
    ("yes", gettext_lazy("Oui")),
    ("partly", gettext_lazy("En partie")),
    ("no", gettext_lazy("Pas encore")),
    ("", gettext_lazy("Je ne sais pas")),
]
YES_NO = [("yes", gettext_lazy("Oui")), ("no", gettext_lazy("Non")), ("", gettext_lazy("Je ne sais pas"))]


def _field_of(rule: EligibilityRule) -> forms.Field:
    label: Any = written(rule.question)
    if rule.subject == Subject.AGE:
        return forms.IntegerField(label=label, required=False, min_value=1700, max_value=2200, help_text=_("L’année, en quatre chiffres."))
    if rule.subject == Subject.BUDGET:
        field = forms.CharField(label=label, required=False, max_length=30, validators=[questions.CHECKS[Question.Kind.MONEY]])
        field.widget.attrs["inputmode"] = "decimal"
        return field
    if rule.subject in {Subject.LEGAL_FORM, Subject.KIND, Subject.PERIMETER}:
        choices = [(str(code), str(words)) for code, words in rule.wanted.get("choices", [])]
        return forms.ChoiceField(label=label, required=False, choices=[("", _("Je ne sais pas")), *choices])
    if rule.subject == Subject.COLLECTIVE:
        kinds = Partner.Kind.choices
        return forms.MultipleChoiceField(label=label, required=False, choices=kinds, widget=forms.CheckboxSelectMultiple)
    return forms.ChoiceField(label=label, required=False, choices=YES_NO, widget=forms.RadioSelect)


class ReadinessForm(forms.Form):
    """One question per condition, and one per criterion of the jury; every one may stay unanswered."""

    def __init__(self, data: Any, rules: Iterable[EligibilityRule], criteria: Iterable[Criterion] = ()) -> None:
        super().__init__(data, label_suffix="", auto_id="%s")
        for rule in rules:
            self.fields[rule.code] = _field_of(rule)
        for one in criteria:
            self.fields[CRITERION + one.code] = forms.ChoiceField(
                label=written(one.title), help_text=written(one.help), required=False, choices=HOW_FAR, widget=forms.RadioSelect
            )

    @property
    def conditions(self) -> list[forms.BoundField]:
        """The questions about who may apply."""
        return [one for one in self if not one.name.startswith(CRITERION)]

    @property
    def criteria(self) -> list[forms.BoundField]:
        """The questions about what the jury looks at."""
        return [one for one in self if one.name.startswith(CRITERION)]

    def given(self) -> dict[str, Any]:
        """What was answered, as the rules read it."""
        if not self.is_bound:
            return {}
        self.full_clean()
        found: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if value in (None, "", []):
                continue
            budget = isinstance(self.fields[name], forms.CharField) and not isinstance(self.fields[name], forms.ChoiceField)
            found[name] = questions.number_of(value) if budget else value
        return found


class ApplicantForm(forms.Form):
    """For whom one applies."""

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), label=gettext_lazy("Votre structure"), empty_label=None)
    project = forms.ModelChoiceField(queryset=Project.objects.none(), label=gettext_lazy("Votre projet"), required=False)

    def __init__(
        self, data: Any, *, organisations: Any, projects: Any, needs_project: bool, free: tuple[list[Organisation], list[Project]]
    ) -> None:
        """Those of `free` are shown: they have no file under way. The others are taken too: a second click leads to the first file."""
        super().__init__(data, label_suffix="", auto_id="%s")
        owner = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        owner.queryset = organisations
        owner.widget = forms.RadioSelect(choices=[(one.pk, one.name) for one in free[0]])
        if not needs_project:
            del self.fields["project"]
            return
        project = cast("forms.ModelChoiceField[Project]", self.fields["project"])
        project.queryset, project.required = projects, True
        project.widget = forms.Select(choices=[("", _("Choisissez")), *((one.pk, one.name) for one in free[1])])


class SectionForm(forms.Form):
    """The fields of one section, as they stand."""

    def __init__(self, asked: Sequence[Question], values: Mapping[str, Value], *, rows: Mapping[str, int]) -> None:
        super().__init__(initial=dict(values), label_suffix="", auto_id="%s")
        self.parts: dict[str, list[questions.Part]] = {}
        for question in asked:
            parts = questions.parts_of(question, values, rows.get(question.key))
            self.parts[question.key] = parts
            for part in parts:
                field = questions.field_for(question, part)
                self.fields[part.name] = field
                if isinstance(field, PickField):
                    self._pick(part.name, field, values)

    def _pick(self, name: str, field: PickField, values: Mapping[str, Value]) -> None:
        """A place that was typed comes back with what was picked for it."""
        text, key = str(values.get(name, "")), str(values.get(name + KEY, ""))
        self.initial[name] = Typed.of(text, key)
        if text and (found := questions.find_place(text, key)).thing is None:
            field.widget.options = found.options


class HandInForm(forms.Form):
    """What the lead says when handing in."""

    truth = forms.BooleanField(
        label=gettext_lazy("J’ai relu le dossier. Ce qui y est écrit est exact."),
        error_messages={"required": gettext_lazy("Cochez cette case pour déposer le dossier.")},
    )
    next = forms.BooleanField(label=gettext_lazy("J’accepte que le dossier passe à la session suivante."), required=False)


class CorrectionAnswerForm(forms.Form):
    """A word with the corrections."""

    answer = forms.CharField(
        label=gettext_lazy("Un mot pour l’équipe"),
        required=False,
        max_length=3000,
        # Sent with the button: it is no answer of the file.
        widget=forms.Textarea(attrs={"rows": 4, "data-no-autosave": ""}),
    )


class MemberForm(forms.Form):
    """Whom to invite to the file."""

    email = forms.EmailField(label=gettext_lazy("Adresse électronique"), max_length=254)
    role = forms.ChoiceField(
        label=gettext_lazy("Cette personne"), choices=ApplicationMember.Role.choices, widget=forms.RadioSelect, initial="edit"
    )


class PartnerForm(forms.Form):
    """Which organisation is of the collective."""

    name = forms.CharField(label=gettext_lazy("Nom de la structure"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("C’est"), choices=Partner.Kind.choices)
    email = forms.EmailField(
        label=gettext_lazy("Adresse de la personne qui confirme"),
        max_length=254,
        help_text=gettext_lazy("Elle reçoit un lien et dit oui ou non, sans compte."),
    )


class PartnerAnswerForm(forms.Form):
    """The organisation's answer."""

    name = forms.CharField(
        label=gettext_lazy("Vos nom et fonction"),
        max_length=160,
        help_text=gettext_lazy("Exemple : Anne Roux, présidente. Pour dire non, rien n’est à écrire."),
        error_messages={"required": gettext_lazy("Écrivez votre nom et votre fonction : la confirmation engage votre structure.")},
    )


class EnquiryForm(forms.Form):
    """A question about a call."""

    text = forms.CharField(
        label=gettext_lazy("Votre question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Elle est publiée avec sa réponse, sans dire qui l’a posée. N’y écrivez rien de confidentiel."),
    )


class CommentForm(forms.Form):
    """A remark about one question."""

    text = forms.CharField(label=gettext_lazy("Commentaire"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
