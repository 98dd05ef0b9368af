"""« Nous la reprenons »: a place takes a solution up, learns from who did it before, and says what came of it, failures too."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.solutions.models.solutions import Kit, Solution
from frenchimpact.territories.models import Challenge, Territory


class Adoption(models.Model):
    """One place, one solution, from the first word to what came of it."""

    class State(models.TextChoices):
        IDENTIFIED = "identified", _("Envisagée")
        AGREEMENT = "agreement", _("Accord en préparation")
        LAUNCHED = "launched", _("Lancée")
        RUNNING = "running", _("En fonctionnement")
        CLOSED = "closed", _("Close")

    class Ending(models.TextChoices):
        """How it was closed."""

        HANDED_ON = "handed_on", _("Elle vit sans nous")
        STOPPED = "stopped", _("Arrêtée après avoir fonctionné")
        NOT_LAUNCHED = "not_launched", _("Jamais lancée")
        DECLINED = "declined", _("Déclinée par l’équipe d’origine")

    FLOW = Flow(
        {
            "prepare": (["identified"], "agreement"),
            "launch": (["agreement"], "launched"),
            "run": (["launched"], "running"),
            "close": (["identified", "agreement", "launched", "running"], "closed"),
        }
    )
    OPEN = (State.IDENTIFIED, State.AGREEMENT, State.LAUNCHED, State.RUNNING)

    reference = models.CharField(max_length=20, unique=True)
    solution = models.ForeignKey(Solution, models.PROTECT, related_name="adoptions")
    # The version that they agreed on.
    kit = models.ForeignKey(Kit, models.PROTECT, related_name="adoptions")
    # Who takes it up: a labelled territory, for one of its challenges, or an organisation; and the project that does it there.
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="adoptions")
    challenge = models.ForeignKey(Challenge, models.SET_NULL, null=True, blank=True, related_name="adoptions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="adoptions")
    project = models.OneToOneField(Project, models.PROTECT, null=True, blank=True, related_name="adoption")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    # From whom they learnt: another adoption; nobody: from the first team.
    learnt_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="taught")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.IDENTIFIED)
    text = models.TextField()
    # What may be done with the solution there; both sides agree to the same words.
    agreement = models.TextField(blank=True)
    agreed_by_team_at = models.DateTimeField(null=True, blank=True)
    agreed_by_place_at = models.DateTimeField(null=True, blank=True)
    launched_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=12, choices=Ending, blank=True)
    # What the next ones must know: why it worked, why it did not.
    lesson = models.TextField(blank=True)
    is_lesson_public = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(territory__isnull=False, organisation=None) | Q(territory=None, organisation__isnull=False),
                name="adoption_by_one",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="adoption_says_why"),
            models.CheckConstraint(condition=Q(learnt_from=None) | ~Q(learnt_from=F("id")), name="adoption_learns_from_another"),
            models.CheckConstraint(
                condition=~Q(state__in=["launched", "running"])
                | Q(agreed_by_team_at__isnull=False, agreed_by_place_at__isnull=False, launched_on__isnull=False),
                name="adoption_launched_once_agreed",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(ending="") & ~Q(lesson="")
                | ~Q(state="closed") & Q(closed_at=None),
                name="adoption_closed_with_a_lesson",
            ),
            models.UniqueConstraint(
                fields=["solution", "territory"],
                condition=Q(territory__isnull=False) & ~Q(state="closed"),
                name="adoption_once_by_territory",
            ),
            models.UniqueConstraint(
                fields=["solution", "organisation", "place"],
                condition=Q(organisation__isnull=False) & ~Q(state="closed"),
                name="adoption_once_by_organisation",
            ),
            sensible_days("launched_on", name="adoption_days"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def taker(self) -> str:
        """Who takes it up, as everyone calls them."""
        return str(self.territory or self.organisation or "")

    @property
    def tone(self) -> str:
        """Of the badge of its state: what was told of a failure is no fault."""
        return {"running": "ok", "launched": "info", "closed": "line"}.get(self.state, "warn")

    @property
    def state_words(self) -> str:
        """Its state; once closed, how it ended."""
        return str(self.get_ending_display() if self.state == self.State.CLOSED else self.get_state_display())


class AdoptionStep(models.Model):
    """A step of the kit, there: done or not, and what was met on the way."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["adoption_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "position"], name="adoption_step_once"),
            models.CheckConstraint(condition=~Q(title=""), name="adoption_step_is_named"),
            sensible_days("due_on", "done_on", name="adoption_step_days"),
        ]

    def __str__(self) -> str:
        return self.title


class AdoptionEvent(models.Model):
    """What happened, by whom and why. Append-only."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="events")
    verb = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["adoption_id", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.adoption_id} {self.verb}"
