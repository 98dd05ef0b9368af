"""Calculations that a project keeps: all of it, so that anyone of the team finds it as it was."""

from django.conf import settings
from django.db import models

from frenchimpact.core import clock
from frenchimpact.methods.models import MethodVersion
from frenchimpact.projects.models import Project


class KeptCalculation(models.Model):
    """One run of a published version, which never changes: what was given (the calculator's address), what came out and how sure it is."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="calculations")
    method_version = models.ForeignKey(MethodVersion, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    # What was typed, as the calculator takes it back.
    query = models.TextField(blank=True)
    # Names and values in words, the unit with them.
    results = models.JSONField(default=list)
    # The result that comes first, and its range: it never stands alone.
    headline = models.CharField(max_length=300, blank=True)
    range = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project_id", "-year", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(headline="") | ~models.Q(range=""), name="kept_calculation_has_its_range"),
            models.CheckConstraint(condition=models.Q(year__range=(1990, 2101)), name="kept_calculation_year"),
        ]

    def __str__(self) -> str:
        return f"{self.method_version} – {self.year}"
