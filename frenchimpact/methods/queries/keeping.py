"""Where the result of a calculation may be kept: rooms above say it. And the results of a calculation as its address carries it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.methods.forms import CalculatorForm
from frenchimpact.methods.models import MethodVersion
from frenchimpact.methods.queries.registry import calculation_of
from frenchimpact.methods.sensitivity import sensitivity
from frenchimpact.methods.telling import told

_WAYS: list[tuple[str, Callable[[], Text]]] = []


def declare_keeping(view: str, words: Callable[[], Text]) -> None:
    """Add a way under the calculator's result: the name of its page, which takes the method's name alone. Said once, when a room opens."""
    if view not in [name for name, _words in _WAYS]:
        _WAYS.append((view, words))


def ways_to_keep(version: MethodVersion, query: str) -> list[tuple[Text, str]]:
    """Words and addresses, with the version and the values of the calculation."""
    more = f"?version={version.number}" + (f"&{query}" if query else "")
    return [(words(), reverse(name, args=[version.method.slug]) + more) for name, words in _WAYS]


@dataclass(frozen=True)
class Result:
    """One result that is one number."""

    id: str
    name: str
    unit: str
    value: Decimal
    told: str


@dataclass(frozen=True)
class Sent:
    """A calculation as its address says it: its results, and how sure the first of them is, in words (« de 0,88 à 3,62 »)."""

    results: list[Result]
    headline: str = ""
    range: str = ""


def calculation_sent(version: MethodVersion, sent: Mapping[str, str]) -> Sent:
    """What the calculator shows for these values; no result when they cannot be."""
    calculation = calculation_of(version)
    form = CalculatorForm(calculation, sent, clock.today())
    if not calculation.has_formulas or (form.is_bound and not form.is_valid()):
        return Sent([])
    run = calculation.run(form.values())
    single = [step for step in calculation.results if not step.years and not step.table and not run.why_not(step)]
    results = [
        Result(step.id, str(step.name), step.unit, run.rounded(step)[0], told(run.of(step)[0], step, calculation.method)) for step in single
    ]
    found = sensitivity(run, with_break_even=False)
    if found is None:
        return Sent(results)
    low, high = (told(end, found.step, calculation.method) for end in (found.low, found.high))
    return Sent(results, str(found.step.name), _("de %(low)s à %(high)s") % {"low": low, "high": high})
