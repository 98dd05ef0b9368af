"""Texts of law, the authorities that can change or apply them, and barriers: what the cases that hit the same article have in common."""

import re
from urllib.parse import quote

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.citations import name_of
from frenchimpact.barriers.models.words import Channel, Level, Nature
from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.fields import Fold, codes
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation

_IDENTIFIER = re.compile(r"[A-Z]{8}\d{12}")


class Norm(models.Model):
    """One text, or one article of it, as it was read on a day."""

    # « Code des transports », « Décret n° 2020-412 »; then « L. 3120-1 ».
    text = models.CharField(max_length=300)
    article = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    level = models.CharField(max_length=12, choices=Level, default=Level.UNKNOWN)
    # The day at which its words were read, and the day since when it no longer exists.
    read_on = models.DateField(null=True, blank=True)
    repealed_on = models.DateField(null=True, blank=True)
    text_fold = models.GeneratedField(expression=Fold("text"), output_field=models.TextField(), db_persist=True)
    article_fold = models.GeneratedField(expression=Fold("article"), output_field=models.TextField(), db_persist=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["text", "article", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="norm_has_text"),
            models.UniqueConstraint(fields=["text_fold", "article_fold"], name="norm_once"),
            sensible_days("read_on", "repealed_on", name="norm_days"),
        ]

    def __str__(self) -> str:
        return name_of(self.text, self.article)

    @property
    def is_kept(self) -> bool:
        """Whether the desk has more than its name: where it is read, or the day when it was. Else it is only cited."""
        return bool(self.url or self.read_on or self.repealed_on)

    @property
    def is_unnamed(self) -> bool:
        """Known by an identifier of Légifrance that somebody pasted: nobody wrote yet what it is called."""
        return bool(_IDENTIFIER.fullmatch(self.article))

    @property
    def sought_at(self) -> str:
        """Where one looks for a text of which there is only the name."""
        return f"https://www.legifrance.gouv.fr/search/all?tab_selection=all&searchField=ALL&query={quote(str(self))}"


class Authority(models.Model):
    """A service that may be asked for an opinion: where it is competent, about what, at which address."""

    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=12, choices=Level)
    # Where it is competent; none means the whole country.
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    natures = ArrayField(models.CharField(max_length=30, choices=Nature), default=list, blank=True)
    themes = codes()
    email = models.EmailField(max_length=254)
    phone = models.CharField(max_length=30, blank=True)
    # Above it, for the two steps of the escalation when it stays silent.
    sponsor_email = models.EmailField(max_length=254, blank=True)
    secretary_email = models.EmailField(max_length=254, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "authorities"
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(email=""), name="authority_can_be_written_to"),
            models.UniqueConstraint(fields=["name", "email"], name="authority_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Barrier(models.Model):
    """What blocks, whoever it blocks: gathers the cases that hit the same rule."""

    class State(models.TextChoices):
        OPEN = "open", _("À lever")
        LIFTED = "lifted", _("Levé")
        PARTLY = "partly", _("Levé en partie")
        STANDS = "stands", _("Maintenu, avec sa raison")

    # F is a case; FR-2026-0003 a barrier.
    reference = models.CharField(max_length=20, unique=True)
    # Those of barriers that were found to be this one: their addresses lead here.
    former_references = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(max_length=4000, blank=True)
    nature = models.CharField(max_length=30, choices=Nature, default=Nature.UNKNOWN)
    level = models.CharField(max_length=12, choices=Level, default=Level.UNKNOWN)
    channel = models.CharField(max_length=30, choices=Channel, blank=True)
    authority = models.ForeignKey(Authority, models.SET_NULL, null=True, blank=True, related_name="barriers")
    norms = models.ManyToManyField(Norm, through="BarrierNorm", related_name="barriers")
    themes = codes()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    # Out of the public's sight since then, and why: its address says so.
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="barrier_has_title"),
            models.CheckConstraint(condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="barrier_hidden_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class BarrierNorm(models.Model):
    """The rule that blocks."""

    barrier = models.ForeignKey(Barrier, models.CASCADE, related_name="norm_links")
    norm = models.ForeignKey(Norm, models.PROTECT, related_name="barrier_links")

    class Meta:
        ordering = ["barrier_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["barrier", "norm"], name="barrier_norm_once")]

    def __str__(self) -> str:
        return f"{self.barrier_id} / {self.norm_id}"
