"""What the public sheet of a territory says: figures in words, the label's history, when it was last brought up to date."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.labels.models import Label, LabelEvent
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import Challenge, ChallengeProject, Review, Territory
from frenchimpact.territories.queries.progress import Line, main_line
from frenchimpact.territories.queries.territories import find_territory

# What anyone may read that changed, and when.
_CHANGED = """
SELECT greatest(t.changed_at,
  (SELECT max(changed_at) FROM territories_challenge WHERE territory_id = t.id),
  (SELECT max(changed_at) FROM territories_action WHERE territory_id = t.id),
  (SELECT max(changed_at) FROM territories_commitment WHERE territory_id = t.id),
  (SELECT max(m.at) FROM territories_indicator i JOIN territories_measurement m ON m.indicator_id = i.id AND m.ends_on = i.last_on
   WHERE i.territory_id = t.id))
FROM territories_territory t WHERE t.id = %s
"""


@dataclass(frozen=True)
class BeforeAfter:
    """One indicator, where it started and where it is."""

    line: Line
    before_on: dt.date
    before: Decimal
    after_on: dt.date
    after: Decimal

    @property
    def gap(self) -> Decimal:
        """What changed, in the unit."""
        return self.after - self.before


def changed_at(territory: Territory) -> dt.datetime:
    """When something of what the public reads last changed."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [territory.pk])
        (found,) = cursor.fetchone()
    return cast(dt.datetime, found)


def find_challenge(user: Anyone, slug: str, number: int) -> Challenge:
    """A challenge of a public territory, or Http404."""
    territory = find_territory(user, slug)
    found = territory.challenges.select_related("owner").prefetch_related("objectives").filter(number=number).first()
    if found is None:
        raise Http404(_("Ce territoire n’a pas de défi à ce numéro."))
    found.territory = territory
    return found


def before_after(challenges: list[Challenge], lines: dict[int, Line]) -> BeforeAfter | None:
    """The first main indicator that has a starting point and a later value."""
    for challenge in challenges:
        line = main_line(challenge, lines.values())
        if line is None or not line.series or line.aim.baseline is None or line.aim.baseline_on is None:
            continue
        on, value = line.series[-1]
        if on > line.aim.baseline_on:
            return BeforeAfter(line, line.aim.baseline_on, line.aim.baseline, on, value)
    return None


def labels_of(territory: Territory) -> list[Label]:
    """Every label that it holds or held, the latest first."""
    links = territory.territory_labels.select_related("label__kind", "label__successor").order_by("-label__granted_on", "-pk")
    return [link.label for link in links]


def label_events(labels: list[Label]) -> list[LabelEvent]:
    """What happened to these labels, the latest first."""
    return list(LabelEvent.objects.filter(label__in=labels).select_related("label").order_by("-on", "-at", "-pk"))


def first_review_on(territory: Territory, label: Label | None) -> dt.date | None:
    """When the first review of a young label comes: the next one planned, or a year after the label. None once one was concluded."""
    reviews = list(territory.reviews.filter(kind=Review.Kind.YEARLY).order_by("due_on"))
    if any(review.state == Review.State.CONCLUDED for review in reviews):
        return None
    if reviews:
        return reviews[0].due_on
    if label is None or not label.holds:
        return None
    start = label.valid_from
    return start.replace(year=start.year + 1, day=min(start.day, 28))


def published_reviews(territory: Territory) -> QuerySet[Review]:
    """The reviews that everyone may read, the latest first."""
    return territory.reviews.filter(published_at__isnull=False).order_by("-ends_on", "-pk")


def attached_projects(territory: Territory) -> list[ChallengeProject]:
    """The published projects that answer its challenges already."""
    links = ChallengeProject.objects.filter(challenge__territory=territory, project__status=Project.Status.PUBLISHED)
    return list(links.select_related("challenge").order_by("challenge__number", "pk"))


def shown_projects(attached: dict[int, int], others: QuerySet[Project], length: int) -> list[tuple[Project, int | None]]:
    """Some of the projects, with the number of the challenge that each answers: those that answer one first."""
    answering = sorted(Project.objects.filter(pk__in=list(attached)), key=lambda project: (attached[project.pk], project.name))[:length]
    return [(project, attached.get(project.pk)) for project in [*answering, *others[: length - len(answering)]]]
