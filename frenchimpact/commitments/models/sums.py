"""Totals kept by the database, and the targets that they are set against."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from frenchimpact.commitments.models.envelopes import MOST


def _total() -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))


class Sum(models.Model):
    """What the entries written in one month add up to, seen along one axis. Only the database writes it (a trigger on entries)."""

    class Axis(models.TextChoices):
        ALL = "all", _("Tout")
        YEAR = "year", _("Année")
        REGION = "region", _("Région")
        THEME = "theme", _("Thème")
        INSTRUMENT = "instrument", _("Forme de l’aide")
        ORIGIN = "origin", _("Origine de l’argent")
        VEHICLE = "vehicle", _("Fonds ou programme")

    # The first day of the month in which the entries were written.
    month = models.DateField()
    axis = models.CharField(max_length=10, choices=Axis)
    # The year, the key of the region, a code; empty when it is not known.
    key = models.CharField(max_length=60, blank=True)
    is_preexisting = models.BooleanField()
    is_public = models.BooleanField()
    is_from_vehicle = models.BooleanField()
    is_into_vehicle = models.BooleanField()
    # Announced and not signed yet; everything committed; what was given up, paid, justified, taken back.
    announced = _total()
    gross = _total()
    cancelled = _total()
    paid = _total()
    justified = _total()
    recovered = _total()

    class Meta:
        ordering = ["axis", "month", "key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["axis", "month", "key", "is_preexisting", "is_public", "is_from_vehicle", "is_into_vehicle"], name="sum_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.axis} {self.key} {self.month}"


class Target(models.Model):
    """How much the programme means to mobilise, by when, and on what: data, so that another programme writes its own."""

    code = models.SlugField(max_length=40, unique=True)
    fr = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    text_fr = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    # Where the figure comes from.
    origin = models.TextField()
    # Over how many years, as announced; the days, once the programme has set them: then only those years count.
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # What counts: the axis and the keys of `Sum`; an empty axis is everything mobilised.
    axis = models.CharField(max_length=10, choices=Sum.Axis, default=Sum.Axis.ALL)
    keys = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MOST), name="target_amount"),
            models.CheckConstraint(condition=~Q(origin="") & ~Q(fr="") & ~Q(en=""), name="target_says_where_from"),
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_on=None) | Q(ends_on__gte=F("starts_on"), axis="all"), name="target_days"
            ),
        ]

    def __str__(self) -> str:
        return self.en if translation.get_language() == "en" else self.fr

    @property
    def text(self) -> str:
        """What it is for."""
        return self.text_en if translation.get_language() == "en" else self.text_fr
