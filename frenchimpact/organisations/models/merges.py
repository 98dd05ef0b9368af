"""Two sheets of the same organisation: noticed, told apart or merged, and parted again if that was wrong."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.organisations.models.sheets import Organisation


class Duplicate(models.Model):
    """Two sheets that look like one, until an operator says so or not."""

    class Reason(models.TextChoices):
        NUMBER = "number", _("Même numéro")
        NAME = "name", _("Nom et commune proches")
        PERSON = "person", _("Signalé par une personne")

    class State(models.TextChoices):
        OPEN = "open", _("À voir")
        APART = "apart", _("Deux structures différentes")
        MERGED = "merged", _("Fusionnées")

    first = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason)
    likeness = models.FloatField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(default=clock.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-likeness", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_in_order"),
            models.CheckConstraint(condition=Q(state="open") | Q(decided_at__isnull=False), name="duplicate_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}"


class Merge(models.Model):
    """One sheet took another in. What both were is kept, and what moved, so that it can be undone exactly."""

    kept = models.ForeignKey(Organisation, models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Organisation, models.PROTECT, related_name="merges_into")
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Every column of both sheets before; what the merge wrote on the kept one, by column; the rows that it moved or closed.
    before = models.JSONField()
    written = models.JSONField()
    moved = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone_at=None), name="merge_absorbed_once"),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.kept}"


class Alias(models.Model):
    """A number that a merged sheet bore: it leads to the sheet that took it in, for searches and imports."""

    class Kind(models.TextChoices):
        SIREN = "siren", _("SIREN")
        SIRET = "siret", _("SIRET")
        RNA = "rna", _("RNA")
        SOURCE = "source", _("Clé de la source")

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="aliases")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    kind = models.CharField(max_length=10, choices=Kind)
    # For a source: its name, a vertical bar, the key.
    value = models.CharField(max_length=260)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["merge", "kind"], name="alias_once")]
        indexes = [models.Index(fields=["kind", "value"], name="alias_value")]

    def __str__(self) -> str:
        return self.value
