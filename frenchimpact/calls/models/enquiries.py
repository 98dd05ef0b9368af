"""What those who think of applying ask about a call, and the answer that everyone reads."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls.models.calls import Call
from frenchimpact.core import clock
from frenchimpact.core.flows import Flow


class Enquiry(models.Model):
    """A question about a call: answered for everybody at once, so that nobody knows more than the others.

    `text` is as it was asked, for the operators and its author alone; `question` and `answer` are what is published, without
    what tells who asked. One that is set aside says why to its author.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("À répondre")
        PUBLISHED = "published", _("Publiée")
        SET_ASIDE = "set_aside", _("Mise de côté")

    FLOW = Flow(
        {
            "publish": ([State.ASKED, State.SET_ASIDE], State.PUBLISHED),
            "correct": ([State.PUBLISHED], State.PUBLISHED),
            "set_aside": ([State.ASKED], State.SET_ASIDE),
        }
    )

    call = models.ForeignKey(Call, models.PROTECT, related_name="enquiries")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    text = models.TextField(max_length=2000)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    question = models.CharField(max_length=400, blank=True)
    answer = models.TextField(max_length=6000, blank=True)
    set_aside_because = models.CharField(max_length=400, blank=True)
    # Who answered or set it aside; when the answer was first published, and last corrected.
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-answered_at", "-pk"]
        verbose_name_plural = "enquiries"
        indexes = [models.Index(fields=["call", "state", "-answered_at"], name="enquiry_by_state")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="enquiry_has_text"),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (~Q(question="") & ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="enquiry_published_has_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | (~Q(set_aside_because="") & Q(answered_by__isnull=False)),
                name="enquiry_set_aside_says_why",
            ),
            models.CheckConstraint(condition=Q(corrected_at=None) | Q(answered_at__isnull=False), name="enquiry_corrected_after"),
        ]

    def __str__(self) -> str:
        return (self.question or self.text)[:80]
