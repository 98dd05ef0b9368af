"""Who comes in by ProConnect."""

from django.db import models

from frenchimpact.accounts.models.people import User
from frenchimpact.core import clock


class ProConnectLink(models.Model):
    """The provider's own name for a person, by which it is recognised; their address there may change."""

    user = models.OneToOneField(User, models.CASCADE, related_name="proconnect")
    sub = models.CharField(max_length=255, unique=True)
    # Where they were identified, and for which establishment: a hint for forms, never an authority over an organisation.
    idp_id = models.CharField(max_length=100, blank=True)
    siret_hint = models.CharField(max_length=14, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    used_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user} – ProConnect"
