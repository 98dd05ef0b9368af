"""What somebody is writing to the desk and has not sent."""

from django.db import models

from frenchimpact.core import clock


class ReportDraft(models.Model):
    """A report in the making, by somebody without an account: their browser finds it again by a secret key. Erased once sent."""

    key_digest = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=254, blank=True)
    # As typed, by field; and for each field how many times it changed (core.autosave).
    answers = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["expires_at"], name="report_draft_expires")]

    def __str__(self) -> str:
        return f"{self.pk}"
