"""The ledger: what happened to each commitment, line after line, never rewritten."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models import Instrument, Origin
from frenchimpact.commitments.models.commitments import Commitment
from frenchimpact.commitments.models.envelopes import MOST
from frenchimpact.commitments.models.vehicles import Vehicle
from frenchimpact.core import clock
from frenchimpact.geo.models import Place


class Entry(models.Model):
    """One line of the ledger. Append-only: a correction is a counter-entry of the same kind that names the entry it counters.

    It keeps how the commitment was classified when it was written: what was known on a day is what the entries of that day say.
    """

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", _("Annonce")
        SIGNED = "signed", _("Signature")
        AMENDED = "amended", _("Avenant")
        CANCELLED = "cancelled", _("Annulation")
        PAID = "paid", _("Versement")
        JUSTIFIED = "justified", _("Justification")
        RECOVERED = "recovered", _("Récupération")

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    # Euros. Cancelled and recovered amounts are negative; an amendment is what it adds or takes away.
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    # What it adds to the commitment: a signature adds what the announcement had not said, a payment adds nothing.
    net = models.DecimalField(max_digits=14, decimal_places=2)
    value_on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    counters = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="countered_by")

    region = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    theme = models.CharField(max_length=60, blank=True)
    instrument = models.CharField(max_length=24, choices=Instrument)
    origin = models.CharField(max_length=24, choices=Origin)
    public_share = models.DecimalField(max_digits=5, decimal_places=4)
    is_preexisting = models.BooleanField(default=False)
    # Whether a vehicle gives, and the kind of vehicle that receives, if one does.
    is_from_vehicle = models.BooleanField(default=False)
    vehicle_kind = models.CharField(max_length=12, choices=Vehicle.Kind, blank=True)

    class Meta:
        ordering = ["commitment_id", "recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__range=(-MOST, MOST)) & ~Q(amount=0), name="entry_amount"),
            # A counter-entry has the other sign.
            models.CheckConstraint(
                condition=Q(kind="amended")
                | Q(kind__in=["announced", "signed", "paid", "justified"], counters=None, amount__gt=0)
                | Q(kind__in=["announced", "signed", "paid", "justified"], counters__isnull=False, amount__lt=0)
                | Q(kind__in=["cancelled", "recovered"], counters=None, amount__lt=0)
                | Q(kind__in=["cancelled", "recovered"], counters__isnull=False, amount__gt=0),
                name="entry_sign",
            ),
            models.CheckConstraint(
                condition=Q(kind="signed")
                | Q(kind__in=["announced", "amended", "cancelled", "recovered"], net=F("amount"))
                | Q(kind__in=["paid", "justified"], net=0),
                name="entry_net",
            ),
        ]
        indexes = [models.Index(fields=["recorded_at"], name="entry_recorded")]

    def __str__(self) -> str:
        return f"{self.commitment_id} – {self.kind} {self.amount}"
