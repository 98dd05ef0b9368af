"""What a person holds, beside their mailbox, to prove that it is them."""

from django.db import models

from frenchimpact.accounts.models.people import User
from frenchimpact.core import clock


class TotpDevice(models.Model):
    """An application that shows six digits, new ones every thirty seconds."""

    user = models.OneToOneField(User, models.CASCADE, related_name="totp")
    # Sealed with the instance's key: who reads the table cannot make codes.
    sealed_secret = models.CharField(max_length=300)
    # The thirty seconds of the last code taken: it and those before are never taken again.
    last_step = models.BigIntegerField()
    created_at = models.DateTimeField(default=clock.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user} – TOTP"


class Passkey(models.Model):
    """A passkey (WebAuthn): a phone, a computer or a security key that answers a challenge."""

    user = models.ForeignKey(User, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    # As the browser names it, in base64url.
    credential_id = models.CharField(max_length=1400, unique=True)
    # Attested credential data as the authenticator gave them: identifier, model, public key.
    public_data = models.BinaryField()
    # How many times it signed, by its own account; one that goes back was copied. 0 when it does not count.
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of ten codes on paper, each good once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user} – {self.pk}"
