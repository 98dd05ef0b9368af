"""Sign-ins asked by mail, and what was typed before."""

from django.db import models
from django.db.models.functions import Lower

from frenchimpact.core import clock


class SignInRequest(models.Model):
    """A code and a link sent to an address; either one signs in, once, within half an hour."""

    email = models.EmailField(max_length=254)
    # Only digests are kept: who reads the table cannot sign in with it.
    code_digest = models.CharField(max_length=64)
    link_digest = models.CharField(max_length=64, unique=True)
    # Ties the typed code to the browser that asked for it.
    browser_key = models.CharField(max_length=64, blank=True, db_index=True)
    # Digest of the network address that asked, for the hourly limit.
    network_digest = models.CharField(max_length=64, blank=True)
    next_url = models.CharField(max_length=2000, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    wrong_codes_count = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(Lower("email"), models.F("created_at").desc(), name="sign_in_email_created"),
            models.Index(fields=["network_digest", "created_at"], name="sign_in_network_created"),
        ]

    def __str__(self) -> str:
        return self.email


class ParkedForm(models.Model):
    """What someone typed before being asked to sign in, kept to be sent again afterwards."""

    key_digest = models.CharField(max_length=64, unique=True)
    path = models.CharField(max_length=2000)
    fields = models.JSONField()
    # Files are not kept: the page says to choose them again.
    has_files = models.BooleanField(default=False)
    # The browser that typed it: only that one may send it on.
    browser_digest = models.CharField(max_length=64)
    network_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["network_digest", "created_at"], name="parked_network_created")]

    def __str__(self) -> str:
        return self.path
