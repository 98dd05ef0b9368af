"""The audit trail: who did what, when, to which thing. It only grows."""

from django.conf import settings
from django.db import models

from frenchimpact.core import clock


class Entry(models.Model):
    """One thing that happened. The database refuses to change or remove it."""

    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # The organisation or assignment for which the person acted, as words, frozen on that day.
    acting_as = models.CharField(max_length=200, blank=True)
    # Class of the fact, such as "projects.ProjectPublished", and its fields.
    fact = models.CharField(max_length=100)
    fields = models.JSONField(default=dict)
    subject_model = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_model", "subject_id", "-at"], name="entry_subject"),
            models.Index(fields=["by", "-at"], name="entry_by"),
        ]

    def __str__(self) -> str:
        return self.fact


class Once(models.Model):
    """A form already handled: sent twice, it leads to the same result instead of a second thing."""

    key = models.UUIDField(primary_key=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    result_url = models.CharField(max_length=2000, blank=True)

    def __str__(self) -> str:
        return str(self.key)
