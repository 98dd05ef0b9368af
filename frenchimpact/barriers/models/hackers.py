"""Public hackers: their card, the cases they follow, the projects they sponsor."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.models.cases import Case
from frenchimpact.barriers.models.words import Nature
from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.fields import codes
from frenchimpact.core.flows import Flow
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project


class Hacker(models.Model):
    """What a public hacker follows and how much at once. The right to act comes from the programme role, with its dates and its place."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hacker_card")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    office = models.CharField(max_length=200, blank=True)
    natures = ArrayField(models.CharField(max_length=30, choices=Nature), default=list, blank=True)
    themes = codes()
    most_cases = models.PositiveSmallIntegerField(default=5)
    # Away until that day: nothing new is proposed.
    away_until = models.DateField(null=True, blank=True)
    wants_digest = models.BooleanField(default=True)

    class Meta:
        ordering = ["user_id"]
        constraints = [sensible_days("away_until", name="hacker_days")]

    def __str__(self) -> str:
        return str(self.user)


class Assigned(models.Model):
    """A case proposed to a hacker, who accepts within three working days or it is routed again."""

    class Role(models.TextChoices):
        FIRST = "first", _("Hacker du cas")
        SECOND = "second", _("Second hacker")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposé")
        ACCEPTED = "accepted", _("Accepté")
        DECLINED = "declined", _("Décliné")
        LAPSED = "lapsed", _("Sans réponse")
        ENDED = "ended", _("Terminé")

    FLOW = Flow(
        {
            "accept": (["proposed"], "accepted"),
            "decline": (["proposed"], "declined"),
            "lapse": (["proposed"], "lapsed"),
            "end": (["proposed", "accepted"], "ended"),
        }
    )

    case = models.ForeignKey(Case, models.CASCADE, related_name="assigned")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assigned_cases")
    role = models.CharField(max_length=6, choices=Role, default=Role.FIRST)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    # Why this person was proposed, in the words of the routing.
    reasons = models.JSONField(default=list, blank=True)
    # A tie declared on accepting, or found from memberships.
    ties = models.CharField(max_length=500, blank=True)
    proposed_at = models.DateTimeField(default=clock.now)
    answer_by = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    # What the next person must know, when somebody hands over.
    handover = models.TextField(max_length=6000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["case_id", "-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "role"], condition=Q(state__in=("proposed", "accepted")), name="assigned_one_of_each"),
            models.UniqueConstraint(fields=["case", "user"], condition=Q(state__in=("proposed", "accepted")), name="assigned_person_once"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="assigned_declined_for_a_reason"),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(answered_at__isnull=False), name="assigned_accepted_at"),
        ]
        indexes = [models.Index(fields=["answer_by"], condition=Q(state="proposed"), name="assigned_waiting")]

    def __str__(self) -> str:
        return f"{self.case_id} / {self.user_id}"


class Untied(models.Model):
    """Somebody of the desk said that they have no tie to who asks: they read the case from then on. A tie is in `Assigned.ties`."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="untied")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["case_id", "pk"]
        verbose_name_plural = "untied"
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="untied_once")]

    def __str__(self) -> str:
        return f"{self.case_id} / {self.user_id}"


class Pairing(models.Model):
    """A senior official who sponsors a project: the programme's second sense of « hacker »."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposé")
        RUNNING = "running", _("En cours")
        DECLINED = "declined", _("Décliné")
        ENDED = "ended", _("Terminé")

    FLOW = Flow({"accept": (["proposed"], "running"), "decline": (["proposed"], "declined"), "end": (["proposed", "running"], "ended")})

    project = models.ForeignKey(Project, models.PROTECT, related_name="pairings")
    # The official, who may have no account: then asked by mail.
    official = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="pairings")
    name = models.CharField(max_length=150)
    office = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254)
    subject = models.TextField(max_length=2000)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    # Each side says yes by itself.
    official_agreed_at = models.DateTimeField(null=True, blank=True)
    project_agreed_at = models.DateTimeField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    review = models.TextField(max_length=4000, blank=True)
    # Why one side said no.
    reason = models.CharField(max_length=500, blank=True)
    # Counts the links by which the official answers: the earlier ones stop.
    link_serial = models.PositiveIntegerField(default=1)
    # When both sides were last told that they have not met for long.
    reminded_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="running") | Q(official_agreed_at__isnull=False, project_agreed_at__isnull=False, since__isnull=False),
                name="pairing_agreed_by_both",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")), name="pairing_in_order"),
            models.UniqueConstraint(fields=["project", "email"], condition=Q(state__in=("proposed", "running")), name="pairing_once"),
            sensible_days("since", "until", name="pairing_days"),
        ]

    def __str__(self) -> str:
        return f"{self.name} / {self.project_id}"


class PairingMeeting(models.Model):
    """They met: when, what was said, what comes next."""

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="meetings")
    on = models.DateField()
    notes = models.TextField(max_length=6000, blank=True)
    next_step = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pairing_id", "-on", "-pk"]
        constraints = [sensible_days("on", name="pairing_meeting_days")]

    def __str__(self) -> str:
        return f"{self.pairing_id}: {self.on}"
