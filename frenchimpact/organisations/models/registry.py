"""What the national registry says of a sheet, kept beside it and never written over it in silence."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.organisations.models.sheets import Organisation


class RegistryCheck(models.Model):
    """The last time that a sheet was compared with the registry, or the comparison that waits for the registry to answer."""

    class State(models.TextChoices):
        WAITING = "waiting", _("À vérifier")
        MATCHES = "matches", _("Conforme au registre national")
        DIFFERS = "differs", _("Différente du registre national")
        UNKNOWN = "unknown", _("Inconnue du registre national")
        HIDDEN = "hidden", _("Non diffusée par le registre national")

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="registry_check")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    next_try_at = models.DateTimeField(null=True, blank=True)
    tries_count = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    # What the registry said, by field, as words; what a person decided to keep as it was; on which day a field was taken from it.
    answer = models.JSONField(default=dict, blank=True)
    kept = models.JSONField(default=dict, blank=True)
    taken = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["organisation_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", next_try_at__isnull=False)
                | (~Q(state="waiting") & Q(checked_at__isnull=False, next_try_at=None)),
                name="registry_check_dated",
            ),
        ]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="registry_check_waiting")]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.get_state_display()}"


class ConfirmedNumber(models.Model):
    """An operator saw that this SIREN is that organisation's: who funds does not speak in the name of a number that it only typed."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="confirmed_numbers")
    siren = models.CharField(max_length=9)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["organisation_id", "-at"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "siren"], name="confirmed_number_once"),
            models.CheckConstraint(condition=Q(siren__regex=r"^[0-9]{9}$"), name="confirmed_number_form"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} – {self.siren}"


class RegistryGate(models.Model):
    """When the next question to the registry may leave: one row, so that all processes together keep to its limit."""

    next_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="registry_gate_alone")]

    def __str__(self) -> str:
        return str(self.next_at)
