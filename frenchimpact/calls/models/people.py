"""Who writes a file together, and which organisations stand behind it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls.models.applications import Application
from frenchimpact.core import clock
from frenchimpact.organisations.models import Organisation


class ApplicationMember(models.Model):
    """A person invited to a file, of any organisation. The link in the mail lets them in, once.

    Those who may write for the organisation that applies need no invitation.
    """

    class Role(models.TextChoices):
        VIEW = "view", _("Peut lire")
        COMMENT = "comment", _("Peut lire et commenter")
        EDIT = "edit", _("Peut lire, commenter et écrire")

    application = models.ForeignKey(Application, models.CASCADE, related_name="members")
    email = models.EmailField(max_length=254)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="application_roles")
    role = models.CharField(max_length=10, choices=Role)
    # Only a digest is kept: who reads the table cannot follow the link.
    key_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    # When the person was taken out, or the invitation back.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application_id", "created_at", "pk"]
        constraints = [
            models.UniqueConstraint("application", Lower("email"), condition=Q(ended_at=None), name="application_member_once"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, user=None) | Q(accepted_at__isnull=False, user__isnull=False),
                name="application_member_accepted",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Partner(models.Model):
    """An organisation of a collective: it confirms by a link that it is part of the file. Only confirmed ones count."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("Collectivité")
        ESS = "ess", _("Entreprise ou association de l’ESS")
        SUPPORT = "support", _("Structure d’accompagnement ou financeur")
        RESEARCH = "research", _("École, université, laboratoire")
        COMPANY = "company", _("Autre entreprise")
        OTHER = "other", _("Autre")

    application = models.ForeignKey(Application, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    email = models.EmailField(max_length=254)
    key_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    # Who said yes, and as what, in their own words.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_name = models.CharField(max_length=160, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application_id", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint("application", Lower("name"), name="partner_once"),
            models.CheckConstraint(condition=~Q(name=""), name="partner_has_name"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_name="")
                | (Q(confirmed_at__isnull=False, declined_at=None) & ~Q(confirmed_name="")),
                name="partner_confirmed_by",
            ),
        ]

    def __str__(self) -> str:
        return self.name
