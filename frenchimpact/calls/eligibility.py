"""Whether a call is for someone, rule by rule, with reasons. It informs and never refuses: a person decides on what was handed in."""

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
type Given = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What one rule says: yes, no, or to be checked; in words, with what to do."""

    rule: EligibilityRule
    state: str
    words: str

    @property
    def advice(self) -> str:
        """What to do when the answer is not yes."""
        return self.rule.advice if self.state != YES else ""


def judge(rules: Iterable[EligibilityRule], given: Given) -> list[Verdict]:
    """Each rule against what is known: `given[code]` is a number, a code, codes, or a yes or no; absent means not known."""
    return [Verdict(rule, *JUDGES[rule.subject](rule.wanted, given.get(rule.code))) for rule in rules]


def _in_bounds(value: Decimal, wanted: Mapping[str, Any], show: Callable[[Decimal], str]) -> tuple[str, str]:
    low, high = wanted.get("min"), wanted.get("max")
    if low is not None and value < Decimal(str(low)):
        return NO, _("Il faut au moins %(wanted)s ; vous avez %(value)s.") % {"wanted": show(Decimal(str(low))), "value": show(value)}
    if high is not None and value > Decimal(str(high)):
        return NO, _("Il faut au plus %(wanted)s ; vous avez %(value)s.") % {"wanted": show(Decimal(str(high))), "value": show(value)}
    return YES, _("Vous avez %(value)s.") % {"value": show(value)}


def _years(count: Decimal) -> str:
    return ngettext("%(count)s an", "%(count)s ans", int(count)) % {"count": number(int(count))}


def _age(wanted: Mapping[str, Any], value: Any) -> tuple[str, str]:
    """`value` is the year of creation."""
    if value is None:
        return ASK, _("Indiquez l’année de création de votre structure.")
    years = clock.today().year - int(value)
    return _in_bounds(Decimal(years), wanted, _years)


def _budget(wanted: Mapping[str, Any], value: Any) -> tuple[str, str]:
    if value is None:
        return ASK, _("Indiquez votre budget annuel.")
    return _in_bounds(Decimal(str(value)), wanted, lambda amount: _("%(amount)s €") % {"amount": number(float(amount))})


def _among(wanted: Mapping[str, Any], value: Any) -> tuple[str, str]:
    """One of some codes; `wanted["words"]` says them."""
    if not value:
        return ASK, _("Répondez pour le savoir.")
    given = set(value) if isinstance(value, list | tuple | set) else {str(value)}
    if given & {str(code) for code in wanted.get("codes", [])}:
        return YES, _("C’est le cas.")
    return NO, _("Cet appel s’adresse à : %(who)s.") % {"who": wanted.get("words", "")}


def _collective(wanted: Mapping[str, Any], value: Any) -> tuple[str, str]:
    """`value` is the list of kinds of members; some are compulsory, and so many members in all."""
    if not value:
        return ASK, _("Indiquez qui compose votre collectif.")
    kinds = wanted.get("kinds", {})
    lacking = [str(words) for code, words in kinds.items() if code not in value]
    if lacking:
        return NO, _("Il manque à votre collectif : %(who)s.") % {"who": ", ".join(lacking)}
    return YES, _("Votre collectif réunit les membres attendus.")


def _yes(wanted: Mapping[str, Any], value: Any) -> tuple[str, str]:
    """`wanted["answer"]` is "yes" or "no"; yes unless said."""
    if value not in {"yes", "no"}:
        return ASK, _("À vérifier avant de déposer.")
    return (YES, _("C’est le cas.")) if value == wanted.get("answer", "yes") else (NO, _("Cette condition n’est pas remplie."))


JUDGES: dict[str, Callable[[Mapping[str, Any], Any], tuple[str, str]]] = {
    Subject.AGE: _age,
    Subject.BUDGET: _budget,
    Subject.LEGAL_FORM: _among,
    Subject.KIND: _among,
    Subject.PERIMETER: _among,
    Subject.COLLECTIVE: _collective,
    Subject.EARLIER_LABEL: _yes,
    Subject.DECLARED: _yes,
}
