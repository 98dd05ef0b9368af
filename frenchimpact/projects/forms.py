"""What people type about a project, cleaned. Never saves."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core import clock
from frenchimpact.core.autosave import Change, Value
from frenchimpact.core.errors import Text
from frenchimpact.core.identifiers import Unreadable, read_siren, read_siret
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.core.typed import Line, Paragraph
from frenchimpact.design.picks import PicksField
from frenchimpact.geo.queries import known_keys, places_by_keys
from frenchimpact.projects.models import SectionAudience, Stage, TeamMember
from frenchimpact.projects.queries import find_structure
from frenchimpact.vocabularies.queries import choices as words_for

MAX_PLACES = 20
STEPS: list[tuple[str, Text]] = [
    ("structure", gettext_lazy("Ma structure")),
    ("projet", gettext_lazy("Mon projet en deux phrases")),
    ("lieux", gettext_lazy("Où et où en est-on")),
    ("verifier", gettext_lazy("Vérifier et déclarer")),
]
HOLDERS: list[tuple[str, Text]] = [
    ("structure", gettext_lazy("Une structure porte le projet")),
    ("none", gettext_lazy("Je n’ai pas encore de structure")),
    ("need", gettext_lazy("J’ai repéré un besoin, personne ne le porte encore")),
]
OPEN_STAGES = [choice for choice in Stage.choices if choice[0] != Stage.NEED]


class Places(PicksField):
    """Official units by their public keys: "commune:73065"."""

    default_error_messages = {
        "most": gettext_lazy("Au plus %(limit)s lieux. Choisissez plutôt une intercommunalité ou un département."),
        "required": gettext_lazy("Indiquez au moins un lieu où le projet agit."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(known=known_keys, most=MAX_PLACES, **kwargs)


def _required(message: Text) -> dict[str, Any]:
    return {"error_messages": {"required": message}}


class SheetForm(forms.Form):
    """The sheet of a project, as its team writes it."""

    name = Line(label=gettext_lazy("Nom du projet"), max_length=160, **_required(gettext_lazy("Donnez un nom au projet.")))
    problem = Paragraph(
        label=gettext_lazy("Le problème"),
        help_text=gettext_lazy("Une phrase : qui est concerné, et de quoi manque-t-on ?"),
        max_length=600,
        widget=forms.Textarea({"rows": 3}),
        **_required(gettext_lazy("Dites en une phrase quel problème vous avez constaté.")),
    )
    answer = Paragraph(
        label=gettext_lazy("Votre réponse"),
        help_text=gettext_lazy("Une phrase : que faites-vous, avec qui ?"),
        max_length=600,
        widget=forms.Textarea({"rows": 3}),
        **_required(gettext_lazy("Dites en une phrase ce que fait le projet.")),
    )
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Thèmes"),
        help_text=gettext_lazy("Un à trois thèmes suffisent."),
        widget=forms.CheckboxSelectMultiple,
        **_required(gettext_lazy("Choisissez au moins un thème.")),
    )
    publics = forms.MultipleChoiceField(label=gettext_lazy("Publics"), required=False, widget=forms.CheckboxSelectMultiple)
    sdgs = forms.MultipleChoiceField(
        label=gettext_lazy("Objectifs de développement durable"), required=False, widget=forms.CheckboxSelectMultiple
    )
    places = Places(label=gettext_lazy("Lieux d’action"), help_text=gettext_lazy("Là où le projet agit, même si votre siège est ailleurs."))

    def __init__(self, *args: Any, is_need: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_need and "answer" in self.fields:
            # Who saw a need that nobody meets yet may have no answer to it.
            self.fields["answer"].required = False
            self.fields["answer"].help_text = _("Si vous en avez l’idée. Sinon, laissez vide : quelqu’un peut la trouver.")
        for name, scheme in (("themes", "theme"), ("publics", "public"), ("sdgs", "sdg")):
            if name in self.fields:
                setattr(self.fields[name], "choices", words_for(scheme))


class StructureForm(forms.Form):
    """Step 1: who carries the project, and where to write to resume it."""

    holder = forms.ChoiceField(
        label=gettext_lazy("Qui porte le projet ?"),
        choices=HOLDERS,
        widget=forms.RadioSelect,
        **_required(gettext_lazy("Choisissez une des trois réponses.")),
    )
    structure_query = Line(
        label=gettext_lazy("Numéro SIRET ou nom de la structure"),
        help_text=gettext_lazy("Le SIRET a 14 chiffres. Le nom suffit si vous ne l’avez pas."),
        max_length=300,
        required=False,
    )
    structure = Line(max_length=20, required=False, widget=forms.HiddenInput)
    email = forms.EmailField(
        label=gettext_lazy("Votre adresse électronique"),
        help_text=gettext_lazy("Pour recevoir le lien qui reprend votre déclaration. Elle n’est pas publiée."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Écrivez votre adresse électronique."),
            "invalid": gettext_lazy("Il manque quelque chose à cette adresse. Elle ressemble à nom@exemple.org."),
        },
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("holder") == "structure" and not data.get("structure") and not data.get("structure_query"):
            if "structure_query" not in self.errors:
                self.add_error("structure_query", _("Écrivez le SIRET ou le nom de la structure, ou choisissez « pas encore »."))
        elif data.get("holder") == "structure" and not data.get("structure"):
            self._check_number(data["structure_query"])
        return data

    def _check_number(self, typed: str) -> None:
        """Digits alone are meant as a number: a wrong one is no name."""
        if not re.fullmatch(r"[\d\s.\-]{7,}", typed):
            return
        try:
            read_siren(typed) if len(re.sub(r"\D", "", typed)) < 12 else read_siret(typed)
        except Unreadable as error:
            self.add_error("structure_query", str(error.message))


class TwoSentencesForm(SheetForm):
    """Step 2: the project in two sentences."""

    places = None  # type: ignore[assignment]  # Django removes the field
    sdgs = None  # type: ignore[assignment]  # Django removes the field


class WhereForm(SheetForm):
    """Step 3: where it acts, and how far it is."""

    name = problem = answer = themes = publics = sdgs = None  # type: ignore[assignment]  # Django removes the field
    stage = forms.ChoiceField(
        label=gettext_lazy("Où en est le projet ?"),
        choices=OPEN_STAGES,
        widget=forms.RadioSelect,
        **_required(gettext_lazy("Choisissez l’étape qui ressemble le plus à la vôtre.")),
    )


class CheckForm(forms.Form):
    """Step 4: what may be public."""

    consent = forms.BooleanField(
        label=gettext_lazy("J’accepte que la fiche soit publique si le projet est qualifié"),
        help_text=gettext_lazy("Votre adresse n’est jamais publiée. Vous pouvez changer d’avis à tout moment."),
        required=False,
    )


STEP_FORMS: list[type[forms.Form]] = [StructureForm, TwoSentencesForm, WhereForm, CheckForm]
LISTS = {"themes", "publics", "sdgs", "places"}


def step_form(step: int, answers: Mapping[str, Any], *, bound: bool = False) -> forms.Form:
    """The form of a step, filled with what was typed; `bound` checks it."""
    form_class, is_need = STEP_FORMS[step - 1], answers.get("holder") == "need"
    filled: dict[str, Any] = {"data": answers if bound else None, "initial": dict(answers), "label_suffix": "", "auto_id": "%s"}
    form = form_class(**filled, is_need=is_need) if issubclass(form_class, SheetForm) else form_class(**filled)
    if step == 3 and is_need:
        del form.fields["stage"]
    return form


def typed_fields() -> set[str]:
    """Every field that a declaration knows."""
    return {name for form in STEP_FORMS for name in form.base_fields}


def clean_typed(changes: Mapping[str, Change]) -> tuple[dict[str, Change], dict[str, Text]]:
    """Changes of a draft: cleaned of what could harm, kept as typed otherwise; unknown fields are refused."""
    known = typed_fields()
    cleaned: dict[str, Change] = {}
    errors: dict[str, Text] = {}
    for name, change in changes.items():
        if name not in known:
            errors[name] = _("Ce champ n’existe pas. Rechargez la page.")
            continue
        value: Value
        if name in LISTS:
            value = [clean_line(item)[:80] for item in ([change.value] if isinstance(change.value, str) else change.value) if item]
        else:
            text = change.value if isinstance(change.value, str) else " ".join(change.value)
            if len(text) > 20_000:
                errors[name] = _("Ce texte a %(count)s signes : gardez l’essentiel, en deux ou trois phrases.") % {"count": len(text)}
                continue
            value = clean_text(text)
        cleaned[name] = Change(value, change.version)
        if name == "email" and value:
            problem = _email_problem(str(value))
            if problem:
                errors[name] = problem
    return cleaned, errors


def _email_problem(value: str) -> Text:
    try:
        validate_email(value)
    except ValidationError:
        return _("Il manque quelque chose à cette adresse. Elle ressemble à nom@exemple.org.")
    return ""


def clean_declaration(answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Text]]:
    """The whole declaration: the fields of a Sheet, and what is missing by field."""
    missing: dict[str, Text] = {}
    data: dict[str, Any] = {}
    for step in range(1, 5):
        form = step_form(step, answers, bound=True)
        if not form.is_valid():
            missing.update({name: str(messages[0]) for name, messages in form.errors.items()})
        data.update(form.cleaned_data)
    if missing:
        return {}, missing
    is_need = data["holder"] == "need"
    organisation = find_structure(data["structure"]) if data["holder"] == "structure" and data["structure"] else None
    return {
        "name": data["name"],
        "problem": data["problem"],
        "answer": data["answer"],
        "themes": data["themes"],
        "publics": data["publics"],
        "places": places_by_keys(data["places"]),
        "stage": Stage.NEED if is_need else data["stage"],
        "organisation": organisation,
        "structure_name": data["structure_query"][:200] if data["holder"] == "structure" and organisation is None else "",
        "is_need": is_need,
        "has_publication_consent": data["consent"],
    }, {}


def clean_one(form: forms.Form, name: str, value: Value) -> tuple[Value, Text]:
    """One field of a form, cleaned alone; or the words that say what to write."""
    if name not in form.fields:
        return "", _("Ce champ n’existe pas. Rechargez la page.")
    if name in LISTS and isinstance(value, str):
        value = [value] if value else []
    try:
        cleaned = form.fields[name].clean(value)
    except ValidationError as error:
        return value, str(error.messages[0])
    return ([str(item) for item in cleaned] if name in LISTS else str(cleaned)), ""


class StageForm(forms.Form):
    """A new stage, dated."""

    stage = forms.ChoiceField(label=gettext_lazy("Étape"), choices=OPEN_STAGES)
    on = forms.DateField(label=gettext_lazy("Depuis le"), initial=clock.today, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    note = Line(label=gettext_lazy("Ce qui a changé"), max_length=300, required=False)

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on > clock.today():
            raise ValidationError(_("Écrivez la date d’aujourd’hui ou une date passée."))
        if on.year < 1900:
            raise ValidationError(_("Écrivez une date après 1900."))
        return on


class InvitationForm(forms.Form):
    """Whom to invite, and what they may do."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Écrivez l’adresse de la personne."),
            "invalid": gettext_lazy("Il manque quelque chose à cette adresse. Elle ressemble à nom@exemple.org."),
        },
    )
    role = forms.ChoiceField(label=gettext_lazy("Rôle"), choices=TeamMember.Role.choices, initial=TeamMember.Role.EDITOR)


