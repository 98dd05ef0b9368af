"""What is captured at an event, on a phone that may have no network: who arrived, projects, needs, offers, barriers, introductions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.events.models.events import Event
from frenchimpact.events.models.registrations import Registration
from frenchimpact.projects.models import Declaration


class Capture(models.Model):
    """One card as a device sent it. Append-only: the same `client_id` sent again is the same card."""

    class Kind(models.TextChoices):
        CHECK_IN = "check_in", _("Arrivée")
        WALK_IN = "walk_in", _("Arrivée sans inscription")
        PROJECT = "project", _("Projet")
        NEED = "need", _("Besoin")
        OFFER = "offer", _("Offre")
        BARRIER = "barrier", _("Frein")
        INTRODUCTION = "introduction", _("Mise en relation")

    ARRIVALS = (Kind.CHECK_IN, Kind.WALK_IN)
    WALL = (Kind.NEED, Kind.OFFER, Kind.BARRIER, Kind.INTRODUCTION)

    client_id = models.UUIDField(unique=True)
    event = models.ForeignKey(Event, models.PROTECT, related_name="captures")
    kind = models.CharField(max_length=12, choices=Kind)
    # Who arrived.
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, blank=True, related_name="captures")
    # The clock of the device, when it is believable; then ours.
    captured_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["event_id", "captured_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["check_in", "walk_in"], registration__isnull=False)
                | (~Q(kind__in=["check_in", "walk_in"]) & Q(registration__isnull=True)),
                name="capture_arrival_is_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.kind} {self.pk}"


class Card(models.Model):
    """What a capture says, and what becomes of it. Whose it is goes a year after the event, or as soon as they ask."""

    class State(models.TextChoices):
        OPEN = "open", _("À suivre")
        DONE = "done", _("Suivi")
        DISMISSED = "dismissed", _("Écarté")

    FLOW = Flow({"settle": (["open"], "done"), "dismiss": (["open", "done"], "dismissed"), "reopen": (["done", "dismissed"], "open")})

    capture = models.OneToOneField(Capture, models.PROTECT, related_name="card")
    # The name of the project; empty for what is put on the wall.
    title = models.CharField(max_length=160, blank=True)
    text = models.CharField(max_length=600)
    # The commune, as it was said.
    where = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    # The words that the person agreed to; empty when nobody is named.
    consent = models.CharField(max_length=500, blank=True)
    # May be read by everyone on the page of the event, without name or contact.
    is_public = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # The reference of what it became: « P-2026-0142 », « O-2026-0007 ».
    reference = models.CharField(max_length=20, blank=True)
    declaration = models.ForeignKey(Declaration, models.SET_NULL, null=True, blank=True, related_name="+")
    link_sent_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["capture_id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="card_says_something"),
            models.CheckConstraint(condition=Q(name="", email="", phone="") | ~Q(consent=""), name="card_of_somebody_has_consent"),
            models.CheckConstraint(condition=Q(state="open") | Q(settled_at__isnull=False), name="card_settled_when"),
        ]

    def __str__(self) -> str:
        return f"{self.capture_id}"

    @property
    def words(self) -> str:
        """What it is called: the name of the project, or what is said."""
        return self.title or self.text
