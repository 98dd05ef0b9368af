"""What a territory asks for and receives: engineering, sponsorship, recommendations, barriers to lift."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow
from frenchimpact.territories.models.plans import Action
from frenchimpact.territories.models.reviews import Review
from frenchimpact.territories.models.territories import Territory


class SupportRequest(models.Model):
    """A request of the collective to the programme; a blocked action becomes one, of the kind « barrier »."""

    class Kind(models.TextChoices):
        ENGINEERING = "engineering", _("Ingénierie")
        BARRIER = "barrier", _("Lever un frein")
        SPONSORSHIP = "sponsorship", _("Parrainage d’un autre territoire")
        EXPEDITION = "expedition", _("Visite d’apprentissage")
        FUNDING = "funding", _("Financement")
        OTHER = "other", _("Autre besoin")

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        SENT = "sent", _("Envoyée")
        ACCEPTED = "accepted", _("Acceptée")
        DONE = "done", _("Terminée")
        DECLINED = "declined", _("Déclinée")
        WITHDRAWN = "withdrawn", _("Retirée")

    FLOW = Flow(
        {
            "send": (["draft"], "sent"),
            "accept": (["sent"], "accepted"),
            "decline": (["sent"], "declined"),
            "finish": (["accepted"], "done"),
            "withdraw": (["draft", "sent", "accepted"], "withdrawn"),
        }
    )

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="support_requests")
    kind = models.CharField(max_length=12, choices=Kind)
    action = models.ForeignKey(Action, models.SET_NULL, null=True, blank=True, related_name="support_requests")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    # The text of law or the decision that blocks, as far as one knows it.
    norm = models.TextField(blank=True)
    days = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="support_request_has_title"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | (Q(sent_at__isnull=False) & ~Q(text="")), name="support_request_was_sent"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined", "done"]) | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="support_request_is_answered",
            ),
            # A blocked action has one request to lift its barrier at a time.
            models.UniqueConstraint(
                fields=["action"], condition=Q(kind="barrier", state__in=["draft", "sent", "accepted"]), name="barrier_request_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Recommendation(models.Model):
    """What someone who supports the territory advises, as a task."""

    class State(models.TextChoices):
        TO_DO = "to_do", _("À faire")
        DOING = "doing", _("En cours")
        DONE = "done", _("Fait")
        SET_ASIDE = "set_aside", _("Sans objet")

    FLOW = Flow(
        {
            "begin": (["to_do", "done", "set_aside"], "doing"),
            "finish": (["to_do", "doing"], "done"),
            "set_aside": (["to_do", "doing"], "set_aside"),
        }
    )

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="recommendations")
    request = models.ForeignKey(SupportRequest, models.SET_NULL, null=True, blank=True, related_name="recommendations")
    review = models.ForeignKey(Review, models.SET_NULL, null=True, blank=True, related_name="recommendations")
    text = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.TO_DO)
    # Why it does not apply.
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="recommendation_says_something"),
            models.CheckConstraint(condition=~Q(state="set_aside") | ~Q(reason=""), name="recommendation_set_aside_for_a_reason"),
            sensible_days("due_on", name="recommendation_days"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Sponsorship(models.Model):
    """A territory that helps another, less advanced one."""

    sponsor = models.ForeignKey(Territory, models.CASCADE, related_name="sponsored")
    sponsored = models.ForeignKey(Territory, models.CASCADE, related_name="sponsors")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    subject = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(sponsor=F("sponsored")), name="sponsorship_of_another"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="sponsorship_in_order"),
            models.UniqueConstraint(fields=["sponsor", "sponsored"], condition=Q(until=None), name="sponsorship_once"),
            sensible_days("since", "until", name="sponsorship_days"),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor_id} → {self.sponsored_id}"
