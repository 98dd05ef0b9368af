"""From field to policy: notes whose every sentence leads to its evidence, sent to an administration that answers in public."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.models.norms import Authority, Barrier, Norm
from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow


class PolicyNote(models.Model):
    """What the field asks for, and what became of it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        SENT = "sent", _("Envoyée, réponse attendue")
        ANSWERED = "answered", _("Réponse publiée")
        DONE = "done", _("Texte publié")
        CLOSED = "closed", _("Close")

    FLOW = Flow(
        {
            "send": (["draft"], "sent"),
            "answer": (["sent", "answered"], "answered"),
            "publish_text": (["sent", "answered"], "done"),
            "close": (["sent", "answered"], "closed"),
        }
    )

    # Counted per year: N-2026-0002.
    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    # What is asked, in one sentence.
    request = models.TextField(max_length=1000, blank=True)
    barriers = models.ManyToManyField(Barrier, through="NoteBarrier", related_name="notes")
    authority = models.ForeignKey(Authority, models.SET_NULL, null=True, blank=True, related_name="notes")
    authority_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    # What was corrected after it was sent, and when: said on its page.
    correction = models.CharField(max_length=500, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    # The rule that changed, with the day of its publication: it counts in « règles changées ».
    norm = models.ForeignKey(Norm, models.SET_NULL, null=True, blank=True, related_name="notes")
    text_reference = models.CharField(max_length=300, blank=True)
    text_url = models.URLField(max_length=500, blank=True)
    text_on = models.DateField(null=True, blank=True)
    # Nobody follows it any more, and why.
    closed_reason = models.CharField(max_length=500, blank=True)
    # The administration was reminded before its day, and after it: each once.
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    link_serial = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="note_has_title"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(sent_at__isnull=False) & ~Q(authority_name="") & ~Q(request=""), name="note_sent_to_someone"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(text_on__isnull=False) & ~Q(text_reference=""), name="note_done_by_a_text"
            ),
            sensible_days("answer_by", "text_on", name="note_days"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class NoteBarrier(models.Model):
    """A barrier that the note asks to lift."""

    note = models.ForeignKey(PolicyNote, models.CASCADE, related_name="barrier_links")
    barrier = models.ForeignKey(Barrier, models.PROTECT, related_name="note_links")

    class Meta:
        ordering = ["note_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["note", "barrier"], name="note_barrier_once")]

    def __str__(self) -> str:
        return f"{self.note_id} / {self.barrier_id}"


class Sentence(models.Model):
    """One sentence of a note."""

    note = models.ForeignKey(PolicyNote, models.CASCADE, related_name="sentences")
    rank = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ["note_id", "rank", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="sentence_says_something")]

    def __str__(self) -> str:
        return self.text[:80]


class Evidence(models.Model):
    """What a sentence stands on: a thing of the platform, or an address elsewhere. `said` keeps what it showed when it was linked."""

    class Kind(models.TextChoices):
        BARRIER = "barrier", _("Frein")
        CASE = "case", _("Cas, sans nom")
        PRECEDENT = "precedent", _("Réponse publiée")
        EXPERIMENT = "experiment", _("Expérimentation")
        FIGURE = "figure", _("Chiffre d’un territoire ou d’un projet")
        ELSEWHERE = "elsewhere", _("Autre source")

    sentence = models.ForeignKey(Sentence, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=12, choices=Kind)
    thing_id = models.BigIntegerField(null=True, blank=True)
    said = models.CharField(max_length=500)
    url = models.CharField(max_length=500, blank=True)
    linked_on = models.DateField(default=clock.today)

    class Meta:
        ordering = ["sentence_id", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(condition=Q(thing_id__isnull=False) | ~Q(url=""), name="evidence_can_be_followed"),
            models.UniqueConstraint(fields=["sentence", "kind", "thing_id"], condition=Q(thing_id__isnull=False), name="evidence_once"),
        ]

    def __str__(self) -> str:
        return self.said


class PolicyReply(models.Model):
    """What the administration answers, in public. Append-only: the last one counts."""

    class Verdict(models.TextChoices):
        ADOPTED = "adopted", _("Suivie")
        PARTLY = "partly", _("Suivie en partie")
        REFUSED = "refused", _("Refusée")

    note = models.ForeignKey(PolicyNote, models.CASCADE, related_name="replies")
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.TextField(max_length=6000)
    text_reference = models.CharField(max_length=300, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    signed_by = models.CharField(max_length=200)
    # By the link sent to the administration, or written by the desk for it.
    came_by_link = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["note_id", "-at", "-pk"]
        verbose_name_plural = "policy replies"
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(signed_by=""), name="policy_reply_is_signed"),
            sensible_days("expected_on", name="policy_reply_days"),
        ]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.get_verdict_display()}"


class NoteLetter(models.Model):
    """What the administration wrote by mail: the desk reads it and enters the reply; nothing is guessed from it."""

    note = models.ForeignKey(PolicyNote, models.CASCADE, related_name="letters")
    sender = models.EmailField(max_length=254)
    sender_name = models.CharField(max_length=150, blank=True)
    text = models.TextField(max_length=20_000)
    at = models.DateTimeField(default=clock.now, editable=False)
    # The reply that the desk made of it.
    reply = models.OneToOneField(PolicyReply, models.SET_NULL, null=True, blank=True, related_name="letter")
    # Read, and no reply: an acknowledgement, a question.
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["note_id", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.sender}"
