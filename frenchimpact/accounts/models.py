"""People and how they sign in: by a code and a link sent to their address, never by a password."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock


class PersonManager(BaseUserManager["User"]):
    """Finds people by address, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person of that address. Raises User.DoesNotExist."""
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """A person who has an address. What they may do comes from their memberships and assignments."""

    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # The person asked to be forgotten: the row stays for what points to it, and names nobody.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    password = None  # type: ignore[assignment]  # nobody has one

    USERNAME_FIELD = "email"
    objects = PersonManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(condition=Q(email__contains="@"), name="user_email_has_at"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(full_name="", is_active=False, email__endswith="@erased.invalid"),
                name="user_erased_is_nameless",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Personne effacée")) if self.erased_at else self.full_name or self.email


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
