"""Reviews of a territory: a light one each quarter, a whole one each year, made from facts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow
from frenchimpact.territories.models.challenges import Challenge
from frenchimpact.territories.models.territories import Territory


class Review(models.Model):
    """One review. Once locked, the figures of its period change by correction only, and the review keeps those that it was made from."""

    class Kind(models.TextChoices):
        QUARTERLY = "quarterly", _("Point trimestriel")
        YEARLY = "yearly", _("Bilan annuel")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("À venir")
        DATA_DUE = "data_due", _("Données à compléter")
        LOCKED = "locked", _("Chiffres arrêtés")
        CONCLUDED = "concluded", _("Conclu")

    class Conclusion(models.TextChoices):
        CONTINUE = "continue", _("Poursuivre")
        CONTINUE_WITH_PLAN = "continue_with_plan", _("Poursuivre avec un plan d’amélioration")
        SUSPEND = "suspend", _("Suspendre")

    FLOW = Flow(
        {
            "open": (["scheduled"], "data_due"),
            "lock": (["data_due"], "locked"),
            "conclude": (["data_due", "locked"], "concluded"),
        }
    )

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=10, choices=Kind)
    # The period that it tells.
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.SCHEDULED)
    # The facts as they were when it was locked: indicators, spending, blocks, needs.
    facts = models.JSONField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    narrative = models.TextField(blank=True)
    # Who typed what last in the narrative, so that two people never overwrite each other (core.autosave).
    marks = models.JSONField(default=dict, blank=True)
    conclusion = models.CharField(max_length=20, choices=Conclusion, blank=True)
    reasons = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["territory_id", "-ends_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "kind", "ends_on"], name="territory_review_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="review_period"),
            models.CheckConstraint(condition=Q(locked_at=None) | Q(facts__isnull=False), name="review_locked_with_facts"),
            models.CheckConstraint(
                condition=~Q(state="concluded", kind="yearly")
                | (Q(locked_at__isnull=False, concluded_at__isnull=False) & ~Q(conclusion="") & ~Q(reasons="")),
                name="review_concluded_for_reasons",
            ),
            sensible_days("starts_on", "ends_on", "due_on", name="territory_review_days"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.ends_on:%Y-%m-%d}"


class ChallengeLight(models.Model):
    """How a challenge goes at a review: green, orange or red, and a few words."""

    class Light(models.TextChoices):
        GREEN = "green", _("Conforme")
        ORANGE = "orange", _("À surveiller")
        RED = "red", _("En difficulté")

    review = models.ForeignKey(Review, models.CASCADE, related_name="lights")
    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="lights")
    light = models.CharField(max_length=6, choices=Light)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["review_id", "challenge_id"]
        constraints = [models.UniqueConstraint(fields=["review", "challenge"], name="challenge_light_once")]

    def __str__(self) -> str:
        return f"{self.review_id} – {self.challenge_id}"
