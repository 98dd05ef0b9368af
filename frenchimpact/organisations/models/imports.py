"""Files of organisations that were brought in."""

from django.conf import settings
from django.db import models

from frenchimpact.core import clock


class Import(models.Model):
    """A file of organisations was brought in, on that day, with these counts."""

    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    source_name = models.CharField(max_length=120)
    file_name = models.CharField(max_length=200)
    read_count = models.PositiveIntegerField()
    created_count = models.PositiveIntegerField()
    updated_count = models.PositiveIntegerField()
    unchanged_count = models.PositiveIntegerField()
    refused_count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
