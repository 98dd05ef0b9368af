"""An offer and a request that meet: both say yes, something is done, both say what it was worth."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow
from frenchimpact.offers.models.offers import Offer
from frenchimpact.offers.models.requests import Request


class Side(models.TextChoices):
    """Who speaks."""

    OFFER = "offer", _("Qui offre")
    REQUEST = "request", _("Qui demande")


class Match(models.Model):
    """One meeting. An answer is due in ten days; nothing is engaged before both said yes."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposée")
        ACCEPTED = "accepted_by_both", _("Acceptée des deux côtés")
        ACTIVE = "active", _("En cours")
        COMPLETED = "completed", _("Terminée")
        RATED = "rated", _("Terminée, avec les deux avis")
        DECLINED = "declined", _("Déclinée")
        LAPSED = "lapsed", _("Sans réponse")
        CANCELLED = "cancelled", _("Interrompue")

    FLOW = Flow(
        {
            "accept": (["proposed"], "accepted_by_both"),
            "decline": (["proposed"], "declined"),
            "lapse": (["proposed"], "lapsed"),
            "start": (["accepted_by_both"], "active"),
            "complete": (["accepted_by_both", "active"], "completed"),
            "rate": (["completed"], "rated"),
            "cancel": (["accepted_by_both", "active"], "cancelled"),
        }
    )
    LIVE = (State.PROPOSED, State.ACCEPTED, State.ACTIVE)
    # What takes a part of the offer's capacity.
    ENGAGING = (State.ACCEPTED, State.ACTIVE, State.COMPLETED, State.RATED)

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="matches")
    request = models.ForeignKey(Request, models.PROTECT, related_name="matches")
    state = models.CharField(max_length=16, choices=State, default=State.PROPOSED)
    state_reason = models.CharField(max_length=500, blank=True)
    proposed_by = models.CharField(max_length=7, choices=Side)
    text = models.TextField(blank=True)
    # How much of the offer's unit; of an offer without a capacity, nothing is counted.
    quantity = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    # Why they meet, as it was that day: each condition and its state.
    reasons = models.JSONField(default=list, blank=True)
    answer_due_on = models.DateField()
    proposed_at = models.DateTimeField(default=clock.now)
    proposed_by_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "request"], condition=Q(state__in=["proposed", "accepted_by_both", "active"]), name="match_live_once"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="match_quantity"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "lapsed"]) | Q(answered_at__isnull=False), name="match_answered_when"
            ),
            sensible_days("answer_due_on", name="match_days"),
        ]
        indexes = [models.Index(fields=["answer_due_on"], condition=Q(state="proposed"), name="match_due")]

    def __str__(self) -> str:
        return f"{self.offer_id} / {self.request_id}"


class MatchFeedback(models.Model):
    """What one side says at the end, once."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="feedback")
    side = models.CharField(max_length=7, choices=Side)
    was_useful = models.BooleanField()
    text = models.CharField(max_length=1000, blank=True)
    # What it was worth in the offer's unit, as given in the end.
    given = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["match_id", "side"]
        constraints = [models.UniqueConstraint(fields=["match", "side"], name="match_feedback_once")]

    def __str__(self) -> str:
        return f"{self.match_id} {self.side}"


class OfferReport(models.Model):
    """Somebody says that an offer is not what it claims: disguised advertising, wrong, harmful. Operators settle it."""

    class Reason(models.TextChoices):
        ADVERTISING = "advertising", _("Publicité déguisée")
        WRONG = "wrong", _("Inexacte ou périmée")
        HARMFUL = "harmful", _("Dangereuse ou illégale")
        JOBS = "jobs", _("Travail gratuit qui remplace un emploi")

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=12, choices=Reason)
    text = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settlement = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["offer", "by"], condition=Q(settled_at=None), name="offer_report_once")]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.reason}"
