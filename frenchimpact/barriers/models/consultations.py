"""Consultations: one question to several administrations at once, with one deadline; each answers, or its silence is written."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.models.cases import Case
from frenchimpact.barriers.models.norms import Authority
from frenchimpact.barriers.models.precedents import Precedent
from frenchimpact.barriers.models.words import Opinion
from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow


class Consultation(models.Model):
    """One question, with what is needed to answer it. What the person wrote is not sent as such."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="consultations")
    question = models.TextField(max_length=2000)
    context = models.TextField(max_length=4000, blank=True)
    # Published answers close to it, shown to those who are asked.
    precedents = models.ManyToManyField(Precedent, related_name="+", blank=True)
    due_on = models.DateField()
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["case_id", "asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="consultation_asks_something"),
            sensible_days("due_on", name="consultation_days"),
        ]

    def __str__(self) -> str:
        return self.question[:80]


class Asked(models.Model):
    """One administration asked, and what it said. An answer is given once; a later word is a message."""

    class State(models.TextChoices):
        WAITING = "waiting", _("En attente")
        ANSWERED = "answered", _("Avis rendu")
        FORWARDED = "forwarded", _("Transmise à un autre service")
        SILENT = "silent", _("Sans réponse")
        CANCELLED = "cancelled", _("Question retirée")

    class Way(models.TextChoices):
        MAIL = "mail", _("Mail")
        LINK = "link", _("Page du lien")
        DESK = "desk", _("Saisi par le guichet")

    FLOW = Flow(
        {
            "answer": (["waiting", "silent"], "answered"),
            "forward": (["waiting", "silent"], "forwarded"),
            "fall_silent": (["waiting"], "silent"),
            "cancel": (["waiting", "silent"], "cancelled"),
        }
    )

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="asked")
    authority = models.ForeignKey(Authority, models.SET_NULL, null=True, blank=True, related_name="asked")
    # As written to; kept when the address book changes.
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    opinion = models.CharField(max_length=14, choices=Opinion, blank=True)
    text = models.TextField(max_length=20_000, blank=True)
    # The service may refuse that its opinion be published in its name.
    is_publishable = models.BooleanField(default=False)
    way = models.CharField(max_length=4, choices=Way, blank=True)
    answered_by_name = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    forwarded_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="forwarded_to")
    # Until when it may answer, when it asked for more time.
    due_on = models.DateField()
    # The ladder: reminder seven days before, sponsor the day after, secretary general fifteen days after, then silence is written.
    reminded_at = models.DateTimeField(null=True, blank=True)
    sponsor_told_at = models.DateTimeField(null=True, blank=True)
    secretary_told_at = models.DateTimeField(null=True, blank=True)
    silent_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    link_serial = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["consultation_id", "pk"]
        verbose_name_plural = "asked"
        constraints = [
            models.UniqueConstraint(fields=["consultation", "email"], name="asked_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(email=""), name="asked_can_be_written_to"),
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False) & ~Q(opinion="") | ~Q(state="answered") & Q(opinion=""),
                name="asked_answered_with_opinion",
            ),
            models.CheckConstraint(condition=~Q(state="silent") | Q(silent_at__isnull=False), name="asked_silent_since"),
            sensible_days("due_on", name="asked_days"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(state="waiting"), name="asked_waiting")]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display()}"
