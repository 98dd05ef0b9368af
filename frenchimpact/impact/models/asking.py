"""Asking somebody else to look: an organisation of the directory, or an address, which answers by a link without an account."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow
from frenchimpact.impact.models.following import Followed
from frenchimpact.organisations.models import Organisation


class ByWhom(models.TextChoices):
    """In which quality somebody looked."""

    PEER = "peer", _("Un pair")
    OPERATOR = "operator", _("L’équipe du programme")
    INDEPENDENT = "independent", _("Un organisme indépendant")


class ProofRequest(models.Model):
    """That a team asked somebody else to look at what it says of an indicator: at its values, at their level of proof, or both."""

    class State(models.TextChoices):
        WAITING = "waiting", _("En attente")
        ANSWERED = "answered", _("Réponse donnée")
        DECLINED = "declined", _("Refusée")
        CANCELLED = "cancelled", _("Retirée")

    FLOW = Flow(
        {
            "answer": ((State.WAITING,), State.ANSWERED),
            "decline": ((State.WAITING,), State.DECLINED),
            "cancel": ((State.WAITING,), State.CANCELLED),
        }
    )

    followed = models.ForeignKey(Followed, models.CASCADE, related_name="proof_requests")
    kind = models.CharField(max_length=12, choices=ByWhom)
    # Whose people may answer; none: who has the link, in the name that the team wrote.
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="proof_requests")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    message = models.TextField(max_length=2000, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Who answered by the link, as they wrote it.
    answer_name = models.CharField(max_length=150, blank=True)
    decline_reason = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    # Once, before the day for which an answer is wished.
    reminded_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Since when it is known who looks: an organisation that the programme knows, or that somebody of it found out, and how.
    # Before that, what is said is a witness's word.
    identified_at = models.DateTimeField(null=True, blank=True)
    identified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    identified_how = models.CharField(max_length=500, blank=True)
    # They pay for the project: told beside what they say.
    is_funder = models.BooleanField(default=False)
    # A new link makes the earlier one say so.
    link_serial = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["peer", "independent"]), name="proof_request_of_others"),
            models.CheckConstraint(condition=~Q(name=""), name="proof_request_names_somebody"),
            models.CheckConstraint(condition=Q(organisation__isnull=False) | ~Q(email=""), name="proof_request_reaches_somebody"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "cancelled"], answered_at=None)
                | Q(state__in=["answered", "declined"], answered_at__isnull=False),
                name="proof_request_answered_is_dated",
            ),
            models.UniqueConstraint(
                fields=["followed", "email"], condition=Q(state="waiting") & ~Q(email=""), name="proof_request_once_by_mail"
            ),
            models.UniqueConstraint(
                fields=["followed", "organisation"], condition=Q(state="waiting", organisation__isnull=False), name="proof_request_once"
            ),
            models.CheckConstraint(
                condition=Q(identified_by=None) | Q(identified_at__isnull=False) & ~Q(identified_how=""),
                name="proof_request_identified_how",
            ),
            models.CheckConstraint(condition=Q(is_funder=False) | Q(kind="peer"), name="proof_request_funder_is_no_independent"),
            sensible_days("due_on", name="proof_request_days"),
        ]
        indexes = [models.Index(fields=["organisation"], condition=Q(state="waiting"), name="proof_request_waiting")]

    def __str__(self) -> str:
        return f"{self.followed_id} {self.name}"

    @property
    def is_witness(self) -> bool:
        """Whether nobody knows who looks."""
        return self.identified_at is None
