"""A structure takes a project on: asked, answered, diagnosed, planned, followed, handed over, ended. One thread, whoever holds it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.support.models.words import Axis, Ending


class SupportCounter(models.Model):
    """The last number given in a year: AC-2026-0001."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Support(models.Model):
    """One project with one structure. Handed over, it goes on in another, which knows all that was done."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Pass proposé au projet")
        REQUESTED = "requested", _("Demandé")
        DECLINED = "declined", _("Décliné")
        REDIRECTED = "redirected", _("Orienté vers une autre structure")
        WITHDRAWN = "withdrawn", _("Retiré par le projet")
        DIAGNOSIS = "diagnosis", _("Diagnostic")
        PLANNING = "planning", _("Plan à valider")
        FOLLOWED = "followed", _("Accompagné")
        HANDED_OVER = "handed_over", _("Transmis à une autre structure")
        ENDED = "ended", _("Terminé")

    FLOW = Flow(
        {
            "accept_pass": (["offered"], "requested"),
            "refuse_pass": (["offered"], "withdrawn"),
            "take_on": (["requested"], "diagnosis"),
            "decline": (["requested"], "declined"),
            "redirect": (["requested"], "redirected"),
            "withdraw": (["requested"], "withdrawn"),
            "plan": (["diagnosis"], "planning"),
            "agree": (["planning"], "followed"),
            "plan_again": (["followed"], "planning"),
            "hand_over": (["diagnosis", "planning", "followed"], "handed_over"),
            "end": (["diagnosis", "planning", "followed"], "ended"),
        }
    )
    LIVE = (State.DIAGNOSIS, State.PLANNING, State.FOLLOWED)

    reference = models.CharField(max_length=20, unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="supports")
    structure = models.ForeignKey(Organisation, models.PROTECT, related_name="supports")
    state = models.CharField(max_length=12, choices=State, default=State.REQUESTED)
    state_reason = models.CharField(max_length=1000, blank=True)
    # What the project asks, and on what.
    text = models.TextField()
    axes = models.JSONField(default=list, blank=True)
    # Asked by the project; or offered by the structure, or by the programme (the Pass), which the project accepts.
    is_pass = models.BooleanField(default=False)
    # Who was proposed instead, and from whom it came.
    redirected_to = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="next")
    answer_due_on = models.DateField()
    requested_at = models.DateTimeField(default=clock.now)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    # A plan is due sixty days after, a review each quarter, and somebody has spoken to the team lately.
    plan_due_on = models.DateField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    last_contact_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=8, choices=Ending, blank=True)
    # What the team says of it at the end.
    was_useful = models.BooleanField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="support_says_what"),
            models.UniqueConstraint(
                fields=["project", "structure"],
                condition=Q(state__in=["offered", "requested", "diagnosis", "planning", "followed"]),
                name="support_live_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "requested", "withdrawn"], answered_at=None)
                | ~Q(state__in=["offered", "requested", "withdrawn"]) & Q(answered_at__isnull=False),
                name="support_answered_when",
            ),
            models.CheckConstraint(condition=~Q(state="offered") | Q(is_pass=True), name="support_offered_as_pass"),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "redirected", "handed_over"]) | ~Q(state_reason=""), name="support_says_why"
            ),
            models.CheckConstraint(condition=~Q(state="redirected") | Q(redirected_to__isnull=False), name="support_redirected_somewhere"),
            models.CheckConstraint(condition=~Q(state="ended") | ~Q(ending="") & Q(closed_at__isnull=False), name="support_ended_how"),
            sensible_days("answer_due_on", "plan_due_on", "review_due_on", "last_contact_on", name="support_days"),
        ]
        indexes = [models.Index(fields=["structure", "state"], name="support_portfolio")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_live(self) -> bool:
        """Whether the structure holds it now."""
        return self.state in self.LIVE


class SupportMember(models.Model):
    """Who follows it: one officer, a team, observers. Nobody is taken away: a day ends it."""

    class Role(models.TextChoices):
        OFFICER = "officer", _("Référent")
        TEAM = "team", _("Équipe")
        OBSERVER = "observer", _("Observateur")

    support = models.ForeignKey(Support, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="supports")
    role = models.CharField(max_length=8, choices=Role)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["support_id", "since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["support", "user"], condition=Q(until=None), name="support_member_once"),
            models.UniqueConstraint(fields=["support"], condition=Q(until=None, role="officer"), name="support_has_one_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.support_id} {self.user_id}"


class Diagnosis(models.Model):
    """What both see of the project, by axis, at a day. Written again, it is a new version. Append-only."""

    support = models.ForeignKey(Support, models.CASCADE, related_name="diagnoses")
    version = models.PositiveSmallIntegerField()
    summary = models.TextField()
    # By axis: strengths and needs, in words.
    axes = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["support_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["support", "version"], name="diagnosis_version_once"),
            models.CheckConstraint(condition=~Q(summary=""), name="diagnosis_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.support_id} v{self.version}"


class Step(models.Model):
    """What the plan holds: a milestone, or a recommendation to the team. Done, or not applicable for a reason; never just gone."""

    class Kind(models.TextChoices):
        MILESTONE = "milestone", _("Jalon")
        ADVICE = "advice", _("Recommandation")

    class State(models.TextChoices):
        TODO = "todo", _("À faire")
        DOING = "doing", _("En cours")
        DONE = "done", _("Fait")
        NOT_APPLICABLE = "not_applicable", _("Non applicable")

    FLOW = Flow(
        {
            "start": (["todo"], "doing"),
            "finish": (["todo", "doing"], "done"),
            "set_aside": (["todo", "doing"], "not_applicable"),
            "take_up": (["done", "not_applicable"], "doing"),
        }
    )

    support = models.ForeignKey(Support, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind)
    axis = models.CharField(max_length=12, choices=Axis, default=Axis.OTHER)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    # Who does it: the project's team, or the structure.
    is_for_project = models.BooleanField(default=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=14, choices=State, default=State.TODO)
    reason = models.CharField(max_length=500, blank=True)
    done_on = models.DateField(null=True, blank=True)
    # Reminders go until that day; none after the team said stop.
    remind_until = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["support_id", "due_on", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="support_step_is_named"),
            models.CheckConstraint(condition=~Q(state="not_applicable") | ~Q(reason=""), name="support_step_set_aside_for_a_reason"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | ~Q(state="done") & Q(done_on=None), name="support_step_done_when"
            ),
            sensible_days("due_on", "done_on", "remind_until", name="support_step_days"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(state__in=["todo", "doing"]), name="support_step_due")]

    def __str__(self) -> str:
        return self.title


class Contact(models.Model):
    """A call, a visit, a mail: what was said, for those who follow, and for the team unless it is a note between advisers. Append-only."""

    class Kind(models.TextChoices):
        CALL = "call", _("Appel")
        MEETING = "meeting", _("Rendez-vous")
        VISIT = "visit", _("Visite")
        MAIL = "mail", _("Mail")
        REVIEW = "review", _("Revue trimestrielle")

    support = models.ForeignKey(Support, models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=8, choices=Kind)
    on = models.DateField(default=clock.today)
    text = models.TextField()
    is_internal = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["support_id", "-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="support_contact_says_something"),
            sensible_days("on", name="support_contact_day"),
        ]

    def __str__(self) -> str:
        return f"{self.support_id} {self.on}"
