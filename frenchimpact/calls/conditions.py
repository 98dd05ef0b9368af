"""The conditions of a call read on a file: from its answers, the sheet of its organisation, its collective and the register of labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.calls import eligibility, questions
from frenchimpact.calls.eligibility import Verdict
from frenchimpact.calls.models import EligibilityRule, Question
from frenchimpact.calls.queries.applications import Filled
from frenchimpact.calls.queries.beyond import labels_held
from frenchimpact.organisations.models import Organisation

Subject = EligibilityRule.Subject
YES_ANSWERS, NO_ANSWERS = {"on", "oui", "yes"}, {"non", "no"}
type Found = tuple[Any, str]


@dataclass(frozen=True)
class Checked:
    """One condition on one file: what it says, and where that was read; nowhere when it is to be checked by hand."""

    verdict: Verdict
    source: str

    @property
    def facts(self) -> str:
        """What is there and what is wanted, in one line for an operator."""
        found = self.verdict.finding
        parts = [
            _("constaté : %(value)s") % {"value": found.value} if found.value else "",
            _("attendu : %(wanted)s") % {"wanted": found.wanted} if found.wanted else "",
            found.gap,
            self.source,
        ]
        return " · ".join(part for part in parts if part)


def conditions_of(file: Filled) -> list[Checked]:
    """Each condition of the call, as the file stands. Ages are counted on the day it was handed in."""
    application = file.application
    rules = list(application.call.eligibility_rules.all())
    found = {rule.code: one for rule in rules if (one := _answered(rule, file) or _known(rule, file)) is not None}
    on = timezone.localdate(application.submitted_at) if application.submitted_at else None
    verdicts = eligibility.judge(rules, {code: value for code, (value, _source) in found.items()}, on)
    return [Checked(one, found[one.rule.code][1] if one.rule.code in found else "") for one in verdicts]


def _answered(rule: EligibilityRule, file: Filled) -> Found | None:
    """What the question tied to the rule answers; a question tied to none is the one that has the code of the rule."""
    question = question_of(rule, file.asked)
    value = file.answers.get(question.key) if question is not None else None
    if question is None or not value or question.key in file.problems:
        return None
    read = _read(rule, question, value)
    return (read, _("réponse « %(label)s »") % {"label": question.label}) if read is not None else None


def _read(rule: EligibilityRule, question: Question, value: Any) -> Any:
    try:
        if rule.subject == Subject.AGE:
            return questions.date_of(str(value)).year if question.kind == Question.Kind.DATE else _year(str(value))
        if rule.subject == Subject.BUDGET:
            return questions.number_of(str(value))
    except forms.ValidationError:
        return None
    codes = {str(one) for one in value} if isinstance(value, list) else {str(value)}
    if rule.subject in {Subject.DECLARED, Subject.EARLIER_LABEL}:
        return "yes" if codes & YES_ANSWERS else "no" if codes & NO_ANSWERS else None
    return _among_choices(rule.wanted, codes)


def _year(text: str) -> int | None:
    year = questions.number_of(text)
    return int(year) if Decimal(1700) <= year <= Decimal(2200) else None


def _among_choices(wanted: Mapping[str, Any], codes: set[str]) -> list[str] | None:
    """The codes that the rule knows; None when it knows none of them: then they say nothing."""
    known = {str(code) for code, _words in wanted.get("choices", [])} | {str(code) for code in wanted.get("codes", [])}
    return sorted(codes & known) or None


def question_of(rule: EligibilityRule, asked: Iterable[Question]) -> Question | None:
    """The question of a form by which the rule is read."""
    key = str(rule.wanted.get("answer_key") or rule.code)
    return next((one for one in asked if one.key == key), None)


def answers_from(rules: Iterable[EligibilityRule], given: Mapping[str, Any], asked: Iterable[Question]) -> dict[str, str]:
    """What someone said of the conditions before they began, as answers to the questions that are tied to them."""
    questions_asked = list(asked)
    found: dict[str, str] = {}
    for rule in rules:
        question, value = question_of(rule, questions_asked), given.get(rule.code)
        if question is None or value is None or isinstance(value, list):
            continue
        if question.kind in {Question.Kind.NUMBER, Question.Kind.MONEY}:
            found[question.key] = str(value)
        if question.kind == Question.Kind.CHOICE:
            codes = {"yes": YES_ANSWERS, "no": NO_ANSWERS}.get(str(value), {str(value)})
            found[question.key] = next((str(code) for code, *_words in question.options if str(code) in codes), "")
    return {key: value for key, value in found.items() if value}


def _known(rule: EligibilityRule, file: Filled) -> Found | None:
    """What the programme knows by itself, without a question."""
    organisation = file.application.organisation
    sheet = _("fiche de la structure")
    if rule.subject in {Subject.LEGAL_FORM, Subject.KIND, Subject.PERIMETER}:
        codes = _among_choices(rule.wanted, _codes(rule.subject, organisation))
        return (codes, sheet) if codes else None
    if rule.subject == Subject.COLLECTIVE:
        kinds = sorted({one.kind for one in file.partners if one.declined_at is None})
        return (kinds, _("membres du collectif")) if kinds else None
    if rule.subject == Subject.EARLIER_LABEL:
        held = labels_held(organisation, file.application.call.label_kind)
        if held is None:
            return None
        register = _("registre des labels : %(found)s") % {"found": ", ".join(held)} if held else _("registre des labels")
        return ("yes" if held else "no", register)
    return None


def _codes(subject: str, organisation: Organisation) -> set[str]:
    if subject == Subject.KIND:
        return set(organisation.kinds)
    if subject == Subject.LEGAL_FORM:
        category = organisation.legal_category
        return {category, category[:2], category[:1], organisation.ess_family} - {""}
    commune = organisation.commune
    if commune is None:
        return set()
    # Codes of regions and departments collide: a region is told by its level.
    plain = {place.code for place in (commune, commune.department) if place is not None}
    return plain | ({f"region-{commune.region.code}"} if commune.region else set())
