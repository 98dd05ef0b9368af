"""Files of projects that came from another instance, signed by it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from frenchimpact.core import clock
from frenchimpact.federation.models.peers import Peer
from frenchimpact.projects.models import Project


class Arrival(models.Model):
    """One archive taken: who signed it, what it was there, which project it became here. Append-only."""

    # None: it was signed here, and came back.
    peer = models.ForeignKey(Peer, models.PROTECT, null=True, blank=True, related_name="arrivals")
    issuer = models.CharField(max_length=300)
    issuer_name = models.CharField(max_length=200)
    # The project there: its address, which names it for ever, and its reference.
    origin = models.URLField(max_length=500)
    reference = models.CharField(max_length=20)
    signed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    project = models.OneToOneField(Project, models.PROTECT, related_name="arrival")
    # What happened to it there, as they tell it; and what could not be taken.
    history = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "origin"], name="arrival_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="arrival_print"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.issuer_name})"
