"""What a sheet of a programme and a sheet of a tool have in common: who holds it, its states, when somebody last checked it."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.fields import codes
from frenchimpact.core.flows import Flow
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Stage


class SheetCounter(models.Model):
    """The last number given in a series and a year: PR-2026-0001 a programme, OU-2026-0001 a tool."""

    series = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="sheet_counter_once")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}: {self.last}"


class Sheet(models.Model):
    """A sheet that an organisation holds. Nobody said for FRESH_DAYS that it still holds: it is hidden, and its holder was told before."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        PUBLISHED = "published", _("Publiée")
        WITHDRAWN = "withdrawn", _("Retirée")

    FLOW = Flow(
        {
            "publish": (["draft"], "published"),
            "withdraw": (["published"], "withdrawn"),
            "restore": (["withdrawn"], "published"),
        }
    )
    # Days that a word of its holder lasts; days before the end when the holder is asked.
    FRESH_DAYS: ClassVar[int]
    ASKED_BEFORE: ClassVar[int] = 30
    SERIES: ClassVar[str]

    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="%(class)ss")
    # Who answers; never shown with an address.
    contact = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    state_reason = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    themes = codes()
    # Stages of projects that it is for; none: any.
    stages = ArrayField(models.CharField(max_length=20, choices=Stage), default=list, blank=True)
    checked_on = models.DateField(default=clock.today)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    is_demo = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state="draft") | Q(published_at__isnull=False), name="%(class)s_public_is_dated"),
            models.CheckConstraint(condition=~Q(title=""), name="%(class)s_has_a_title"),
        ]
        indexes = [models.Index(fields=["state", "checked_on"], name="%(class)s_shown")]

    def __str__(self) -> str:
        return self.title

    @property
    def holds_until(self) -> dt.date:
        """The last day when it is shown without a word of its holder."""
        return self.checked_on + dt.timedelta(days=self.FRESH_DAYS)

    @property
    def is_stale(self) -> bool:
        """Whether nobody said for long that it still holds."""
        return self.holds_until < clock.today()
