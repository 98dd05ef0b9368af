"""How far one is on each criterion of a jury, by what one says of oneself; and what to do first. It predicts nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from frenchimpact.calls.eligibility import ASK, NO, YES
from frenchimpact.calls.models import Criterion, Question

# As the thread of reasons shows them.
STATES = {"yes": YES, "partly": ASK, "no": NO}


@dataclass(frozen=True)
class Step:
    """One criterion: how far, in words, and what comes next."""

    criterion: Criterion
    state: str
    words: str
    next: str


def steps_of(criteria: Iterable[Criterion], said: Mapping[str, str], asked: Iterable[Question]) -> list[Step]:
    """The criteria that were answered, in the order of the grid; `said` is "yes", "partly" or "no" by code of criterion."""
    questions = list(asked)
    return [_step(one, said[one.code], questions) for one in criteria if said.get(one.code) in STATES]


def first_of(steps: Iterable[Step]) -> Step | None:
    """Where to begin: the one that weighs most among those that are furthest."""
    lacking = [one for one in steps if one.state != YES]
    return max(lacking, key=lambda one: (one.criterion.weight, one.state == NO), default=None)


def _step(criterion: Criterion, said: str, questions: list[Question]) -> Step:
    where = ", ".join(_("« %(label)s »") % {"label": one.label} for one in questions if one.criterion_id == criterion.pk)
    if said == "yes":
        words = _("Vous y êtes.")
        return Step(criterion, YES, words, _("Montrez-le dans %(where)s.") % {"where": where} if where else "")
    words = _("Vous y êtes en partie.") if said == "partly" else _("Vous n’y êtes pas encore.")
    expected = str(criterion.anchors.get(str(criterion.scale), ""))
    following = criterion.next_step or (_("Ce qui est attendu : %(what)s.") % {"what": expected.rstrip(".")} if expected else "")
    return Step(criterion, STATES[said], words, following)
