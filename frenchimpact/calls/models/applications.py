"""Applications: what is written, handed in, checked, judged."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls.models.calls import Call, Cohort
from frenchimpact.calls.models.forms import FormVersion
from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.organisations.models import Mandate, Organisation
from frenchimpact.projects.models import Project

# States from which nothing more happens: then the organisation may apply again.
FINAL_STATES = ("inadmissible", "granted", "refused", "withdrawn")
WRITING_STATES = ("draft", "invited")


class ReferenceCounter(models.Model):
    """The last number given in a series of a year (« C », 2026), taken under a lock so that none is given twice."""

    series = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="call_counter_once")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}"


class Application(models.Model):
    """One file, from the first draft to the decision; at most one open at a time per call and applicant.

    `organisation` carries the file (the lead of a collective); `lead` is the person who alone hands it in.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        SUBMITTED = "submitted", _("Déposée")
        INCOMPLETE = "incomplete", _("Complément attendu")
        COMPLETE = "complete", _("Complète")
        ADMISSIBLE = "admissible", _("Recevable")
        INADMISSIBLE = "inadmissible", _("Non recevable")
        INVITED = "invited", _("Invitée à déposer le dossier complet")
        UNDER_REVIEW = "under_review", _("En évaluation")
        JURY = "jury", _("Devant le jury")
        WAITING_LIST = "waiting_list", _("Sur liste d’attente")
        GRANTED = "granted", _("Acceptée")
        REFUSED = "refused", _("Refusée")
        WITHDRAWN = "withdrawn", _("Retirée")

    FLOW = Flow(
        {
            "submit": (["draft", "invited"], "submitted"),
            "ask_correction": (["submitted", "complete"], "incomplete"),
            "correct": (["incomplete"], "submitted"),
            "complete": (["submitted"], "complete"),
            "admit": (["complete"], "admissible"),
            "reject": (["complete", "incomplete"], "inadmissible"),
            "invite": (["admissible"], "invited"),
            "review": (["admissible"], "under_review"),
            "hear": (["under_review"], "jury"),
            "adjourn": (["jury"], "under_review"),
            "grant": (["under_review", "jury", "waiting_list"], "granted"),
            "refuse": (["under_review", "jury", "waiting_list"], "refused"),
            "wait": (["jury"], "waiting_list"),
            # An appeal judged the other way, or a decision reopened by someone who answers for it.
            "reconsider": (["granted", "refused"], "jury"),
            "withdraw": (
                [
                    "draft",
                    "submitted",
                    "incomplete",
                    "complete",
                    "admissible",
                    "invited",
                    "under_review",
                    "jury",
                    "waiting_list",
                ],
                "withdrawn",
            ),
        }
    )

    # Counted per year: C-2026-0041.
    reference = models.CharField(max_length=20, unique=True)
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    # The wave in which it is judged; while it is a draft, the one that it aims at.
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="applications")
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="applications")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=State, default=State.DRAFT)
    # 2 once invited to give the full file of a call in two stages.
    stage = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # The recorded mandate by which someone handed it in for the organisation.
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="+")
    # The lead agreed that a file handed in too late is judged with the next wave.
    next_cohort_agreed_at = models.DateTimeField(null=True, blank=True)
    # The operator who looks after the file.
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # The version of the form whose changes the people of the file have not been shown yet.
    moved_from = models.ForeignKey(FormVersion, models.SET_NULL, null=True, blank=True, related_name="+")
    is_test = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "organisation", "project"],
                condition=~Q(state__in=FINAL_STATES) & Q(is_test=False),
                nulls_distinct=False,
                name="application_one_open",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None) | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="application_submitted_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False), name="application_was_submitted"
            ),
            models.CheckConstraint(condition=~Q(state="draft") | Q(submitted_at=None, stage=1), name="application_draft_is_new"),
            models.CheckConstraint(condition=Q(stage__in=[1, 2]), name="application_stage"),
        ]
        indexes = [
            models.Index(fields=["call", "state", "-submitted_at", "-id"], name="application_by_state"),
            models.Index(fields=["call", "-submitted_at", "-id"], name="application_by_call"),
            models.Index(F("cohort"), F("state"), name="application_by_cohort"),
        ]

    def __str__(self) -> str:
        return self.reference


class Answer(models.Model):
    """What is written now for one question of one file, with its source; every earlier text stays in its versions."""

    class Source(models.TextChoices):
        TYPED = "typed", _("Écrit dans ce dossier")
        ORGANISATION = "organisation", _("Repris de la fiche de la structure")
        PROJECT = "project", _("Repris du passeport du projet")
        EARLIER_FILE = "earlier_file", _("Repris d’un dossier précédent")

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=14, choices=Source, default=Source.TYPED)
    # « C-2025-0012 », « 12 mars 2026 »: where it was taken from.
    source_note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Which page wrote it: the same page never conflicts with itself (core.autosave).
    writer = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["application_id", "key"]
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="answer_once")]

    def __str__(self) -> str:
        return self.key


class AnswerVersion(models.Model):
    """What an answer was at one moment. Append-only: the database refuses to change it."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    value = models.JSONField()
    source = models.CharField(max_length=14, choices=Answer.Source)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["answer_id", "-version"]
        constraints = [models.UniqueConstraint(fields=["answer", "version"], name="answer_version_once")]

    def __str__(self) -> str:
        return f"{self.answer} v{self.version}"


class Snapshot(models.Model):
    """The file exactly as it was handed in, or corrected: form, answers, documents and their hashes. Append-only.

    `content` is {"call", "organisation", "sections": [{"title", "questions": [{"key", "label", "kind", "words", "value",
    "criterion", "audience", "is_identifying"}]}], "documents": [{"key", "name", "sha256", "file"}], "partners": […]}.
    The latest one of a file is what juries read.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content = models.JSONField()
    # SHA-256 of the content as canonical JSON.
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["application_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="snapshot_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="snapshot_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.application} #{self.number}"


class Step(models.Model):
    """The file reached a state: its history, append-only."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=20)
    state = models.CharField(max_length=14, choices=Application.State)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # What the people of the file read about it.
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["application_id", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.application} {self.verb}"


class Comment(models.Model):
    """A remark between the people of a file about one question. Nobody else reads it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="comments")
    key = models.CharField(max_length=60)
    text = models.TextField(max_length=2000)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application_id", "at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_has_text")]

    def __str__(self) -> str:
        return self.text[:60]
