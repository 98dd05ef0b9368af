"""Adoptions: one of them, those of somebody, who learnt from whom, and what failures taught."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.organisations.rules import Anyone
from frenchimpact.solutions import rules
from frenchimpact.solutions.models import Adoption, AdoptionStep, Solution
from frenchimpact.territories.models import Territory

# Those that still live, then the last closed.
OPEN_FIRST = F("closed_at").desc(nulls_first=True)
_AROUND = (
    "solution__project__organisation",
    "kit",
    "territory__lead",
    "organisation",
    "project",
    "place__department",
    "challenge",
    "mentor",
    "learnt_from__territory__lead",
    "learnt_from__organisation",
    "learnt_from__project",
)


def whole(rows: QuerySet[Adoption]) -> QuerySet[Adoption]:
    """The same with everything that a page shows."""
    return rows.select_related(*_AROUND)


def find_adoption(user: Anyone, reference: str) -> Adoption:
    """One of those that the person may open, or Http404."""
    found = whole(rules.visible_adoptions(user)).filter(reference=reference).first()
    if found is None:
        raise Http404(_("Cette reprise n’existe pas, ou vous n’y avez pas accès."))
    return found


def find_step(user: Anyone, reference: str, position: int) -> AdoptionStep:
    """One step of it, or Http404."""
    adoption = find_adoption(user, reference)
    step = adoption.steps.filter(position=position).first()
    if step is None:
        raise Http404
    step.adoption = adoption
    return step


def adoption_by_key(pk: int) -> Adoption | None:
    """One, for what is told of it."""
    return whole(Adoption.objects.filter(pk=pk)).first()


def own_adoptions(user: Anyone) -> QuerySet[Adoption]:
    """Those of both sides of the person, the ones that still live first."""
    return whole(rules.visible_adoptions(user)).order_by(OPEN_FIRST, "-changed_at", "-pk")


def adoptions_in(territory: Territory) -> QuerySet[Adoption]:
    """What a territory takes up, or did."""
    return whole(territory.adoptions.all()).order_by(OPEN_FIRST, "-asked_at", "-pk")


def adoptions_of(solution: Solution) -> QuerySet[Adoption]:
    """Who takes a solution up, or did."""
    return whole(solution.adoptions.all()).order_by(OPEN_FIRST, "-asked_at", "-pk")


@dataclass(frozen=True)
class Branch:
    """An adoption and those who learnt from it."""

    adoption: Adoption
    taught: Sequence["Branch"]

    @property
    def count(self) -> int:
        """It and all those that come from it."""
        return 1 + sum(one.count for one in self.taught)


def tree_of(solution: Solution) -> list[Branch]:
    """Who learnt from whom: the first team's pupils, and theirs. One statement."""
    return _grown(solution.adoptions.select_related("territory", "organisation", "place").order_by("asked_at", "pk"))


def public_tree(solution: Solution) -> list[Branch]:
    """The same as everyone reads it: a branch whose teacher is not told hangs from the first team."""
    return _grown(rules.public_adoptions(solution).order_by("launched_on", "asked_at", "pk"))


def _grown(rows: Iterable[Adoption]) -> list[Branch]:
    found = list(rows)
    shown = {one.pk for one in found}
    by_teacher: dict[int | None, list[Adoption]] = {}
    for one in found:
        by_teacher.setdefault(one.learnt_from_id if one.learnt_from_id in shown else None, []).append(one)

    def grow(key: int | None) -> list[Branch]:
        return [Branch(one, grow(one.pk)) for one in by_teacher.get(key, [])]

    return grow(None)


def lessons_of(solution: Solution) -> list[Adoption]:
    """What those who closed theirs tell the next ones: what did not work first."""
    rows = rules.public_adoptions(solution).filter(state=Adoption.State.CLOSED, is_lesson_public=True)
    return sorted(rows, key=lambda one: (one.ending == Adoption.Ending.HANDED_ON, -one.pk))


def teachers_of(solution: Solution) -> QuerySet[Adoption]:
    """Those from whom somebody may learn: they run it, or ran it."""
    ran = Q(state=Adoption.State.RUNNING) | Q(state=Adoption.State.CLOSED, ending__in=["handed_on", "stopped"])
    return rules.public_adoptions(solution).filter(ran).order_by("launched_on", "pk")
