"""What operators type: a request for correction, the texts and dates of a call, its grid, its questions."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.calls.actions.checking import LONGEST_DAYS, SHORTEST_DAYS
from frenchimpact.calls.models import Application, Call, Cohort, Criterion, EligibilityRule, Question, Section
from frenchimpact.calls.queries import kinds_of_labels
from frenchimpact.core import clock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.design.words import day

# A browser only reads its own way of writing a day.
_DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class CorrectionForm(forms.Form):
    """Which questions to answer again, what is wrong with each, before when."""

    message = forms.CharField(
        label=gettext_lazy("Ce qui manque"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("La personne le lit tel quel."),
    )
    due_on = forms.DateField(label=gettext_lazy("Réponse attendue avant le"), widget=_DATE)

    def __init__(self, applications: Sequence[Application], data: Any = None, initial: Any = None) -> None:
        """Of several files, the questions that all of them were asked."""
        super().__init__(data, initial=initial, label_suffix="", auto_id="a_%s")
        shapes = {(one.form_id, one.stage): one for one in applications}.values()
        asked = [dict(one.form.questions.filter(section__stage__lte=one.stage).values_list("key", "label")) for one in shapes]
        self.keys = {key: label for key, label in asked[0].items() if all(key in one for one in asked)} if asked else {}
        self.fields["keys"] = forms.MultipleChoiceField(
            label=_("Questions à reprendre"), choices=list(self.keys.items()), widget=forms.CheckboxSelectMultiple
        )

    def clean_due_on(self) -> dt.date:
        """A day that leaves time to answer. Raises ValidationError."""
        due_on: dt.date = self.cleaned_data["due_on"]
        if not SHORTEST_DAYS <= (due_on - clock.today()).days <= LONGEST_DAYS:
            raise forms.ValidationError(
                _("Laissez entre %(low)s et %(high)s jours pour répondre.") % {"low": SHORTEST_DAYS, "high": LONGEST_DAYS}
            )
        return due_on

    def items(self) -> dict[str, str]:
        """Question key → what is wrong; the message says it for all of them."""
        return dict.fromkeys(self.cleaned_data["keys"], "")


class RejectForm(forms.Form):
    """Why a file is not admissible."""

    reasons = forms.CharField(
        label=gettext_lazy("Quelle condition n’est pas remplie, et pourquoi"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CallForm(forms.Form):
    """The texts of a call and its legal clock."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=160)
    summary = forms.CharField(
        label=gettext_lazy("En une ou deux phrases"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ce que l’appel apporte, et à qui."),
    )
    description = forms.CharField(
        label=gettext_lazy("Présentation"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 8})
    )
    kind = forms.ChoiceField(label=gettext_lazy("Type d’appel"), choices=Call.Kind.choices, widget=forms.RadioSelect)
    applicant = forms.ChoiceField(label=gettext_lazy("Qui candidate"), choices=Call.Applicant.choices, widget=forms.RadioSelect)
    label_kind = forms.ChoiceField(label=gettext_lazy("Label auquel il mène"), required=False)
    silence_means = forms.ChoiceField(
        label=gettext_lazy("Ce que signifie notre silence"),
        choices=Call.Silence.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Une demande d’argent, ou une procédure sans texte, est refusée par le silence (article L. 231-4 du CRPA)."),
    )
    silence_months = forms.IntegerField(label=gettext_lazy("Délai, en mois"), min_value=1, max_value=24)
    is_sealed = forms.BooleanField(
        label=gettext_lazy("Dossiers sous pli"),
        required=False,
        help_text=gettext_lazy("Personne ne les lit avant la clôture ; l’ouverture est enregistrée."),
    )
    office_name = forms.CharField(label=gettext_lazy("Service chargé des dossiers"), max_length=160)
    office_address = forms.CharField(label=gettext_lazy("Adresse postale"), max_length=300)
    office_email = forms.EmailField(label=gettext_lazy("Courriel du service"), max_length=254)
    office_phone = forms.CharField(label=gettext_lazy("Téléphone"), max_length=30, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds, kept = kinds_of_labels(), str(self.initial.get("label_kind") or "")
        if kept and kept not in dict(kinds):
            kinds.append((kept, kept))
        cast(forms.ChoiceField, self.fields["label_kind"]).choices = [("", _("Aucun")), *kinds]

    def clean(self) -> dict[str, Any]:
        """Texts without what a page must never show."""
        values = super().clean() or {}
        for name in ("title", "office_name", "office_address", "office_phone", "summary"):
            if name in values:
                values[name] = clean_line(values[name])
        if "description" in values:
            values["description"] = clean_text(values["description"])
        return values


class CohortForm(forms.Form):
    """The dates of a wave, in Paris time, the last day included; its regime and its marks."""

    title = forms.CharField(
        label=gettext_lazy("Nom de la session"), max_length=120, help_text=gettext_lazy("Exemple : Session de mars 2027.")
    )
    opens_on = forms.DateField(label=gettext_lazy("Ouverture"), widget=_DATE)
    closes_on = forms.DateField(
        label=gettext_lazy("Dernier jour"), widget=_DATE, help_text=gettext_lazy("Ce jour est inclus, jusqu’à l’heure ci-dessous.")
    )
    closes_time = forms.TimeField(
        label=gettext_lazy("Dernière seconde"),
        widget=forms.TimeInput(attrs={"type": "time", "step": "1"}),
        initial="23:59:59",
        help_text=gettext_lazy("Heure de Paris."),
    )
    regime = forms.ChoiceField(label=gettext_lazy("Régime"), choices=Cohort.Regime.choices, widget=forms.RadioSelect)
    places_count = forms.IntegerField(
        label=gettext_lazy("Places"), required=False, min_value=1, max_value=10000, help_text=gettext_lazy("Pour un concours seulement.")
    )
    jury_on = forms.DateField(label=gettext_lazy("Séance du jury"), required=False, widget=_DATE)
    decision_planned_on = forms.DateField(label=gettext_lazy("Décision prévue"), required=False, widget=_DATE)
    pass_mark = forms.DecimalField(label=gettext_lazy("Favorable à partir de (sur 100)"), min_value=0, max_value=100, initial=60)
    reserve_mark = forms.DecimalField(label=gettext_lazy("Réservé à partir de (sur 100)"), min_value=0, max_value=100, initial=50)
    min_reviewers = forms.IntegerField(label=gettext_lazy("Évaluateurs au moins, après déport"), min_value=1, max_value=50, initial=3)
    min_scores_per_criterion = forms.IntegerField(label=gettext_lazy("Notes au moins par critère"), min_value=1, max_value=50, initial=2)

    def __init__(self, data: Any = None, cohort: Cohort | None = None) -> None:
        initial: dict[str, Any] = {}
        if cohort is not None:
            initial = {name: getattr(cohort, name) for name in self.base_fields if hasattr(cohort, name)}
            closes = timezone.localtime(cohort.closes_at)
            initial |= {
                "opens_on": timezone.localdate(cohort.opens_at),
                "closes_on": closes.date(),
                "closes_time": closes.strftime("%H:%M:%S"),
            }
        super().__init__(data, initial=initial or None, label_suffix="", auto_id="%s")

    def clean(self) -> dict[str, Any]:
        """The dates follow one another, the marks too, and places go with a competition."""
        values = super().clean() or {}
        days = [(name, values[name]) for name in ("opens_on", "closes_on", "jury_on", "decision_planned_on") if values.get(name)]
        for (earlier, before), (later, after) in pairwise(days):
            if after < before:
                words = _("Cette date vient avant « %(other)s », le %(day)s.")
                self.add_error(later, words % {"other": self.fields[earlier].label, "day": day(before)})
        if values.get("places_count") and values.get("regime") == Cohort.Regime.EXAMEN:
            self.add_error("places_count", _("Un examen n’a pas de places : laissez ce champ vide, ou choisissez le concours."))
        top, low = values.get("pass_mark"), values.get("reserve_mark")
        if top is not None and low is not None and low > top:
            self.add_error("reserve_mark", _("« Réservé » commence plus bas que « Favorable » : écrivez %(mark)s au plus.") % {"mark": top})
        return values

    def values(self) -> dict[str, Any]:
        """What the action takes: instants instead of days and hours."""
        values = dict(self.cleaned_data)
        zone = timezone.get_default_timezone()
        opens, closes, time = values.pop("opens_on"), values.pop("closes_on"), values.pop("closes_time")
        values["opens_at"] = dt.datetime.combine(opens, dt.time(), zone)
        values["closes_at"] = dt.datetime.combine(closes, time.replace(microsecond=0), zone)
        return values


class CriterionForm(forms.Form):
    """One line of the grid."""

    title = forms.CharField(label=gettext_lazy("Critère"), max_length=160)
    help = forms.CharField(
        label=gettext_lazy("Ce que l’on regarde"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    weight = forms.IntegerField(label=gettext_lazy("Poids"), min_value=0, max_value=100)
    scale = forms.IntegerField(label=gettext_lazy("Noté de 0 à"), min_value=1, max_value=20, initial=5)
    eliminatory_below = forms.DecimalField(label=gettext_lazy("Éliminatoire en dessous de"), required=False, min_value=0, max_value=20)
    is_independent = forms.BooleanField(label=gettext_lazy("Noté à part : ne compte pas dans le total"), required=False)
    anchors = forms.CharField(
        label=gettext_lazy("Repères de notation"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Un par ligne : « 0 : absent », « 5 : démontré »."),
    )
    next_step = forms.CharField(
        label=gettext_lazy("Que faire quand on n’y est pas encore"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Lu par qui se demande s’il est prêt. Le jury ne le voit pas. Il peut changer à tout moment."),
    )

    def __init__(self, data: Any = None, criterion: Criterion | None = None) -> None:
        initial: dict[str, Any] = {}
        if criterion is not None:
            initial = {name: getattr(criterion, name) for name in self.base_fields if name != "anchors"}
            initial["anchors"] = "\n".join(f"{mark} : {words}" for mark, words in criterion.anchors.items())
        super().__init__(data, initial=initial or None, label_suffix="", auto_id="%s")

    def clean(self) -> dict[str, Any]:
        """A criterion that counts weighs something; its threshold is on its scale."""
        values = super().clean() or {}
        if values.get("weight") == 0 and not values.get("is_independent"):
            self.add_error("weight", _("Un critère qui compte pèse au moins 1. Sinon, cochez « Noté à part »."))
        threshold, scale = values.get("eliminatory_below"), values.get("scale")
        if threshold is not None and scale is not None and not 0 < threshold <= scale:
            self.add_error("eliminatory_below", _("Le seuil va de plus de 0 à %(scale)s, la note la plus haute.") % {"scale": scale})
        return values

    def clean_anchors(self) -> dict[str, str]:
        """Mark → words."""
        return dict(_lines(self.cleaned_data["anchors"]))


# Kinds of answers by which no condition is computed.
UNREADABLE = [
    Question.Kind.FILE,
    Question.Kind.TABLE,
    Question.Kind.INDICATOR,
    Question.Kind.TEXT,
    Question.Kind.PLACE,
    Question.Kind.PERIMETER,
]


class RuleForm(forms.Form):
    """One condition to apply."""

    subject = forms.ChoiceField(label=gettext_lazy("Sur quoi"), choices=EligibilityRule.Subject.choices)
    question = forms.CharField(label=gettext_lazy("Question posée à la personne"), max_length=300)
    low = forms.DecimalField(label=gettext_lazy("Au moins"), required=False, help_text=gettext_lazy("Pour une ancienneté ou un budget."))
    high = forms.DecimalField(label=gettext_lazy("Au plus"), required=False)
    choices = forms.CharField(
        label=gettext_lazy("Choix"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Un par ligne : « code : mots ». Commencez par + ceux qui remplissent la condition. "
            "Pour un territoire, le code officiel : 73065, 73, region-84."
        ),
    )
    answer = forms.ChoiceField(
        label=gettext_lazy("Réponse attendue"), choices=[("yes", gettext_lazy("Oui")), ("no", gettext_lazy("Non"))], required=False
    )
    answer_key = forms.ChoiceField(
        label=gettext_lazy("Lue dans le dossier"),
        required=False,
        help_text=gettext_lazy(
            "La réponse qui permet de calculer la condition sur chaque dossier. La fiche et le registre sont lus sans cela."
        ),
    )
    advice = forms.CharField(
        label=gettext_lazy("Que faire sinon"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, call: Call, data: Any = None, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), label_suffix="", auto_id="%s")
        form = call.forms.order_by("-number").first()
        asked = form.questions.exclude(kind__in=UNREADABLE).values_list("key", "label") if form else []
        key = cast(forms.ChoiceField, self.fields["answer_key"])
        key.choices = [("", _("Nulle part : à vérifier à la main")), *asked]

    def values(self) -> dict[str, Any]:
        """What the action takes: the bounds and choices as data."""
        data, subject = self.cleaned_data, EligibilityRule.Subject
        wanted: dict[str, Any] = {}
        if data["subject"] in {subject.AGE, subject.BUDGET}:
            wanted = {name: str(value) for name, value in (("min", data["low"]), ("max", data["high"])) if value is not None}
        elif data["subject"] in {subject.LEGAL_FORM, subject.KIND, subject.PERIMETER, subject.COLLECTIVE}:
            rows = [(code.lstrip("+ "), words, code.startswith("+")) for code, words in _lines(data["choices"])]
            good = {code: words for code, words, is_good in rows if is_good}
            wanted = {"choices": [[code, words] for code, words, _good in rows], "codes": list(good), "words": ", ".join(good.values())}
            if data["subject"] == subject.COLLECTIVE:
                wanted = {"kinds": good}
        elif data["answer"]:
            wanted = {"answer": data["answer"]}
        if data["answer_key"]:
            wanted["answer_key"] = data["answer_key"]
        return {"subject": data["subject"], "question": data["question"], "advice": data["advice"], "wanted": wanted}


class SectionDeskForm(forms.Form):
    """One section of the form."""

    title = forms.CharField(label=gettext_lazy("Titre de la rubrique"), max_length=160)
    help = forms.CharField(label=gettext_lazy("Aide"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    group = forms.ChoiceField(label=gettext_lazy("Partie du dossier"), choices=Section.Group.choices, initial=Section.Group.DESCRIBE)
    stage = forms.TypedChoiceField(
        label=gettext_lazy("Demandée"),
        coerce=int,
        choices=[(1, gettext_lazy("Dès le premier dépôt")), (2, gettext_lazy("Dans le dossier complet seulement"))],
    )


def _lines(text: str) -> list[tuple[str, str]]:
    """« code : words » lines; a line of words alone has its number for code."""
    rows = []
    for number, line in enumerate(clean_text(text).splitlines(), start=1):
        code, sign, words = (clean_line(cell) for cell in line.partition(":"))
        if code or words:
            code, words = (code, words) if sign else (str(number), code)
            rows.append((re.sub(r"[^A-Za-z0-9_+-]+", "-", code)[:40], words[:160]))
    return rows


class EnquiryAnswerForm(forms.Form):
    """The answer to a question about a call, or why there is none: what is not about the act that was asked may stay empty."""

    question = forms.CharField(
        label=gettext_lazy("La question, telle que tout le monde la lira"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Retirez ce qui dit qui l’a posée."),
    )
    answer = forms.CharField(label=gettext_lazy("Réponse"), max_length=6000, widget=forms.Textarea(attrs={"rows": 8}))
    because = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        max_length=400,
        help_text=gettext_lazy("Exemple : « La réponse est déjà publiée plus haut. » La personne le lit."),
    )

    def __init__(self, data: Any, *, sets_aside: bool, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial), label_suffix="", auto_id="%s")
        for name in self.fields if data is not None else ():
            self.fields[name].required = (name == "because") == sets_aside


class CloneForm(forms.Form):
    """The title of a copy."""

    title = forms.CharField(label=gettext_lazy("Titre du nouvel appel"), max_length=160)


class PublishFormForm(forms.Form):
    """What changed in the form."""

    change_note = forms.CharField(
        label=gettext_lazy("Ce qui change"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Les personnes qui ont un brouillon le lisent."),
    )
