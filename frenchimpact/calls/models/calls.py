"""Calls and the cohorts in which they are worked."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.flows import Flow


class Call(models.Model):
    """An open invitation to apply, with its form, its criteria and its legal clock."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("Appel permanent")
        ONE_OFF = "one_off", _("Appel à dates fixes")
        TWO_STAGES = "two_stages", _("Appel en deux temps")

    class Applicant(models.TextChoices):
        """Who applies. A collective is carried by its lead organisation and confirmed by its members."""

        ORGANISATION = "organisation", _("Une structure")
        PROJECT = "project", _("Un projet")
        COLLECTIVE = "collective", _("Un collectif de structures")

    class State(models.TextChoices):
        DRAFT = "draft", _("En préparation")
        PUBLISHED = "published", _("Publié")
        CLOSED = "closed", _("Terminé")

    class Silence(models.TextChoices):
        """What the authority's silence means at the end of the delay (L. 231-1 and L. 231-4 CRPA)."""

        ACCEPTANCE = "acceptance", _("Le silence vaut acceptation")
        REJECTION = "rejection", _("Le silence vaut rejet")

    FLOW = Flow(
        {
            "publish": ([State.DRAFT], State.PUBLISHED),
            "close": ([State.PUBLISHED], State.CLOSED),
            "reopen": ([State.CLOSED], State.PUBLISHED),
        }
    )

    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=400)
    description = models.TextField(blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    applicant = models.CharField(max_length=14, choices=Applicant, default=Applicant.ORGANISATION)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # The kind of label that the call leads to, as the room of labels names it; empty when it leads to none.
    label_kind = models.SlugField(max_length=40, blank=True)
    # The legal clock, printed in every receipt (R. 112-5 CRPA).
    silence_means = models.CharField(max_length=12, choices=Silence, default=Silence.REJECTION)
    silence_months = models.PositiveSmallIntegerField(default=2)
    # Who answers for the procedure: office, postal address, mail, telephone.
    office_name = models.CharField(max_length=160)
    office_address = models.CharField(max_length=300)
    office_email = models.EmailField(max_length=254)
    office_phone = models.CharField(max_length=30, blank=True)
    # Files stay unreadable to everyone but their authors until the cohort closes.
    is_sealed = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    # The call that this one was copied from.
    cloned_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="clones")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="call_has_title"),
            models.CheckConstraint(condition=Q(silence_months__range=(1, 24)), name="call_silence_range"),
            models.CheckConstraint(condition=Q(state="draft") | Q(published_at__isnull=False), name="call_published_at"),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(office_name="") & ~Q(office_address="") & ~Q(office_email="")), name="call_has_office"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Cohort(models.Model):
    """A wave of a call: the files handed in between two instants are judged together, under one regime.

    `closes_at` is the last second that is still in time. A file of an *examen* is judged against an absolute mark; those of a
    *concours* are ranked for limited places, which widens recusal to the whole session (CE 386400 and CE 382986).
    The marks and the quorum are those by which the jury's room computes.
    """

    class Regime(models.TextChoices):
        EXAMEN = "examen", _("Examen : chaque dossier face à un seuil")
        CONCOURS = "concours", _("Concours : dossiers classés, places limitées")

    call = models.ForeignKey(Call, models.PROTECT, related_name="cohorts")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    regime = models.CharField(max_length=10, choices=Regime)
    # Only a concours has places.
    places_count = models.PositiveSmallIntegerField(null=True, blank=True)
    jury_on = models.DateField(null=True, blank=True)
    decision_planned_on = models.DateField(null=True, blank=True)
    # Marks over 100, and the quorum after recusal.
    pass_mark = models.DecimalField(max_digits=5, decimal_places=2, default=60)
    reserve_mark = models.DecimalField(max_digits=5, decimal_places=2, default=50)
    min_reviewers = models.PositiveSmallIntegerField(default=3)
    min_scores_per_criterion = models.PositiveSmallIntegerField(default=2)

    class Meta:
        ordering = ["call_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="cohort_number_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="cohort_closes_after_opening"),
            models.CheckConstraint(
                condition=Q(places_count=None) | Q(regime="concours", places_count__gt=0), name="cohort_places_concours"
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__range=(0, 100), reserve_mark__gte=0, reserve_mark__lte=F("pass_mark")), name="cohort_marks"
            ),
            models.CheckConstraint(condition=Q(min_reviewers__gte=1, min_scores_per_criterion__gte=1), name="cohort_quorum"),
            ExclusionConstraint(
                name="cohort_one_at_a_time",
                expressions=[
                    ("call", RangeOperators.EQUAL),
                    (Func(F("opens_at"), F("closes_at"), models.Value("[]"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} – {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether a file handed in now is in time: the whole of the last second is."""
        return self.opens_at <= clock.now().replace(microsecond=0) <= self.closes_at

    @property
    def is_over(self) -> bool:
        """Whether the cut-off has passed."""
        return clock.now().replace(microsecond=0) > self.closes_at


class Unsealing(models.Model):
    """The sealed files of a cohort were opened: by whom, when, how many. Written once, never changed."""

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="unsealing")
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    application_count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.cohort} – {self.at:%Y-%m-%d}"
