"""Proof that people were forgotten, what ended with time, who is warned, and what a reason obliges to keep."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from frenchimpact.core import clock


class Erasure(models.Model):
    """One account erased on that day, with the number of rows treated in each table. It only grows."""

    # The page of the report: whoever holds the address of it was given it.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The number that stays of the account; not a foreign key, it is nobody any more.
    person_number = models.BigIntegerField(unique=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    # Table → {"fate", "count"}.
    report = models.JSONField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(person_number__gt=0), name="erasure_of_someone")]

    def __str__(self) -> str:
        return f"{self.person_number}"


class Round(models.Model):
    """What the daily job let go of, even when it was nothing. The database refuses to change or remove it."""

    at = models.DateTimeField(default=clock.now, editable=False)
    # [{"code", "count"}, …] in the order of the job, and "failed" with the kind of the failure when there was one.
    report = models.JSONField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.at.isoformat()


class Hold(models.Model):
    """Data of a person that nobody erases for now, and why: a dispute, an audit, a request of a judge."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holds")
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField(default=clock.now, editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_why = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at=None), name="hold_once_at_a_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_why="") | (Q(lifted_at__isnull=False) & ~Q(lifted_why="")),
                name="hold_lifted_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class InactivityWarning(models.Model):
    """Somebody not seen for long was told that their account will be erased."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"{self.person_id}"
