"""Who reads what, and the scores that they give."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from frenchimpact.calls.models import Application, Criterion
from frenchimpact.core import clock
from frenchimpact.reviews.models.juries import Declaration, Juror, Jury


class Assignment(models.Model):
    """A juror is asked to read a file, for reasons that are kept. The database refuses it to a recused juror."""

    juror = models.ForeignKey(Juror, models.PROTECT, related_name="assignments")
    application = models.ForeignKey(Application, models.PROTECT, related_name="readers")
    is_by_hand = models.BooleanField(default=False)
    # assignment.Why as data, for « pourquoi cette affectation ».
    why = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Freed: recused, taken back, or the file withdrawn.
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["juror_id", "application_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["juror", "application"], condition=Q(ended_at=None), name="assignment_open_once")]

    def __str__(self) -> str:
        return f"{self.juror} – {self.application}"


class Review(models.Model):
    """What one juror thinks of one file: hidden from the others until they have sent theirs. Sent, it no longer changes."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="reviews")
    juror = models.ForeignKey(Juror, models.PROTECT, related_name="reviews")
    application = models.ForeignKey(Application, models.PROTECT, related_name="reviews")
    # Never shown to the applicant as it is.
    opinion = models.TextField(blank=True)
    question = models.TextField(blank=True)
    # Keys of the questions whose answers founded the opinion: after the session, the call's author sees those that nobody used.
    used = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    started_at = models.DateTimeField(default=clock.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    # For each field who changed it last and how many times (core.autosave).
    marks = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["application_id", "juror_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["juror", "application"], name="review_once")]
        indexes = [models.Index(fields=["jury", "application"], condition=Q(sent_at__isnull=False), name="review_sent")]

    def __str__(self) -> str:
        return f"{self.juror} – {self.application}"


class Score(models.Model):
    """One criterion of one review. `value` was given alone, `revised` after the discussion: both stay.

    No value is an abstention: it is missing, never zero. The database refuses a score out of its scale, of a recused juror,
    changed after its review was sent, or after the jury closed.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    is_abstention = models.BooleanField(default=False)
    # What is missing or convinces, on this criterion: refusals are reasoned from it.
    note = models.TextField(blank=True)
    revised = models.PositiveSmallIntegerField(null=True, blank=True)
    revised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["review_id", "criterion_id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(is_abstention=False) | Q(value=None), name="score_abstention_has_no_value"),
            models.CheckConstraint(
                condition=Q(revised=None, revised_at=None) | Q(revised__isnull=False, revised_at__isnull=False), name="score_revised_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"


class Trial(models.Model):
    """A file that every member reads before the real ones, to agree on what marks mean. A test file of the call: it counts for nothing."""

    jury = models.ForeignKey(Jury, models.CASCADE, related_name="trials")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["jury_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["jury", "application"], name="trial_once")]

    def __str__(self) -> str:
        return str(self.application)


class Expertise(models.Model):
    """What somebody outside the jury is asked about one file, by a link that needs no account.

    They first say whether they have a tie; with one, the file stays closed to them. Once sent, the opinion no longer changes: the
    database refuses.
    """

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="expertises")
    application = models.ForeignKey(Application, models.PROTECT, related_name="expertises")
    name = models.CharField(max_length=160)
    email = models.EmailField(max_length=254)
    quality = models.CharField(max_length=160, blank=True)
    question = models.TextField(max_length=2000)
    # Only a digest of the link is kept.
    key_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    nature = models.CharField(max_length=10, choices=Declaration.Nature, blank=True)
    words = models.CharField(max_length=400, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    opinion = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # The operator took the request back.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application_id", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint("jury", "application", Lower("email"), condition=Q(ended_at=None), name="expertise_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(question=""), name="expertise_says_what"),
            models.CheckConstraint(
                condition=Q(declared_at=None, nature="") | (Q(declared_at__isnull=False) & ~Q(nature="")), name="expertise_declared_pair"
            ),
            models.CheckConstraint(condition=Q(opinion="") | Q(nature="none"), name="expertise_without_tie"),
            models.CheckConstraint(condition=Q(sent_at=None) | ~Q(opinion=""), name="expertise_sent_says_something"),
        ]

    def __str__(self) -> str:
        return self.name
