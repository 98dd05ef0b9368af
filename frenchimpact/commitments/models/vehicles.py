"""Funds and programmes: they receive money, then place it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.organisations.models import Organisation


class Vehicle(models.Model):
    """A fund or a programme: what it receives is counted once, what it then places is « deployed »."""

    class Kind(models.TextChoices):
        FUND = "fund", _("Fonds d’investissement")
        SEED_FUND = "seed_fund", _("Fonds d’amorçage")
        OUTCOME_FUND = "outcome_fund", _("Fonds de paiement au résultat")
        PROGRAMME = "programme", _("Programme")

    # The organisation that runs it, and writes what it places.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="vehicles")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.FUND)
    # Which part of its money is public, from 0 to 1, when both are in it; unknown otherwise.
    public_share = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="vehicle_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="vehicle_has_name"),
            models.CheckConstraint(condition=Q(public_share=None) | Q(public_share__range=(0, 1)), name="vehicle_public_share"),
        ]

    def __str__(self) -> str:
        return self.name
