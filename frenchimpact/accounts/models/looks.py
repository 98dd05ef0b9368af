"""Who looked at the site through whose eyes, why, and for how long."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock


class Look(models.Model):
    """One look through somebody's eyes. The row never changes, but once: when it ends (a trigger holds it)."""

    class End(models.TextChoices):
        STOPPED = "stopped", _("arrêté")
        SIGNED_OUT = "signed_out", _("à la déconnexion")
        EXPIRED = "expired", _("au bout du temps permis")
        ROLE = "role", _("rôle ou droit perdu")
        ACCOUNT = "account", _("compte fermé")
        REPLACED = "replaced", _("remplacé par un autre regard")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="looks_taken")
    reason = models.CharField(max_length=500)
    began_at = models.DateTimeField(default=clock.now, editable=False)
    until_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_how = models.CharField(max_length=12, choices=End, blank=True)

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("by")), name="look_not_at_oneself"),
            models.CheckConstraint(condition=Q(until_at__gt=F("began_at")), name="look_in_order"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="") | (Q(ended_at__isnull=False) & ~Q(ended_how="")), name="look_ends_somehow"
            ),
            models.UniqueConstraint(fields=["by"], condition=Q(ended_at=None), name="look_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.by} – {self.person}"
