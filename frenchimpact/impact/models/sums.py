"""What values add up to. Kept by the database itself at each value and each correction: no code of ours writes these tables."""

from django.db import models
from django.db.models import Q

from frenchimpact.core import clock
from frenchimpact.geo.models import Place
from frenchimpact.impact.models.following import Followed
from frenchimpact.methods.models import Indicator


class ProjectYear(models.Model):
    """What one project counts for one year in one place, and in each larger one that holds it. Without a value: what is expected.

    `value / weight` is the mean of an indicator that is averaged; otherwise `value` is the total.
    """

    # The database removes them with their followed indicator: sums then know what goes.
    followed = models.ForeignKey(Followed, models.DO_NOTHING, related_name="years", db_index=False)
    year = models.PositiveSmallIntegerField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    # Nought: none.
    sdg = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=60, blank=True)
    is_reported = models.BooleanField()
    is_verified = models.BooleanField()
    value = models.DecimalField(max_digits=26, decimal_places=6)
    weight = models.DecimalField(max_digits=16, decimal_places=6)
    # The part of both that somebody else looked at.
    verified_value = models.DecimalField(max_digits=26, decimal_places=6)
    verified_weight = models.DecimalField(max_digits=16, decimal_places=6)
    # All that the project counts for that year is in this place.
    is_whole = models.BooleanField(default=True)
    # It counts people, and few of them in one of its places at least, or few that somebody looked at, or did not.
    is_delicate = models.BooleanField(default=False)
    # Its values are of a part of the year only.
    is_partial = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["followed_id", "year", "place_id"]
        constraints = [models.UniqueConstraint(fields=["followed", "year", "place"], name="project_year_once")]
        indexes = [
            models.Index(fields=["place", "indicator", "year"], name="project_year_place"),
            models.Index(fields=["indicator", "year"], condition=Q(is_delicate=True), name="project_year_delicate"),
        ]

    def __str__(self) -> str:
        return f"{self.followed_id} {self.year} {self.place_id}"


class ImpactSum(models.Model):
    """The same of all projects that the public may see: by indicator, year, place, goal and theme."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    sdg = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=60, blank=True)
    # How many projects were expected to say something, did, and were verified.
    expected = models.IntegerField(default=0)
    reported = models.IntegerField(default=0)
    verified = models.IntegerField(default=0)
    value = models.DecimalField(max_digits=28, decimal_places=6, default=0)
    weight = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    verified_value = models.DecimalField(max_digits=28, decimal_places=6, default=0)
    verified_weight = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    # How many of those that did gave values for a part of the year only.
    partial = models.IntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["indicator_id", "year", "place_id", "sdg", "theme"]
        constraints = [models.UniqueConstraint(fields=["indicator", "place", "year", "sdg", "theme"], name="impact_sum_once")]
        indexes = [models.Index(fields=["place", "year"], name="impact_sum_place")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year} {self.place_id}"


class VeilBox(models.Model):
    """Projects that count few people, as they were published together: what each said then (`impact.suppression`). Never written over."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    # By followed indicator: its number, by place, what was verified of it, its places, goal and theme.
    members = models.JSONField()
    sealed_at = models.DateTimeField(default=clock.now)
    # Published again with other numbers, or no more.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["indicator_id", "year", "pk"]
        indexes = [models.Index(fields=["indicator", "year"], name="veil_box_year")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year} {len(self.members)}"


class VeilStamp(models.Model):
    """Drawn again by the database at each change of what few people there are under an indicator in a year; no row: there never were."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    stamp = models.BigIntegerField()

    class Meta:
        ordering = ["indicator_id", "year"]
        constraints = [models.UniqueConstraint(fields=["indicator", "year"], name="veil_stamp_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}"
