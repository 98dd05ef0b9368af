"""Outgoing messages: queued in the transaction of what they tell, sent by the worker."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from frenchimpact.core import clock


class Mail(models.Model):
    """One message to one address. Written with the change that it tells; sent by the worker, once."""

    class State(models.TextChoices):
        QUEUED = "queued", "En attente"
        SENT = "sent", "Envoyé"
        FAILED = "failed", "Échec"
        DROPPED = "dropped", "Devenu inutile"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.EmailField(max_length=254)
    # Name of the message in the code, such as "accounts.sign_in", and the thing that it is about, such as "P-2026-0142".
    kind = models.CharField(max_length=80)
    reference = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    message_id = models.CharField(max_length=200, unique=True)
    # Where the person may answer by mail, when they may.
    reply_to = models.CharField(max_length=320, blank=True)
    in_reply_to = models.CharField(max_length=200, blank=True)
    # It opens a session: its words are erased once it has left.
    is_secret = models.BooleanField(default=False)
    # The page that stops this kind of message in one click; empty for messages that people asked for.
    unsubscribe_url = models.CharField(max_length=500, blank=True)
    # Dotted path of the function that says, when the message leaves, whether it is still wanted; it may write its words.
    last_look = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    # When a job should have dealt with it: past that, the sweep queues it again.
    next_try_at = models.DateTimeField(default=clock.now)
    attempts_count = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)), name="mail_sent_has_date"
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state="queued"), name="mail_queued"),
            models.Index(Lower("to"), models.F("created_at").desc(), name="mail_to_created"),
        ]

    def __str__(self) -> str:
        return self.subject


class BadAddress(models.Model):
    """An address that gave our mail back. After some times nothing more is sent there, until its person asks for it."""

    address = models.EmailField(max_length=254)
    bounces_count = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=20, blank=True)
    last_at = models.DateTimeField(default=clock.now)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [models.UniqueConstraint(Lower("address"), name="bad_address_once")]

    def __str__(self) -> str:
        return self.address
