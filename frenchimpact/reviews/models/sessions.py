"""The session of a jury: order, presence, discussion, votes, minutes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls.models import Application
from frenchimpact.core import clock
from frenchimpact.reviews.models.juries import Juror, Jury


class Session(models.Model):
    """The sitting where the jury discusses the files and gives its opinion."""

    jury = models.OneToOneField(Jury, models.PROTECT, related_name="session")
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    place = models.CharField(max_length=160, blank=True)
    # Members who must be present for the session to be valid.
    quorum = models.PositiveSmallIntegerField()
    present = models.ManyToManyField(Juror, related_name="sessions_attended", blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(quorum__gte=1), name="session_quorum")]

    def __str__(self) -> str:
        return str(self.jury)


class Passage(models.Model):
    """One file before the jury: its turn, what was said, and the opinion that came out."""

    class Proposal(models.TextChoices):
        FAVOURABLE = "favourable", _("Favorable")
        RESERVED = "reserved", _("Réservé")
        UNFAVOURABLE = "unfavourable", _("Défavorable")
        ADJOURNED = "adjourned", _("Ajourné")

    session = models.ForeignKey(Session, models.PROTECT, related_name="passages")
    # A file that was put off passes again before another jury.
    application = models.ForeignKey(Application, models.PROTECT, related_name="passages")
    position = models.PositiveSmallIntegerField()
    notes = models.TextField(blank=True)
    proposal = models.CharField(max_length=12, choices=Proposal, blank=True)
    # Among equal totals, the place that the jury chose.
    settled_position = models.PositiveSmallIntegerField(null=True, blank=True)
    # The chair's casting vote, when voices were equal.
    casting_vote = models.CharField(max_length=8, blank=True)
    discussed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["session_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "application"], name="passage_once"),
            models.UniqueConstraint(fields=["session", "position"], name="passage_position_once", deferrable=models.Deferrable.DEFERRED),
            models.CheckConstraint(condition=Q(casting_vote__in=["", "for", "against"]), name="passage_casting_vote"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.application}"


class Ballot(models.Model):
    """The voice of one juror on one file. The database refuses that of a recused juror, and any once the session is closed."""

    class Choice(models.TextChoices):
        FOR = "for", _("Pour")
        AGAINST = "against", _("Contre")
        ABSTAIN = "abstain", _("Abstention")

    passage = models.ForeignKey(Passage, models.PROTECT, related_name="ballots")
    juror = models.ForeignKey(Juror, models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=8, choices=Choice)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["passage_id", "juror_id"]
        constraints = [models.UniqueConstraint(fields=["passage", "juror"], name="ballot_once")]

    def __str__(self) -> str:
        return f"{self.juror} – {self.get_choice_display()}"


class Minutes(models.Model):
    """What the session established, written when it closes: members, recusals, ranking, opinions. Append-only."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="minutes")
    content = models.JSONField()
    # SHA-256 of the content as canonical JSON: what is signed.
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="minutes_hash")]

    def __str__(self) -> str:
        return str(self.session)


class Signature(models.Model):
    """A member present signs the minutes, with a dissent if they have one. Append-only."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="signatures")
    juror = models.ForeignKey(Juror, models.PROTECT, related_name="signatures")
    dissent = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["minutes_id", "at", "pk"]
        constraints = [models.UniqueConstraint(fields=["minutes", "juror"], name="signature_once")]

    def __str__(self) -> str:
        return str(self.juror)
