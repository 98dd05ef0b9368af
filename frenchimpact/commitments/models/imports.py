"""Files of grants that were brought in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock


class GrantsImport(models.Model):
    """A file of grants was brought in, on that day, with these counts."""

    class Format(models.TextChoices):
        SCDL = "scdl", _("SCDL Subventions")
        GIVING = "360giving", _("360Giving")

    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    source_name = models.CharField(max_length=120)
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=10, choices=Format)
    # Our columns and the file's that were read into them.
    mapping = models.JSONField(default=dict)
    read_count = models.PositiveIntegerField()
    created_count = models.PositiveIntegerField()
    updated_count = models.PositiveIntegerField()
    unchanged_count = models.PositiveIntegerField()
    # Lines that are commitments already written here, among those unchanged.
    recognised_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
