"""Messages received: kept as they came, understood once, held for a person when it cannot be done safely."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.flows import Flow


class Message(models.Model):
    """One message received at one of our addresses."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Reçu, pas encore lu")
        DONE = "done", _("Compris et appliqué")
        REFUSED = "refused", _("Compris, pas appliqué")
        HELD = "held", _("Attend une personne")
        AUTOMATIC = "automatic", _("Message automatique")
        ASIDE = "aside", _("Mis de côté")

    class Reason(models.TextChoices):
        NONE = "", ""
        SENDER = "sender", _("L’expéditeur n’est pas la personne à qui l’adresse de réponse a été donnée")
        FORGED = "forged", _("Le serveur de courrier dit que l’expéditeur est usurpé")
        UNKNOWN = "unknown", _("Écrit sans adresse de réponse")
        TOKEN = "token", _("Adresse de réponse inconnue")
        EXPIRED = "expired", _("Adresse de réponse expirée")
        UNREADABLE = "unreadable", _("Message illisible")
        BROKEN = "broken", _("Le traitement a échoué")
        BOUNCE = "bounce", _("Avis de non-remise")
        AUTO = "auto", _("Réponse automatique")
        LIST = "list", _("Message de liste")
        LOOP = "loop", _("Boucle de courrier")

    FLOW = Flow(
        {
            "apply": (["received", "held"], "done"),
            "refuse": (["received", "held"], "refused"),
            "hold": (["received"], "held"),
            "recognise": (["received"], "automatic"),
            "set_aside": (["held"], "aside"),
        }
    )

    # Names the raw message in the store, which is kept for a time only.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(max_length=8)
    # The same message sent again to the same address gives the same fingerprint.
    fingerprint = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    is_raw_kept = models.BooleanField(default=True)
    recipient = models.CharField(max_length=320)
    envelope_from = models.CharField(max_length=320, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=150, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=400, blank=True)
    # To whom and about what the reply address was given.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    topic = models.CharField(max_length=2, blank=True)
    thing_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    # What was understood, and what was answered to the person.
    text = models.TextField(blank=True)
    outcome_fr = models.TextField(blank=True)
    outcome_en = models.TextField(blank=True)
    received_at = models.DateTimeField(default=clock.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(state__in=["held", "automatic"]) | ~Q(reason=""), name="inbound_held_has_reason"),
            models.CheckConstraint(
                condition=Q(state__in=["received", "held"]) | Q(settled_at__isnull=False), name="inbound_settled_has_date"
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(state="held"), name="inbound_held"),
            models.Index(fields=["received_at"], condition=Q(state="received"), name="inbound_waiting"),
            models.Index(fields=["sender"], name="inbound_sender"),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.key)

    @property
    def outcome(self) -> str:
        """What became of it, in the reader's language."""
        return self.outcome_en if translation.get_language() == "en" else self.outcome_fr
