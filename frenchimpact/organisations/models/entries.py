"""How a person comes into an organisation: invited, admitted by its people, or recognised when nobody is there yet."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.organisations.models.memberships import Membership
from frenchimpact.organisations.models.sheets import Organisation


class Invitation(models.Model):
    """An address invited to an organisation. The link in the mail is for the person of that address, once."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=10, choices=Membership.Role)
    # Only a digest is kept: who reads the table cannot follow the link.
    key_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        # What waits for a person, asked each time that they open their space.
        indexes = [models.Index(Upper("email"), condition=Q(accepted_at=None, withdrawn_at=None), name="organisation_invitation_open")]
        constraints = [
            models.UniqueConstraint(
                F("organisation"), Lower("email"), condition=Q(accepted_at=None, withdrawn_at=None), name="organisation_invitation_once"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at=None),
                name="organisation_invitation_end",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_good(self) -> bool:
        """Whether it still lets its person in."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > clock.now()


class JoinRequest(models.Model):
    """A person asks to join an organisation. Its administrators answer; the operators do when they stay silent."""

    class State(models.TextChoices):
        ASKED = "asked", _("En attente")
        ACCEPTED = "accepted", _("Acceptée")
        REFUSED = "refused", _("Refusée")
        WITHDRAWN = "withdrawn", _("Retirée")

    FLOW = Flow(
        {
            "accept": ([State.ASKED], State.ACCEPTED),
            "refuse": ([State.ASKED], State.REFUSED),
            "withdraw": ([State.ASKED], State.WITHDRAWN),
        }
    )

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    message = models.TextField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # Since when the operators may answer too.
    escalated_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], condition=Q(state="asked"), name="join_request_once"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at=None) | (~Q(state="asked") & Q(decided_at__isnull=False)), name="join_request_decided"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="join_request_refused_why"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"


class Claim(models.Model):
    """A person says that they run an organisation whose sheet nobody keeps: proved by its own address, or read by an operator."""

    class State(models.TextChoices):
        PROVING = "proving", _("Code envoyé")
        REVIEWED = "reviewed", _("En lecture")
        ACCEPTED = "accepted", _("Acceptée")
        REFUSED = "refused", _("Refusée")
        WITHDRAWN = "withdrawn", _("Retirée")

    FLOW = Flow(
        {
            "prove": ([State.PROVING], State.ACCEPTED),
            "submit": ([State.PROVING], State.REVIEWED),
            "accept": ([State.REVIEWED], State.ACCEPTED),
            "refuse": ([State.REVIEWED], State.REFUSED),
            "withdraw": ([State.PROVING, State.REVIEWED], State.WITHDRAWN),
        }
    )
    OPEN = (State.PROVING, State.REVIEWED)

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    # The organisation's address that got the code, the digest of that code, and how often another was typed.
    address = models.EmailField(max_length=254, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    wrong_codes_count = models.PositiveSmallIntegerField(default=0)
    # What the person tells the operators; a supporting file belongs to the claim.
    explanation = models.TextField(max_length=3000, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], condition=Q(state__in=("proving", "reviewed")), name="claim_once"),
            models.CheckConstraint(
                condition=Q(state__in=("proving", "reviewed"), decided_at=None)
                | (~Q(state__in=("proving", "reviewed")) & Q(decided_at__isnull=False)),
                name="claim_decided",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="claim_refused_why"),
            models.CheckConstraint(
                condition=~Q(state="proving") | (~Q(address="") & ~Q(code_digest="") & Q(code_expires_at__isnull=False)),
                name="claim_proving_has_code",
            ),
            models.CheckConstraint(condition=~Q(state="reviewed") | ~Q(explanation=""), name="claim_reviewed_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"
