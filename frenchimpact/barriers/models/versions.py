"""What a published text said before it was corrected: read by the desk alone."""

from django.conf import settings
from django.db import models

from frenchimpact.core import clock


class TextVersion(models.Model):
    """One state of the words of a published thing, kept when other words took their place. Never shown to the public."""

    class Kind(models.TextChoices):
        PRECEDENT = "precedent", "precedent"
        EXPERIMENT = "experiment", "experiment"
        BARRIER = "barrier", "barrier"
        NOTE = "note", "note"

    kind = models.CharField(max_length=12, choices=Kind)
    # The thing by its key, not a foreign key: what is kept outlives nothing and holds nothing back.
    thing_id = models.PositiveBigIntegerField()
    said = models.JSONField()
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["kind", "thing_id", "-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="text_version_for_a_reason")]
        indexes = [models.Index(fields=["kind", "thing_id"], name="text_version_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}: {self.at:%Y-%m-%d}"
