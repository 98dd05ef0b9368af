"""What a project follows, what it aims at, and where it acts."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.geo.models import Place
from frenchimpact.methods.models import Indicator, MethodVersion
from frenchimpact.projects.models import Project


class Followed(models.Model):
    """An indicator that a project follows, in one version of its definition: another version is another line, after a visible break.

    Every year from the first to `expected_to`, a value is expected: it is reported or it is not, and coverage says so.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="followed")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="followed")
    # The version of a method by which values are measured now; each value keeps its own.
    method_version = models.ForeignKey(MethodVersion, models.PROTECT, null=True, blank=True, related_name="+")
    # The goal that values count for (one, so that they count once); those that they only concern are mentioned.
    sdg = models.PositiveSmallIntegerField(null=True, blank=True)
    sdgs_concerned = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    # The theme of the programme that values count for; empty: none.
    theme = models.CharField(max_length=60, blank=True)
    # The same thing under an earlier definition: the series goes on after a break.
    follows = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    # Who is asked for values.
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    # The last year for which a value is expected: the current one, or that of the end. Opened each New Year.
    expected_to = models.PositiveSmallIntegerField()
    # Whether public figures count it: while the project is public.
    is_counted = models.BooleanField(default=False)
    # Once locked (a contract was signed on it), the aim no longer moves without the programme's word.
    locked_at = models.DateTimeField(null=True, blank=True)
    # The last value and the current level of proof, so that a list reads no history.
    last_on = models.DateField(null=True, blank=True)
    last_value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    evidence = models.PositiveSmallIntegerField(default=0)
    evidence_until = models.DateField(null=True, blank=True)
    # The closing day of the period that is asked for next.
    due_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["project_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "indicator"], name="followed_once"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="followed_ends_after_it_began"),
            models.CheckConstraint(condition=Q(sdg=None) | Q(sdg__range=(1, 17)), name="followed_sdg"),
            models.CheckConstraint(condition=Q(evidence__lte=5), name="followed_evidence"),
            models.CheckConstraint(condition=Q(expected_to__range=(1990, 2101)), name="followed_expected_to"),
            sensible_days("started_on", "ended_on", "last_on", "due_on", "evidence_until", name="followed_days"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(ended_on=None), name="followed_due")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.indicator_id}"


class FollowedShare(models.Model):
    """Where a project acts for an indicator, and which part of it, in hundredths: what a value is shared by unless it says otherwise."""

    followed = models.ForeignKey(Followed, models.CASCADE, related_name="shares")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    share = models.DecimalField(max_digits=7, decimal_places=4)

    class Meta:
        ordering = ["followed_id", "-share", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["followed", "place"], name="followed_share_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="followed_share_is_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.followed_id} {self.place_id}"


class ImpactAim(models.Model):
    """From where to where, by when. Rewritten, the earlier one stays and says why. Append-only; the last number counts."""

    followed = models.ForeignKey(Followed, models.CASCADE, related_name="aims")
    number = models.PositiveSmallIntegerField()
    baseline = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["followed_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["followed", "number"], name="impact_aim_once"),
            models.CheckConstraint(
                condition=Q(baseline=None, baseline_on=None) | Q(baseline__isnull=False, baseline_on__isnull=False),
                name="impact_aim_baseline_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(target=None, target_on=None) | Q(target__isnull=False, target_on__isnull=False),
                name="impact_aim_target_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(baseline_on=None) | Q(target_on=None) | Q(target_on__gt=F("baseline_on")), name="impact_aim_goes_forward"
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="impact_aim_rewritten_for_a_reason"),
            sensible_days("baseline_on", "target_on", name="impact_aim_days"),
        ]

    def __str__(self) -> str:
        return f"{self.followed_id} v{self.number}"
