"""Projects of social innovation: declared, read, qualified, published; and needs that wait for someone."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.fields import Fold, codes
from frenchimpact.core.flows import Flow
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation


class Stage(models.TextChoices):
    """How far a project is. It may go back: the history is dated."""

    NEED = "besoin", _("Besoin sans porteur")
    IDEA = "idee", _("Idée")
    SEED = "amorcage", _("Amorçage")
    EXPERIMENT = "experimentation", _("Expérimentation")
    CONSOLIDATION = "consolidation", _("Consolidation")
    REPLICATION = "essaimage", _("Essaimage")
    SCALING = "changement_echelle", _("Changement d’échelle")
    NATIONAL = "solution_nationale", _("Solution nationale")
    PAUSED = "pause", _("En pause")
    STOPPED = "arrete", _("Arrêté")


class Declaration(models.Model):
    """A declaration being written, by someone who may not have signed in yet. It becomes a Project when handed in."""

    key_digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="declarations")
    # As typed, by field; and for each field who changed it last and how many times (core.autosave).
    answers = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    # Steps already gone through: where the resume link leads.
    step = models.PositiveSmallIntegerField(default=1)
    resume_sent_to = models.EmailField(max_length=254, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    project = models.OneToOneField("Project", models.SET_NULL, null=True, blank=True, related_name="declaration")

    class Meta:
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return f"Déclaration {self.pk}"

    @property
    def name(self) -> str:
        """The project's name, as typed so far."""
        return str(self.answers.get("name", ""))


class Project(models.Model):
    """One project, from declaration to solution adopted elsewhere."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("Déposé")
        IN_QUALIFICATION = "in_qualification", _("En cours de lecture")
        NEEDS_INFORMATION = "needs_information", _("Complément attendu")
        QUALIFIED = "qualified", _("Qualifié")
        NOT_QUALIFIED = "not_qualified", _("Non qualifié")
        REDIRECTED = "redirected", _("Orienté ailleurs")
        PUBLISHED = "published", _("Publié")
        ARCHIVED = "archived", _("Archivé")

    FLOW = Flow(
        {
            "open_reading": (["submitted"], "in_qualification"),
            "ask_information": (["in_qualification"], "needs_information"),
            "give_information": (["needs_information"], "in_qualification"),
            "qualify": (["in_qualification"], "qualified"),
            "refuse": (["in_qualification"], "not_qualified"),
            "redirect": (["in_qualification"], "redirected"),
            "publish": (["qualified"], "published"),
            "unpublish": (["published"], "qualified"),
            "archive": (["needs_information", "submitted"], "archived"),
            "revive": (["archived", "not_qualified", "redirected"], "submitted"),
        }
    )

    # Counted per year: P-2026-0142.
    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    name_fold = models.GeneratedField(expression=Fold("name"), output_field=models.TextField(), db_persist=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.SUBMITTED)
    stage = models.CharField(max_length=20, choices=Stage)
    # An idea that waits for someone to carry it.
    is_need = models.BooleanField(default=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="projects")
    # Two sentences: what is wrong, and what the project does about it.
    problem = models.TextField()
    answer = models.TextField()
    themes = codes()
    publics = codes()
    sdgs = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    places = models.ManyToManyField(Place, through="ProjectPlace", related_name="+")
    # The author agreed that the sheet may be public once qualified.
    has_publication_consent = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(default=clock.now)
    qualified_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # The team said that everything on the sheet is still true.
    confirmed_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)
    # For each field of the sheet, who changed it last and how many times (core.autosave).
    marks = models.JSONField(default=dict, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="project_has_name"),
            models.CheckConstraint(condition=Q(is_need=False) | Q(organisation__isnull=True), name="project_need_has_no_holder"),
            models.CheckConstraint(condition=Q(is_need=False) | Q(stage="besoin"), name="project_need_stage"),
            models.CheckConstraint(
                condition=~Q(status="published") | (Q(published_at__isnull=False) & Q(has_publication_consent=True)),
                name="project_published_with_consent",
            ),
        ]
        indexes = [GinIndex(OpClass(F("name_fold"), name="gin_trgm_ops"), name="project_name_trigram")]

    def __str__(self) -> str:
        return self.name

    @property
    def tone(self) -> str:
        """The colour that goes with its status, never alone: the same on every page."""
        tones = {"published": "ok", "qualified": "ok", "needs_information": "warn", "redirected": "warn", "not_qualified": "bad"}
        return "" if self.status == "archived" else tones.get(self.status, "info")

    @property
    def was_public(self) -> bool:
        """Whether the sheet has been public before and no longer is."""
        return self.published_at is not None and self.status != Project.Status.PUBLISHED


class ProjectPlace(models.Model):
    """A place where the project acts, which is not where its organisation sits."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="project_places")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["project_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "place"], name="project_place_once")]

    def __str__(self) -> str:
        return str(self.place)


class ReferenceCounter(models.Model):
    """The last number given in a year, taken under a lock so that none is given twice."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.year)


class TeamMember(models.Model):
    """A person of the project's team."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Peut tout modifier et gérer l’équipe")
        EDITOR = "editor", _("Peut modifier")
        READER = "reader", _("Peut lire")

    project = models.ForeignKey(Project, models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="project_roles")
    role = models.CharField(max_length=10, choices=Role)
    # Whether their name may stand on the public sheet.
    is_shown = models.BooleanField(default=False)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project_id", "since", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "user"], condition=Q(until__isnull=True), name="team_member_once")]

    def __str__(self) -> str:
        return str(self.user)


