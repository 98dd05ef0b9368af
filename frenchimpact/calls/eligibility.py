"""Whether a call is for someone, rule by rule, with reasons. It informs and never refuses: a person decides on what was handed in."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.calls.models import EligibilityRule
from frenchimpact.core import clock
from frenchimpact.design.words import number

Subject = EligibilityRule.Subject
# As the thread of reasons shows them.
YES, NO, ASK = "done", "no", "ask"
# Within a tenth of an amount, or a year of an age, the condition is nearly met.
NEAR_SHARE, NEAR_YEARS = Decimal("0.1"), Decimal(1)
type Given = Mapping[str, Any]
type Show = Callable[[Decimal], str]


@dataclass(frozen=True)
class Finding:
    """What one rule says: yes, no, or to be checked; in words for who applies, then as facts: what is there, wanted, lacking."""

    state: str
    words: str
    value: str = ""
    wanted: str = ""
    gap: str = ""
    is_near: bool = False


@dataclass(frozen=True)
class Verdict:
    """A rule and what it says."""

    rule: EligibilityRule
    finding: Finding

    @property
    def state(self) -> str:
        """Yes, no, or to be checked."""
        return self.finding.state

    @property
    def words(self) -> str:
        """For who applies."""
        return self.finding.words

    @property
    def advice(self) -> str:
        """What to do when the answer is not yes."""
        return self.rule.advice if self.state != YES else ""


def judge(rules: Iterable[EligibilityRule], given: Given, on: dt.date | None = None) -> list[Verdict]:
    """Each rule against what is known: `given[code]` is a number, a code, codes, or a yes or no; absent means not known.

    Ages are counted on that day, today unless said.
    """
    day = on or clock.today()
    return [Verdict(rule, JUDGES[rule.subject](rule.wanted, given.get(rule.code), day)) for rule in rules]


def _in_bounds(value: Decimal, wanted: Mapping[str, Any], show: Show, near: Callable[[Decimal], Decimal]) -> Finding:
    low, high = (None if wanted.get(name) is None else Decimal(str(wanted[name])) for name in ("min", "max"))
    asked = _bounds(low, high, show)
    if low is not None and value < low:
        words = _("Il faut au moins %(wanted)s ; vous avez %(value)s.") % {"wanted": show(low), "value": show(value)}
        gap = _("il manque %(gap)s") % {"gap": show(low - value)}
        return Finding(NO, words, show(value), asked, gap, low - value <= near(low))
    if high is not None and value > high:
        words = _("Il faut au plus %(wanted)s ; vous avez %(value)s.") % {"wanted": show(high), "value": show(value)}
        gap = _("%(gap)s de trop") % {"gap": show(value - high)}
        return Finding(NO, words, show(value), asked, gap, value - high <= near(high))
    return Finding(YES, _("Vous avez %(value)s.") % {"value": show(value)}, show(value), asked)


def _bounds(low: Decimal | None, high: Decimal | None, show: Show) -> str:
    if low is not None and high is not None:
        return _("de %(low)s à %(high)s") % {"low": show(low), "high": show(high)}
    if low is not None:
        return _("au moins %(low)s") % {"low": show(low)}
    return _("au plus %(high)s") % {"high": show(high)} if high is not None else ""


def _years(count: Decimal) -> str:
    return ngettext("%(count)s an", "%(count)s ans", int(count)) % {"count": number(int(count))}


def _euros(amount: Decimal) -> str:
    return _("%(amount)s €") % {"amount": number(float(amount))}


def _age(wanted: Mapping[str, Any], value: Any, on: dt.date) -> Finding:
    """`value` is the year of creation."""
    if value is None:
        return Finding(ASK, _("Indiquez l’année de création de votre structure."))
    return _in_bounds(Decimal(on.year - int(value)), wanted, _years, lambda _bound: NEAR_YEARS)


def _budget(wanted: Mapping[str, Any], value: Any, on: dt.date) -> Finding:
    if value is None:
        return Finding(ASK, _("Indiquez votre budget annuel."))
    return _in_bounds(Decimal(str(value)), wanted, _euros, lambda bound: bound * NEAR_SHARE)


def _among(wanted: Mapping[str, Any], value: Any, on: dt.date) -> Finding:
    """One of some codes; `wanted["words"]` says them, `wanted["choices"]` says every code that may be answered."""
    who = str(wanted.get("words", ""))
    if not value:
        return Finding(ASK, _("Répondez pour le savoir."), wanted=who)
    given = set(value) if isinstance(value, list | tuple | set) else {str(value)}
    labels = {str(code): str(words) for code, words in wanted.get("choices", [])}
    shown = ", ".join(sorted(labels.get(code, code) for code in given))
    if given & {str(code) for code in wanted.get("codes", [])}:
        return Finding(YES, _("C’est le cas."), shown, who)
    return Finding(NO, _("Cet appel s’adresse à : %(who)s.") % {"who": who}, shown, who)


def _collective(wanted: Mapping[str, Any], value: Any, on: dt.date) -> Finding:
    """`value` is the list of kinds of members; some are compulsory, and so many members in all."""
    kinds = wanted.get("kinds", {})
    asked = ", ".join(str(words) for words in kinds.values())
    if not value:
        return Finding(ASK, _("Indiquez qui compose votre collectif."), wanted=asked)
    there = ", ".join(str(words) for code, words in kinds.items() if code in value)
    lacking = [str(words) for code, words in kinds.items() if code not in value]
    if lacking:
        who = ", ".join(lacking)
        gap = _("il manque %(gap)s") % {"gap": who}
        return Finding(NO, _("Il manque à votre collectif : %(who)s.") % {"who": who}, there, asked, gap, len(lacking) == 1 < len(kinds))
    return Finding(YES, _("Votre collectif réunit les membres attendus."), there, asked)


def _yes(wanted: Mapping[str, Any], value: Any, on: dt.date) -> Finding:
    """`wanted["answer"]` is "yes" or "no"; yes unless said."""
    answers = {"yes": _("oui"), "no": _("non")}
    good = str(wanted.get("answer", "yes"))
    if value not in answers:
        return Finding(ASK, _("À vérifier avant de déposer."), wanted=answers[good])
    if value == good:
        return Finding(YES, _("C’est le cas."), answers[value], answers[good])
    return Finding(NO, _("Cette condition n’est pas remplie."), answers[value], answers[good])


JUDGES: dict[str, Callable[[Mapping[str, Any], Any, dt.date], Finding]] = {
    Subject.AGE: _age,
    Subject.BUDGET: _budget,
    Subject.LEGAL_FORM: _among,
    Subject.KIND: _among,
    Subject.PERIMETER: _among,
    Subject.COLLECTIVE: _collective,
    Subject.EARLIER_LABEL: _yes,
    Subject.DECLARED: _yes,
}
