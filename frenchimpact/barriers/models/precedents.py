"""Published answers: anonymised, validated by a second person, checked each year; those who have the same difficulty say so."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models.cases import Case
from frenchimpact.barriers.models.norms import Barrier, Norm
from frenchimpact.barriers.models.words import Nature, OutcomeKind
from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.fields import codes
from frenchimpact.core.flows import Flow
from frenchimpact.geo.models import Place


class Precedent(models.Model):
    """One answer that others may use again."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        REVIEW = "review", _("En validation juridique")
        VALID = "valid", _("En vigueur")
        SUPERSEDED = "superseded", _("Remplacée")
        EXPIRED = "expired", _("Périmée")
        WITHDRAWN = "withdrawn", _("Retirée")

    FLOW = Flow(
        {
            "submit": (["draft"], "review"),
            "send_back": (["review"], "draft"),
            "publish": (["review"], "valid"),
            "supersede": (["valid", "expired"], "superseded"),
            "expire": (["valid"], "expired"),
            "confirm": (["valid", "expired"], "valid"),
            "withdraw": (["valid", "superseded", "expired"], "withdrawn"),
            "rewrite": (["withdrawn"], "draft"),
            "correct": (["valid", "superseded", "expired"], "draft"),
        }
    )

    # Counted per year: R-2026-0007.
    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    # Its earlier addresses: they lead to the present one.
    former_slugs = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, blank=True, related_name="precedents")
    barrier = models.ForeignKey(Barrier, models.SET_NULL, null=True, blank=True, related_name="precedents")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=200)
    situation = models.TextField(max_length=6000, blank=True)
    question = models.TextField(max_length=3000, blank=True)
    answer = models.TextField(max_length=8000, blank=True)
    outcome = models.CharField(max_length=30, choices=OutcomeKind)
    nature = models.CharField(max_length=30, choices=Nature, default=Nature.UNKNOWN)
    # One sentence each: what it was like, what it is like now.
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)
    conditions = models.TextField(max_length=4000, blank=True)
    limits = models.TextField(max_length=4000, blank=True)
    legal_basis = models.TextField(max_length=3000, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    norms = models.ManyToManyField(Norm, through="PrecedentNorm", related_name="precedents")
    themes = codes()
    checked_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")
    state_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # The second person: never the first.
    validated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    validated_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)
    words = models.GeneratedField(
        expression=SearchVector(F("title"), weight="A", config="public.fr")
        + SearchVector("question", "situation", weight="B", config="public.fr")
        + SearchVector("answer", weight="C", config="public.fr"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="precedent_has_title"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "review"))
                | Q(published_at__isnull=False, checked_on__isnull=False, valid_until__isnull=False, validated_by__isnull=False)
                & ~Q(question="")
                & ~Q(answer=""),
                name="precedent_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(validated_by=None) | Q(created_by=None) | ~Q(validated_by=F("created_by")),
                name="precedent_two_people",
            ),
            models.CheckConstraint(condition=~Q(state="superseded") | Q(superseded_by__isnull=False), name="precedent_superseded_by_one"),
            models.CheckConstraint(condition=~Q(superseded_by=F("pk")), name="precedent_superseded_by_another"),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(state_reason=""), name="precedent_withdrawn_for_a_reason"),
            sensible_days("decided_on", "checked_on", "valid_until", name="precedent_days"),
        ]
        indexes = [
            GinIndex(fields=["words"], name="precedent_words"),
            models.Index(fields=["valid_until"], condition=Q(state="valid"), name="precedent_valid"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def writers(self) -> list[User]:
        """Those who wrote it, who began it first."""
        found = {one.user_id: one.user for one in sorted(self.authors.all(), key=lambda one: one.user_id)}
        first = {self.created_by.pk: self.created_by} if self.created_by else {}
        return list({**first, **found}.values())

    @property
    def writer_names(self) -> list[str]:
        """Their names, but for those who asked to be forgotten."""
        return [one.full_name for one in self.writers if one.full_name]


class PrecedentAuthor(models.Model):
    """Somebody who wrote in a draft: an author as much as who began it, and never the one who validates it (trigger)."""

    precedent = models.ForeignKey(Precedent, models.CASCADE, related_name="authors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["precedent_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["precedent", "user"], name="precedent_author_once")]

    def __str__(self) -> str:
        return f"{self.precedent_id} / {self.user_id}"


class PrecedentNorm(models.Model):
    """A text that the answer stands on."""

    precedent = models.ForeignKey(Precedent, models.CASCADE, related_name="norm_links")
    norm = models.ForeignKey(Norm, models.PROTECT, related_name="precedent_links")

    class Meta:
        ordering = ["precedent_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["precedent", "norm"], name="precedent_norm_once")]

    def __str__(self) -> str:
        return f"{self.precedent_id} / {self.norm_id}"


class PrecedentPlace(models.Model):
    """Where the answer holds; none means everywhere."""

    precedent = models.ForeignKey(Precedent, models.CASCADE, related_name="places")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["precedent_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["precedent", "place"], name="precedent_place_once")]

    def __str__(self) -> str:
        return f"{self.precedent_id} / {self.place_id}"


class Mask(models.Model):
    """Words of a case that the assistant proposed to hide, or that somebody added, and what was decided."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Nom de personne")
        ORGANISATION = "organisation", _("Organisation")
        PLACE = "place", _("Lieu")
        CONTACT = "contact", _("Adresse, téléphone ou numéro")
        OTHER = "other", _("Autre")

    precedent = models.ForeignKey(Precedent, models.CASCADE, related_name="masks")
    found = models.CharField(max_length=200)
    replacement = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    # None: nobody has decided yet, which blocks publication.
    is_hidden = models.BooleanField(null=True, blank=True)
    # What the fields said before these words were hidden: undone by one press.
    before = models.JSONField(default=dict, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["precedent_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["precedent", "found"], name="mask_once"),
            models.CheckConstraint(condition=~Q(found="") & ~Q(replacement=""), name="mask_hides_something"),
        ]

    def __str__(self) -> str:
        return f"{self.found} → {self.replacement}"


class PrecedentCheck(models.Model):
    """Somebody read an answer again: still right, or not. Append-only."""

    precedent = models.ForeignKey(Precedent, models.CASCADE, related_name="checks")
    is_right = models.BooleanField()
    note = models.TextField(max_length=2000, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    on = models.DateField(default=clock.today)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["precedent_id", "-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.precedent_id}: {self.on}"


class Feedback(models.Model):
    """« Cette réponse m’a servi », or why not. One of each browser or person for an answer."""

    precedent = models.ForeignKey(Precedent, models.CASCADE, related_name="feedback")
    is_useful = models.BooleanField()
    comment = models.TextField(max_length=1000, blank=True)
    # A print of who says it, not who it is.
    source = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["precedent_id", "-at", "-pk"]
        verbose_name_plural = "feedback"
        constraints = [models.UniqueConstraint(fields=["precedent", "source"], name="feedback_once")]

    def __str__(self) -> str:
        return f"{self.precedent_id}: {self.is_useful}"


class SameSituation(models.Model):
    """« Bloqué moi aussi » : demand, with what it costs. It counts once the address confirmed it, or at once for a person signed in."""

    barrier = models.ForeignKey(Barrier, models.CASCADE, null=True, blank=True, related_name="same_situations")
    precedent = models.ForeignKey(Precedent, models.CASCADE, null=True, blank=True, related_name="same_situations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    email = models.EmailField(max_length=254, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    lost_days = models.PositiveIntegerField(null=True, blank=True)
    lost_euros = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # Whether its days and euros enter the public figure; None waits for somebody of the desk to read them.
    is_cost_kept = models.BooleanField(null=True, default=True)
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # False for whoever only wants to be told of changes: it is no demand.
    is_counted = models.BooleanField(default=True)
    # Told when the answer changes; stopped by one press.
    is_told = models.BooleanField(default=False)
    language = models.CharField(max_length=2, default="fr")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(barrier__isnull=False) | Q(precedent__isnull=False), name="same_situation_as_something"),
            models.CheckConstraint(condition=Q(lost_euros=None) | Q(lost_euros__gte=0), name="same_situation_loses_not_less"),
            models.UniqueConstraint(
                fields=["barrier", "precedent", "email"], condition=~Q(email=""), nulls_distinct=False, name="same_situation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.barrier_id or self.precedent_id}: {self.at:%Y-%m-%d}"


class Synonym(models.Model):
    """Words of everyday life and the words of law that mean the same, for the search of answers. Operators keep them."""

    words = models.CharField(max_length=500, help_text="separated by commas; each may be several words")
    changed_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["words", "pk"]
        constraints = [models.CheckConstraint(condition=Q(words__contains=","), name="synonym_of_another")]

    def __str__(self) -> str:
        return self.words
