"""The dates that wait for a person, as a list and as a calendar that their own software reads (RFC 5545)."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application
from frenchimpact.core import clock, looking
from frenchimpact.core.calendars import Entry, calendar_bytes, private_token, read_token
from frenchimpact.core.kept import kept
from frenchimpact.core.pages import FILTERS
from frenchimpact.core.rows import among
from frenchimpact.desk.models import Calendar
from frenchimpact.desk.own import Things
from frenchimpact.events.queries.own import going_to
from frenchimpact.notifications.queries import tasks_for
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.queries import freshness, promised_before
from frenchimpact.organisations.rules import memberships_today
from frenchimpact.projects.models import Reading

SALT = "desk.calendar"
# Sheets whose promise ends later than that are not a date yet.
AHEAD = dt.timedelta(days=400)
# How many the page of the space shows.
NEXT = 3
WRITERS = {Membership.Role.ADMIN, Membership.Role.EDITOR}


@dataclass(frozen=True)
class Dated:
    """One thing expected by the end of a day. `key` is stable: calendars follow it when it moves."""

    on: dt.date
    words: str
    url: str
    key: str
    reference: str = ""
    # What has hours, as calendars read it; what is called off is told to calendars alone.
    entry: Entry | None = None
    is_off: bool = False

    @property
    def is_late(self) -> bool:
        """Whether the day is over."""
        return self.on < clock.today()


@dataclass(frozen=True)
class _Coming:
    """A day and a name, and how to say the rest for those that are shown."""

    on: dt.date
    name: str
    say: Callable[[], Dated]


def _tasks(person: User, until: dt.date) -> Iterator[_Coming]:
    for task in tasks_for(person).filter(due_on__lte=until):
        if task.due_on is not None:
            yield _Coming(task.due_on, task.text, partial(Dated, task.due_on, task.text, task.url, f"task-{task.pk}", task.shown_reference))


def _reading(reading: Reading) -> Dated:
    project = reading.qualification.project
    words = _("Lecture à envoyer : %(name)s") % {"name": project.name}
    url = reverse("projects:reading_desk", args=[project.reference])
    return Dated(reading.qualification.due_on, words, url, f"reading-{reading.pk}", project.reference)


def _readings_due(person: int, until: dt.date) -> QuerySet[Reading]:
    rows = Reading.objects.filter(reader=person, sent_at=None, qualification__closed_at=None, qualification__due_on__lte=until)
    shown = ("qualification__due_on", "qualification__project__name", "qualification__project__reference")
    return rows.select_related("qualification__project").only(*shown).order_by("qualification__due_on", "pk")


def _readings(found: Iterable[Reading]) -> Iterator[_Coming]:
    for reading in found:
        yield _Coming(reading.qualification.due_on, reading.qualification.project.name, partial(_reading, reading))


def _sheet(organisation: Organisation, due_on: dt.date) -> Dated:
    words = _("Fiche à confirmer : %(name)s") % {"name": organisation.name}
    return Dated(due_on, words, reverse("organisations:organisation_edit", args=[organisation.slug]), f"sheet-{organisation.pk}")


def _sheets_promised(sheets: list[int], end: dt.datetime) -> QuerySet[Organisation]:
    return promised_before(end).filter(pk__in=among(sheets)).only("name", "slug", "confirmed_at", "freshness_months")


def _sheets(person: User, until: dt.date, promised: Callable[..., Iterable[Organisation]]) -> Iterator[_Coming]:
    """The promises that end by then. One that is already asked for is a task, with its own date."""
    mine = [held.organisation_id for held in memberships_today(person) if held.role in WRITERS]
    latest = min(until, clock.today() + AHEAD)
    # As the database counts months, a day more or less: the very day is worked out here.
    end = dt.datetime.combine(latest, dt.time.max, tzinfo=dt.UTC) + dt.timedelta(days=1)
    for organisation in promised(sheets=mine, end=end) if mine else ():
        due_on = freshness(organisation).due_on
        if due_on is not None and due_on <= latest:
            yield _Coming(due_on, organisation.name, partial(_sheet, organisation, due_on))


def _draft(application: Application) -> Dated:
    words = _("Candidature à déposer avant %(hour)s : %(title)s") % {
        "hour": FILTERS["hour"](application.cohort.closes_at),
        "title": application.call.title,
    }
    url = reverse("calls:application", args=[application.reference])
    return Dated(timezone.localdate(application.cohort.closes_at), words, url, f"draft-{application.pk}", application.reference)


def _drafts(own: Things, until: dt.date) -> Iterator[_Coming]:
    """Applications begun, whose session is still open."""
    for application in own.applications:
        closes_at = application.cohort.closes_at
        if application.state == Application.State.DRAFT and closes_at > clock.now() and timezone.localdate(closes_at) <= until:
            yield _Coming(timezone.localdate(closes_at), application.call.title, partial(_draft, application))


def _events(person: User, until: dt.date) -> Iterator[_Coming]:
    """The events where the person has a seat, or waits for one."""
    for one in going_to(person):
        if one.on <= until:
            said = partial(Dated, one.on, one.words, one.entry.url, one.entry.key, entry=one.entry, is_off=one.is_off)
            yield _Coming(one.on, one.words, said)


def dates_for(person: User, *, until: dt.date | None = None) -> list[Dated]:
    """The dates that wait for the person, nearest first, up to a day; a fixed number of queries."""
    until = until or dt.date.max
    found = [
        *_tasks(person, until),
        *_readings(_readings_due(person.pk, until)),
        *_drafts(Things(person), until),
        *_sheets(person, until, _sheets_promised),
        *_events(person, until),
    ]
    return [one.say() for one in sorted(found, key=lambda one: (one.on, one.name))]


# The same, as the page of the space asks for them each time.
_next_readings = kept(lambda person, until: _readings_due(person, until)[:NEXT])
_next_sheets = kept(lambda sheets, end: _sheets_promised(sheets, end)[:NEXT])


def next_dates(own: Things, *, until: dt.date) -> list[Dated]:
    """The nearest dates that are not a task of theirs already."""
    person = own.person
    found = [
        *_readings(_next_readings(person=person.pk, until=until)),
        *_drafts(own, until),
        *_sheets(person, until, _next_sheets),
    ]
    return [one.say() for one in sorted(found, key=lambda one: (one.on, one.name))[:NEXT]]


def address_of(calendar: Calendar | None) -> str:
    """The private address of an open calendar, whole; empty otherwise, and for who looks through the person's eyes."""
    if calendar is None or not calendar.is_open or looking.current() is not None:
        return ""
    return settings.BASE_URL + reverse("desk:calendar", args=[private_token(SALT, calendar.person_id, calendar.serial)])


def owner_of(token: str) -> User:
    """Whose calendar the address opens. Raises Http404 when it is forged, closed, or replaced by a newer one."""
    person_id, serial = read_token(SALT, token)
    found = Calendar.objects.filter(person=person_id, serial=serial, is_open=True, person__is_active=True).select_related("person").first()
    if found is None:
        raise Http404
    return found.person


def calendar_of(person: User) -> bytes:
    """The dates as one iCalendar file: whole days, since a day is included until its last minute."""
    entries = [
        one.entry
        or Entry(
            key=one.key,
            words=f"[{one.reference}] {one.words}" if one.reference else one.words,
            starts=one.on,
            ends=one.on + dt.timedelta(days=1),
            url=one.url,
        )
        for one in dates_for(person)
    ]
    return calendar_bytes(entries, name=_("Mes échéances – %(programme)s") % {"programme": settings.PROGRAMME_NAME})


def calendar_for(person: User) -> Calendar | None:
    """The person's calendar, open or not, if they ever made one."""
    return Calendar.objects.filter(person=person).first()
