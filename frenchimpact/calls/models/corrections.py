"""What the operator asks to mend in a file, question by question, before a date."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from frenchimpact.calls.models.applications import Application
from frenchimpact.core import clock


class CorrectionRequest(models.Model):
    """The file is not complete: these questions, and only these, may be answered again before `due_on` (L. 114-5 CRPA)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="correction_requests")
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    message = models.TextField(max_length=3000)
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(max_length=3000, blank=True)
    # Closed without an answer: the file was withdrawn or declared inadmissible.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(answered_at=None, closed_at=None), name="correction_one_open"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None) | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="correction_answered_pair",
            ),
            models.CheckConstraint(condition=~Q(message=""), name="correction_says_what"),
        ]

    def __str__(self) -> str:
        return self.message[:60]

    @property
    def is_open(self) -> bool:
        """Whether an answer is still awaited."""
        return self.answered_at is None and self.closed_at is None


class CorrectionItem(models.Model):
    """One question to answer again, and what is wrong with its answer."""

    request = models.ForeignKey(CorrectionRequest, models.CASCADE, related_name="items")
    key = models.CharField(max_length=60)
    note = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ["request_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["request", "key"], name="correction_item_once")]

    def __str__(self) -> str:
        return self.key
