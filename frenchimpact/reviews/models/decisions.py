"""Three things that are never one: the jury's opinion, the authority's decision, its legal notification."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls import delays
from frenchimpact.calls.models import Application, Cohort
from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.mail.models import Mail
from frenchimpact.reviews.models.sessions import Passage, Session


class JuryOpinion(models.Model):
    """What the jury said of one file when its session closed: scores, rank, opinion. It advises; it decides nothing. Append-only."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="jury_opinion")
    session = models.ForeignKey(Session, models.PROTECT, related_name="opinions")
    # scores.Verdict, and what the jury proposed after discussion.
    verdict = models.CharField(max_length=14)
    proposal = models.CharField(max_length=12, choices=Passage.Proposal)
    total = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    # By code of criterion: {"title", "mean", "count", "notes"}.
    criteria = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["session_id", "rank", "pk"]

    def __str__(self) -> str:
        return f"{self.application} – {self.get_proposal_display()}"


class Batch(models.Model):
    """Decisions of a cohort prepared together: letters read in an outbox, sent together, published once everybody knows."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("En préparation")
        SENT = "sent", _("Courriers partis")
        PUBLISHED = "published", _("Publié")

    FLOW = Flow({"send": (["prepared"], "sent"), "publish": (["sent"], "published")})

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="batches")
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort"], condition=Q(state="prepared"), name="batch_one_in_preparation"),
            models.CheckConstraint(
                condition=Q(state="prepared", sent_at=None, sent_by=None)
                | (~Q(state="prepared") & Q(sent_at__isnull=False, sent_by__isnull=False)),
                name="batch_sent_pair",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False, published_by__isnull=False)
                | (~Q(state="published") & Q(published_at=None, published_by=None)),
                name="batch_published_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} – {self.created_at:%Y-%m-%d}"


class Decision(models.Model):
    """What the authority decides on a file, by a named person in a stated quality. Append-only: another one follows it.

    A refusal carries its reasons by criterion. A decision that departs from the jury's opinion says why. One that comes after
    another answers an appeal, judged by someone else, or reopens the file under a named responsibility.
    """

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("Accepté")
        REFUSED = "refused", _("Refusé")
        WAITING = "waiting_list", _("Liste d’attente")

    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(max_length=12, choices=Outcome)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # First name, surname and quality of who signs (L. 212-1 CRPA).
    signed_name = models.CharField(max_length=160)
    signed_quality = models.CharField(max_length=160)
    decided_at = models.DateTimeField(default=clock.now, editable=False)
    # [{"criterion", "mean", "scale", "text"}], in the order of the grid.
    reasons = models.JSONField(default=list, blank=True)
    # What to improve, and when to come back.
    advice = models.TextField(blank=True)
    come_back = models.CharField(max_length=200, blank=True)
    departs_because = models.TextField(blank=True)
    # The decision that this one comes after, and why.
    follows = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    answers = models.OneToOneField("Appeal", models.PROTECT, null=True, blank=True, related_name="answer")
    reopened_because = models.TextField(blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="decisions")

    class Meta:
        ordering = ["application_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="decision_number_once"),
            models.CheckConstraint(condition=~Q(signed_name="") & ~Q(signed_quality=""), name="decision_signed"),
            models.CheckConstraint(condition=~Q(outcome="refused") | ~Q(reasons=[]), name="decision_refusal_has_reasons"),
            models.CheckConstraint(
                condition=Q(number=1, follows=None)
                | (Q(number__gt=1, follows__isnull=False) & (Q(answers__isnull=False) | ~Q(reopened_because=""))),
                name="decision_that_follows_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} – {self.get_outcome_display()}"


class Letter(models.Model):
    """The legal notification of one decision: read in the outbox before it leaves, then frozen with what it said."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="letters")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="letter")
    subject = models.CharField(max_length=160)
    body = models.TextField()
    # Someone read it in the outbox: nothing leaves unread.
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    # The last day to go to court if it is received the day when it leaves, as the mail says it; `appeal_ends_on` is the real one.
    appeal_until = models.DateField(null=True, blank=True)
    mails = models.ManyToManyField(Mail, related_name="+", blank=True)
    # When it reached the applicant: by mail, by hand, or opened in their space.
    notified_at = models.DateTimeField(null=True, blank=True)
    notified_how = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["batch_id", "decision_id"]
        constraints = [
            models.CheckConstraint(condition=~Q(subject="") & ~Q(body=""), name="letter_has_words"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(read_at__isnull=False, appeal_until__isnull=False), name="letter_read_first"
            ),
            models.CheckConstraint(
                condition=Q(notified_at=None) | Q(sent_at__isnull=False, notified_at__gte=F("sent_at")), name="letter_notified_after"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def appeal_ends_on(self) -> dt.date | None:
        """The last day for an appeal, counted from the day when the letter reached its addressee; None while it has not."""
        return delays.last_day_to_sue(timezone.localdate(self.notified_at)) if self.notified_at else None

    @property
    def is_final(self) -> bool:
        """Whether that day has passed."""
        ends = self.appeal_ends_on
        return ends is not None and clock.today() > ends


class Appeal(models.Model):
    """The applicant answers a decision: a reply that is added to the file, or an internal appeal, judged by someone else."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Réponse versée au dossier")
        APPEAL = "appeal", _("Recours gracieux")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="appeals")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField(max_length=10_000)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Handed in after the last day: kept, and told so.
    is_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision"], condition=Q(kind="appeal"), name="appeal_once"),
            models.CheckConstraint(condition=~Q(text=""), name="appeal_has_text"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
