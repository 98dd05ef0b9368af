"""What happens around a label: renewal asked for, withdrawal considered, controls by sampling."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls.models import Application
from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.labels.models.kinds import LabelKind
from frenchimpact.labels.models.labels import Label


class Renewal(models.Model):
    """The renewal of a label: opened early, filed by its holder, decided. Filed in time, the label goes on until the decision."""

    class State(models.TextChoices):
        OPEN = "open", _("À déposer")
        FILED = "filed", _("Déposé, en cours d’examen")
        GRANTED = "granted", _("Renouvelé")
        REFUSED = "refused", _("Refusé")
        LAPSED = "lapsed", _("Non déposé à temps")
        CLOSED = "closed", _("Sans objet")

    FLOW = Flow(
        {
            "file": (["open"], "filed"),
            "grant": (["filed"], "granted"),
            "refuse": (["filed"], "refused"),
            "lapse": (["open"], "lapsed"),
            "close": (["open", "filed"], "closed"),
            # The application that asked for it was taken back, or was not admissible.
            "take_back": (["filed"], "open"),
        }
    )

    label = models.ForeignKey(Label, models.PROTECT, related_name="renewals")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    # The last day to file it: the last day of the label.
    due_on = models.DateField()
    # How many months before the end the last reminder went.
    reminded_months = models.PositiveSmallIntegerField(null=True, blank=True)
    # What was done and how the conditions were met throughout the period; what changed. Prefilled from last time.
    record = models.TextField(blank=True)
    # The application that asks for it, to a call that leads to this label: then a jury judges, and the authority decides.
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="+")
    changes = models.TextField(blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reasons = models.TextField(blank=True)
    # The decision that ended it, when it was taken after a jury.
    decision = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    new_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["label"], condition=Q(state__in=("open", "filed")), name="renewal_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "lapsed", "closed")) | Q(filed_at__isnull=False), name="renewal_filed_before_judged"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("granted", "refused")) | (Q(decided_at__isnull=False) & ~Q(reasons="")),
                name="renewal_decision_has_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(new_until__isnull=False, new_until__gt=F("due_on")), name="renewal_goes_further"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} – {self.get_state_display()}"


class Procedure(models.Model):
    """A withdrawal considered: the holder is told why, answers, then a decision with reasons is taken. Never the other way round."""

    class Outcome(models.TextChoices):
        NOTHING = "nothing", _("Rien ne change")
        OBSERVE = "observe", _("Mise sous observation")
        SUSPEND = "suspend", _("Suspension")
        WITHDRAW = "withdraw", _("Retrait du label")

    label = models.ForeignKey(Label, models.PROTECT, related_name="procedures")
    grounds = models.TextField()
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # The holder may answer until the end of that day.
    reply_until = models.DateField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reasons = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["label"], condition=Q(decided_at=None), name="procedure_one_at_a_time"),
            models.CheckConstraint(condition=~Q(grounds=""), name="procedure_has_grounds"),
            models.CheckConstraint(
                condition=Q(decided_at=None, outcome="", reasons="") | (Q(decided_at__isnull=False) & ~Q(outcome="") & ~Q(reasons="")),
                name="procedure_decision_has_reasons",
            ),
            models.CheckConstraint(condition=Q(replied_at=None, reply="") | Q(replied_at__isnull=False), name="procedure_reply_is_dated"),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} – {self.opened_at:%Y-%m-%d}"

    @property
    def may_be_decided(self) -> bool:
        """Whether the holder has answered, or let the delay go by."""
        return self.decided_at is None and (self.replied_at is not None or clock.today() > self.reply_until)


class ControlRound(models.Model):
    """A control by sampling: labels drawn by lot, all asked the same thing. The draw can be made again from its seed."""

    kind = models.ForeignKey(LabelKind, models.PROTECT, related_name="+")
    question = models.TextField()
    asked_count = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    # How many labels the lot was drawn from.
    pool_count = models.PositiveIntegerField()
    reply_until = models.DateField()
    drawn_at = models.DateTimeField(default=clock.now)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-drawn_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(question="") & Q(asked_count__gte=1), name="control_round_asks")]

    def __str__(self) -> str:
        return f"{self.kind} – {self.drawn_at:%Y-%m-%d}"


class Control(models.Model):
    """One label controlled: what its holder answers, with evidence, and what is concluded."""

    class Conclusion(models.TextChoices):
        GOOD = "good", _("Conditions remplies")
        MEND = "mend", _("À corriger")
        PROCEDURE = "procedure", _("Un retrait est envisagé")

    round = models.ForeignKey(ControlRound, models.PROTECT, related_name="controls")
    label = models.ForeignKey(Label, models.PROTECT, related_name="controls")
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    conclusion = models.CharField(max_length=10, choices=Conclusion, blank=True)
    reasons = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["round_id", "label_id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "label"], name="control_once"),
            models.CheckConstraint(
                condition=Q(concluded_at=None, conclusion="") | (Q(concluded_at__isnull=False) & ~Q(conclusion="") & ~Q(reasons="")),
                name="control_conclusion_has_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} – {self.label_id}"
