"""Where a person is signed in, from which browsers, and how often something may be tried."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models.people import User
from frenchimpact.core import clock


class Device(models.Model):
    """A browser from which the person has signed in: it keeps its own allowance of tries, and is not announced again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    key_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-seen_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key_digest"], name="device_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.pk}"


class OpenSession(models.Model):
    """A session that is open: closing it deletes Django's own row, and the browser is out at its next request."""

    class Way(models.TextChoices):
        MAIL = "mail", _("par le code reçu par mail")
        LINK = "link", _("par le lien reçu par mail")
        PASSKEY = "passkey", _("par clé d’accès")
        PROCONNECT = "proconnect", _("par ProConnect")
        DIRECT = "direct", _("par la démonstration")

    user = models.ForeignKey(User, models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.ForeignKey(Device, models.SET_NULL, null=True, blank=True, related_name="+")
    # Names that the browser gives of itself; empty when it gives none that we know.
    browser = models.CharField(max_length=30, blank=True)
    system = models.CharField(max_length=30, blank=True)
    way = models.CharField(max_length=12, choices=Way, default=Way.DIRECT)
    is_strong = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} – {self.opened_at:%d/%m/%Y}"


class Tries(models.Model):
    """How many times something was tried since the count began; shared by every process. The key is a digest."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.count}"
