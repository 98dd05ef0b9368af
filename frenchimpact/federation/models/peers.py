"""Other instances, each reading of them, the lines that could not be taken."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from frenchimpact.core import clock


class Peer(models.Model):
    """Another instance, whose catalogue is read regularly and whose signature is known."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    # Where it is: scheme and host alone, as the names of the contract start there.
    url = models.URLField(max_length=300, unique=True)
    is_active = models.BooleanField(default=True)
    every_hours = models.PositiveSmallIntegerField(default=24)
    # The public keys that it published the last time it was read, and the name under which it signs.
    did = models.CharField(max_length=300, blank=True)
    keys = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    keys_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # When it will be read again: later and later while it answers garbage or nothing.
    next_read_at = models.DateTimeField(default=clock.now)
    failures_count = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(every_hours__range=(1, 720)), name="peer_rhythm"),
            models.CheckConstraint(condition=~Q(name=""), name="peer_has_name"),
            models.CheckConstraint(condition=Q(url__regex=r"^https?://[^/?#]+$"), name="peer_url_is_an_origin"),
        ]

    def __str__(self) -> str:
        return self.name


class Harvest(models.Model):
    """One reading of another instance. Append-only once it has ended."""

    peer = models.ForeignKey(Peer, models.CASCADE, related_name="harvests")
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Nobody: the regular reading.
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    read_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    # Changed, or back after they had gone.
    changed_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    withdrawn_count = models.PositiveIntegerField(default=0)
    # Among those taken, those that are here already.
    recognised_count = models.PositiveIntegerField(default=0)
    # Nothing could be read: why. Something could: what a person should know of the rest.
    error = models.TextField(blank=True)
    warning = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(read_count=F("new_count") + F("changed_count") + F("same_count") + F("refused_count")) | Q(ended_at=None),
                name="federation_harvest_adds_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.peer} {self.pk}"


class Refusal(models.Model):
    """A line that could not be taken, as it came, and why."""

    harvest = models.ForeignKey(Harvest, models.CASCADE, related_name="refusals")
    kind = models.CharField(max_length=12)
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=200, blank=True)
    reason = models.TextField()

    class Meta:
        ordering = ["harvest_id", "pk"]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
