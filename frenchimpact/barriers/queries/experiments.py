"""The register of experiments: lists, one with its numbers, and those that wait for a decision."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.http import Http404

from frenchimpact.barriers.models import (
    Ending,
    Experiment,
    ExperimentIndicator,
    ExperimentPlace,
    ExperimentValue,
)
from frenchimpact.barriers.rules import visible_experiments
from frenchimpact.core import clock
from frenchimpact.core.fields import Fold
from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import serving
from frenchimpact.organisations.rules import Anyone

_RUNNING = ("", Ending.EXTENDED)
RUNNING, OVERDUE = "en-cours", "sans-decision"
# What a list may be narrowed to, in the addresses, with how it ended.
ENDINGS = {
    "generalisee": Ending.GENERALISED,
    "prolongee": Ending.EXTENDED,
    "maintenue": Ending.KEPT,
    "arretee": Ending.STOPPED,
}


def undecided() -> QuerySet[Experiment]:
    """Those that ended without a decision: alarms, until they are decided."""
    return Experiment.objects.filter(ending__in=_RUNNING, ends_on__lt=clock.today()).order_by("ends_on", "pk")


def is_undecided(experiment: Experiment) -> bool:
    """The same, for one."""
    return experiment.ending in _RUNNING and experiment.ends_on < clock.today()


def is_running(experiment: Experiment) -> bool:
    """Whether it goes on, its end not come."""
    return experiment.ending in _RUNNING and experiment.ends_on >= clock.today()


def state_of(experiment: Experiment) -> str:
    """Where it stands, as addresses and exports say it."""
    if is_undecided(experiment):
        return OVERDUE
    if is_running(experiment):
        return RUNNING
    return next(code for code, ending in ENDINGS.items() if ending == experiment.ending)


def in_state(state: str) -> Q:
    """The rows of a state of the list."""
    today = clock.today()
    if state == RUNNING:
        return Q(ending__in=_RUNNING, ends_on__gte=today)
    if state == OVERDUE:
        return Q(ending__in=_RUNNING, ends_on__lt=today)
    return Q(ending=ENDINGS[state])


def listed_experiments(
    rows: QuerySet[Experiment], *, text: str = "", theme: str = "", place: Place | None = None, state: str = ""
) -> QuerySet[Experiment]:
    """Those that match, with their places: what runs first, by end."""
    words = fold(clean_line(text)).split()[:6]
    if words:
        told = Concat("reference", Value(" "), "title", Value(" "), "object", Value(" "), "legal_basis", output_field=TextField())
        rows = rows.alias(told=Fold(told)).filter(*(Q(told__contains=word) for word in words))
    if theme:
        rows = rows.filter(barrier__themes__contains=[theme])
    if place is not None:
        at = ExperimentPlace.objects.filter(experiment=OuterRef("pk"))
        rows = rows.filter(Q(Exists(at.filter(serving(place, "place__")))) | ~Q(Exists(at)))
    if state:
        rows = rows.filter(in_state(state))
    return rows.prefetch_related("places__place").order_by("-ends_on", "-pk")


def whole(rows: QuerySet[Experiment]) -> QuerySet[Experiment]:
    """The same with everything that a page of one shows."""
    values = ExperimentValue.objects.select_related("by").order_by("on", "pk")
    indicators = ExperimentIndicator.objects.prefetch_related(Prefetch("values", queryset=values)).order_by("pk")
    return rows.select_related("outcome__case", "barrier", "authority", "follower").prefetch_related(
        "places__place", "norm_links__norm", "terms__by", Prefetch("indicators", queryset=indicators)
    )


def find_public_experiment(user: Anyone, slug: str) -> Experiment:
    """One of the public register, by any address that it had; taken out of the public too: its page says so. Raises Http404."""
    asked = Q(slug=slug) | Q(former_slugs__contains=[slug])
    found = whole(Experiment.objects.filter(asked, Q(is_public=True) | Q(hidden_at__isnull=False))).order_by("-is_public", "pk").first()
    if found is None:
        raise Http404
    return found


def find_experiment(user: Anyone, reference: str) -> Experiment:
    """One that the person sees. Raises Http404."""
    found = whole(visible_experiments(user)).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def find_indicator(user: Anyone, reference: str, number: int) -> ExperimentIndicator:
    """What is counted in one that the person sees. Raises Http404."""
    experiment = find_experiment(user, reference)
    for one in experiment.indicators.all():
        if one.pk == number:
            one.experiment = experiment
            return one
    raise Http404


@dataclass(frozen=True)
class Measured:
    """An indicator with its values: the last one written for each day counts, the others were corrected."""

    indicator: ExperimentIndicator
    values: list[ExperimentValue]
    corrected: list[ExperimentValue]

    @property
    def last(self) -> Decimal | None:
        """Where it is."""
        return self.values[-1].value if self.values else None

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is reached; None when there is none, or nothing was measured."""
        target, start = self.indicator.target, self.indicator.baseline
        if target is None or self.last is None:
            return None
        return self.last <= target if start is not None and target < start else self.last >= target


def measured(experiment: Experiment) -> list[Measured]:
    """Its indicators, in the order in which they were agreed."""
    return [_measured(one) for one in experiment.indicators.all()]


def _measured(indicator: ExperimentIndicator) -> Measured:
    by_day: dict[Any, ExperimentValue] = {}
    corrected = []
    for one in indicator.values.all():
        if one.on in by_day:
            corrected.append(by_day[one.on])
        by_day[one.on] = one
    return Measured(indicator, [by_day[on] for on in sorted(by_day)], corrected)
