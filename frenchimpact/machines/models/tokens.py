"""Secrets by which the machines of an organisation write in its name: what each may do, how much, until when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.organisations.models import Organisation


class Scope(models.TextChoices):
    """What a token may do."""

    MEASUREMENTS = "measurements:write", _("Donner les mesures de ses projets")
    OFFERS = "offers:write", _("Écrire des offres")
    EVENTS = "events:write", _("Écrire des événements")
    AIDS = "aids:write", _("Écrire des aides")
    DECLARATIONS = "declarations:write", _("Préparer des déclarations de projets")
    WEBHOOKS = "webhooks:manage", _("Gérer les webhooks")


class Token(models.Model):
    """A secret of an organisation. Only its digest is kept; it never does more than the person who made it may do that day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tokens")
    # What people call the machine that has it.
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    # Its first signs: they tell it from others, and open nothing.
    start = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    expires_on = models.DateField()
    per_hour = models.PositiveIntegerField(default=600)
    per_day = models.PositiveIntegerField(default=5000)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["organisation_id", "-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(scopes=[]), name="machine_token_named_and_scoped"),
            models.CheckConstraint(condition=Q(per_hour__gte=1, per_day__gte=F("per_hour")), name="machine_token_quotas"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it opens anything today."""
        return self.ended_at is None and self.expires_on >= clock.today()

    @property
    def scope_words(self) -> list[str]:
        """What it may do, in words."""
        return [str(Scope(one).label) for one in self.scopes]


class TokenHour(models.Model):
    """How many times a token was used in one hour: its quotas, and its history."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="hours")
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["token_id", "-hour"]
        constraints = [models.UniqueConstraint(fields=["token", "hour"], name="machine_hour_once")]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}: {self.count}"


class MachineRequest(models.Model):
    """What a machine wrote. Asked again under the same name (Idempotency-Key), it is answered the same."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="requests")
    # None: the machine gave no name.
    name = models.CharField(max_length=80, null=True, blank=True)
    scope = models.CharField(max_length=20, choices=Scope)
    body_digest = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["token_id", "-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["token", "name"], name="machine_request_once")]
        indexes = [models.Index(fields=["at"], name="machine_request_at")]

    def __str__(self) -> str:
        return f"{self.scope} {self.answer.get('reference', '')}"
