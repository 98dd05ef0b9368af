"""Where aids come from: feeds and files, each reading of them, the lines that could not be taken."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock


class Source(models.Model):
    """A feed read regularly, or a file given by someone."""

    class Shape(models.TextChoices):
        AID_CSV = "dispositif_aide_csv", _("« dispositif-aide », CSV")
        AID_JSON = "dispositif_aide_json", _("« dispositif-aide », JSON")
        TERRITORIES = "aides_territoires", _("JSON d’un catalogue d’aides aux territoires")

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    shape = models.CharField(max_length=24, choices=Shape)
    # Empty for files given by hand.
    url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    every_hours = models.PositiveSmallIntegerField(default=24)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=80, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # When it will be read again: later and later while it answers garbage or nothing.
    next_read_at = models.DateTimeField(default=clock.now)
    failures_count = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=Q(every_hours__range=(1, 720)), name="aid_source_rhythm")]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One reading of a source."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="runs")
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_dry = models.BooleanField(default=False)
    read_count = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    # Aids that the source no longer gives.
    gone_count = models.PositiveIntegerField(default=0)
    # Of the content that was read: the same content is not read again.
    digest = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    # A file sent by hand and tried, waiting to be taken; forgotten after some days.
    content = models.BinaryField(null=True, blank=True)
    # Which sheet of a workbook, and which of ours each of its columns is, by its place, once a person has said it.
    sheet = models.CharField(max_length=200, blank=True)
    columns = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    # The lines that it refused, as a table to mend and send again, packed.
    refused = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(read_count=F("created_count") + F("updated_count") + F("unchanged_count") + F("refused_count"))
                | Q(ended_at=None),
                name="aid_run_counts_add_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} – {self.started_at:%Y-%m-%d}"


class Refusal(models.Model):
    """A line that could not be taken, as it came, and why."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="refusals")
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    raw = models.TextField(blank=True)

    class Meta:
        ordering = ["run_id", "line", "pk"]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"


class Twin(models.Model):
    """Two aids that may be the same, until someone says whether they are."""

    class State(models.TextChoices):
        OPEN = "open", _("À regarder")
        SAME = "same", _("La même aide")
        DIFFERENT = "different", _("Deux aides différentes")

    first = models.ForeignKey("aids.Aid", models.CASCADE, related_name="+")
    second = models.ForeignKey("aids.Aid", models.CASCADE, related_name="+")
    # Likeness of their titles and funders, in thousandths.
    likeness = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(default=clock.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-likeness", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="aid_twin_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="aid_twin_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}"
