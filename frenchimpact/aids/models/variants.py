"""A variant asks the funder of a generic aid to stand beside it: until they agree, it is an ordinary aid."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models.catalogue import Aid
from frenchimpact.core import clock


class VariantProposal(models.Model):
    """One demand, and what became of it. Asked again, it is another one."""

    class State(models.TextChoices):
        ASKED = "asked", _("En attente")
        ACCEPTED = "accepted", _("Acceptée")
        REFUSED = "refused", _("Refusée")
        # Whoever asked chose otherwise, or one of the two aids is no longer there.
        WITHDRAWN = "withdrawn", _("Retirée")

    aid = models.ForeignKey(Aid, models.CASCADE, related_name="proposals")
    generic = models.ForeignKey(Aid, models.CASCADE, related_name="proposed_variants")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    at = models.DateTimeField(default=clock.now, editable=False)
    # Nobody: a feed asks.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["aid"], condition=Q(state="asked"), name="aid_proposal_once"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="aid_proposal_refused_why"),
            models.CheckConstraint(condition=Q(state="asked", answered_at=None) | ~Q(state="asked"), name="aid_proposal_answered_later"),
        ]

    def __str__(self) -> str:
        return f"{self.aid_id} → {self.generic_id}"
