"""Indicators of a territory, what they aim at, and what was measured."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.territories.models.challenges import Challenge
from frenchimpact.territories.models.plans import Action
from frenchimpact.territories.models.territories import Territory


class CommonIndicator(models.Model):
    """An indicator that several territories follow with the same definition: what national totals are made of."""

    class Nature(models.TextChoices):
        # The total of a year adds its values up, or takes the last of each indicator: the same people are not counted each quarter.
        FLOW = "flow", _("S’ajoute de période en période")
        STOCK = "stock", _("Se compte en fin de période")

    code = models.SlugField(max_length=60, unique=True)
    fr = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    unit_fr = models.CharField(max_length=40)
    unit_en = models.CharField(max_length=40)
    nature = models.CharField(max_length=5, choices=Nature, default=Nature.FLOW)
    # What is counted and what is not.
    definition_fr = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    may_be_negative = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.en if translation.get_language() == "en" else self.fr

    @property
    def unit(self) -> str:
        """What is counted."""
        return self.unit_en if translation.get_language() == "en" else self.unit_fr

    @property
    def definition(self) -> str:
        """What is counted and what is not."""
        return self.definition_en if translation.get_language() == "en" else self.definition_fr


class Indicator(models.Model):
    """One thing measured over time, of a challenge or of one of its actions."""

    class Direction(models.TextChoices):
        UP = "up", _("Doit augmenter")
        DOWN = "down", _("Doit baisser")

    class Frequency(models.TextChoices):
        YEAR = "year", _("Chaque année")
        QUARTER = "quarter", _("Chaque trimestre")
        MONTH = "month", _("Chaque mois")

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="indicators")
    # An indicator of an action has the challenge of its objective.
    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="indicators")
    action = models.ForeignKey(Action, models.CASCADE, null=True, blank=True, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.UP)
    frequency = models.CharField(max_length=8, choices=Frequency, default=Frequency.YEAR)
    source = models.CharField(max_length=300, blank=True)
    method = models.TextField(blank=True)
    # Who is asked for it: a person, for an organisation.
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="territory_indicators")
    keeper_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    # What national totals it belongs to, and the project whose result it is: counted once whatever the territories.
    common = models.ForeignKey(CommonIndicator, models.PROTECT, null=True, blank=True, related_name="indicators")
    project = models.ForeignKey(Project, models.SET_NULL, null=True, blank=True, related_name="+")
    counts_nationally = models.BooleanField(default=False)
    # The last value, so that a page of two hundred indicators reads no history.
    last_on = models.DateField(null=True, blank=True)
    last_value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    # The closing day of the period that is asked for next.
    due_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["territory_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "number"], name="indicator_number_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(unit=""), name="indicator_is_named"),
            models.CheckConstraint(condition=Q(counts_nationally=False) | Q(common__isnull=False), name="indicator_counts_for_something"),
            # The same result, followed by several territories, counts once in the country.
            models.UniqueConstraint(
                fields=["common", "project"], condition=Q(counts_nationally=True, project__isnull=False), name="indicator_counted_once"
            ),
            sensible_days("last_on", "due_on", "ended_on", name="indicator_days"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(ended_on=None), name="indicator_due")]

    def __str__(self) -> str:
        return self.name


class Aim(models.Model):
    """From where to where, by when. Rewritten after the fact, the earlier one stays and says why. Append-only.

    The last number counts. Without a baseline, progress towards the target is not computed.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="aims")
    number = models.PositiveSmallIntegerField()
    baseline = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["indicator_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="aim_number_once"),
            models.CheckConstraint(
                condition=Q(baseline=None, baseline_on=None) | Q(baseline__isnull=False, baseline_on__isnull=False),
                name="aim_baseline_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(target=None, target_on=None) | Q(target__isnull=False, target_on__isnull=False), name="aim_target_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(baseline_on=None) | Q(target_on=None) | Q(target_on__gt=F("baseline_on")), name="aim_goes_forward"
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="aim_rewritten_for_a_reason"),
            sensible_days("baseline_on", "target_on", name="aim_days"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.number}"


class Via(models.TextChoices):
    """How a value came."""

    FORM = "form", _("saisie")
    GRID = "grid", _("grille")
    MAIL = "mail", _("mail")
    FILE = "file", _("fichier")


class Measurement(models.Model):
    """What was measured for a period: one current value; every earlier one is in MeasurementVersion. No value: it was erased."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="measurements", db_index=False)
    starts_on = models.DateField()
    # The last day of the period.
    ends_on = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=500, blank=True)
    via = models.CharField(max_length=4, choices=Via, default=Via.FORM)
    # Values entered together are undone together.
    batch = models.UUIDField(null=True, blank=True)
    # Someone said that an unlikely value is right.
    is_confirmed = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "ends_on"], name="measurement_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="measurement_period"),
            ExclusionConstraint(
                name="measurement_periods_apart",
                expressions=[
                    ("indicator", RangeOperators.EQUAL),
                    (Func(F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
            sensible_days("starts_on", "ends_on", name="measurement_days"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.ends_on}"


class MeasurementVersion(models.Model):
    """A value that was replaced, and why. Append-only."""

    measurement = models.ForeignKey(Measurement, models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    via = models.CharField(max_length=4, choices=Via)
    batch = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # When and why it was replaced: required once the period was locked by a review.
    replaced_at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["measurement_id", "-version"]
        constraints = [models.UniqueConstraint(fields=["measurement", "version"], name="measurement_version_once")]

    def __str__(self) -> str:
        return f"{self.measurement_id} v{self.version}"


class CommonSum(models.Model):
    """The national total of a common indicator in a year. Kept by the database itself, at each value and each correction."""

    common = models.ForeignKey(CommonIndicator, models.CASCADE, related_name="sums", db_index=False)
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=24, decimal_places=4, default=0)
    measurement_count = models.IntegerField(default=0)

    class Meta:
        ordering = ["common_id", "year"]
        constraints = [models.UniqueConstraint(fields=["common", "year"], name="common_sum_once")]

    def __str__(self) -> str:
        return f"{self.common_id} {self.year}"
