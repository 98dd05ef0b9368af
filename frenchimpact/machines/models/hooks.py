"""Addresses that are told of public facts, what was sent to each, and how it was received."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.machines.models.tokens import Token
from frenchimpact.organisations.models import Organisation


class Kind(models.TextChoices):
    """The kinds of public facts."""

    PROJECT_PUBLISHED = "project.published", _("Projet publié")
    PROJECT_WITHDRAWN = "project.withdrawn", _("Projet retiré du public")
    LABEL_GRANTED = "label.granted", _("Label attribué")
    LABEL_CHANGED = "label.changed", _("Label qui change d’état")
    AID_PUBLISHED = "aid.published", _("Aide publiée")
    AID_WITHDRAWN = "aid.withdrawn", _("Aide retirée")
    OFFER_PUBLISHED = "offer.published", _("Offre publiée")
    EVENT_PUBLISHED = "event.published", _("Événement publié")
    EVENT_CHANGED = "event.changed", _("Événement déplacé")
    EVENT_CANCELLED = "event.cancelled", _("Événement annulé")
    PRECEDENT_PUBLISHED = "precedent.published", _("Réponse à un frein publiée")
    SOLUTION_PUBLISHED = "solution.published", _("Solution publiée")
    COMMITMENT_CHANGED = "commitment.changed", _("Engagement financier annoncé ou modifié")
    MEASUREMENT_VERIFIED = "measurement.verified", _("Mesure d’impact vérifiée")


# What is sent to try an address: nobody subscribes to it.
PING = "ping"


class Subscription(models.Model):
    """One address of an organisation, told of some kinds of facts, each letter signed by a secret of its own."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Actif")
        DISABLED = "disabled", _("Arrêté : l’adresse ne répondait plus")
        CLOSED = "closed", _("Fermé")

    FLOW = Flow(
        {
            "disable": ([State.ACTIVE], State.DISABLED),
            "reopen": ([State.DISABLED], State.ACTIVE),
            "close": ([State.ACTIVE, State.DISABLED], State.CLOSED),
        }
    )

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="webhooks")
    # The token that asked for it, when a machine did.
    token = models.ForeignKey(Token, models.PROTECT, null=True, blank=True, related_name="webhooks")
    url = models.URLField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=30, choices=Kind))
    # The secret is made of it and of the instance's own key: who reads the table cannot sign.
    salt = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["organisation_id", "-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(kinds=[]), name="webhook_has_kinds")]

    def __str__(self) -> str:
        return self.url

    @property
    def kind_words(self) -> list[str]:
        """What it is told, in words."""
        return [str(Kind(one).label) for one in self.kinds]


class Delivery(models.Model):
    """One letter to one address: its body never changes, however many times it is tried."""

    class State(models.TextChoices):
        WAITING = "waiting", _("À envoyer")
        DELIVERED = "delivered", _("Reçu")
        FAILED = "failed", _("Abandonné")

    FLOW = Flow(
        {
            "deliver": ([State.WAITING], State.DELIVERED),
            "give_up": ([State.WAITING], State.FAILED),
            "resend": ([State.DELIVERED, State.FAILED], State.WAITING),
        }
    )

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    # What the receiver knows it by: the same at each try.
    number = models.UUIDField(unique=True)
    kind = models.CharField(max_length=30)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # How many times it failed since it was last asked for.
    failures_count = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["subscription", "-created_at"], name="webhook_delivery_log"),
            models.Index(fields=["created_at"], name="webhook_delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def kind_words(self) -> str:
        """What it tells, in words."""
        return str(Kind(self.kind).label) if self.kind in Kind.values else str(_("Essai"))


class Attempt(models.Model):
    """One try: what was answered, and how fast. No status: nothing came back."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=clock.now)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField()
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.status or '–'} {self.duration_ms} ms"
