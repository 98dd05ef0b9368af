"""Between a project and a funder: what the team thinks of an aid, what it asks, how they meet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models.catalogue import Aid
from frenchimpact.aids.models.matching import Rule
from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project


class Choice(models.Model):
    """What the team of a project, or a funder, says of a match: keep it, or « pas pour nous » with a reason."""

    class Side(models.TextChoices):
        PROJECT = "project", _("Le projet")
        FUNDER = "funder", _("Le financeur")

    class Answer(models.TextChoices):
        KEPT = "kept", _("À étudier")
        NOT_FOR_US = "not_for_us", _("Pas pour nous")

    project = models.ForeignKey(Project, models.CASCADE, related_name="aid_choices")
    aid = models.ForeignKey(Aid, models.CASCADE, related_name="choices")
    side = models.CharField(max_length=8, choices=Side)
    answer = models.CharField(max_length=12, choices=Answer)
    # The condition that the reason is about, when it is about one: it feeds the advice given to the funder.
    subject = models.CharField(max_length=10, choices=Rule.Subject, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "aid", "side"], name="aid_choice_once"),
            models.CheckConstraint(condition=~Q(answer="not_for_us") | ~Q(reason="") | ~Q(subject=""), name="aid_choice_no_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} / {self.aid_id}: {self.get_answer_display()}"


class FundingRequest(models.Model):
    """A project asks for an aid, from the first draft to the contract or the refusal."""

    class State(models.TextChoices):
        DRAFT = "draft", _("En préparation")
        INTRODUCED = "introduced", _("Mise en relation faite")
        APPLIED = "applied", _("Demande envoyée")
        ACKNOWLEDGED = "acknowledged", _("Reçue par le financeur")
        IN_REVIEW = "in_review", _("En cours d’examen")
        MORE_INFORMATION = "more_information", _("Complément demandé")
        COMMITTEE = "committee", _("En comité")
        ACCEPTED = "accepted_in_principle", _("Accord de principe")
        CONTRACTED = "contracted", _("Signée")
        DECLINED = "declined", _("Refusée")
        WITHDRAWN = "withdrawn", _("Abandonnée par le projet")

    _OPEN = ["introduced", "applied", "acknowledged", "in_review", "more_information", "committee", "accepted_in_principle"]
    FLOW = Flow(
        {
            "introduce": (["draft"], "introduced"),
            "apply": (["draft", "introduced"], "applied"),
            "acknowledge": (["applied", "introduced"], "acknowledged"),
            "review": (["applied", "acknowledged", "introduced", "more_information"], "in_review"),
            "ask_more": (["acknowledged", "in_review", "committee"], "more_information"),
            "give_more": (["more_information"], "in_review"),
            "send_to_committee": (["in_review"], "committee"),
            "accept": (["introduced", "applied", "acknowledged", "in_review", "more_information", "committee"], "accepted_in_principle"),
            "contract": (["accepted_in_principle"], "contracted"),
            "decline": (_OPEN, "declined"),
            "withdraw": (["draft", *_OPEN], "withdrawn"),
        }
    )

    # Counted per year: DF-2026-0031.
    reference = models.CharField(max_length=20, unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="funding_requests")
    aid = models.ForeignKey(Aid, models.PROTECT, related_name="requests")
    state = models.CharField(max_length=24, choices=State, default=State.DRAFT)
    amount_asked = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    amount_obtained = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    purpose = models.TextField(max_length=3000, blank=True)
    # Why it was refused, and the condition that the reason is about.
    decline_subject = models.CharField(max_length=10, choices=Rule.Subject, blank=True)
    decline_reason = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    # « Est-ce que cela a abouti, pour combien ? », when the funder does not say it here.
    outcome_asked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "aid"], condition=~Q(state__in=("contracted", "declined", "withdrawn")), name="aid_request_one_open"
            ),
            models.CheckConstraint(condition=Q(amount_asked=None) | Q(amount_asked__gt=0), name="aid_request_asks_something"),
            models.CheckConstraint(condition=Q(amount_obtained=None) | Q(amount_obtained__gte=0), name="aid_request_obtains_not_less"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(decline_reason=""), name="aid_request_declined_with_reason"),
        ]

    def __str__(self) -> str:
        return self.reference


class RequestEvent(models.Model):
    """One move of a request, or a word said about it. Append-only."""

    request = models.ForeignKey(FundingRequest, models.CASCADE, related_name="events")
    state = models.CharField(max_length=24, choices=FundingRequest.State)
    text = models.TextField(max_length=3000, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["request_id", "at", "pk"]

    def __str__(self) -> str:
        return self.get_state_display()


class Introduction(models.Model):
    """Two parties meet once both have agreed; until then neither sees the other's address, and afterwards mail is relayed."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposée")
        ACCEPTED = "accepted", _("Acceptée")
        DECLINED = "declined", _("Déclinée")
        EXPIRED = "expired", _("Sans réponse")
        CLOSED = "closed", _("Terminée")

    FLOW = Flow(
        {
            "accept": (["proposed"], "accepted"),
            "decline": (["proposed"], "declined"),
            "expire": (["proposed"], "expired"),
            "close": (["accepted"], "closed"),
        }
    )

    project = models.ForeignKey(Project, models.PROTECT, related_name="introductions")
    funder = models.ForeignKey(Organisation, models.PROTECT, related_name="introductions")
    aid = models.ForeignKey(Aid, models.PROTECT, null=True, blank=True, related_name="introductions")
    request = models.OneToOneField(FundingRequest, models.SET_NULL, null=True, blank=True, related_name="introduction")
    proposed_by_side = models.CharField(max_length=8, choices=Choice.Side)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    # What the other side reads before it agrees: no name of a person.
    teaser = models.TextField(max_length=1500)
    needs_secrecy = models.BooleanField(default=False)
    proposed_at = models.DateTimeField(default=clock.now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "funder", "aid"],
                condition=Q(state__in=("proposed", "accepted")),
                nulls_distinct=False,
                name="aid_introduction_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "expired"), answered_at=None)
                | (~Q(state__in=("proposed", "expired")) & Q(answered_at__isnull=False)),
                name="aid_introduction_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} / {self.funder_id}"


class Message(models.Model):
    """What one side wrote to the other, on the site or by answering the mail."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=8, choices=Choice.Side)
    text = models.TextField(max_length=10_000)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    came_by_mail = models.BooleanField(default=False)

    class Meta:
        ordering = ["introduction_id", "at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="aid_message_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class Contest(models.Model):
    """Somebody contests a result of the matching, with the trace that was shown: a person answers."""

    aid = models.ForeignKey(Aid, models.CASCADE, related_name="contests")
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="aid_contests")
    trace = models.JSONField(default=list)
    text = models.TextField(max_length=2000)
    email = models.EmailField(max_length=254, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(answered_at=None) | ~Q(answer=""), name="aid_contest_answered_in_words")]

    def __str__(self) -> str:
        return self.text[:60]
