"""Supports: those of a project, one with all of it, a portfolio, and how long structures take to answer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.support import rules
from frenchimpact.support.models import Contact, Diagnosis, Step, Support, SupportMember

# Nobody spoke to the team for that long: somebody notices.
QUIET_DAYS = 60
# Fewer answers than that say nothing of how long a structure takes.
FEWEST_ANSWERS = 3


def supports_of(project: Project) -> list[Support]:
    """What the project asked and holds, the latest first."""
    return list(project.supports.select_related("structure", "redirected_to", "next__structure").order_by("-requested_at", "-pk"))


def whole(rows: QuerySet[Support]) -> QuerySet[Support]:
    """The same with everything that a page of one shows."""
    people = SupportMember.objects.filter(until=None).select_related("user").order_by("since", "pk")
    said = Contact.objects.select_related("by").order_by("-on", "-pk")
    return rows.select_related(
        "project__organisation", "structure", "redirected_to", "requested_by", "previous__structure"
    ).prefetch_related(
        Prefetch("members", queryset=people, to_attr="people"),
        Prefetch("diagnoses", queryset=Diagnosis.objects.select_related("by").order_by("-version"), to_attr="read"),
        Prefetch("steps", queryset=Step.objects.order_by("due_on", "position", "pk"), to_attr="plan"),
        Prefetch("contacts", queryset=said, to_attr="said"),
    )


def find_support(user: Anyone, reference: str) -> Support:
    """One that the person sees. Raises Http404."""
    found = whole(rules.visible_supports(user)).filter(reference=reference).distinct().first()
    if found is None:
        raise Http404(_("Cet accompagnement n’existe pas, ou vous n’y avez pas accès."))
    return found


def find_step(user: Anyone, reference: str, pk: int) -> Step:
    """A step of one that the person sees. Raises Http404."""
    support = find_support(user, reference)
    found = support.steps.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.support = support
    return found


def history_of(support: Support) -> list[Support]:
    """What came before, when it was handed over, the latest first."""
    found: list[Support] = []
    at = support.previous
    while at is not None and at not in found:
        found.append(at)
        at = at.previous
    return found


def is_quiet(support: Support) -> bool:
    """Whether nobody has spoken to the team for long."""
    since = support.last_contact_on
    return support.is_live and since is not None and since < clock.today() - dt.timedelta(days=QUIET_DAYS)


@dataclass(frozen=True)
class Line:
    """A row of a portfolio: the support, what is next and when, what is late."""

    support: Support
    next_words: str
    next_on: dt.date | None
    is_late: bool
    is_quiet: bool
    steps_done: int
    steps_count: int


def portfolio(user: Anyone, state: str = "") -> list[Line]:
    """The person's supports in that state (live ones by default), what is due first first."""
    rows = rules.portfolio_of(user).select_related("project", "structure")
    rows = rows.filter(state=state) if state else rows.filter(state__in=Support.LIVE)
    rows = rows.annotate(
        done=Count("steps", filter=Q(steps__state__in=["done", "not_applicable"]), distinct=True),
        every=Count("steps", distinct=True),
    ).prefetch_related(
        Prefetch("steps", queryset=Step.objects.filter(state__in=["todo", "doing"]).order_by("due_on", "pk"), to_attr="open")
    )
    lines = [_line(one) for one in rows]
    return sorted(lines, key=lambda line: (line.next_on is None, line.next_on or dt.date.max, line.support.pk))


def _line(support: Support) -> Line:
    words, on = next_of(support)
    late = on is not None and on < clock.today()
    return Line(support, words, on, late, is_quiet(support), getattr(support, "done", 0), getattr(support, "every", 0))


def next_of(support: Support) -> tuple[str, dt.date | None]:
    """What comes next, and when: an answer, a diagnosis, a plan, a step, a review."""
    if support.state == Support.State.OFFERED:
        return _("Accepter le Pass, ou dire pourquoi non"), support.answer_due_on
    if support.state == Support.State.REQUESTED:
        return _("Répondre à la demande"), support.answer_due_on
    if support.state == Support.State.DIAGNOSIS:
        return _("Partager un diagnostic"), support.plan_due_on
    if support.state == Support.State.PLANNING:
        return _("Valider le plan avec l’équipe"), support.plan_due_on
    if support.state != Support.State.FOLLOWED:
        return "", None
    left: list[Step] = getattr(support, "open", None) or list(support.steps.filter(state__in=["todo", "doing"]).order_by("due_on", "pk"))
    dated = [(one.due_on, one.title) for one in left if one.due_on is not None]
    if dated and (support.review_due_on is None or dated[0][0] <= support.review_due_on):
        return dated[0][1], dated[0][0]
    return _("Revue trimestrielle"), support.review_due_on


@dataclass(frozen=True)
class Delay:
    """How long a structure took to answer, over those it answered in a year: the median, and how many."""

    days: float
    count: int


def delays_of(structures: Iterable[Organisation]) -> dict[int, Delay]:
    """By structure; those with too few answers are left out, and what was never asked (a call chose the project). One statement."""
    since = clock.now() - dt.timedelta(days=365)
    answered = Support.objects.filter(
        structure__in=[one.pk for one in structures], answered_at__gte=since, answered_at__gt=F("requested_at")
    )
    rows = answered.values_list("structure", F("answered_at") - F("requested_at"))
    taken: dict[int, list[float]] = {}
    for key, time in rows:
        taken.setdefault(key, []).append(time.total_seconds() / 86_400)
    return {key: Delay(median(days), len(days)) for key, days in taken.items() if len(days) >= FEWEST_ANSWERS}
