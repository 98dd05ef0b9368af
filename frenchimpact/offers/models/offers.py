"""What an organisation gives: how much of it, where, when, to whom and at what price."""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.fields import codes
from frenchimpact.core.flows import Flow
from frenchimpact.geo.models import Place
from frenchimpact.offers.models.words import DORMANT_DAYS, Asker, Price, What
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Stage


class OfferCounter(models.Model):
    """The last number given in a series and a year: O-2026-0001 an offer, BE-2026-0001 a request."""

    series = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="offer_counter_once")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}: {self.last}"


def everyone() -> list[str]:
    """Whoever asks."""
    return list(Asker.values)


class Offer(models.Model):
    """One offer. What is engaged never goes past its capacity: the database sees to it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        MODERATED = "moderated", _("En relecture")
        AVAILABLE = "available", _("Disponible")
        PAUSED = "paused", _("En pause")
        EXHAUSTED = "exhausted", _("Épuisée")
        EXPIRED = "expired", _("Terminée")
        WITHDRAWN = "withdrawn", _("Retirée")

    FLOW = Flow(
        {
            "submit": (["draft"], "moderated"),
            "approve": (["moderated"], "available"),
            "send_back": (["moderated"], "draft"),
            "pause": (["available", "exhausted"], "paused"),
            "resume": (["paused"], "available"),
            "exhaust": (["available"], "exhausted"),
            "free": (["exhausted"], "available"),
            "expire": (["available", "paused", "exhausted"], "expired"),
            "renew": (["expired"], "available"),
            # What was read changed: it is read again.
            "reread": (["available", "paused", "exhausted", "expired"], "moderated"),
            "withdraw": (["moderated", "available", "paused", "exhausted", "expired"], "withdrawn"),
        }
    )
    SHOWN = (State.AVAILABLE, State.EXHAUSTED)
    # Whose page answers to its address: it says when it is not given today.
    KNOWN = (*SHOWN, State.PAUSED, State.EXPIRED)

    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offers")
    # Who answers; never shown with an address.
    contact = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    state_reason = models.CharField(max_length=500, blank=True)
    what = models.CharField(max_length=16, choices=What)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    # « 12 jours »; without a capacity, as many as ask.
    capacity = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    # Kept by the database: what matches under way or completed take of it.
    engaged = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # Where it is given; nowhere in particular: everywhere. At a distance too when it may.
    is_remote = models.BooleanField(default=False)
    themes = codes()
    price = models.CharField(max_length=10, choices=Price)
    price_note = models.CharField(max_length=300, blank=True)
    who = ArrayField(models.CharField(max_length=10, choices=Asker), default=everyone)
    # Stages of projects that may ask; none: any.
    stages = ArrayField(models.CharField(max_length=20, choices=Stage), default=list, blank=True)
    conditions = models.CharField(max_length=1000, blank=True)
    # A tax receipt, an agreement… that goes with it.
    gives_receipt = models.BooleanField(default=False)
    # Somebody said that it still holds: after ninety days without a word it sleeps, hidden.
    confirmed_on = models.DateField(default=clock.today)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    moderated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(summary=""), name="offer_says_something"),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gt=0) & ~Q(unit=""), name="offer_capacity_has_a_unit"),
            models.CheckConstraint(condition=Q(capacity=None) | Q(engaged__lte=F("capacity")), name="offer_engaged_within_capacity"),
            models.CheckConstraint(condition=Q(engaged__gte=0), name="offer_engaged"),
            models.CheckConstraint(condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="offer_period"),
            models.CheckConstraint(condition=Q(who__len__gt=0), name="offer_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "moderated", "withdrawn"]) | Q(published_at__isnull=False), name="offer_public_is_dated"
            ),
            sensible_days("starts_on", "ends_on", "confirmed_on", name="offer_days"),
        ]
        indexes = [models.Index(fields=["what", "state"], name="offer_what")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_dormant(self) -> bool:
        """Whether nobody said for long that it still holds."""
        return self.confirmed_on < clock.today() - dt.timedelta(days=DORMANT_DAYS)

    @property
    def left(self) -> Decimal | None:
        """What remains of its capacity; None without one."""
        return None if self.capacity is None else self.capacity - self.engaged


class OfferPlace(models.Model):
    """Where it is given: that place and all that it holds."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="places")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["offer_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["offer", "place"], name="offer_place_once")]

    def __str__(self) -> str:
        return str(self.place)
