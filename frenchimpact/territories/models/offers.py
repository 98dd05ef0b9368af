"""Other terms for a promise, as one side asks for them until the other answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from frenchimpact.core import clock
from frenchimpact.territories.models.agreements import Commitment


class Offer(models.Model):
    """What one side asks of a promise that both made: other terms, or to lift it. Gone once answered; the promise's history keeps it."""

    commitment = models.OneToOneField(Commitment, models.CASCADE, related_name="offer")
    # Asked by the party that promised; else by the side that benefits.
    is_from_party = models.BooleanField()
    is_lift = models.BooleanField(default=False)
    # The terms asked for; empty for a promise to be lifted.
    title = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=8, choices=Commitment.Unit, default=Commitment.Unit.NONE, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="offer_says_why"),
            models.CheckConstraint(
                condition=Q(is_lift=True) | (~Q(title="") & Q(due_on__isnull=False) & (Q(quantity=None) | Q(quantity__gt=0))),
                name="offer_has_terms",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} – {self.reason}"
