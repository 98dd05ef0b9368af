"""Meetings of the collective, who came, and what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_instants
from frenchimpact.territories.models.territories import Member, Territory


class Meeting(models.Model):
    """A meeting: its agenda, then its minutes."""

    class Kind(models.TextChoices):
        STEERING = "steering", _("Comité de pilotage")
        WORKING = "working", _("Groupe de travail")
        ASSEMBLY = "assembly", _("Assemblée du collectif")
        EXPEDITION = "expedition", _("Visite d’apprentissage")

    class State(models.TextChoices):
        PLANNED = "planned", _("Prévue")
        HELD = "held", _("Tenue")
        CANCELLED = "cancelled", _("Annulée")

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    where = models.CharField(max_length=300, blank=True)
    agenda = models.TextField(blank=True)
    minutes = models.TextField(blank=True)
    # When the minutes last left to the members.
    minutes_sent_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    # Whether everyone reads its title, hour and place.
    is_public = models.BooleanField(default=False)
    # The territory that receives, for a learning expedition.
    host = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(condition=~Q(title=""), name="meeting_has_title"),
            sensible_instants("starts_at", "ends_at", name="meeting_instants"),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Whether a member of the collective came."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, models.CASCADE, related_name="attendances")
    is_present = models.BooleanField()
    # « Représentée par Mme Ferrand ».
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["meeting_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} – {self.member_id}"


class Resolution(models.Model):
    """What a meeting decided; one that asks for work becomes an action of the plan."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="resolutions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    action = models.ForeignKey("Action", models.SET_NULL, null=True, blank=True, related_name="resolutions")

    class Meta:
        ordering = ["meeting_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="resolution_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="resolution_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} n° {self.number}"


class Feed(models.Model):
    """A person's private calendar of one territory, open to whoever has its address. A new serial number makes the old address useless."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="feeds")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="territory_feeds")
    serial = models.PositiveIntegerField(default=1)
    is_open = models.BooleanField(default=True)
    opened_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["territory_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["territory", "person"], name="territory_feed_once")]

    def __str__(self) -> str:
        return f"{self.territory_id} – {self.person_id}/{self.serial}"
