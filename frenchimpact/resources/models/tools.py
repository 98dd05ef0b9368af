"""What helps to do something: guides, templates, legal models, methods. Who uses it, whether it was useful, whether it still opens."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.projects.models import Project
from frenchimpact.resources.models.sheets import Sheet
from frenchimpact.resources.models.words import Form, Licence, Need


class Tool(Sheet):
    """One tool. Got by its link, or by a file kept here."""

    FRESH_DAYS = 365
    SERIES = "OU"

    need = models.CharField(max_length=12, choices=Need)
    form = models.CharField(max_length=12, choices=Form)
    licence = models.CharField(max_length=14, choices=Licence)
    version = models.CharField(max_length=40, blank=True)
    author = models.CharField(max_length=200, blank=True)
    # How long it takes to use it once.
    minutes = models.PositiveIntegerField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    # What one reads before opening it: its contents, its first page.
    preview = models.TextField(blank=True)
    # After that day it is not shown any more: a law that changes, a course that ends.
    expires_on = models.DateField(null=True, blank=True)

    class Meta(Sheet.Meta):
        constraints = [
            *Sheet.Meta.constraints,
            models.CheckConstraint(condition=Q(minutes=None) | Q(minutes__gte=1, minutes__lte=100_000), name="tool_minutes"),
            sensible_days("checked_on", "expires_on", name="tool_days"),
        ]

    @property
    def holds_until(self) -> dt.date:
        """The last day when it is shown: a year after the last word of its holder, or its own end."""
        checked = super().holds_until
        return checked if self.expires_on is None else min(checked, self.expires_on)


class ToolUse(models.Model):
    """A project says « nous l’utilisons », until it says no longer."""

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="uses")
    project = models.ForeignKey(Project, models.CASCADE, related_name="tool_uses")
    since = models.DateField(default=clock.today)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["tool_id", "since", "pk"]
        constraints = [models.UniqueConstraint(fields=["tool", "project"], name="tool_use_once")]

    def __str__(self) -> str:
        return f"{self.tool_id} {self.project_id}"


class ToolOpinion(models.Model):
    """Useful or not, and why; one for each person, who may change it."""

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="opinions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    is_useful = models.BooleanField()
    why = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["tool", "by"], name="tool_opinion_once")]

    def __str__(self) -> str:
        return f"{self.tool_id} {'+' if self.is_useful else '-'}"


class ToolAlert(models.Model):
    """Somebody says that its link or its file no longer opens; settled when the holder checks the tool again."""

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="alerts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["tool", "by"], condition=Q(settled_at=None), name="tool_alert_once")]

    def __str__(self) -> str:
        return f"{self.tool_id} {self.at:%Y-%m-%d}"
