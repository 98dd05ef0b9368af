"""Who comes to an event, who waits for a seat, who came, and what they thought of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.events.models.events import Event, Quota


class Registration(models.Model):
    """One person at one event. Without an account there is an address and a name; the address is never shown to others."""

    class State(models.TextChoices):
        WAITLISTED = "waitlisted", _("En liste d’attente")
        CONFIRMED = "confirmed", _("Inscription confirmée")
        ATTENDED = "attended", _("Venue constatée")
        ABSENT = "absent", _("Absence constatée")
        CANCELLED = "cancelled", _("Inscription annulée")

    class Photo(models.TextChoices):
        YES = "yes", _("Oui")
        NO = "no", _("Non")

    FLOW = Flow(
        {
            "promote": (["waitlisted"], "confirmed"),
            "check_in": (["confirmed", "absent"], "attended"),
            "mark_absent": (["confirmed"], "absent"),
            "undo_check_in": (["attended"], "confirmed"),
            "cancel": (["waitlisted", "confirmed"], "cancelled"),
            "come_back": (["cancelled"], "waitlisted"),
        }
    )
    # Set by the action that just wrote it: the same address typed again finds what was there.
    is_new: bool = False
    # Those who hold a seat.
    SEATED = (State.CONFIRMED, State.ATTENDED, State.ABSENT)

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    quota = models.ForeignKey(Quota, models.PROTECT, null=True, blank=True, related_name="registrations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="registrations")
    name = models.CharField(max_length=150)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=2, default="fr")
    state = models.CharField(max_length=10, choices=State)
    # What the person needs to take part; erased after the event.
    needs = models.CharField(max_length=1000, blank=True)
    photo = models.CharField(max_length=3, choices=Photo, blank=True)
    registered_at = models.DateTimeField(default=clock.now)
    # The place in the waiting list is that of this instant.
    waiting_since = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    checked_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Raised to make earlier links stop.
    link_serial = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["event_id", "registered_at", "pk"]
        constraints = [
            models.UniqueConstraint("event", Lower("email"), name="registration_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(email=""), name="registration_is_named"),
            models.CheckConstraint(condition=~Q(state="waitlisted") | Q(waiting_since__isnull=False), name="registration_waits_since"),
            models.CheckConstraint(condition=~Q(state="attended") | Q(arrived_at__isnull=False), name="registration_arrived_when"),
        ]
        indexes = [models.Index(fields=["event", "waiting_since"], condition=Q(state="waitlisted"), name="registration_waiting")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.pk}"

    @property
    def is_seated(self) -> bool:
        """Whether the person holds a seat."""
        return self.state in self.SEATED

    @property
    def is_open(self) -> bool:
        """Whether the person still means to come."""
        return self.state in (self.State.WAITLISTED, self.State.CONFIRMED)

    @property
    def code(self) -> str:
        """What is typed at the door when nothing is scanned: « 4F2A-91BC »."""
        start = self.key.hex[:8].upper()
        return f"{start[:4]}-{start[4:]}"


class Feedback(models.Model):
    """What somebody who came says of it, once."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="feedback")
    was_useful = models.BooleanField()
    text = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.registration_id}"


class Letter(models.Model):
    """A mail that one registration gets once: a reminder, a change, the thanks. `what` names it, with the number of the change."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="letters")
    what = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["registration_id", "at", "pk"]
        constraints = [models.UniqueConstraint(fields=["registration", "what"], name="event_letter_once")]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.what}"
