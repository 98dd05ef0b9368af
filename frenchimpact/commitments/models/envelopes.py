"""What a funder set aside, and what remains of it."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from frenchimpact.core import clock
from frenchimpact.organisations.models import Organisation

MOST = Decimal(10_000_000_000)


class Envelope(models.Model):
    """An amount that a funder set aside for a period. `used` follows each entry (a trigger), and never exceeds the amount."""

    funder = models.ForeignKey(Organisation, models.PROTECT, related_name="envelopes")
    name = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    used = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0), editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts_on", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["funder", "name", "starts_on"], name="envelope_once"),
            models.CheckConstraint(condition=~Q(name=""), name="envelope_has_name"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="envelope_ends_after_start"),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MOST), name="envelope_amount"),
            models.CheckConstraint(condition=Q(used__gte=0, used__lte=F("amount")), name="envelope_never_overspent"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def remains(self) -> Decimal:
        """What can still be committed."""
        return self.amount - self.used
