"""Needs and answers by intermunicipality and theme, as they were counted last; what lists did not find."""

from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.geo.models import Place

NEEDS = ("challenges", "searches", "requests", "blocked", "supports")
ANSWERS = ("offers", "structures", "programmes", "events")
# What is anonymous counts from that many on.
FEWEST = 3
# A list that finds nothing is noted so many times a day at most with the same filters: nobody inflates a need by reloading.
MOST_A_DAY = 20
# Days that what was not found counts.
REMEMBERED_DAYS = 365


def _sum(names: tuple[str, ...]) -> Any:
    found: Any = F(names[0])
    for name in names[1:]:
        found = found + F(name)
    return found


class Standing(models.IntegerChoices):
    """How a need and what answers it there stand to each other."""

    QUIET = 0, _("Rien de dit")
    COVERED = 1, _("Couvert")
    STRAINED = 2, _("Tendu")
    WHITE = 3, _("Zone blanche")


class Cell(models.Model):
    """One theme in one intermunicipality: how many needs, how many answers there. Without a place: what holds everywhere."""

    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="+")
    theme = models.CharField(max_length=60)
    challenges = models.PositiveIntegerField(default=0)
    searches = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    blocked = models.PositiveIntegerField(default=0)
    supports = models.PositiveIntegerField(default=0)
    offers = models.PositiveIntegerField(default=0)
    structures = models.PositiveIntegerField(default=0)
    programmes = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(default=clock.now)
    needs = models.GeneratedField(expression=_sum(NEEDS), output_field=models.IntegerField(), db_persist=True)
    answers = models.GeneratedField(expression=_sum(ANSWERS), output_field=models.IntegerField(), db_persist=True)
    standing = models.GeneratedField(
        expression=Case(
            When(Q(**dict.fromkeys(NEEDS, 0)), then=Value(0)),
            When(Q(**dict.fromkeys(ANSWERS, 0)), then=Value(3)),
            When(GreaterThan(_sum(NEEDS), _sum(ANSWERS)), then=Value(2)),
            default=Value(1),
        ),
        output_field=models.SmallIntegerField(choices=Standing),
        db_persist=True,
    )

    class Meta:
        ordering = ["-standing", "-needs", "place_id", "theme"]
        constraints = [models.UniqueConstraint(fields=["place", "theme"], nulls_distinct=False, name="mesh_cell_once")]
        indexes = [
            models.Index(
                F("standing").desc(), F("needs").desc(), F("place"), F("theme"), condition=Q(standing__gt=0), name="mesh_cell_worst"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.theme}: {self.needs} / {self.answers}"


class Miss(models.Model):
    """A list found nothing with these filters, so many times that day. No words, no person, no address of a machine."""

    on = models.DateField(default=clock.today)
    source = models.CharField(max_length=20)
    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    theme = models.CharField(max_length=60)
    n = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["-on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["on", "source", "place", "theme"], name="miss_once_a_day"),
            models.CheckConstraint(condition=Q(n__range=(1, MOST_A_DAY)), name="miss_within_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.source} {self.theme}: {self.n}"
