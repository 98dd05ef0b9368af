"""The dates that wait for a person, as a list and as a calendar that their own software reads (RFC 5545)."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application
from frenchimpact.calls.queries import applications_shown
from frenchimpact.core import clock
from frenchimpact.core.pages import FILTERS
from frenchimpact.desk.models import Calendar
from frenchimpact.notifications.queries import tasks_for
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.queries import freshness, promised_by
from frenchimpact.organisations.rules import memberships_of
from frenchimpact.projects.models import Reading

SALT = "desk.calendar"
# Sheets whose promise ends later than that are not a date yet.
AHEAD = dt.timedelta(days=400)


@dataclass(frozen=True)
class Dated:
    """One thing expected by the end of a day. `key` is stable: calendars follow it when it moves."""

    on: dt.date
    words: str
    url: str
    key: str
    reference: str = ""

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


def _tasks(person: User, until: dt.date, most: int | None) -> Iterator[_Coming]:
    for task in tasks_for(person).filter(due_on__lte=until)[:most]:
        if task.due_on is not None:
            yield _Coming(task.due_on, task.text, partial(Dated, task.due_on, task.text, task.url, f"task-{task.pk}", task.shown_reference))


def _reading(reading: Reading) -> Dated:
    project = reading.qualification.project
    words = _("Lecture à envoyer : %(name)s") % {"name": project.name}
    url = reverse("projects:reading_desk", args=[project.reference])
    return Dated(reading.qualification.due_on, words, url, f"reading-{reading.pk}", project.reference)


def _readings(person: User, until: dt.date, most: int | None) -> Iterator[_Coming]:
    rows = Reading.objects.filter(reader=person, sent_at=None, qualification__closed_at=None, qualification__due_on__lte=until)
    for reading in rows.select_related("qualification__project").order_by("qualification__due_on", "pk")[:most]:
        yield _Coming(reading.qualification.due_on, reading.qualification.project.name, partial(_reading, reading))


def _sheet(organisation: Organisation, due_on: dt.date) -> Dated:
    words = _("Fiche à confirmer : %(name)s") % {"name": organisation.name}
    return Dated(due_on, words, reverse("organisations:organisation_edit", args=[organisation.slug]), f"sheet-{organisation.pk}")


def _sheets(person: User, until: dt.date, most: int | None) -> Iterator[_Coming]:
    """The promises that end by then. One that is already asked for is a task, with its own date."""
    mine = memberships_of(person).filter(role__in=[Membership.Role.ADMIN, Membership.Role.EDITOR]).values("organisation")
    latest = min(until, clock.today() + AHEAD)
    promised = promised_by(latest).filter(pk__in=mine).only("name", "slug", "confirmed_at", "freshness_months")
    for organisation in promised[:most]:
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


def _drafts(person: User, until: dt.date, most: int | None) -> Iterator[_Coming]:
    """Applications begun, whose session is still open."""
    end = dt.datetime.combine(until, dt.time.max, tzinfo=dt.UTC) if until < dt.date.max else None
    drafts = applications_shown(person).filter(state=Application.State.DRAFT, cohort__closes_at__gt=clock.now())
    if end is not None:
        drafts = drafts.filter(cohort__closes_at__lte=end)
    for application in drafts.order_by("cohort__closes_at", "pk")[:most]:
        yield _Coming(timezone.localdate(application.cohort.closes_at), application.call.title, partial(_draft, application))


SOURCES = (_tasks, _readings, _drafts, _sheets)


def dates_for(person: User, *, until: dt.date | None = None) -> list[Dated]:
    """The dates that wait for the person, nearest first, up to a day; a fixed number of queries."""
    found = [one for source in SOURCES for one in source(person, until or dt.date.max, None)]
    return [one.say() for one in sorted(found, key=lambda one: (one.on, one.name))]


def next_dates(person: User, *, until: dt.date, limit: int) -> list[Dated]:
    """The nearest dates that are not a task of theirs already."""
    found = [one for source in (_readings, _drafts, _sheets) for one in source(person, until, limit)]
    return [one.say() for one in sorted(found, key=lambda one: (one.on, one.name))[:limit]]


def address_of(calendar: Calendar | None) -> str:
    """The private address of an open calendar, whole; empty otherwise."""
    if calendar is None or not calendar.is_open:
        return ""
    token = signing.dumps([calendar.person_id, calendar.serial], salt=SALT)
    return settings.BASE_URL + reverse("desk:calendar", args=[token])


def webcal(address: str) -> str:
    """The same address as calendars ask to subscribe."""
    return "webcal" + address[address.index(":") :] if address else ""


def owner_of(token: str) -> User:
    """Whose calendar the address opens. Raises Http404 when it is forged, closed, or replaced by a newer one."""
    try:
        person_id, serial = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    found = Calendar.objects.filter(person=person_id, serial=serial, is_open=True, person__is_active=True).select_related("person").first()
    if found is None:
        raise Http404
    return found.person


def calendar_of(person: User) -> bytes:
    """The dates as one iCalendar file: whole days, since a day is included until its last minute."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{settings.PROGRAMME_NAME}//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Mes échéances – %(programme)s") % {"programme": settings.PROGRAMME_NAME})
    calendar.add("refresh-interval", dt.timedelta(hours=6), parameters={"VALUE": "DURATION"})
    host = urlsplit(settings.BASE_URL).hostname
    for one in dates_for(person):
        event = icalendar.Event()
        event.add("uid", f"{one.key}@{host}")
        event.add("dtstamp", clock.now())
        event.add("dtstart", one.on)
        event.add("dtend", one.on + dt.timedelta(days=1))
        event.add("summary", f"[{one.reference}] {one.words}" if one.reference else one.words)
        event.add("url", settings.BASE_URL + one.url)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data


def calendar_for(person: User) -> Calendar | None:
    """The person's calendar, open or not, if they ever made one."""
    return Calendar.objects.filter(person=person).first()
