"""The report of a project: what it follows, what was measured, who looked, in sentences made from what is there."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.quantities import quantity
from frenchimpact.design.period_words import day_words, period_name, period_words
from frenchimpact.impact.models import Followed, ImpactAim, Measure
from frenchimpact.impact.queries.proofs import Evidence, evidence_of, proofs_of, who_looked
from frenchimpact.impact.queries.published import hidden_measures
from frenchimpact.impact.suppression import PEOPLE, is_few
from frenchimpact.methods.queries import unit_words
from frenchimpact.projects.models import Project

MOST_PERIODS = 12


@dataclass(frozen=True)
class Told:
    """A value as the report tells it: without its number when it would tell few people."""

    measure: Measure
    period: str
    value: str
    is_hidden: bool
    state: str
    seen_by: str


@dataclass(frozen=True)
class Chapter:
    """One indicator: the finding as a sentence, the values in order of time, the target, the proof."""

    followed: Followed
    sentence: str
    unit: str
    values: list[Told]
    aim: ImpactAim | None
    evidence: Evidence

    @property
    def bars(self) -> list[tuple[str, float, str]]:
        """Period, length, what is written beside; what is hidden or missing has no bar."""
        return [
            (one.period, float(one.measure.value), one.value)
            for one in self.values
            if one.measure.value is not None and not one.is_hidden and one.measure.value >= 0
        ]


@dataclass(frozen=True)
class Report:
    """The whole of it."""

    project: Project
    summary: list[str]
    chapters: list[Chapter]


def report_of(project: Project) -> Report:
    """What the project's people may hand to anyone today."""
    rows = proofs_of(project)
    hidden = hidden_measures([one.pk for one in rows], is_public=False)
    chapters = [_chapter(followed, hidden) for followed in rows]
    return Report(project, _summary(chapters), chapters)


def _chapter(followed: Followed, hidden: Collection[int]) -> Chapter:
    rows = sorted(followed.measures.all(), key=lambda one: one.ends_on)[-MOST_PERIODS:]
    values = [_told(followed, one, hidden) for one in rows if one.state != Measure.State.DISPUTED]
    aim = followed.aims.first()
    return Chapter(followed, _finding(followed, values, aim), unit_words(followed.indicator.unit), values, aim, evidence_of(followed))


def _told(followed: Followed, measure: Measure, hidden: Collection[int]) -> Told:
    unit = unit_words(followed.indicator.unit)
    is_few_people = followed.indicator.unit in PEOPLE and is_few(measure.value)
    is_hidden = is_few_people or measure.pk in hidden
    value = quantity(measure.value, unit)
    if measure.value is None:
        value = str(measure.get_absence_display())
    elif is_hidden:
        value = _("moins de 11, non publié") if is_few_people else _("non publié")
    looked = [who_looked(one) for one in measure.verifications.all() if one.version == measure.version and one.verdict == "confirmed"]
    period = period_name(measure.ends_on, followed.indicator.frequency)
    return Told(measure, period, value, is_hidden, str(measure.get_state_display()), ", ".join(dict.fromkeys(looked)))


def _finding(followed: Followed, values: list[Told], aim: ImpactAim | None) -> str:
    """« 420 pers. en 2025, contre 310 pers. en 2024 ; cible : 500 pers. fin 2027 »."""
    known = [one for one in values if one.measure.value is not None]
    if not known:
        return _("Pas encore de valeur déclarée")
    frequency = followed.indicator.frequency
    last = known[-1]
    found = _("%(value)s %(period)s") % {"value": last.value, "period": period_words(last.measure.ends_on, frequency)}
    if len(known) > 1:
        before = known[-2]
        words = {"now": found, "value": before.value, "period": period_words(before.measure.ends_on, frequency)}
        found = _("%(now)s, contre %(value)s %(period)s") % words
    if aim is not None and aim.target is not None and aim.target_on is not None:
        goal = {"now": found, "value": quantity(aim.target, unit_words(followed.indicator.unit)), "on": day_words(aim.target_on)}
        found = _("%(now)s ; cible : %(value)s %(on)s") % goal
    return found


def _summary(chapters: list[Chapter]) -> list[str]:
    """What one says first: how much was measured, how much of it somebody else looked at, what is missing."""
    known = [one for chapter in chapters for one in chapter.values if one.measure.value is not None]
    seen = [one for one in known if one.seen_by]
    silent = [str(chapter.followed.indicator) for chapter in chapters if not any(one.measure.value is not None for one in chapter.values)]
    n = len(chapters)
    lines = [ngettext("Le projet suit %(n)s indicateur.", "Le projet suit %(n)s indicateurs.", n) % {"n": n}]
    if known:
        words = ngettext("%(n)s valeur est déclarée", "%(n)s valeurs sont déclarées", len(known)) % {"n": len(known)}
        looked = ngettext("dont %(n)s vérifiée par quelqu’un d’autre", "dont %(n)s vérifiées par quelqu’un d’autre", len(seen))
        lines.append(f"{words}, {looked % {'n': len(seen)}}.")
    if silent:
        lines.append(_("Rien n’est encore mesuré pour : %(names)s.") % {"names": ", ".join(silent)})
    return lines
