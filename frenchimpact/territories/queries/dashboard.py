"""The dashboard of a territory (TE01): what waits, how each challenge goes, what comes next. A fixed number of statements."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core import clock
from frenchimpact.labels.models import Label
from frenchimpact.territories.models import Challenge, Meeting, Territory
from frenchimpact.territories.queries.challenges import count_words
from frenchimpact.territories.queries.plans import PlanCounts, plan_counts
from frenchimpact.territories.queries.progress import Line, main_line, progress_of
from frenchimpact.territories.queries.promises import PartyRate, reliability
from frenchimpact.territories.queries.proposals import waiting_proposals
from frenchimpact.territories.queries.territories import label_of

# A label that ends within that many days is said.
SOON = dt.timedelta(days=183)


@dataclass(frozen=True)
class Alert:
    """One thing that waits, with the page where it is done. `tone`: bad, warn or info."""

    words: str
    url: str
    tone: str = "warn"


@dataclass(frozen=True)
class Progress:
    """How one challenge goes: its main indicator, and its actions counted by state."""

    challenge: Challenge
    line: Line | None
    counts: dict[str, int]


@dataclass(frozen=True)
class Dashboard:
    """Everything that the page shows."""

    alerts: list[Alert]
    challenges: list[Progress]
    plan: PlanCounts
    rates: list[PartyRate]
    next_meeting: Meeting | None
    label: Label | None


def page(territory: Territory, name: str, fallback: str = "territory_space", *more: object, end: str = "") -> str:
    """A page of the space; that of its tab where this one does not exist."""
    for one, arguments in ((name, more), (fallback, ())):
        try:
            return reverse(f"territories:{one}", args=[territory.reference, *arguments]) + end
        except NoReverseMatch:
            continue
    return reverse("territories:territory_space", args=[territory.reference])


def progress_by_challenge(challenges: list[Challenge], lines: list[Line], counts: PlanCounts) -> list[Progress]:
    """How each challenge goes, from what was read once for all."""
    return [Progress(one, main_line(one, lines), counts.by_challenge.get(one.pk, {})) for one in challenges]


def dashboard(territory: Territory) -> Dashboard:
    """What waits for the collective today."""
    challenges = list(territory.challenges.all())
    lines = list(progress_of(territory).values())
    counts = plan_counts(territory)
    rates = reliability(territory)
    coming = territory.meetings.filter(state=Meeting.State.PLANNED, ends_at__gte=clock.now()).order_by("starts_at").first()
    label = label_of(territory)
    alerts = list(_alerts(territory, challenges, lines, counts, rates, label, waiting_proposals(territory)))
    return Dashboard(alerts, progress_by_challenge(challenges, lines, counts), counts, rates, coming, label)


def _alerts(
    territory: Territory,
    challenges: list[Challenge],
    lines: list[Line],
    counts: PlanCounts,
    rates: list[PartyRate],
    label: Label | None,
    waiting: int,
) -> Iterator[Alert]:
    if words := count_words(territory, len(challenges)):
        yield Alert(words, page(territory, "challenges"))
    for action in counts.blocked:
        words = _("« %(action)s » est bloquée : %(why)s") % {"action": action.title, "why": action.blocked_by}
        yield Alert(words, page(territory, "plan_action", "plan", action.number), "bad")
    late = [line for line in lines if line.days_late]
    if late:
        words = ngettext("%(num)s indicateur est en retard", "%(num)s indicateurs sont en retard", len(late)) % {"num": len(late)}
        yield Alert(words + " : " + ", ".join(line.indicator.name for line in late[:3]), page(territory, "indicators"))
    if counts.late:
        words = ngettext("%(num)s action a dépassé sa date", "%(num)s actions ont dépassé leur date", counts.late) % {"num": counts.late}
        yield Alert(words, page(territory, "plan", end="?retard=on"))
    if broken := sum(rate.late for rate in rates):
        words = ngettext("%(num)s promesse n’est pas tenue à sa date", "%(num)s promesses ne sont pas tenues à leur date", broken)
        yield Alert(words % {"num": broken}, page(territory, "commitments"))
    if waiting:
        words = ngettext("%(num)s proposition attend une réponse", "%(num)s propositions attendent une réponse", waiting)
        yield Alert(words % {"num": waiting}, page(territory, "proposals", "challenges"), "info")
    if label is not None and label.holds and label.valid_until is not None and label.valid_until - clock.today() <= SOON:
        words = _("Le label se termine le %(day)s : préparez son renouvellement.") % {"day": date_format(label.valid_until, "DATE_FORMAT")}
        yield Alert(words, reverse("labels:label", args=[label.reference]))
