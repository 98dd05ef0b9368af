"""Telling people of aids: alerts by mail without an account, matches of a project, a date to be reminded of."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models.catalogue import Aid
from frenchimpact.core import clock
from frenchimpact.projects.models import Project


class Alert(models.Model):
    """An address that asked to be told of aids that answer a search. It begins once confirmed from the mailbox."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("Chaque jour où il y a du nouveau")
        WEEKLY = "weekly", _("Chaque semaine où il y a du nouveau")

    email = models.EmailField(max_length=254)
    # The query string of the list, in canonical order: the alert is the list.
    query = models.CharField(max_length=600, blank=True)
    rhythm = models.CharField(max_length=6, choices=Rhythm, default=Rhythm.DAILY)
    language = models.CharField(max_length=2, default="fr")
    key_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    # Aids published until then were told.
    told_until = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["email", "query"], condition=Q(stopped_at=None), name="aid_alert_once"),
            models.CheckConstraint(condition=~Q(email=""), name="aid_alert_has_address"),
        ]
        indexes = [models.Index(fields=["told_until"], condition=Q(stopped_at=None, confirmed_at__isnull=False), name="aid_alert_running")]

    def __str__(self) -> str:
        return f"{self.email} – {self.query}"


class Find(models.Model):
    """A published aid that suits a project, found when the aid or the project changed; its team is told once."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="aid_finds")
    aid = models.ForeignKey(Aid, models.CASCADE, related_name="finds")
    at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project_id", "-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["project", "aid"], name="aid_find_once")]
        indexes = [models.Index(fields=["project"], condition=Q(told_at=None), name="aid_find_waiting")]

    def __str__(self) -> str:
        return f"{self.project_id} / {self.aid_id}"


class Reminder(models.Model):
    """« Me le rappeler » : a person asks to be told on the day when an aid becomes possible, or opens."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="aid_reminders")
    aid = models.ForeignKey(Aid, models.CASCADE, related_name="reminders")
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="aid_reminders")
    on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "aid", "project"], condition=Q(told_at=None), nulls_distinct=False, name="aid_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} – {self.aid_id}"
