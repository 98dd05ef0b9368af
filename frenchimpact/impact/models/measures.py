"""What projects measured: values, where they belong, what they are made of, and what they were before."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow
from frenchimpact.geo.models import Place
from frenchimpact.impact.models.following import Followed
from frenchimpact.methods.models import MethodVersion


class MeasureVia(models.TextChoices):
    """How a value came."""

    FORM = "form", _("saisie")
    GRID = "grid", _("grille")
    FILE = "file", _("fichier")
    API = "api", _("API")
    MAIL = "mail", _("mail")


class Measure(models.Model):
    """The value of a followed indicator for a period; or why there is none: zero is a value, « not measured » is not.

    A correction is a new version, and goes back to what is submitted. Where it belongs: one place, or declared shares that make 100.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        SUBMITTED = "submitted", _("Déclarée")
        VERIFIED = "verified", _("Vérifiée")
        DISPUTED = "disputed", _("Contestée")
        LOCKED = "locked", _("Arrêtée")

    class Absence(models.TextChoices):
        """Why there is no value."""

        NOT_YET = "not_yet", _("Pas encore mesuré")
        NOT_MEASURED = "not_measured", _("Pas mesuré cette fois")
        NOT_CONCERNED = "not_concerned", _("Sans objet pour cette période")

    FLOW = Flow(
        {
            "submit": ((State.DRAFT,), State.SUBMITTED),
            "take_back": ((State.SUBMITTED,), State.DRAFT),
            "verify": ((State.SUBMITTED, State.DISPUTED), State.VERIFIED),
            "dispute": ((State.SUBMITTED, State.VERIFIED), State.DISPUTED),
            "lock": ((State.VERIFIED,), State.LOCKED),
            "correct": ((State.SUBMITTED, State.VERIFIED, State.DISPUTED, State.LOCKED), State.SUBMITTED),
        }
    )
    # What public figures are made of.
    COUNTED = (State.SUBMITTED, State.VERIFIED, State.LOCKED)

    followed = models.ForeignKey(Followed, models.PROTECT, related_name="measures", db_index=False)
    starts_on = models.DateField()
    # The last day of the period: its year is that of the value.
    ends_on = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    absence = models.CharField(max_length=14, choices=Absence, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    method_version = models.ForeignKey(MethodVersion, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    # Where it took place; none: in several places, by MeasureShare.
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    # How many were looked at, of how many; how they were chosen; what would have happened without the project.
    sample_size = models.PositiveIntegerField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    sample_note = models.CharField(max_length=500, blank=True)
    counterfactual = models.CharField(max_length=1000, blank=True)
    note = models.CharField(max_length=500, blank=True)
    via = models.CharField(max_length=4, choices=MeasureVia, default=MeasureVia.FORM)
    # Values entered together are undone together.
    batch = models.UUIDField(null=True, blank=True)
    # The name that a file or a machine gives it.
    source_id = models.CharField(max_length=80, blank=True)
    # Someone said that an unlikely value is right.
    is_confirmed = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["followed_id", "-ends_on"]
        constraints = [
            models.UniqueConstraint(fields=["followed", "ends_on"], name="measure_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, absence="") | Q(value=None) & ~Q(absence=""), name="measure_is_a_value_or_says_why_not"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="measure_period"),
            models.CheckConstraint(
                condition=Q(sample_size=None) | Q(population=None) | Q(sample_size__lte=F("population")),
                name="measure_sample",
            ),
            models.CheckConstraint(condition=~Q(state__in=["verified", "locked"]) | Q(value__isnull=False), name="measure_seen_is_there"),
            ExclusionConstraint(
                name="measure_periods_apart",
                expressions=[
                    ("followed", RangeOperators.EQUAL),
                    (Func(F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
            sensible_days("starts_on", "ends_on", name="measure_days"),
        ]

    def __str__(self) -> str:
        return f"{self.followed_id} {self.ends_on}"


class MeasureShare(models.Model):
    """The part of a value that belongs to a place, in hundredths. Those of a value make 100: the database sees to it."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="shares")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    share = models.DecimalField(max_digits=7, decimal_places=4)

    class Meta:
        ordering = ["measure_id", "-share", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "place"], name="measure_share_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="measure_share_is_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.place_id}"


class MeasurePart(models.Model):
    """What a value is made of along one of the indicator's breakdowns: « sexe », « femmes », 12."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="parts")
    dimension = models.CharField(max_length=60)
    category = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=20, decimal_places=4)

    class Meta:
        ordering = ["measure_id", "dimension", "category"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "dimension", "category"], name="measure_part_once"),
            models.CheckConstraint(condition=~Q(dimension="") & ~Q(category=""), name="measure_part_is_named"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.dimension} {self.category}"


class MeasureVersion(models.Model):
    """A value that was replaced, with all that it said, and why it was. Append-only."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    absence = models.CharField(max_length=14, blank=True)
    state = models.CharField(max_length=10, choices=Measure.State)
    method_version = models.ForeignKey(MethodVersion, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    # Place and shares, breakdowns, sample and notes, as they were.
    content = models.JSONField(default=dict, blank=True)
    via = models.CharField(max_length=4, choices=MeasureVia)
    batch = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    replaced_at = models.DateTimeField(default=clock.now)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["measure_id", "-version"]
        constraints = [models.UniqueConstraint(fields=["measure", "version"], name="measure_version_once")]

    def __str__(self) -> str:
        return f"{self.measure_id} v{self.version}"
