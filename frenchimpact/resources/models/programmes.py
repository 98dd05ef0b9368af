"""What an organisation runs for projects: incubators, accelerators, courses. When one comes in, how many places are left."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.geo.models import Place
from frenchimpact.projects.models import Project
from frenchimpact.resources.models.sheets import Sheet
from frenchimpact.resources.models.words import Kind, Price


class Programme(Sheet):
    """One programme. Its places are those of its intakes."""

    FRESH_DAYS = 180
    SERIES = "PR"

    kind = models.CharField(max_length=12, choices=Kind)
    # Whom it takes in, in words; how it chooses.
    who = models.CharField(max_length=500, blank=True)
    selection = models.CharField(max_length=1000, blank=True)
    languages = models.CharField(max_length=120, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    price = models.CharField(max_length=10, choices=Price)
    price_note = models.CharField(max_length=300, blank=True)
    is_remote = models.BooleanField(default=False)
    url = models.URLField(max_length=500, blank=True)

    class Meta(Sheet.Meta):
        constraints = [
            *Sheet.Meta.constraints,
            models.CheckConstraint(condition=Q(months=None) | Q(months__gte=1, months__lte=120), name="programme_months"),
            sensible_days("checked_on", name="programme_days"),
        ]

    @property
    def coming(self) -> list["Intake"]:
        """The intakes that one may still ask for, the soonest first; those of all the year round come first."""
        return sorted((one for one in self.intakes.all() if one.is_coming), key=lambda one: (one.starts_on or dt.date.min, one.pk))

    @property
    def next_intake(self) -> "Intake | None":
        """The first that has a place left; the first one when all are full; None when nothing is announced."""
        coming = self.coming
        return next((one for one in coming if not one.is_full), coming[0] if coming else None)


class ProgrammePlace(models.Model):
    """Where it is run: that place and all that it holds. None: everywhere."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="places")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["programme_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "place"], name="programme_place_once")]

    def __str__(self) -> str:
        return str(self.place)


class Intake(models.Model):
    """When projects come in: on a day, or all the year round. What was taken in never goes past its seats: the database sees to it."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="intakes")
    # None: all the year round.
    starts_on = models.DateField(null=True, blank=True)
    apply_until = models.DateField(null=True, blank=True)
    # None: as many as come.
    seats = models.PositiveIntegerField(null=True, blank=True)
    # Kept by the database: the admissions that hold a seat.
    taken = models.PositiveIntegerField(default=0)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["programme_id", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "starts_on"], condition=Q(closed_on=None), name="intake_day_once"),
            models.UniqueConstraint(fields=["programme"], condition=Q(starts_on=None, closed_on=None), name="intake_permanent_once"),
            models.CheckConstraint(condition=Q(seats=None) | Q(taken__lte=F("seats")), name="intake_within_seats"),
            models.CheckConstraint(condition=Q(seats=None) | Q(seats__gte=1), name="intake_seats"),
            sensible_days("starts_on", "apply_until", "closed_on", name="intake_days"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.starts_on or ''}"

    @property
    def left(self) -> int | None:
        """How many seats remain; None without a limit."""
        return None if self.seats is None else self.seats - self.taken

    @property
    def is_full(self) -> bool:
        """Whether no seat remains."""
        return self.left == 0

    @property
    def is_coming(self) -> bool:
        """Whether one may still ask for it today."""
        if self.closed_on is not None:
            return False
        last = self.apply_until or self.starts_on
        return last is None or last >= clock.today()


class Admission(models.Model):
    """A project that comes in by an intake, until it leaves: it holds a seat meanwhile."""

    intake = models.ForeignKey(Intake, models.PROTECT, related_name="admissions")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="admissions")
    # As the holder names it, when it is not a project of the platform.
    name = models.CharField(max_length=200)
    since = models.DateField(default=clock.today)
    # It gave its seat back. A course that ended keeps its seats: they were taken.
    given_back_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["intake_id", "since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "project"], condition=Q(given_back_on=None), name="admission_once"),
            models.CheckConstraint(condition=~Q(name=""), name="admission_is_named"),
            sensible_days("since", "given_back_on", name="admission_days"),
        ]

    def __str__(self) -> str:
        return self.name
