"""Outcome contracts: somebody pays for what changed, once somebody else verified it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow
from frenchimpact.impact.models.following import Followed
from frenchimpact.organisations.models import Organisation


class OutcomeContract(models.Model):
    """What an organisation pays a project for the verified values of one indicator. Its terms no longer move once both sides signed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("À signer")
        SIGNED = "signed", _("Signé")
        ENDED = "ended", _("Terminé")
        DROPPED = "dropped", _("Abandonné")

    FLOW = Flow(
        {
            "sign": ((State.DRAFT,), State.SIGNED),
            "drop": ((State.DRAFT,), State.DROPPED),
            "end": ((State.SIGNED,), State.ENDED),
        }
    )

    followed = models.ForeignKey(Followed, models.PROTECT, related_name="contracts")
    payer = models.ForeignKey(Organisation, models.PROTECT, related_name="outcome_contracts")
    # The commitment that this money belongs to, as the ledger names it: a reference, no more.
    commitment = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # What would have happened anyway is not paid for.
    baseline = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    # For each unit above it; none: by steps alone.
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    floor = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    # The most that is ever paid, bonus included.
    cap = models.DecimalField(max_digits=14, decimal_places=2)
    bonus_from = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    bonus = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.TextField(max_length=4000, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    # Each side agrees to the terms as they stand; terms that change ask both again.
    project_agreed_at = models.DateTimeField(null=True, blank=True)
    project_agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    payer_agreed_at = models.DateTimeField(null=True, blank=True)
    payer_agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="contract_ends_after_it_began"),
            models.CheckConstraint(
                condition=Q(floor__gte=0, cap__gt=0, cap__gte=F("floor")) & (Q(price=None) | Q(price__gt=0)), name="contract_bounds"
            ),
            models.CheckConstraint(
                condition=Q(bonus=None, bonus_from=None) | Q(bonus__gt=0, bonus_from__isnull=False), name="contract_bonus_beyond_what"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "ended"]) | Q(project_agreed_at__isnull=False, payer_agreed_at__isnull=False),
                name="contract_signed_by_both",
            ),
            sensible_days("starts_on", "ends_on", name="contract_days"),
        ]

    def __str__(self) -> str:
        return f"{self.followed_id} {self.payer_id}"


class OutcomeStep(models.Model):
    """So much once the verified value reaches that: instead of, or beside, a price for each unit."""

    contract = models.ForeignKey(OutcomeContract, models.CASCADE, related_name="steps")
    threshold = models.DecimalField(max_digits=20, decimal_places=4)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["contract_id", "threshold"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "threshold"], name="outcome_step_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="outcome_step_pays"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.threshold}"


class Repayment(models.Model):
    """What a contract is worth on a day, with the values and the lines that make it. Append-only; the last number counts."""

    contract = models.ForeignKey(OutcomeContract, models.PROTECT, related_name="repayments")
    number = models.PositiveSmallIntegerField()
    # The verified value that is paid for, and what it is worth.
    value = models.DecimalField(max_digits=20, decimal_places=4)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    # Every value of the period in its version, counted or not and why; then the lines of the sum. Numbers as strings: exact.
    values = models.JSONField()
    lines = models.JSONField()
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["contract_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="repayment_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="repayment_is_owed"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} n° {self.number}"


class OutcomePayment(models.Model):
    """Money that went from the payer to the project for a repayment; less than nothing when it came back. Append-only."""

    repayment = models.ForeignKey(Repayment, models.PROTECT, related_name="payments")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    on = models.DateField()
    reference = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="outcome_payment_moves_something"),
            sensible_days("on", name="outcome_payment_days"),
        ]

    def __str__(self) -> str:
        return f"{self.repayment_id} {self.amount}"
