"""How far one may believe: levels of proof given by somebody else, and values that somebody else looked at."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.impact.models.asking import ByWhom, ProofRequest
from frenchimpact.impact.models.following import Followed
from frenchimpact.impact.models.measures import Measure
from frenchimpact.organisations.models import Organisation


class Assessment(models.Model):
    """The level of proof of what a project says of an indicator, on Nesta's scale (0: none yet, to 5), by somebody else than its holder.

    It expires; the latest counts. Append-only.
    """

    followed = models.ForeignKey(Followed, models.CASCADE, related_name="assessments")
    level = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ByWhom)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField()
    on = models.DateField(default=clock.today)
    expires_on = models.DateField()
    at = models.DateTimeField(default=clock.now)
    # Somebody with an account; otherwise who was asked by a link.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    request = models.ForeignKey(ProofRequest, models.PROTECT, null=True, blank=True, related_name="assessments")

    class Meta:
        ordering = ["followed_id", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__lte=5), name="assessment_level"),
            models.CheckConstraint(condition=~Q(reason=""), name="assessment_says_why"),
            models.CheckConstraint(condition=Q(expires_on__gt=F("on")), name="assessment_expires"),
            models.CheckConstraint(
                condition=~Q(kind="independent") | Q(organisation__isnull=False) | Q(request__isnull=False),
                name="assessment_independent_named",
            ),
            models.CheckConstraint(condition=Q(by__isnull=False) | Q(request__isnull=False), name="assessment_is_somebodys"),
            models.CheckConstraint(condition=Q(level__lte=3) | Q(kind="independent"), name="assessment_high_is_independent"),
            sensible_days("on", "expires_on", name="assessment_days"),
        ]

    def __str__(self) -> str:
        return f"{self.followed_id} {self.level}"


class Verification(models.Model):
    """That somebody else than the holder looked at one version of a value, at how much of it, and what they say. Append-only."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", _("Conforme")
        DISPUTED = "disputed", _("Contestée")

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="verifications")
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ByWhom)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    # How many records were checked, of how many, how many did not match, and how they were drawn.
    checked = models.PositiveIntegerField(null=True, blank=True)
    out_of = models.PositiveIntegerField(null=True, blank=True)
    mismatched = models.PositiveIntegerField(null=True, blank=True)
    sampling = models.CharField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    # Somebody with an account; otherwise who was asked by a link.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    request = models.ForeignKey(ProofRequest, models.PROTECT, null=True, blank=True, related_name="verifications")

    class Meta:
        ordering = ["measure_id", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="confirmed") & (Q(mismatched=None) | Q(mismatched=0)) | ~Q(note=""),
                name="verification_dispute_says_why",
            ),
            models.CheckConstraint(
                condition=(Q(checked=None) | Q(out_of=None) | Q(checked__lte=F("out_of")))
                & (Q(mismatched=None) | Q(checked__isnull=False, mismatched__lte=F("checked"))),
                name="verification_sample",
            ),
            models.CheckConstraint(
                condition=~Q(kind="independent") | Q(organisation__isnull=False) | Q(request__isnull=False),
                name="verification_independent_is_named",
            ),
            models.CheckConstraint(condition=Q(by__isnull=False) | Q(request__isnull=False), name="verification_is_somebodys"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} v{self.version}"
