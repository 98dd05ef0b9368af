"""What a sentence of a note stands on, and what it shows today. Written in the programme's first language, as notes are."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from frenchimpact.barriers.models import Barrier, Case, Evidence, Experiment, PolicyNote, Precedent, Sentence
from frenchimpact.barriers.queries.demand import LEAST, demand_of_barrier
from frenchimpact.core.quantities import euros, quantity, shown
from frenchimpact.design.navigation import plain
from frenchimpact.design.words import day, number
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import Challenge, Indicator, Territory
from frenchimpact.territories.queries.progress import progress_of
from frenchimpact.territories.queries.territories import public_territories

Kind = Evidence.Kind
LONGEST = 500
# Answers and experiments offered for one barrier.
MOST_OFFERED = 20
# A published answer that nobody may rely upon any more is no evidence.
_READABLE = (Precedent.State.VALID, Precedent.State.EXPIRED, Precedent.State.SUPERSEDED)


@dataclass(frozen=True)
class Seen:
    """What a thing shows today, and its French address."""

    kind: str
    said: str
    path: str
    thing_id: int | None = None


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


# ── Things of the desk ───────────────────────────────────────────────────────────────────────────
def _barrier(barrier: Barrier) -> Seen:
    demand, said = demand_of_barrier(barrier), [f"{barrier.title} ({barrier.get_state_display().lower()})"]
    if demand.is_shown:
        said.append(f"{number(demand.count)} personnes ou structures se disent bloquées aussi")
    if demand.days is not None:
        said.append(f"{number(demand.days)} jours perdus par chacune (médiane de {number(demand.days_count)})")
    if demand.euros is not None:
        said.append(f"{euros(demand.euros)} perdus par chacune (médiane de {number(demand.euros_count)})")
    return Seen(Kind.BARRIER, _cut(" ; ".join(said)), _common(barrier), barrier.pk)


def count_cases(barrier: Barrier) -> int:
    """The cases that hit it, but those that repeat another."""
    return Case.objects.filter(barrier=barrier).exclude(state=Case.State.DUPLICATE).count()


def cases_words(count: int) -> str:
    """« 14 cas »; a number under three would say who they are."""
    return f"{number(count)} cas" if count >= LEAST else "moins de trois cas"


def _cases(barrier: Barrier) -> Seen:
    said = f"{cases_words(count_cases(barrier))} au guichet : {barrier.title}"
    return Seen(Kind.CASE, _cut(said), _common(barrier), barrier.pk)


def _precedent(precedent: Precedent) -> Seen:
    words = f"{precedent.title} : {precedent.get_outcome_display().lower()} ({precedent.get_state_display().lower()})"
    return Seen(Kind.PRECEDENT, _cut(words), f"/freins/{precedent.slug}/", precedent.pk)


def measured_words(experiment: Experiment) -> list[str]:
    """Each indicator with its last value, where it started and what it aims at."""
    found = []
    for indicator in experiment.indicators.all():
        values = sorted(indicator.values.all(), key=lambda one: (one.on, one.pk))
        if values:
            bounds = [f"départ {shown(indicator.baseline)}"] if indicator.baseline is not None else []
            bounds += [f"cible {shown(indicator.target)}"] if indicator.target is not None else []
            inside = f" ({', '.join(bounds)})" if bounds else ""
            found.append(f"{indicator.name} : {quantity(values[-1].value, indicator.unit).strip()} au {day(values[-1].on)}{inside}")
    return found


def _experiment(experiment: Experiment) -> Seen:
    state = experiment.get_ending_display().lower() if experiment.ending else f"du {day(experiment.starts_on)} au {day(experiment.ends_on)}"
    said = " ; ".join([f"{experiment.title} ({state})", *measured_words(experiment)])
    return Seen(Kind.EXPERIMENT, _cut(said), f"/experimentations/{experiment.slug}/", experiment.pk)


def _common(barrier: Barrier) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return reverse("barriers:common_barrier", args=[barrier.reference])


def _of_desk(kind: str, thing_id: int) -> Seen | None:
    if kind in (Kind.BARRIER, Kind.CASE):
        barrier = Barrier.objects.filter(pk=thing_id, hidden_at=None).first()
        return None if barrier is None else (_barrier if kind == Kind.BARRIER else _cases)(barrier)
    if kind == Kind.PRECEDENT:
        precedent = Precedent.objects.filter(pk=thing_id, state__in=_READABLE).defer("words").first()
        return _precedent(precedent) if precedent else None
    experiment = Experiment.objects.filter(pk=thing_id, is_public=True).prefetch_related("indicators__values").first()
    return _experiment(experiment) if experiment else None


def see(kind: str, thing_id: int) -> Seen | None:
    """What a thing of the desk shows today; None when the public may not read it."""
    with translation.override(settings.LANGUAGE_CODE):
        return _of_desk(kind, thing_id)


# ── Addresses ────────────────────────────────────────────────────────────────────────────────────
def own_path(address: str) -> str:
    """The French path of an address of ours, with or without our name; empty for another site's."""
    try:
        given = urlsplit(address)
    except ValueError:
        return ""
    if address.startswith("/") and not address.startswith("//"):
        return plain(given.path)
    ours = urlsplit(settings.BASE_URL)
    return plain(given.path or "/") if given.scheme in ("http", "https") and given.netloc == ours.netloc else ""


def see_page(address: str) -> Seen | None:
    """What a public page of ours shows: a barrier, an answer, an experiment, the figures of a territory or a project."""
    path = own_path(address)
    if not path:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return None
        find = _PAGES.get(match.view_name)
        try:
            return find(path, **match.kwargs) if find else None
        except Http404:
            return None