class TeamInvitation(models.Model):
    """An address invited to a project's team; the link in the mail accepts it, once."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=10, choices=TeamMember.Role)
    key_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        # What waits for a person, asked each time that they open their space.
        indexes = [models.Index(Upper("email"), condition=Q(accepted_at=None, withdrawn_at=None), name="team_invitation_open")]

    def __str__(self) -> str:
        return self.email

    @property
    def is_good(self) -> bool:
        """Whether it still lets its person in."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > clock.now()


class SectionAudience(models.Model):
    """Who sees a section of the sheet. A section without a row follows the default of its kind."""

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Tout le monde")
        NETWORK = "network", _("Les personnes connectées")
        PRIVATE = "private", _("L’équipe et les lecteurs du programme")

    project = models.ForeignKey(Project, models.CASCADE, related_name="audiences")
    section = models.CharField(max_length=40)
    audience = models.CharField(max_length=10, choices=Audience)

    class Meta:
        ordering = ["project_id", "section"]
        constraints = [models.UniqueConstraint(fields=["project", "section"], name="section_audience_once")]

    def __str__(self) -> str:
        return self.section


class PassportAnswer(models.Model):
    """One answer about the project, with its source and date; later calls only ask for what is missing.

    An answer is never rewritten: a newer one supersedes it.
    """

    class Source(models.TextChoices):
        TYPED = "typed", _("Écrit par l’équipe")
        REGISTRY = "registry", _("Registre national")
        EARLIER_FILE = "earlier_file", _("Repris d’un dossier précédent")
        SUPPORTER = "supporter", _("Écrit par un accompagnateur")

    project = models.ForeignKey(Project, models.CASCADE, related_name="passport")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    source = models.CharField(max_length=14, choices=Source)
    source_note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Last time that someone of the team said that it is still true.
    confirmed_at = models.DateTimeField(default=clock.now)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project_id", "key", "-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], condition=Q(superseded_at__isnull=True), name="passport_answer_current")
        ]

    def __str__(self) -> str:
        return self.key


class StageChange(models.Model):
    """The project reached a stage, or went back to it, on a date."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="stage_changes")
    stage = models.CharField(max_length=20, choices=Stage)
    on = models.DateField(default=clock.today)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["project_id", "on", "pk"]

    def __str__(self) -> str:
        return self.get_stage_display()


class Qualification(models.Model):
    """One round of reading of a project: two readers, a third when they disagree, then a reasoned outcome."""

    class Outcome(models.TextChoices):
        QUALIFIED = "qualified", _("Qualifié")
        NOT_QUALIFIED = "not_qualified", _("Non qualifié")
        REDIRECTED = "redirected", _("Orienté ailleurs")
        UNANSWERED = "unanswered", _("Sans réponse de l’équipe")

    project = models.ForeignKey(Project, models.CASCADE, related_name="qualifications")
    opened_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    # What the team reads: why, and what to do next.
    reasons = models.TextField(blank=True)
    # Where the project is sent when it is redirected.
    redirected_to = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(closed_at__isnull=True), name="qualification_one_open"),
            models.CheckConstraint(
                condition=(Q(closed_at__isnull=True) & Q(outcome="")) | (Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(reasons="")),
                name="qualification_closed_with_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"Qualification {self.pk}"


class Reading(models.Model):
    """One reader's view of the project on the grid. Others' views stay hidden until one's own is sent."""

    class Seat(models.TextChoices):
        OFFICER = "officer", _("Opérateur")
        PARTNER = "partner", _("Partenaire territorial")
        THIRD = "third", _("Troisième lecture")

    class Opinion(models.TextChoices):
        FAVOURABLE = "favourable", _("Favorable")
        UNFAVOURABLE = "unfavourable", _("Défavorable")
        REDIRECT = "redirect", _("À orienter ailleurs")

    qualification = models.ForeignKey(Qualification, models.CASCADE, related_name="readings")
    seat = models.CharField(max_length=10, choices=Seat)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # "<criterion>.level" → "0" to "3" or "unknown"; "<criterion>.note" → text.
    grid = models.JSONField(default=dict)
    marks = models.JSONField(default=dict, blank=True)
    opinion = models.CharField(max_length=12, choices=Opinion, blank=True)
    comment = models.TextField(blank=True)
    started_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["qualification_id", "started_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["qualification", "seat"], name="reading_seat_once"),
            models.UniqueConstraint(fields=["qualification", "reader"], name="reading_reader_once"),
            models.CheckConstraint(condition=Q(sent_at__isnull=True) | (~Q(opinion="") & ~Q(comment="")), name="reading_sent_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.get_seat_display()} – {self.reader}"


class InformationRequest(models.Model):
    """What a reader asks the team to add, before a date."""

    qualification = models.ForeignKey(Qualification, models.CASCADE, related_name="information_requests")
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    question = models.TextField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True) | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="information_answered_pair",
            ),
            models.UniqueConstraint(fields=["qualification"], condition=Q(answered_at__isnull=True), name="information_one_open"),
        ]

    def __str__(self) -> str:
        return self.question[:60]
