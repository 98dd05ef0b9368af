"""What a territory set out to change: challenges, their objectives, and what anyone proposes for them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.territories.models.territories import Territory


class Challenge(models.Model):
    """One of the challenges of a territory; how many there must be is `Territory.challenge_count`."""

    class Kind(models.TextChoices):
        SOCIAL = "social", _("Social")
        ENVIRONMENTAL = "environmental", _("Environnemental")
        CITIZEN = "citizen", _("Citoyen")

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="challenges")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    kinds = ArrayField(models.CharField(max_length=14, choices=Kind), default=list)
    problem = models.TextField(blank=True)
    # What was tried before, and what came of it.
    tried = models.TextField(blank=True)
    # Codes of the vocabulary « public », and in words.
    publics = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    publics_words = models.CharField(max_length=300, blank=True)
    themes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    # Where things stand at the start, and what is wanted, in words; figures are indicators.
    baseline = models.TextField(blank=True)
    target = models.TextField(blank=True)
    # Sustainable development goals, 1 to 17, the main one first.
    sdgs = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    help_sought = models.TextField(blank=True)
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    # Whether anyone may propose a solution; a closed one says what came of it.
    is_open = models.BooleanField(default=True)
    outcome = models.TextField(blank=True)
    projects = models.ManyToManyField(Project, through="ChallengeProject", related_name="challenges")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["territory_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "number"], name="challenge_number_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 9)), name="challenge_number"),
            models.CheckConstraint(condition=~Q(title=""), name="challenge_has_title"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class ChallengeProject(models.Model):
    """A project that already answers the challenge."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="challenge_projects")
    project = models.ForeignKey(Project, models.CASCADE, related_name="challenge_links")
    note = models.CharField(max_length=300, blank=True)
    since = models.DateField(default=clock.today)

    class Meta:
        ordering = ["challenge_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "project"], name="challenge_project_once"),
            sensible_days("since", name="challenge_project_days"),
        ]

    def __str__(self) -> str:
        return f"{self.challenge_id} – {self.project_id}"


class Objective(models.Model):
    """An aim of a challenge: what its actions serve."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="objectives")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)

    class Meta:
        ordering = ["challenge_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="objective_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="objective_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Proposal(models.Model):
    """What anyone proposes for a challenge, without an account: a solution, or an offer of help; and what the collective answers."""

    class Kind(models.TextChoices):
        SOLUTION = "solution", _("Une solution")
        OFFER = "offer", _("Une offre : lieu, compétence, matériel, temps")

    class State(models.TextChoices):
        RECEIVED = "received", _("Reçue")
        DISCUSSED = "discussed", _("En discussion")
        KEPT = "kept", _("Retenue")
        DECLINED = "declined", _("Non retenue")

    FLOW = Flow(
        {
            "discuss": (["received", "discussed"], "discussed"),
            "keep": (["received", "discussed", "declined"], "kept"),
            "decline": (["received", "discussed", "kept"], "declined"),
        }
    )

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=160)
    email = models.EmailField(max_length=254)
    organisation = models.CharField(max_length=200, blank=True)
    project = models.ForeignKey(Project, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    # When the address proved to be that of who wrote: the collective sees nothing before. The link of the mail is kept as a digest.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    key_digest = models.CharField(max_length=64, blank=True)
    # In which one is answered.
    language = models.CharField(max_length=5, default="fr")
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(email=""), name="proposal_is_whole"),
            models.CheckConstraint(
                condition=~Q(state__in=["kept", "declined"]) | (Q(answered_at__isnull=False) & ~Q(answer="")), name="proposal_is_answered"
            ),
            models.CheckConstraint(
                condition=Q(state="received") | Q(confirmed_at__isnull=False), name="proposal_confirmed_before_answered"
            ),
            models.UniqueConstraint(fields=["key_digest"], condition=~Q(key_digest=""), name="proposal_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.challenge_id} – {self.name}"
