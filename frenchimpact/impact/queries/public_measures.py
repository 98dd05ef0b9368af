"""What the public reads of what a project measured: declared values, never of few people."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.quantities import quantity, shown
from frenchimpact.impact.models import Assessment, Measure, Verification
from frenchimpact.impact.period_names import name_between
from frenchimpact.impact.queries.measures import Line, followed_by, lines_of
from frenchimpact.impact.queries.proofs import in_which_quality, who_looked
from frenchimpact.impact.queries.published import hidden_measures
from frenchimpact.impact.suppression import FEWEST_PEOPLE, PEOPLE, hidden_parts, is_few
from frenchimpact.methods.queries import unit_words
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project


class Seen(NamedTuple):
    """That somebody looked at a value, as everyone reads it."""

    by: str
    quality: str
    on: dt.date
    verdict: str
    checked: int | None
    out_of: int | None
    sampling: str


class Corrected(NamedTuple):
    """A declared value that was replaced, as everyone reads it."""

    on: dt.date
    was: str
    reason: str


class Graded(NamedTuple):
    """Who gave a level of proof, and when."""

    by: str
    quality: str
    on: dt.date


@dataclass(frozen=True)
class Published:
    """One indicator of a project as everyone reads it."""

    line: Line
    # The declared values that are numbers, or say why there is none, in the order of time, with their places and parts at hand.
    measures: list[Measure]
    # Those whose number is not published anywhere: few people, or what would give them back.
    hidden: frozenset[int] = frozenset()

    @property
    def unit(self) -> str:
        """As it is written beside a number."""
        return unit_words(self.line.followed.indicator.unit)

    @property
    def counts_people(self) -> bool:
        """Whether few of them would be somebody."""
        return self.line.followed.indicator.unit in PEOPLE

    @property
    def last(self) -> Measure | None:
        """The latest that is a number."""
        return next((one for one in reversed(self.measures) if one.value is not None), None)

    @property
    def has_few(self) -> bool:
        """Whether a value is not told, so that nothing else may give it back."""
        return any(self.is_hidden(one) for one in self.measures)

    def is_hidden(self, measure: Measure) -> bool:
        """Too few people to be told."""
        return measure.pk in self.hidden or (self.counts_people and is_few(measure.value))

    def said(self, measure: Measure, *, with_unit: bool = True) -> str:
        """« 301 t », « moins de 11 », or why there is none."""
        if measure.value is None:
            return str(measure.get_absence_display())
        if self.is_hidden(measure):
            is_said_few = self.counts_people and is_few(measure.value)
            return _("moins de %(n)s") % {"n": FEWEST_PEOPLE} if is_said_few else _("non publié")
        return quantity(measure.value, self.unit).rstrip("\u00a0") if with_unit else shown(measure.value)

    def seen_by(self, measure: Measure) -> list[Seen]:
        """Who looked at it as it stands, when, at how much of it; not how many records there are where few people stand behind."""
        found = []
        for one in measure.verifications.all():
            if one.version == measure.version:
                checked, out_of = (None, None) if self.is_hidden(measure) else (one.checked, one.out_of)
                verdict = str(one.get_verdict_display())
                found.append(Seen(who_looked(one), in_which_quality(one), clock.date_of(one.at), verdict, checked, out_of, one.sampling))
        return found

    def corrections(self, measure: Measure) -> list[Corrected]:
        """What it was before, the latest first: the number where neither it nor its difference with what it is tells few people."""
        found = []
        for one in measure.versions.all():
            if one.state == Measure.State.DRAFT or one.value == measure.value:
                continue
            differs = is_few(abs(Decimal(one.value or 0) - Decimal(measure.value or 0)))
            is_secret = self.is_hidden(measure) or (self.counts_people and (is_few(one.value) or differs))
            was = str(Measure.Absence(one.absence).label) if one.value is None else quantity(one.value, self.unit).rstrip("\u00a0")
            found.append(Corrected(clock.date_of(one.replaced_at), _("non publié") if is_secret else was, one.reason))
        return found

    @property
    def graded(self) -> Graded | None:
        """The level of proof in force: who gave it, and when."""
        followed = self.line.followed
        given = next((one for one in followed.assessments.all() if one.level == followed.evidence), None)
        return Graded(who_looked(given), in_which_quality(given), given.on) if given else None

    def period(self, measure: Measure) -> str:
        """« 2025 »."""
        return name_between(measure.starts_on, measure.ends_on)

    def where(self, measure: Measure) -> str:
        """Its places; with their parts when these tell nobody."""
        if measure.place is not None:
            return str(measure.place)
        shares = list(measure.shares.all())
        if self.counts_people:
            return ", ".join(str(one.place) for one in shares)
        return ", ".join(f"{one.place} ({shown(one.share)}\u00a0%)" for one in shares)

    def parts(self, measure: Measure) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """By dimension: categories and their values, few of them hidden, and another where the total would give it back."""
        if measure.value is None or self.is_hidden(measure):
            return
        by: dict[str, list[tuple[str, Decimal]]] = {}
        for part in measure.parts.all():
            by.setdefault(part.dimension, []).append((part.category, part.value))
        for dimension, rows in by.items():
            rest = measure.value - sum(value for _category, value in rows)
            hidden = hidden_parts([*(value for _category, value in rows), rest]) if self.counts_people else set()
            yield dimension, [(name, _("non publié") if place in hidden else shown(value)) for place, (name, value) in enumerate(rows)]


def published_of(project: Project) -> list[Published]:
    """What a public project follows and declared something of, the same number of statements whatever there is."""
    if project.status != Project.Status.PUBLISHED:
        return []
    levels = Assessment.objects.select_related("organisation", "request")
    lines = lines_of(list(followed_by(project).prefetch_related(Prefetch("assessments", queryset=levels))))
    seen = Verification.objects.select_related("organisation", "request")
    keys = [measure.pk for line in lines for measure in line.series]
    rows = Measure.objects.filter(pk__in=keys).select_related("place", "method_version__method")
    rows = rows.prefetch_related("shares__place", "parts", "versions", Prefetch("verifications", queryset=seen))
    whole = {one.pk: one for one in rows}
    hidden = frozenset(hidden_measures([line.followed.pk for line in lines]))
    return [Published(line, [whole[one.pk] for one in line.series], hidden) for line in lines if line.series]


def find_measured(user: Anyone, slug: str) -> Project:
    """A public project that declared a value, or Http404."""
    declared = Measure.objects.exclude(state=Measure.State.DRAFT).filter(followed__project__slug=slug)
    found = Project.objects.filter(slug=slug, status=Project.Status.PUBLISHED).first()
    if found is None or not declared.exists():
        raise Http404(_("Ce projet n’a pas publié de mesure."))
    return found
