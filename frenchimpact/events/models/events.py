"""Events and the Tour: what is held, when and where, by whom, and every change of it."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_instants
from frenchimpact.core.fields import codes
from frenchimpact.core.flows import Flow
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation

# How long after the end the report is published.
REPORT_DAYS = 15


class EventCounter(models.Model):
    """The last number given in a year: EV-2026-0001."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Tour(models.Model):
    """A tour of the regions: its stops are events."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    year = models.PositiveSmallIntegerField()
    summary = models.TextField(blank=True)
    is_public = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-year", "name"]
        constraints = [models.CheckConstraint(condition=Q(year__range=(1990, 2100)), name="tour_year")]

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One event. Whether it is full, going on or over is read from its seats and the clock: none of it is stored.

    Calendars follow it by `uid`; each change of date, place or state raises `sequence`.
    """

    class Kind(models.TextChoices):
        TOUR_STOP = "tour_stop", _("Étape du Tour")
        WORKSHOP = "workshop", _("Atelier")
        WEBINAR = "webinar", _("Webinaire")
        AUDITION = "jury_audition", _("Audition de jury")
        CEREMONY = "label_ceremony", _("Remise de label")
        EXPEDITION = "learning_expedition", _("Visite d’apprentissage")
        HACKATHON = "hackathon", _("Hackathon")
        OFFICE_HOURS = "office_hours", _("Permanence")

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        PUBLISHED = "published", _("Publié")
        POSTPONED = "postponed", _("Reporté")
        CANCELLED = "cancelled", _("Annulé")
        ARCHIVED = "archived", _("Archivé")

    class Way(models.TextChoices):
        ONSITE = "onsite", _("Sur place")
        REMOTE = "remote", _("À distance")
        HYBRID = "hybrid", _("Sur place et à distance")

    FLOW = Flow(
        {
            "publish": (["draft"], "published"),
            "postpone": (["published"], "postponed"),
            "reschedule": (["postponed"], "published"),
            "cancel": (["published", "postponed"], "cancelled"),
            "archive": (["published", "cancelled"], "archived"),
        }
    )
    PUBLIC = (State.PUBLISHED, State.POSTPONED, State.CANCELLED, State.ARCHIVED)

    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # Why it is cancelled or postponed, as everybody is told.
    state_reason = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    tour = models.ForeignKey(Tour, models.PROTECT, null=True, blank=True, related_name="stops")
    # None: the programme itself.
    organiser = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="events")
    themes = codes()
    publics = codes()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # The clock on the wall there: « Indian/Reunion ».
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    way = models.CharField(max_length=6, choices=Way, default=Way.ONSITE)
    # The commune, or a larger place when the venue is not known yet.
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    venue = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    # How one gets in with a wheelchair, a hearing aid, an assistance dog…
    access_note = models.CharField(max_length=1000, blank=True)
    # Given to those who are registered only.
    remote_url = models.URLField(max_length=500, blank=True)
    has_registration = models.BooleanField(default=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    # Seats for everyone and those kept for given publics; None: as many as come.
    capacity = models.PositiveIntegerField(null=True, blank=True)
    # Kept by the database: seats kept for publics, and those of everyone that are taken.
    reserved = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    asks_needs = models.BooleanField(default=True)
    asks_photo = models.BooleanField(default=False)
    # Afterwards.
    report = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    replay_url = models.URLField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(summary=""), name="event_says_something"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_began"),
            models.CheckConstraint(condition=Q(way="remote") | Q(place__isnull=False), name="event_is_somewhere"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")), name="event_opens_then_closes"
            ),
            models.CheckConstraint(
                condition=Q(capacity=None, reserved=0) | Q(capacity__isnull=False, capacity__gte=F("reserved") + F("taken")),
                name="event_seats",
            ),
            models.CheckConstraint(condition=~Q(state__in=["cancelled", "postponed"]) | ~Q(state_reason=""), name="event_says_why"),
            models.CheckConstraint(condition=Q(state="draft") | Q(published_at__isnull=False), name="event_published_is_dated"),
            models.CheckConstraint(condition=Q(tour=None) | Q(kind="tour_stop"), name="event_of_a_tour_is_a_stop"),
            sensible_instants("starts_at", "ends_at", "opens_at", "closes_at", name="event_instants"),
        ]
        indexes = [
            models.Index(fields=["starts_at"], condition=~Q(state="draft"), name="event_public_starts"),
            models.Index(fields=["place"], name="event_place"),
        ]

    def __str__(self) -> str:
        return self.title

    def there(self, at: dt.datetime) -> dt.datetime:
        """An instant on the clock of the place."""
        return at.astimezone(ZoneInfo(self.time_zone))

    @property
    def left(self) -> int | None:
        """The seats of everyone that are free; None when as many may come as want to."""
        return None if self.capacity is None else max(0, self.capacity - self.reserved - self.taken)

    @property
    def is_over(self) -> bool:
        """Whether its end has come."""
        return self.ends_at <= clock.now()

    @property
    def is_running(self) -> bool:
        """Whether it goes on now."""
        return self.state == Event.State.PUBLISHED and self.starts_at <= clock.now() < self.ends_at

    @property
    def takes_registrations(self) -> bool:
        """Whether anyone may register now, be it to wait for a seat."""
        now = clock.now()
        opened = (self.opens_at is None or self.opens_at <= now) and (self.closes_at is None or now < self.closes_at)
        return self.has_registration and self.state == Event.State.PUBLISHED and opened and now < self.ends_at

    @property
    def due_on(self) -> dt.date:
        """The day by which its report is expected: fifteen days after its end."""
        return timezone.localdate(self.ends_at) + dt.timedelta(days=REPORT_DAYS)


class Quota(models.Model):
    """Seats kept for one public: « porteurs de projet », 20. Those who are of it take these, and no other."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="quotas")
    name = models.CharField(max_length=100)
    seats = models.PositiveIntegerField()
    # Kept by the database.
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["event_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="event_quota_once"),
            models.CheckConstraint(condition=~Q(name="") & Q(seats__gt=0) & Q(taken__lte=F("seats")), name="event_quota_seats"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def left(self) -> int:
        """Its seats that are free."""
        return self.seats - self.taken


class Session(models.Model):
    """A part of the programme of an event, on one of its days."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["event_id", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & Q(ends_at__gt=F("starts_at")), name="event_session_times"),
            sensible_instants("starts_at", "ends_at", name="event_session_instants"),
        ]

    def __str__(self) -> str:
        return self.title


class Speaker(models.Model):
    """Somebody who speaks, as they agreed to be announced."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, blank=True, related_name="speakers")
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["event_id", "position", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="event_speaker_is_named")]

    def __str__(self) -> str:
        return self.name


class EventChange(models.Model):
    """What changed once it was public, what it was before, and why. Append-only."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="changes")
    sequence = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    before = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["event_id", "-sequence"]
        constraints = [models.UniqueConstraint(fields=["event", "sequence"], name="event_change_once")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.sequence}"
