"""What takes several steps and some time: a new address, and an account whose proofs are all lost."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models.people import User
from frenchimpact.core import clock


class AddressChange(models.Model):
    """A new address asked for: it takes effect when both mailboxes have confirmed it, within a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="address_changes")
    new_email = models.EmailField(max_length=254)
    # Only digests are kept: who reads the table cannot confirm with it.
    old_digest = models.CharField(max_length=64, unique=True)
    new_digest = models.CharField(max_length=64, unique=True)
    old_confirmed_at = models.DateTimeField(null=True, blank=True)
    new_confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user"], condition=Q(closed_at=None), name="address_change_one_open")]

    def __str__(self) -> str:
        return self.new_email


class Recovery(models.Model):
    """All proofs are lost: an operator checks who asks, then some time passes during which the person may object."""

    class State(models.TextChoices):
        ASKED = "asked", _("À examiner")
        GRANTED = "granted", _("Accordée, en attente")
        REFUSED = "refused", _("Refusée")
        CANCELLED = "cancelled", _("Annulée")
        USED = "used", _("Utilisée")

    OPEN = (State.ASKED, State.GRANTED)

    user = models.ForeignKey(User, models.CASCADE, related_name="recoveries")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    reason = models.CharField(max_length=500)
    # The link by which the person stops it, from the mail that told them.
    cancel_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # How the operator made sure of who asks.
    how = models.CharField(max_length=500, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state__in=["asked", "granted"]), name="recovery_one_open"),
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("user")), name="recovery_not_by_oneself"),
            models.CheckConstraint(condition=~Q(state__in=["granted", "used"]) | Q(ready_at__isnull=False), name="recovery_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_state_display()}"
