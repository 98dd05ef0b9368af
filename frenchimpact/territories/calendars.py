"""The days of a territory as calendars that other software reads (RFC 5545): for its people by a private address, and what is public."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock, looking
from frenchimpact.core.calendars import Entry, calendar_bytes, private_token, read_token
from frenchimpact.territories import rules
from frenchimpact.territories.models import Feed, Meeting, Review, Territory
from frenchimpact.territories.queries.plans import OVER
from frenchimpact.territories.queries.promises import UNSURE

SALT = "territories.calendar"
# What ended longer ago is history.
BEHIND = dt.timedelta(days=366)


@dataclass(frozen=True)
class Dated:
    """One day or one hour of the territory. `key` is stable: calendars follow it when it moves."""

    key: str
    words: str
    url: str
    starts: dt.date | dt.datetime
    ends: dt.date | dt.datetime
    where: str = ""
    text: str = ""
    changed_at: dt.datetime | None = None
    is_cancelled: bool = False

    @property
    def hour(self) -> dt.datetime | None:
        """When it begins, for what has an hour."""
        return self.starts if isinstance(self.starts, dt.datetime) else None

    @property
    def day(self) -> dt.date:
        """Its day, on the clock in force."""
        return timezone.localdate(self.starts) if isinstance(self.starts, dt.datetime) else self.starts


def meeting_dated(meeting: Meeting) -> Dated:
    """A meeting, in universal time: each calendar shows it on its reader's clock."""
    url = reverse("territories:meeting", args=[meeting.territory.reference, meeting.pk])
    return Dated(
        f"meeting-{meeting.pk}",
        f"{meeting.title} – {meeting.territory.name}",
        url,
        meeting.starts_at.astimezone(dt.UTC),
        meeting.ends_at.astimezone(dt.UTC),
        meeting.where,
        meeting.agenda,
        meeting.changed_at,
        meeting.state == Meeting.State.CANCELLED,
    )


def _day(key: str, words: str, on: dt.date, url: str, changed_at: dt.datetime | None = None) -> Dated:
    """A day is included until its last minute."""
    return Dated(key, words, url, on, on + dt.timedelta(days=1), changed_at=changed_at)


def _public_days(territory: Territory, page: str) -> list[Dated]:
    """The ends of actions and the days of promises: told to everyone by the public sheet."""
    since = clock.today() - BEHIND
    actions = territory.actions.filter(ends_on__gte=since).exclude(state__in=OVER).order_by("ends_on", "number")
    promises = territory.commitments.filter(due_on__gte=since).exclude(state__in=UNSURE).select_related("party")
    ends = _("Fin d’action : %(title)s")
    found = [_day(f"action-{one.pk}", ends % {"title": one}, one.ends_on, page, one.changed_at) for one in actions if one.ends_on]
    promised = _("Promesse de %(party)s : %(title)s")
    for one in promises.order_by("due_on", "pk"):
        said = {"party": one.party, "title": one.title}
        found.append(_day(f"promise-{one.pk}", promised % said, one.due_on, page, one.changed_at))
    return found


def public_dates(territory: Territory) -> list[Dated]:
    """What anyone may follow: meetings open to all, yearly reviews to come, ends of actions, promises."""
    page = reverse("territories:territory", args=[territory.slug])
    meetings = territory.meetings.filter(is_public=True, ends_at__gte=clock.now() - BEHIND).order_by("starts_at", "pk")
    found = [
        Dated(
            f"open-meeting-{one.pk}",
            f"{one.title} – {territory.name}",
            page,
            one.starts_at.astimezone(dt.UTC),
            one.ends_at.astimezone(dt.UTC),
            one.where,
            changed_at=one.changed_at,
            is_cancelled=one.state == Meeting.State.CANCELLED,
        )
        for one in meetings
    ]
    yearly = territory.reviews.filter(kind=Review.Kind.YEARLY, due_on__gte=clock.today()).exclude(state=Review.State.CONCLUDED)
    found += [
        _day(f"review-{one.pk}", _("%(kind)s attendu") % {"kind": one.get_kind_display()}, one.due_on, page, one.changed_at)
        for one in yearly.order_by("due_on", "pk")
    ]
    return found + _public_days(territory, page)


def coming_dates(territory: Territory, most: int) -> list[Dated]:
    """The next of what anyone may follow, the nearest first; nothing cancelled."""
    now, today = clock.now(), clock.today()
    dates = [one for one in public_dates(territory) if not one.is_cancelled]
    coming = [one for one in dates if (one.hour >= now if one.hour else one.day >= today)]
    return sorted(coming, key=lambda one: (one.day, one.hour is None, one.hour or now, one.key))[:most]


def dates_of(territory: Territory) -> list[Dated]:
    """What its people follow: meetings, ends of actions, promises of both sides, reviews."""
    page = reverse("territories:territory_space", args=[territory.reference])
    meetings = territory.meetings.filter(ends_at__gte=clock.now() - BEHIND).order_by("starts_at", "pk")
    found = []
    for meeting in meetings:
        meeting.territory = territory
        found.append(meeting_dated(meeting))
    reviews = territory.reviews.exclude(state=Review.State.CONCLUDED).order_by("due_on", "pk")
    found += [
        _day(
            f"review-{one.pk}",
            _("%(kind)s attendu") % {"kind": one.get_kind_display()},
            one.due_on,
            reverse("territories:review", args=[territory.reference, one.pk]),
            one.changed_at,
        )
        for one in reviews
    ]
    return found + _public_days(territory, page)


def calendar_of(dates: list[Dated], name: str) -> bytes:
    """One iCalendar file."""
    return calendar_bytes([_entry(one) for one in dates], name=name)


def _entry(one: Dated) -> Entry:
    return Entry(
        key=f"territory-{one.key}",
        words=one.words,
        starts=one.starts,
        ends=one.ends,
        url=one.url,
        where=one.where,
        text=one.text,
        changed_at=one.changed_at,
        sequence=int(one.changed_at.timestamp()) % 2**31 if one.changed_at else None,
        status="CANCELLED" if one.is_cancelled else "",
    )


def feed_of(person: User, territory: Territory) -> Feed | None:
    """The person's calendar of the territory, open or not, if they ever made one."""
    return Feed.objects.filter(person=person, territory=territory).first()


def address_of(feed: Feed | None) -> str:
    """The private address of an open calendar, whole; empty otherwise, and for who looks through the person's eyes."""
    if feed is None or not feed.is_open or looking.current() is not None:
        return ""
    return settings.BASE_URL + reverse("territories:territory_calendar", args=[private_token(SALT, feed.pk, feed.serial)])


def find_feed(token: str) -> Feed:
    """The calendar that the address opens. Raises Http404 when it is forged, closed, replaced, or when its owner left the territory."""
    key, serial = read_token(SALT, token)
    feeds = Feed.objects.filter(pk=key, serial=serial, is_open=True, person__is_active=True)
    found = feeds.select_related("person", "territory").first()
    if found is None or not rules.visible_spaces(found.person).filter(pk=found.territory_id).exists():
        raise Http404
    return found