class QuestionForm(forms.Form):
    """What readers ask the team, and until when."""

    question = Paragraph(
        label=gettext_lazy("Ce qui manque"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        **_required(gettext_lazy("Dites précisément ce que l’équipe doit ajouter.")),
    )
    due_on = forms.DateField(label=gettext_lazy("Réponse attendue le"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def clean_due_on(self) -> dt.date:
        due_on: dt.date = self.cleaned_data["due_on"]
        if not clock.today() < due_on <= clock.today() + dt.timedelta(days=60):
            raise ValidationError(_("Choisissez une date entre demain et dans 60 jours."))
        return due_on


class AnswerForm(forms.Form):
    """What the team answers."""

    answer = Paragraph(
        label=gettext_lazy("Votre réponse"),
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
        **_required(gettext_lazy("Écrivez votre réponse.")),
    )


class OutcomeForm(forms.Form):
    """What the programme decides, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Décision"),
        choices=[
            ("qualified", gettext_lazy("Qualifier le projet")),
            ("not_qualified", gettext_lazy("Ne pas qualifier")),
            ("redirected", gettext_lazy("Orienter ailleurs")),
        ],
        widget=forms.RadioSelect,
        **_required(gettext_lazy("Choisissez une décision.")),
    )
    reasons = Paragraph(
        label=gettext_lazy("Raisons"),
        help_text=gettext_lazy("L’équipe lit ces raisons. Dites ce qui est fort, ce qui manque, et quoi faire ensuite."),
        max_length=5000,
        widget=forms.Textarea({"rows": 5}),
        **_required(gettext_lazy("Écrivez les raisons : l’équipe les lira.")),
    )
    redirected_to = Line(
        label=gettext_lazy("Vers qui"), help_text=gettext_lazy("Une structure, un service, une adresse."), max_length=300, required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == "redirected" and not data.get("redirected_to"):
            self.add_error("redirected_to", _("Dites vers qui l’équipe peut se tourner."))
        return data


class AudienceForm(forms.Form):
    """Who sees the documents that are being added."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Qui les voit"),
        help_text=gettext_lazy("Vous pourrez changer d’avis pour chacun."),
        choices=SectionAudience.Audience.choices,
        initial=SectionAudience.Audience.PRIVATE,
        widget=forms.RadioSelect,
        **_required(gettext_lazy("Choisissez qui voit ces documents.")),
    )


class DocumentForm(AudienceForm):
    """What one document is, and who sees it."""

    description = Line(
        label=gettext_lazy("Ce que c’est"),
        help_text=gettext_lazy("Par exemple : bilan 2025, statuts, étude d’impact."),
        max_length=200,
        required=False,
    )
    field_order = ["description", "audience"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].label = gettext_lazy("Qui le voit")
        self.fields["audience"].help_text = ""


class PictureForm(forms.Form):
    """What the picture shows."""

    description = Line(
        label=gettext_lazy("Ce que montre l’image"),
        help_text=gettext_lazy("Une phrase, pour les personnes qui ne la voient pas."),
        max_length=200,
        **_required(gettext_lazy("Décrivez l’image en une phrase.")),
    )
