"""People. How they sign in is beside: by mail first, never by a password."""

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
