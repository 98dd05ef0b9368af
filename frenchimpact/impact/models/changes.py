"""Theories of change: from the need to the impact, through what one does and what it changes for whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.methods.models import Indicator
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import Territory

# Whose theory it is.
type Holder = Project | Territory


class Kind(models.TextChoices):
    """What a part is, in the order in which one leads to the next; what is assumed and feared stands beside the chain."""

    NEED = "need", _("Besoin")
    INPUT = "input", _("Moyens")
    ACTIVITY = "activity", _("Activités")
    OUTPUT = "output", _("Réalisations")
    OUTCOME = "outcome", _("Effets")
    IMPACT = "impact", _("Impact")
    ASSUMPTION = "assumption", _("Hypothèses")
    RISK = "risk", _("Risques")


# The chain itself, from left to right.
CHAIN = (Kind.NEED, Kind.INPUT, Kind.ACTIVITY, Kind.OUTPUT, Kind.OUTCOME, Kind.IMPACT)
BESIDE = (Kind.ASSUMPTION, Kind.RISK)


class Change(models.Model):
    """The theory of change of a project, or of a territory, as its people work on it. What the public reads is its last edition."""

    project = models.OneToOneField(Project, models.PROTECT, null=True, blank=True, related_name="change")
    territory = models.OneToOneField(Territory, models.PROTECT, null=True, blank=True, related_name="change")
    # What one wants to know, first: it decides what is measured.
    question = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(project=None) ^ Q(territory=None), name="change_of_a_project_or_a_territory"),
        ]

    def __str__(self) -> str:
        return str(self.holder)

    @property
    def holder(self) -> Holder:
        """Whose it is."""
        found = self.project or self.territory
        assert found is not None  # noqa: S101  the database holds it
        return found


class ChangePart(models.Model):
    """One box: a need, an activity, an effect for somebody…"""

    change = models.ForeignKey(Change, models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=300)
    # For whom it changes something: people, an organisation, the planet.
    stakeholder = models.CharField(max_length=120, blank=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["change_id", "kind", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="change_part_says_something"),
            models.UniqueConstraint(
                fields=["change", "kind", "position"], name="change_part_place_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ChangeLink(models.Model):
    """That a part leads to another; or, for an assumption or a risk, that it bears on it."""

    source = models.ForeignKey(ChangePart, models.CASCADE, related_name="leads_to")
    target = models.ForeignKey(ChangePart, models.CASCADE, related_name="comes_from")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="change_link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="change_link_goes_somewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class ChangeEdition(models.Model):
    """The theory as it was published: what the public reads, and what it read before. Append-only."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["change_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["change", "number"], name="change_edition_once")]

    def __str__(self) -> str:
        return f"{self.change_id} v{self.number}"
