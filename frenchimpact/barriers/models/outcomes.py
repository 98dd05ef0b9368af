"""Outcomes of cases, and the register of experiments, none of which may lapse unnoticed."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from frenchimpact.barriers.models.cases import Case
from frenchimpact.barriers.models.norms import Authority, Barrier, Norm
from frenchimpact.barriers.models.words import Channel, Ending, OutcomeKind
from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.geo.models import Place


class Outcome(models.Model):
    """What was decided, by whom, on what ground. Append-only: a case reopened has another one after it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="outcomes")
    kind = models.CharField(max_length=30, choices=OutcomeKind)
    # What the person reads.
    answer = models.TextField(max_length=8000)
    legal_basis = models.TextField(max_length=3000, blank=True)
    # The authority that decided: never the platform.
    decided_by = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    beneficiary = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    conditions = models.TextField(max_length=4000, blank=True)
    evaluation = models.TextField(max_length=4000, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["case_id", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(answer=""), name="outcome_answers"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")), name="outcome_in_order"),
            models.CheckConstraint(
                condition=~Q(
                    kind__in=(
                        "prefect_derogation",
                        "state_experiment_regulatory",
                        "state_experiment_legislative",
                        "local_experiment",
                    )
                )
                | Q(starts_on__isnull=False, ends_on__isnull=False) & ~Q(legal_basis="") & ~Q(decided_by=""),
                name="outcome_experiment_is_whole",
            ),
            sensible_days("decided_on", "starts_on", "ends_on", name="outcome_days"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.get_kind_display()}"


class OutcomePlace(models.Model):
    """Where the outcome applies; none means everywhere."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="places")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["outcome_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["outcome", "place"], name="outcome_place_once")]

    def __str__(self) -> str:
        return f"{self.outcome_id} / {self.place_id}"


class Experiment(models.Model):
    """An experiment or a derogation: what for, on which ground, where, until when, and the decision that it must end with."""

    # Counted per year: X-2026-0001.
    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    # Its earlier addresses: they lead to the present one.
    former_slugs = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    title = models.CharField(max_length=200)
    object = models.TextField(max_length=4000)
    channel = models.CharField(max_length=30, choices=Channel)
    legal_basis = models.TextField(max_length=3000)
    norms = models.ManyToManyField(Norm, through="ExperimentNorm", related_name="experiments")
    outcome = models.OneToOneField(Outcome, models.SET_NULL, null=True, blank=True, related_name="experiment")
    barrier = models.ForeignKey(Barrier, models.SET_NULL, null=True, blank=True, related_name="experiments")
    authority = models.ForeignKey(Authority, models.SET_NULL, null=True, blank=True, related_name="experiments")
    authority_name = models.CharField(max_length=200)
    beneficiary = models.CharField(max_length=300, blank=True)
    conditions = models.TextField(max_length=4000, blank=True)
    starts_on = models.DateField()
    # Moved by an extension; each term stays in `ExperimentTerm`.
    ends_on = models.DateField()
    check_on = models.DateField()
    checked_on = models.DateField(null=True, blank=True)
    check_notes = models.TextField(max_length=4000, blank=True)
    evaluation_plan = models.TextField(max_length=4000, blank=True)
    evaluation = models.TextField(max_length=8000, blank=True)
    # The last decision; an extension leaves the experiment running.
    ending = models.CharField(max_length=20, choices=Ending, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ending_reason = models.TextField(max_length=4000, blank=True)
    follower = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_public = models.BooleanField(default=True)
    # Since when it is no longer public, when it was: its address says so, and nothing of it.
    hidden_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["ends_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(object="") & ~Q(legal_basis=""), name="experiment_is_described"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="experiment_in_order"),
            models.CheckConstraint(condition=Q(check_on__gte=F("starts_on"), check_on__lte=F("ends_on")), name="experiment_check_within"),
            models.CheckConstraint(
                condition=Q(ending="", ended_on=None) | Q(ended_on__isnull=False) & ~Q(ending="") & ~Q(ending_reason=""),
                name="experiment_decided_with_reason",
            ),
            sensible_days("starts_on", "ends_on", "check_on", "checked_on", "ended_on", name="experiment_days"),
        ]
        indexes = [models.Index(fields=["ends_on"], condition=Q(ending__in=("", "extended")), name="experiment_running")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class ExperimentNorm(models.Model):
    """A text from which the experiment departs."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="norm_links")
    norm = models.ForeignKey(Norm, models.PROTECT, related_name="experiment_links")

    class Meta:
        ordering = ["experiment_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["experiment", "norm"], name="experiment_norm_once")]

    def __str__(self) -> str:
        return f"{self.experiment_id} / {self.norm_id}"


class ExperimentPlace(models.Model):
    """Where it runs. `kept` says whether a partial ending keeps it there."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="places")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kept = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["experiment_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["experiment", "place"], name="experiment_place_once")]

    def __str__(self) -> str:
        return f"{self.experiment_id} / {self.place_id}"


class ExperimentTerm(models.Model):
    """The terms of an experiment, first and later ones. Append-only."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="terms")
    ends_on = models.DateField()
    ground = models.TextField(max_length=3000, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["experiment_id", "at", "pk"]
        constraints = [sensible_days("ends_on", name="experiment_term_days")]

    def __str__(self) -> str:
        return f"{self.experiment_id}: {self.ends_on}"


class ExperimentIndicator(models.Model):
    """What was agreed at the start to be counted."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="indicators")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    baseline = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["experiment_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="experiment_indicator_has_name"),
            models.UniqueConstraint(fields=["experiment", "name"], name="experiment_indicator_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ExperimentValue(models.Model):
    """One value of an indicator, on a day. A correction is another value: the last one of a day counts. Append-only."""

    indicator = models.ForeignKey(ExperimentIndicator, models.CASCADE, related_name="values")
    on = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=4)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["indicator_id", "on", "pk"]
        constraints = [sensible_days("on", name="experiment_value_days")]

    def __str__(self) -> str:
        return f"{self.on}: {self.value}"


class ExperimentWarning(models.Model):
    """A warning sent before an end: each once for each term."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="warnings")
    ends_on = models.DateField()
    # 12, 6, 3 or 1 month before; 0 when it ended without a decision; -1 when the mid-term check is due.
    months = models.SmallIntegerField()
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["experiment_id", "ends_on", "-months"]
        constraints = [
            models.UniqueConstraint(fields=["experiment", "ends_on", "months"], name="experiment_warned_once"),
            models.CheckConstraint(condition=Q(months__in=(12, 6, 3, 1, 0, -1)), name="experiment_warning_months"),
        ]

    def __str__(self) -> str:
        return f"{self.experiment_id}: {self.months}"
