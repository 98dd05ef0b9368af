"""Public figures as they were known: each reading says of what, where, how much, and between which instants it was what we knew."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q


class Round(models.Model):
    """Every figure was looked at, at that instant. Append-only; later rounds have later instants, so that an instant says one thing."""

    # To the second: what a citation bears.
    at = models.DateTimeField(unique=True)
    # How long it took, and how many readings it opened or closed.
    milliseconds = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    # The last entry of the journal at that time: nothing happened since, nothing is to be read again.
    last_entry = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class Reading(models.Model):
    """What was known of one figure, of one period and place, from one instant to another.

    Two times: `period` is what the value is about, `known_from` and `known_until` when it was what we knew. Append-only: a reading is
    closed once, by the round that saw something else, and never changes otherwise, save that its value is taken away where the difference
    with a later one would tell few people. Two never overlap.
    """

    # Code of the figure: « argent-engage », « mesures-projets-emplois_etp », « mesures-territoires-dechets_evites ».
    figure = models.CharField(max_length=80)
    # Of its definition: values of two versions do not compare.
    version = models.PositiveSmallIntegerField(default=1)
    # A year; empty for how things stand.
    period = models.CharField(max_length=10, blank=True)
    # Official level and code: « pays » « FR », « region » « 84 ».
    level = models.CharField(max_length=12, default="pays")
    code = models.CharField(max_length=12, default="FR")
    # A part of the whole: a stage, a theme (« theme:sante »); empty for the whole.
    part = models.CharField(max_length=60, blank=True)
    # None: nobody told it, or too few people would be told.
    value = models.DecimalField(max_digits=24, decimal_places=4, null=True, blank=True)
    # Of what was observed, eight in ten lie between these two.
    low = models.DecimalField(max_digits=24, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=24, decimal_places=4, null=True, blank=True)
    # Out of how many, how many told it; how many of those somebody else looked at, and the value of these.
    reported = models.PositiveIntegerField(null=True, blank=True)
    expected = models.PositiveIntegerField(null=True, blank=True)
    verified = models.PositiveIntegerField(null=True, blank=True)
    verified_value = models.DecimalField(max_digits=24, decimal_places=4, null=True, blank=True)
    # How many values are in it; how many told it and are not in it, since they count too few people.
    measurements = models.PositiveIntegerField(null=True, blank=True)
    left_out = models.PositiveIntegerField(default=0)
    # How many of those who told it have a level of proof of 2 or more; None: this figure has none.
    proven = models.PositiveIntegerField(null=True, blank=True)
    # How many of those who told it did for a part of the period only.
    partial = models.PositiveIntegerField(null=True, blank=True)
    # What was known then is no longer told: beside what was known later, it would tell few people.
    is_withheld = models.BooleanField(default=False, db_default=False)
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["figure", "version", "-period", "level", "code", "part", "known_from"]
        constraints = [
            models.CheckConstraint(condition=Q(known_until=None) | Q(known_until__gt=F("known_from")), name="reading_in_order"),
            models.CheckConstraint(condition=~Q(figure="") & ~Q(level="") & ~Q(code=""), name="reading_is_of_something"),
            models.UniqueConstraint(
                fields=["figure", "version", "period", "level", "code", "part"], condition=Q(known_until=None), name="reading_one_open"
            ),
            ExclusionConstraint(
                name="reading_known_once",
                expressions=[
                    *((name, RangeOperators.EQUAL) for name in ("figure", "version", "period", "level", "code", "part")),
                    (Func(F("known_from"), F("known_until"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            # As of an instant, only the readings in force then are looked at, however many there were.
            GistIndex(F("level"), Func(F("known_from"), F("known_until"), function="tstzrange"), name="reading_known"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.level}:{self.code} {self.period} {self.part} = {self.value}"


class Use(models.Model):
    """How many times something was done on the service on one day: nobody is known by it."""

    day = models.DateField()
    # « pages », « api », « files », or a fact of the journal: « projects.ProjectDeclared ».
    what = models.CharField(max_length=100)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "what"]
        constraints = [models.UniqueConstraint(fields=["day", "what"], name="use_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.count}"