def _barrier_page(path: str, reference: str) -> Seen | None:
    asked = Q(reference=reference) | Q(former_references__contains=[reference])
    found = Barrier.objects.filter(asked, hidden_at=None).first()
    return _barrier(found) if found else None


def _precedent_page(path: str, slug: str) -> Seen | None:
    found = Precedent.objects.filter(slug=slug).values_list("pk", flat=True).first()
    return _of_desk(Kind.PRECEDENT, found) if found else None


def _experiment_page(path: str, slug: str) -> Seen | None:
    found = Experiment.objects.filter(slug=slug).values_list("pk", flat=True).first()
    return _of_desk(Kind.EXPERIMENT, found) if found else None


def _values(territory: Territory, challenge: Challenge | None = None) -> list[str]:
    lines = [one for one in progress_of(territory).values() if challenge is None or one.indicator.challenge_id == challenge.pk]
    return [
        f"{one.indicator.name} : {quantity(one.series[-1][1], one.indicator.unit)} au {day(one.series[-1][0])}"
        for one in lines
        if one.series
    ]


def _territory_page(path: str, slug: str, number: int | None = None) -> Seen | None:
    territory = public_territories().filter(slug=slug).first()
    if territory is None:
        return None
    challenge = territory.challenges.filter(number=number).first() if number is not None else None
    if number is not None and challenge is None:
        return None
    title = f"{territory.name}, {challenge.title}" if challenge else territory.name
    return Seen(Kind.FIGURE, _cut(" ; ".join([title, *_values(territory, challenge)])), path)


def _project_page(path: str, slug: str) -> Seen | None:
    found = Project.objects.filter(slug=slug, status=Project.Status.PUBLISHED).first()
    if found is None:
        return None
    measured = Indicator.objects.filter(project=found, ended_on=None).exclude(last_on=None).order_by("territory_id", "number")[:10]
    values = [f"{one.name} : {quantity(one.last_value, one.unit)} au {day(one.last_on)}" for one in measured]
    return Seen(Kind.FIGURE, _cut(" ; ".join([f"Projet {found.name}", *values])), path)


_PAGES: dict[str, Callable[..., Seen | None]] = {
    "barriers:common_barrier": _barrier_page,
    "barriers:precedent": _precedent_page,
    "barriers:experiment": _experiment_page,
    "territories:territory": _territory_page,
    "territories:challenge": _territory_page,
    "atlas:project": _project_page,
}


# ── Evidence of a note ───────────────────────────────────────────────────────────────────────────
def see_again(evidence: Evidence) -> Seen | None:
    """What it shows today; None when it is gone, or elsewhere."""
    if evidence.thing_id is not None:
        return see(evidence.kind, evidence.thing_id)
    return see_page(evidence.url) if evidence.kind == Kind.FIGURE else None


@dataclass(frozen=True)
class Numbered:
    """One evidence of a note, under its number; the same thing has one number in the whole note."""

    n: int
    evidence: Evidence
    now: Seen | None

    @property
    def is_elsewhere(self) -> bool:
        """Whether nobody here can say what it shows today."""
        return self.evidence.kind == Kind.ELSEWHERE

    @property
    def is_gone(self) -> bool:
        """Whether its page is no longer public."""
        return not self.is_elsewhere and self.now is None

    @property
    def is_changed(self) -> bool:
        """Whether it shows something else than on the day it was linked."""
        return self.now is not None and self.now.said != self.evidence.said

    @property
    def href(self) -> str:
        """Where it is read: empty when nowhere any more."""
        if self.is_elsewhere:
            return self.evidence.url
        return self.now.path if self.now else ""


def _same(evidence: Evidence) -> tuple[str, int | str]:
    return evidence.kind, evidence.thing_id if evidence.thing_id is not None else evidence.url


def number_evidence(note: PolicyNote) -> tuple[list[tuple[Sentence, list[Numbered]]], list[Numbered]]:
    """The sentences of a note in their order, each with its evidence, and all the evidence by number."""
    known: dict[tuple[str, int | str], Numbered] = {}
    sentences = []
    for sentence in note.sentences.all():
        own = []
        for one in sentence.evidence.all():
            if _same(one) not in known:
                known[_same(one)] = Numbered(len(known) + 1, one, see_again(one))
            first = known[_same(one)]
            own.append(Numbered(first.n, one, first.now))
        sentences.append((sentence, own))
    return sentences, list(known.values())


def offered_for(barriers: Iterable[Barrier]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the barriers of a note bring, one group each, as choices of a list."""
    return [
        (
            f"{one.reference} {one.title}"[:120],
            [(f"{seen.kind}-{seen.thing_id}", f"{Kind(seen.kind).label} : {seen.said}"[:160]) for seen in all_of(one)],
        )
        for one in barriers
    ]


def all_of(barrier: Barrier) -> Iterator[Seen]:
    """The barrier, its cases, its answers, its experiments, as they are today."""
    with translation.override(settings.LANGUAGE_CODE):
        yield _barrier(barrier)
        if count_cases(barrier):
            yield _cases(barrier)
        for precedent in barrier.precedents.filter(state__in=_READABLE).defer("words").order_by("-published_at", "-pk")[:MOST_OFFERED]:
            yield _precedent(precedent)
        public = barrier.experiments.filter(is_public=True).prefetch_related("indicators__values").order_by("-starts_on", "-pk")
        for experiment in public[:MOST_OFFERED]:
            yield _experiment(experiment)
