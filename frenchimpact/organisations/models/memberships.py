"""Who belongs to an organisation."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.organisations.models.sheets import Organisation


class Membership(models.Model):
    """A person belongs to an organisation and may act for it, as long as the membership lasts."""

    class Role(models.TextChoices):
        ADMIN = "admin", _("Peut tout modifier et gérer l’équipe")
        EDITOR = "editor", _("Peut modifier")
        READER = "reader", _("Peut lire")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["organisation_id", "user_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], condition=Q(until__isnull=True), name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"
