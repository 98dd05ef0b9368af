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
    # The refused lines as a table to mend and send again, packed, for whoever sent the file.
    refused = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class GrantsTrial(models.Model):
    """A file of grants sent by the page, before it is brought in: what its columns are is said first; forgotten after some days."""

    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    # Packed.
    content = models.BinaryField()
    # Which sheet of a workbook; the first that has grants otherwise.
    sheet = models.CharField(max_length=200, blank=True)
    # Which of ours each column is, by its place, once a person has said it.
    columns = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
