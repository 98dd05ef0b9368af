"""Cases: one person's difficulty, whatever the way it came in; who follows it; what was said in its three circles."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.models.norms import Barrier, Norm
from frenchimpact.barriers.models.words import Channel, Circle, Effect, Level, Nature
from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days, sensible_instants
from frenchimpact.core.fields import codes
from frenchimpact.core.flows import Flow
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import SupportRequest, Territory


class CaseCounter(models.Model):
    """Counts the references of a series in a year: cases, barriers, precedents, experiments, notes."""

    series = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="barriers_counter_once")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}: {self.last}"


class Case(models.Model):
    """What one person wants to do and what stops them."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Reçu")
        TRIAGE = "triage", _("En cours de tri")
        NEEDS_INFORMATION = "needs_information", _("Précision demandée")
        QUALIFIED = "qualified", _("Qualifié")
        ASSIGNED = "assigned", _("Confié à un hacker public")
        CONSULTING = "in_consultation", _("Administrations consultées")
        SYNTHESIS = "synthesis", _("Synthèse en cours")
        DECIDING = "decision_pending", _("Décision attendue")
        OUTCOME = "outcome", _("Réponse rendue")
        FOLLOW_UP = "follow_up", _("Suivi de la réponse")
        CLOSED = "closed", _("Clos")
        DUPLICATE = "duplicate", _("Rattaché à un autre cas")
        REDIRECTED = "out_of_scope_redirected", _("Orienté vers un autre service")
        WITHDRAWN = "withdrawn", _("Retiré par la personne")

    class Way(models.TextChoices):
        FORM = "form", _("Formulaire")
        MAIL = "mail", _("Mail")
        TERRITORY = "territory", _("Territoire")
        DESK = "desk", _("Saisi par le guichet")

    class Redirection(models.TextChoices):
        APPEAL = "individual_appeal", _("Recours contre une décision")
        PROCUREMENT = "procurement_dispute", _("Litige de commande publique")
        MONEY = "pure_money", _("Demande de financement seule")
        OTHER_SERVICE = "other_service", _("Compétence d’un autre service")

    OPEN = (
        State.RECEIVED,
        State.TRIAGE,
        State.NEEDS_INFORMATION,
        State.QUALIFIED,
        State.ASSIGNED,
        State.CONSULTING,
        State.SYNTHESIS,
        State.DECIDING,
        State.OUTCOME,
        State.FOLLOW_UP,
    )
    _WORKED = ["triage", "needs_information", "qualified", "assigned", "in_consultation", "synthesis", "decision_pending"]
    FLOW = Flow(
        {
            "sort": (["received"], "triage"),
            "ask_more": (["received", *_WORKED], "needs_information"),
            "give_more": (["needs_information"], "triage"),
            "qualify": (["received", "triage", "needs_information"], "qualified"),
            "assign": (["received", *_WORKED], "assigned"),
            "consult": (["qualified", "assigned", "in_consultation", "synthesis", "decision_pending"], "in_consultation"),
            "sum_up": (["qualified", "assigned", "in_consultation"], "synthesis"),
            "send_to_decision": (["qualified", "assigned", "in_consultation", "synthesis"], "decision_pending"),
            "answer": (["received", *_WORKED], "outcome"),
            "follow": (["outcome"], "follow_up"),
            "close": (["outcome", "follow_up"], "closed"),
            "mark_duplicate": (["received", *_WORKED], "duplicate"),
            "redirect": (["received", *_WORKED], "out_of_scope_redirected"),
            "withdraw": (["received", *_WORKED], "withdrawn"),
            "reopen": (["outcome", "follow_up", "closed", "duplicate", "out_of_scope_redirected", "withdrawn"], "triage"),
        }
    )

    # Counted per year: F-2026-0031.
    reference = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=24, choices=State, default=State.RECEIVED)
    way = models.CharField(max_length=10, choices=Way, default=Way.FORM)
    # Who asks. Without an account there is only an address.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="barrier_cases")
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(max_length=254)
    phone = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=2, default="fr")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    project = models.ForeignKey(Project, models.SET_NULL, null=True, blank=True, related_name="barrier_cases")
    territory = models.ForeignKey(Territory, models.SET_NULL, null=True, blank=True, related_name="barrier_cases")
    # What a blocked action of a territory asked for.
    request = models.OneToOneField(SupportRequest, models.SET_NULL, null=True, blank=True, related_name="barrier_case")
    # In the person's own words.
    title = models.CharField(max_length=200)
    wish = models.TextField(max_length=6000)
    obstacle = models.TextField(max_length=6000, blank=True)
    norm_words = models.TextField(max_length=2000, blank=True)
    tried = models.TextField(max_length=4000, blank=True)
    since_words = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    place_words = models.CharField(max_length=150, blank=True)
    themes = codes()
    # What it costs the person: people waiting, days lost, euros, as they say it.
    lost_days = models.PositiveIntegerField(null=True, blank=True)
    lost_euros = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    people_concerned = models.PositiveIntegerField(null=True, blank=True)
    urgent_on = models.DateField(null=True, blank=True)
    may_publish = models.BooleanField(default=False)
    # What the desk makes of it.
    effect = models.CharField(max_length=8, choices=Effect, default=Effect.UNKNOWN)
    nature = models.CharField(max_length=30, choices=Nature, default=Nature.UNKNOWN)
    level = models.CharField(max_length=12, choices=Level, default=Level.UNKNOWN)
    channel = models.CharField(max_length=30, choices=Channel, blank=True)
    barrier = models.ForeignKey(Barrier, models.SET_NULL, null=True, blank=True, related_name="cases")
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    redirection = models.CharField(max_length=24, choices=Redirection, blank=True)
    # Where it was sent, when another service is competent.
    redirected_to = models.CharField(max_length=300, blank=True)
    # Nothing sleeps: an open case has somebody who must do something by a day. No owner yet: the desk itself.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    next_on = models.DateField(null=True, blank=True)
    next_what = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(default=clock.now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    # Raised with each change of the desk's own columns: a form written on an older one is told so.
    version = models.PositiveIntegerField(default=1)
    # Counts the links by which the person follows the case: the earlier ones stop.
    link_serial = models.PositiveIntegerField(default=1)
    # The person asked to be forgotten: words and address are gone, the case stays counted.
    forgotten_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    # Not a column: the words that were just sent had made this case already.
    is_given_back = False
    words = models.GeneratedField(
        expression=SearchVector(F("title"), weight="A", config="public.fr")
        + SearchVector("wish", "obstacle", weight="B", config="public.fr"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(wish=""), name="case_says_something"),
            models.CheckConstraint(condition=~Q(email="") | Q(forgotten_at__isnull=False), name="case_can_be_answered"),
            models.CheckConstraint(
                condition=~Q(
                    state__in=(
                        "received",
                        "triage",
                        "needs_information",
                        "qualified",
                        "assigned",
                        "in_consultation",
                        "synthesis",
                        "decision_pending",
                        "outcome",
                        "follow_up",
                    )
                )
                | (Q(next_on__isnull=False) & ~Q(next_what="")),
                name="case_never_sleeps",
            ),
            models.CheckConstraint(condition=Q(state="duplicate") | Q(duplicate_of=None), name="case_duplicate_of_one"),
            models.CheckConstraint(condition=~Q(state="duplicate") | Q(duplicate_of__isnull=False), name="case_duplicate_says_of_what"),
            models.CheckConstraint(condition=~Q(duplicate_of=F("pk")), name="case_duplicate_of_another"),
            models.CheckConstraint(condition=~Q(state="out_of_scope_redirected") | ~Q(redirection=""), name="case_redirected_for_a_reason"),
            models.CheckConstraint(condition=Q(lost_euros=None) | Q(lost_euros__gte=0), name="case_loses_not_less"),
            sensible_days("urgent_on", "next_on", name="case_days"),
            sensible_instants("received_at", name="case_instants"),
        ]
        indexes = [
            GinIndex(fields=["words"], name="case_words"),
            models.Index(fields=["next_on", "id"], condition=Q(closed_at=None), name="case_next"),
            models.Index(fields=["state", "received_at", "id"], name="case_state"),
            models.Index(fields=["owner", "next_on"], name="case_owner"),
            # Whatever the case in which an address was typed.
            models.Index(Upper("email"), name="case_email"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class CaseNorm(models.Model):
    """A text that a case cites: somebody named it, or the desk's analysis rests on it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="norm_links")
    norm = models.ForeignKey(Norm, models.PROTECT, related_name="case_links")
    note = models.TextField(max_length=1000, blank=True)
    # Read in the words of the person or of a service, and not taken up by the desk yet: it groups cases, and founds nothing.
    is_told = models.BooleanField(default=False)

    class Meta:
        ordering = ["case_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "norm"], name="case_norm_once")]

    def __str__(self) -> str:
        return f"{self.case_id} / {self.norm_id}"


class Analysis(models.Model):
    """The legal card of a case."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="analysis")
    question = models.TextField(max_length=3000, blank=True)
    law = models.TextField(max_length=6000, blank=True)
    # What belongs to the law of the Union, which nobody here can lift.
    europe = models.TextField(max_length=3000, blank=True)
    who_decides = models.CharField(max_length=300, blank=True)
    options = models.TextField(max_length=6000, blank=True)
    risk = models.TextField(max_length=3000, blank=True)
    evidence = models.TextField(max_length=3000, blank=True)
    synthesis = models.TextField(max_length=8000, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "analyses"

    def __str__(self) -> str:
        return f"{self.case_id}: {self.question[:60]}"


class Message(models.Model):
    """What was written in one circle of a case. Append-only."""

    class Author(models.TextChoices):
        PERSON = "person", _("La personne")
        DESK = "desk", _("Le guichet")
        ADMINISTRATION = "administration", _("Une administration")
        SYSTEM = "system", _("La plateforme")

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    circle = models.CharField(max_length=16, choices=Circle)
    author = models.CharField(max_length=16, choices=Author)
    # The service that wrote, for an administration.
    asked = models.ForeignKey("Asked", models.SET_NULL, null=True, blank=True, related_name="messages")
    text = models.TextField(max_length=20_000)
    came_by_mail = models.BooleanField(default=False)
    # Written from another address than the person's: shown as such, never acted upon.
    is_unsure = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["case_id", "at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="case_message_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class CaseEvent(models.Model):
    """One move of a case. Append-only. Those that the person may read are said in words for them."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    verb = models.CharField(max_length=30)
    state = models.CharField(max_length=24, choices=Case.State)
    text = models.TextField(max_length=3000, blank=True)
    is_for_person = models.BooleanField(default=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["case_id", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.verb}"


class Pause(models.Model):
    """The clock of a case stands still, for a reason."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=500)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["case_id", "since", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="case_pause_for_a_reason"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="case_pause_in_order"),
            models.UniqueConstraint(fields=["case"], condition=Q(until=None), name="case_pause_one_open"),
            sensible_days("since", "until", name="case_pause_days"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.since} – {self.until}"
