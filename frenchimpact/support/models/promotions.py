"""The projects that a call gathers to grow together: candidates, selected, in support, graduated or gone; what they measured meanwhile.

A promotion is the accelerator's side of a wave of a call: the file is judged there, the project is followed here.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls.models import Application, Cohort
from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow
from frenchimpact.impact.models import Measure
from frenchimpact.methods.models import Indicator
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.support.models.supports import Support


class Promotion(models.Model):
    """One wave of a call whose projects are supported together, and the structure that runs it."""

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="promotion")
    structure = models.ForeignKey(Organisation, models.PROTECT, related_name="promotions")
    starts_on = models.DateField()
    ends_on = models.DateField()
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="promotion_ends_after_it_began"),
            sensible_days("starts_on", "ends_on", name="promotion_days"),
        ]

    def __str__(self) -> str:
        return str(self.cohort)


class Participant(models.Model):
    """One project in a promotion, by its file."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", _("Candidat")
        SELECTED = "selected", _("Sélectionné")
        IN_SUPPORT = "in_support", _("En accompagnement")
        GRADUATED = "graduated", _("Diplômé")
        LEFT = "left", _("Parti")

    FLOW = Flow(
        {
            # An appeal may be judged the other way: who was refused comes back, who was granted is judged again.
            "select": (["candidate", "left"], "selected"),
            "reconsider": (["selected", "left"], "candidate"),
            "begin": (["selected"], "in_support"),
            "graduate": (["in_support"], "graduated"),
            "leave": (["candidate", "selected", "in_support"], "left"),
        }
    )

    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="participants")
    project = models.ForeignKey(Project, models.PROTECT, related_name="promotions")
    application = models.ForeignKey(Application, models.PROTECT, related_name="promotions")
    support = models.OneToOneField(Support, models.PROTECT, null=True, blank=True, related_name="participant")
    state = models.CharField(max_length=10, choices=State, default=State.CANDIDATE)
    # Why it left; what the promotion changed, once graduated.
    reason = models.CharField(max_length=1000, blank=True)
    outcome = models.TextField(blank=True)
    entered_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["promotion_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["promotion", "project"], name="participant_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["in_support", "graduated"]) | Q(support__isnull=False, entered_on__isnull=False),
                name="participant_is_supported",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["graduated", "left"], ended_on__isnull=False)
                | ~Q(state__in=["graduated", "left"]) & Q(ended_on=None),
                name="participant_ended_when",
            ),
            models.CheckConstraint(condition=~Q(state="left") | ~Q(reason=""), name="participant_left_why"),
            models.CheckConstraint(condition=~Q(state="graduated") | ~Q(outcome=""), name="participant_graduated_with_words"),
            models.CheckConstraint(
                condition=Q(entered_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("entered_on")), name="participant_dates"
            ),
            sensible_days("entered_on", "ended_on", name="participant_days"),
        ]
        indexes = [models.Index(fields=["promotion", "state"], name="participant_by_state")]

    def __str__(self) -> str:
        return f"{self.promotion_id} {self.project_id}"

    @property
    def tone(self) -> str:
        """Of the badge of its state."""
        return {"selected": "info", "in_support": "info", "graduated": "ok", "left": "line"}.get(self.state, "warn")


class ParticipantMove(models.Model):
    """What happened to one, by whom and why. Append-only."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="moves")
    verb = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=Participant.State)
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["participant_id", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.verb}"


class ParticipantFigure(models.Model):
    """What a project measured of one thing as it came in, or as it went out: the value as it was declared then. Append-only."""

    class Moment(models.TextChoices):
        ENTRY = "entry", _("À l’entrée")
        EXIT = "exit", _("À la sortie")

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="figures")
    moment = models.CharField(max_length=5, choices=Moment)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=20, decimal_places=4)
    # The last day of the period that was measured; the measure and its version, unless it is the starting point of an aim.
    on = models.DateField()
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["participant_id", "indicator_id", "moment"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "moment", "indicator"], name="participant_figure_once"),
            models.CheckConstraint(
                condition=Q(measure=None, version=None) | Q(measure__isnull=False, version__isnull=False), name="participant_figure_from"
            ),
            sensible_days("on", name="participant_figure_day"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.moment} {self.indicator_id}"
