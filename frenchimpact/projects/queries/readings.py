"""Projects to be read, and what their readers said."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.organisations.rules import Anyone, is_operator, memberships_of
from frenchimpact.projects import rules
from frenchimpact.projects.models import Project, Qualification, Reading, TeamMember
from frenchimpact.projects.queries.sheets import with_sheet

READING = [Project.Status.SUBMITTED, Project.Status.IN_QUALIFICATION, Project.Status.NEEDS_INFORMATION]


def readable_projects(user: Anyone) -> QuerySet[Project]:
    """Projects that the person may read for the programme: never those they are tied to."""
    reach = Q(pk__isnull=False) if user.is_authenticated and is_operator(user) else rules.acts_within(user)
    teams = TeamMember.objects.filter(user_id=user.pk or 0, until__isnull=True).values("project")
    return Project.objects.filter(reach).exclude(pk__in=teams).exclude(organisation__in=memberships_of(user).values("organisation"))


def find_readable(user: Anyone, reference: str) -> Project:
    """A project that the person may read for the programme, or Http404."""
    project = with_sheet(readable_projects(user)).filter(reference=reference).first()
    if project is None:
        raise Http404(_("Ce projet n’existe pas, ou vous ne pouvez pas le lire."))
    return project


find_for_decision = find_readable


@dataclass(frozen=True)
class Waiting:
    """One line of the queue."""

    project: Project
    due_on: dt.date
    readings: list[Reading]
    mine: Reading | None
    is_late: bool
    is_contested: bool
    # The team was asked something: `due_on` is then the day by which it answers.
    is_asked: bool = False

    @property
    def waits_for_me(self) -> bool:
        """Whether the person has a reading to send, or to begin."""
        return not self.is_asked and (self.mine is None or self.mine.sent_at is None)

    @property
    def sent_count(self) -> int:
        """Readings already sent."""
        return sum(reading.sent_at is not None for reading in self.readings)

    @property
    def can_be_decided(self) -> bool:
        """Whether nothing more is awaited before the decision."""
        thirds = any(reading.seat == Reading.Seat.THIRD and reading.sent_at for reading in self.readings)
        return self.sent_count >= 2 and (thirds or not self.is_contested)


def queue_for(user: Anyone) -> list[Waiting]:
    """Projects that wait for the person's reading or decision, those due first."""
    projects = list(with_sheet(readable_projects(user)).filter(status__in=READING).order_by("submitted_at", "pk"))
    rounds: dict[int, Qualification] = {
        one.project_id: one
        for one in Qualification.objects.filter(project__in=projects, closed_at__isnull=True).prefetch_related(
            "readings__reader", "information_requests"
        )
    }
    today, lines = clock.today(), []
    for project in projects:
        current = rounds.get(project.pk)
        readings = list(current.readings.all()) if current else []
        due_on = current.due_on if current else (project.submitted_at + dt.timedelta(days=rules.READING_DAYS)).date()
        asked = [one for one in current.information_requests.all() if one.answered_at is None] if current else []
        if asked:
            due_on = asked[0].due_on
        mine = next((reading for reading in readings if reading.reader_id == user.pk), None)
        lines.append(Waiting(project, due_on, readings, mine, due_on < today, rules.disagree(readings), bool(asked)))
    return sorted(lines, key=lambda line: (line.due_on, line.project.pk))


def waiting_count(user: Anyone) -> int:
    """How many projects wait for the person, to read or to decide: as many as the first two parts of the queue."""
    return sum((line.can_be_decided and is_operator(user)) or line.waits_for_me for line in queue_for(user))


def find_reading(user: Anyone, reference: str) -> Reading:
    """The person's own reading of a project in the round that is going on, or Http404."""
    found = (
        Reading.objects.filter(reader_id=user.pk or 0, qualification__project__reference=reference, qualification__closed_at__isnull=True)
        .select_related("qualification__project", "reader")
        .first()
    )
    if found is None:
        raise Http404(_("Vous n’avez pas de lecture en cours pour ce projet."))
    return found


@dataclass(frozen=True)
class Round:
    """One round of reading, as someone may see it."""

    qualification: Qualification
    readings: list[Reading]
    hidden_count: int


def rounds_of(project: Project, user: Anyone) -> list[Round]:
    """The rounds of reading, latest first. Others' opinions are hidden until one's own is sent, or the round is closed."""
    rounds = []
    for one in project.qualifications.prefetch_related("readings__reader", "information_requests").select_related("closed_by"):
        readings = list(one.readings.all())
        mine = next((reading for reading in readings if reading.reader_id == user.pk), None)
        is_free = one.closed_at is not None or (mine is not None and mine.sent_at is not None)
        is_free = is_free or (mine is None and is_operator(user) and not rules.seats_left(readings))
        shown = [reading for reading in readings if reading is mine or (is_free and reading.sent_at)]
        rounds.append(
            Round(
                one, shown, sum(reading.sent_at is not None for reading in readings) - sum(reading.sent_at is not None for reading in shown)
            )
        )
    return rounds
