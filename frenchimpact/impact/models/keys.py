"""Secrets by which the machines of a project give its values, and what was asked by them already."""

from django.conf import settings
from django.db import models

from frenchimpact.core import clock
from frenchimpact.projects.models import Project


class MeasureKey(models.Model):
    """A secret of a project: who has it may give the project's values, and nothing else. Only its digest is kept."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="measure_keys")
    # What the team calls the machine that has it.
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project_id", "-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="measure_key_is_named")]

    def __str__(self) -> str:
        return self.name


class MeasureRequest(models.Model):
    """What a machine asked under a name of its own (Idempotency-Key), and what it was answered: asked again, the answer is the same."""

    key = models.ForeignKey(MeasureKey, models.CASCADE, related_name="requests")
    name = models.CharField(max_length=80)
    body_digest = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["key_id", "-at"]
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="measure_request_once")]
        indexes = [models.Index(fields=["at"], name="measure_request_at")]

    def __str__(self) -> str:
        return self.name
