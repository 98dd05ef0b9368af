"""What the law, or a funder, says of adding aids up: dated, with its source."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from frenchimpact.aids.models import Aid, Instrument, Origin, Regime
from frenchimpact.financing.models.plans import Need


class Dated(models.Model):
    """In force from a day, until another when it is known; written somewhere."""

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)

    class Meta:
        abstract = True


class CumulationRule(Dated):
    """As soon as one line of the plan matches, what is counted may not pass a share of the eligible costs, or the own funds.

    One that names another regime has no figure: it says what to check when both are in the plan.
    """

    class Counted(models.TextChoices):
        PUBLIC = "public", "Public money"
        MATCHED = "matched", "The lines that match"

    code = models.CharField(max_length=60, unique=True)
    fr = models.TextField()
    en = models.TextField()
    # Which lines call for the rule: blank is any.
    instrument = models.CharField(max_length=30, choices=Instrument, blank=True)
    regime = models.CharField(max_length=20, choices=Regime, blank=True)
    origin = models.CharField(max_length=24, choices=Origin, blank=True)
    # A theme of the project, from the programme's words.
    theme = models.CharField(max_length=60, blank=True)
    # Only for plans that have needs of that kind.
    need_kind = models.CharField(max_length=16, choices=Need.Kind, blank=True)
    meets_regime = models.CharField(max_length=20, choices=Regime, blank=True)
    counted = models.CharField(max_length=8, choices=Counted, default=Counted.PUBLIC)
    # Percent of the eligible costs; times the own funds.
    max_share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    own_funds_times = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(max_share__isnull=False) | Q(own_funds_times__isnull=False) | ~Q(meets_regime=""),
                name="cumulation_says_something",
            ),
            models.CheckConstraint(condition=Q(max_share=None) | Q(max_share__gt=0, max_share__lte=100), name="cumulation_share"),
            models.CheckConstraint(condition=Q(own_funds_times=None) | Q(own_funds_times__gt=0), name="cumulation_own_funds"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="cumulation_days_in_order"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(fr=""), name="cumulation_has_source_and_words"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> str:
        """The rule in the language in force."""
        return self.en if (get_language() or "fr").startswith("en") and self.en else self.fr


class IncompatibleAids(Dated):
    """Two aids that nobody may have together, and why. Written once, in the order of their keys."""

    first = models.ForeignKey(Aid, models.CASCADE, related_name="+")
    second = models.ForeignKey(Aid, models.CASCADE, related_name="+")
    reason = models.TextField()

    class Meta:
        ordering = ["first_id", "second_id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="incompatible_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="incompatible_in_order"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(source=""), name="incompatible_has_reason_and_source"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} × {self.second_id}"
