"""The action plan: actions with their steps, partners and budgets, and its validated versions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories.models.challenges import Objective
from frenchimpact.territories.models.meetings import Meeting
from frenchimpact.territories.models.territories import Territory


class Action(models.Model):
    """One thing that the collective does for an objective: who, with whom, when, where it stands, and what blocks it."""

    class State(models.TextChoices):
        TO_START = "to_start", _("À lancer")
        IN_PROGRESS = "in_progress", _("En cours")
        BLOCKED = "blocked", _("Bloquée")
        DONE = "done", _("Terminée")
        DROPPED = "dropped", _("Abandonnée")

    FLOW = Flow(
        {
            "start": (["to_start", "blocked", "done", "dropped"], "in_progress"),
            "block": (["to_start", "in_progress"], "blocked"),
            "finish": (["to_start", "in_progress", "blocked"], "done"),
            "drop": (["to_start", "in_progress", "blocked"], "dropped"),
            "put_back": (["in_progress", "blocked", "dropped"], "to_start"),
        }
    )

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="actions")
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="actions")
    # Within its territory: A-07.
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    # The organisation that answers for it, and the person who drives it.
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="territory_actions")
    pilot = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="territory_actions")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.TO_START)
    # Hundredths done, as the pilot judges it.
    progress = models.PositiveSmallIntegerField(default=0)
    # What blocks, and what would unblock; asked for as soon as it is blocked.
    blocked_by = models.TextField(blank=True)
    unblocked_by = models.TextField(blank=True)
    blocked_on = models.DateField(null=True, blank=True)
    # Why it has no indicator, or was dropped.
    note = models.TextField(blank=True)
    # Counts the changes: a page that shows an older one meets a conflict.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)
    # The action that must be over before this one begins.
    after = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followers")

    class Meta:
        ordering = ["territory_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "number"], name="action_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="action_has_title"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="action_progress"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="action_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state="blocked") | (~Q(blocked_by="") & Q(blocked_on__isnull=False)), name="action_blocked_by_something"
            ),
            models.CheckConstraint(condition=~Q(after=F("pk")), name="action_not_after_itself"),
            sensible_days("starts_on", "ends_on", "blocked_on", name="action_days"),
        ]

    def __str__(self) -> str:
        return f"{self.code} – {self.title}"

    @property
    def code(self) -> str:
        """How people name it: A-07."""
        return f"A-{self.number:02d}"

    @property
    def is_late(self) -> bool:
        """Whether its last day is over and it is not."""
        return self.ends_on is not None and self.ends_on < clock.today() and self.state not in ("done", "dropped")


class ActionPartner(models.Model):
    """Who takes part in an action, beside its owner."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    part = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["action_id", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="action_partner_has_name")]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """A step of an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["action_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="step_has_title"),
            sensible_days("due_on", "done_on", name="step_days"),
        ]

    def __str__(self) -> str:
        return self.title


class BudgetLine(models.Model):
    """What one funder brings to an action in one year: planned, secured, spent. In euros, or in days of people's time."""

    class Unit(models.TextChoices):
        EUR = "eur", _("Euros")
        DAYS = "days", _("Jours de travail")

    action = models.ForeignKey(Action, models.CASCADE, related_name="budget_lines")
    year = models.PositiveSmallIntegerField()
    funder = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.CharField(max_length=4, choices=Unit, default=Unit.EUR)
    planned = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    secured = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    spent = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        ordering = ["action_id", "year", "funder", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "year", "funder", "unit"], name="budget_line_once"),
            models.CheckConstraint(condition=Q(planned__gte=0, secured__gte=0, spent__gte=0), name="budget_line_is_positive"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)) & ~Q(funder=""), name="budget_line_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.funder} {self.year}"


class ActionEvent(models.Model):
    """What happened to an action. Append-only."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="events")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=Action.State)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action_id} – {self.verb}"


class PlanVersion(models.Model):
    """The plan as the collective validated it, whole: what later versions are compared with. Append-only."""

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="plan_versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    # SHA-256 of the content as canonical JSON.
    sha256 = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    # The meeting that validated it: required once the budget of an action moved by more than a fifth.
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="plan_versions")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["territory_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "number"], name="plan_version_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="plan_version_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} v{self.number}"
