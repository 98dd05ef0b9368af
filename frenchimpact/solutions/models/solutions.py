"""What a proven project gives to be taken up elsewhere: its kit, by versions that are never rewritten."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.models import Precedent
from frenchimpact.core import clock
from frenchimpact.core.fields import codes
from frenchimpact.core.flows import Flow
from frenchimpact.methods.models import Indicator
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project


class SolutionCounter(models.Model):
    """The last number given in a series and a year: SO-2026-0001 a solution, RE-2026-0001 an adoption."""

    series = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="solution_counter_once")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}: {self.last}"


class Solution(models.Model):
    """A project's solution. Its context, in columns, says where it works; its words are in the current version of its kit."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        SUBMITTED = "submitted", _("En relecture")
        PUBLISHED = "published", _("Publiée")
        WITHDRAWN = "withdrawn", _("Retirée")

    class Mode(models.TextChoices):
        """How it spreads (domain 4.8)."""

        BRANCH = "antenne", _("Antenne du porteur")
        FRANCHISE = "franchise_sociale", _("Franchise sociale")
        CHARTER = "licence_charte", _("Licence ou charte")
        OPEN = "dissemination", _("Diffusion libre")

    class Setting(models.TextChoices):
        """Where people live."""

        RURAL = "rural", _("Rural")
        TOWN = "town", _("Petites et moyennes villes")
        URBAN = "urban", _("Grandes villes")

    FLOW = Flow(
        {
            "submit": (["draft"], "submitted"),
            "send_back": (["submitted"], "draft"),
            "take_back": (["submitted"], "draft"),
            "publish": (["submitted"], "published"),
            "withdraw": (["published"], "withdrawn"),
            "bring_back": (["withdrawn"], "published"),
        }
    )

    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    project = models.OneToOneField(Project, models.PROTECT, related_name="solution")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # Why it was sent back or withdrawn: who took it up reads it.
    state_reason = models.CharField(max_length=1000, blank=True)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300)
    mode = models.CharField(max_length=18, choices=Mode)
    # « CC BY-SA 4.0 », « charte du réseau ».
    licence = models.CharField(max_length=120)
    themes = codes()
    publics = codes()
    # Where it works: how many inhabitants, in what setting; nothing said: anywhere.
    population_min = models.PositiveIntegerField(null=True, blank=True)
    population_max = models.PositiveIntegerField(null=True, blank=True)
    surroundings = ArrayField(models.CharField(max_length=5, choices=Setting), default=list, blank=True)
    # Kinds of organisations that it needs on the spot.
    actors = ArrayField(models.CharField(max_length=30, choices=Organisation.Kind), default=list, blank=True)
    # What it costs to start there, and each year.
    start_min = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    start_max = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    yearly_min = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    yearly_max = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    # The version in force, whose sheet these columns are: it changes with a version that the programme has read, never alone.
    edition = models.PositiveSmallIntegerField(default=0)
    # What was measured, and what the desk of barriers answered already.
    indicators = models.ManyToManyField(Indicator, related_name="+", blank=True)
    precedents = models.ManyToManyField(Precedent, related_name="+", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(summary="") & ~Q(licence=""), name="solution_says_something"),
            models.CheckConstraint(
                condition=Q(population_min=None) | Q(population_max=None) | Q(population_max__gte=F("population_min")),
                name="solution_population",
            ),
            models.CheckConstraint(
                condition=Q(start_min=None) | Q(start_max=None) | Q(start_max__gte=F("start_min")), name="solution_start"
            ),
            models.CheckConstraint(
                condition=Q(yearly_min=None) | Q(yearly_max=None) | Q(yearly_max__gte=F("yearly_min")), name="solution_yearly"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted"]) | Q(published_at__isnull=False), name="solution_public_is_dated"
            ),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(state_reason=""), name="solution_withdrawn_why"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """Of the badge of its state."""
        return {"published": "ok", "submitted": "info", "withdrawn": "bad"}.get(self.state, "line")


class Kit(models.Model):
    """One version of what one needs to take it up. Written until it is published, then never again."""

    solution = models.ForeignKey(Solution, models.CASCADE, related_name="kits")
    number = models.PositiveSmallIntegerField()
    # Before and after; what may not change, what may; what must be there; what may go wrong.
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    fixed = models.TextField(blank=True)
    free = models.TextField(blank=True)
    prerequisites = models.TextField(blank=True)
    partners = models.TextField(blank=True)
    legal = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    cost_note = models.TextField(blank=True)
    # [{"title", "amount", "basis", "when"}]: what it costs for a place, a person, a thousand inhabitants.
    costs = models.JSONField(default=list, blank=True)
    # [{"title", "text", "weeks"}], in order.
    steps = models.JSONField(default=list)
    changes = models.CharField(max_length=500, blank=True)
    # The sheet as this version would have it, when the solution is public already; nothing: as it is.
    sheet = models.JSONField(null=True, blank=True)
    # Given to the programme to read; why it came back.
    submitted_at = models.DateTimeField(null=True, blank=True)
    state_reason = models.CharField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["solution_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["solution", "number"], name="kit_once"),
            models.UniqueConstraint(fields=["solution"], condition=Q(published_at=None), name="kit_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.solution_id} v{self.number}"
