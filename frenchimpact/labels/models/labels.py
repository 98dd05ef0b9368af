"""Labels and their register."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from frenchimpact.core import clock
from frenchimpact.core.fields import Fold
from frenchimpact.core.flows import Flow
from frenchimpact.geo.models import Place
from frenchimpact.labels.models.kinds import KindVersion, LabelKind, Terms
from frenchimpact.organisations.models import Organisation


class Label(models.Model):
    """A label that the programme gave: to whom, by which decision, from when, and what became of it. Never removed."""

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("label", "En cours")
        OBSERVED = "observed", _("Sous observation")
        SUSPENDED = "suspended", _("Suspendu")
        EXPIRED = "expired", _("Expiré")
        WITHDRAWN = "withdrawn", _("Retiré")
        SURRENDERED = "surrendered", _("Rendu")
        SUCCEEDED = "succeeded", _("Poursuivi sous une autre forme")
        # Given before this register, for a duration that was not published: it neither holds nor has ended here.
        HISTORICAL = "historical", pgettext_lazy("label", "Historique")

    FLOW = Flow(
        {
            "observe": (["active"], "observed"),
            "clear": (["observed"], "active"),
            "suspend": (["active", "observed"], "suspended"),
            "reinstate": (["suspended"], "active"),
            "renew": (["active", "observed"], "active"),
            "expire": (["active", "observed", "suspended"], "expired"),
            "withdraw": (["active", "observed", "suspended"], "withdrawn"),
            "surrender": (["active", "observed", "suspended"], "surrendered"),
            "succeed": (["active", "observed", "expired", "historical"], "succeeded"),
        }
    )
    # Those that hold: a badge of theirs is good.
    HOLDING = (Status.ACTIVE, Status.OBSERVED)

    # L-2026-0012, counted per year of the decision.
    reference = models.CharField(max_length=20, unique=True)
    kind = models.ForeignKey(LabelKind, models.PROTECT, related_name="labels")
    # The terms under which it was given, or last renewed; none before its kind first changed.
    version = models.ForeignKey(KindVersion, models.PROTECT, null=True, blank=True, related_name="labels")
    # The organisation that holds it, or that carries the labelled territory.
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="labels")
    # The labelled territory, by the name of its decision.
    territory = models.CharField(max_length=160, blank=True)
    # The holder's name when the label was given; a certificate bears it.
    holder_name = models.CharField(max_length=300)
    name_fold = models.GeneratedField(expression=Fold("holder_name"), output_field=models.TextField(), db_persist=True)
    places = models.ManyToManyField(Place, through="LabelPlace", related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.ACTIVE)
    granted_on = models.DateField()
    valid_from = models.DateField()
    # The last day; none when the decision did not say.
    valid_until = models.DateField(null=True, blank=True)
    # The decision that gave it, wherever it was taken: its reference, its date is `granted_on`, who signed it.
    decision = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    # Where what is written here was read, for a label given before this register.
    source = models.TextField(blank=True)
    # Groups labels given together: "2019-1".
    wave = models.CharField(max_length=20, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    # What took over, when it is no label of this register; and where that was read.
    successor_name = models.CharField(max_length=200, blank=True)
    # Its place in the two status lists; none before its first certificate.
    status_list = models.PositiveIntegerField(null=True, blank=True)
    status_index = models.PositiveIntegerField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-granted_on", "reference"]
        constraints = [
            models.CheckConstraint(condition=~Q(holder_name=""), name="label_has_holder"),
            models.CheckConstraint(condition=Q(organisation__isnull=False) | ~Q(territory=""), name="label_held_by_someone"),
            models.CheckConstraint(condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="label_ends_after_start"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=False) | Q(status__in=("historical", "succeeded")), name="label_has_end"
            ),
            models.CheckConstraint(
                condition=Q(status="succeeded") | Q(successor=None, successor_name=""), name="label_successor_when_succeeded"
            ),
            models.CheckConstraint(
                condition=~Q(status="succeeded") | Q(successor__isnull=False) | ~Q(successor_name=""), name="label_succeeded_by_something"
            ),
            models.CheckConstraint(condition=~Q(successor=F("pk")), name="label_not_its_own_successor"),
            models.CheckConstraint(condition=~Q(status="historical") | ~Q(source=""), name="label_of_the_past_has_source"),
            models.CheckConstraint(
                condition=Q(status_list=None, status_index=None)
                | Q(status_list__isnull=False, status_list__gte=1, status_index__isnull=False, status_index__range=(0, 131_071)),
                name="label_status_place_is_whole",
            ),
            models.UniqueConstraint(fields=["status_list", "status_index"], name="label_status_place_once"),
            # One label of a kind at a time for one organisation.
            ExclusionConstraint(
                name="label_held_once",
                expressions=[("kind", RangeOperators.EQUAL), ("organisation", RangeOperators.EQUAL)],
                condition=Q(status__in=("active", "observed", "suspended"), territory=""),
            ),
        ]
        indexes = [
            GinIndex(OpClass(F("name_fold"), name="gin_trgm_ops"), name="label_holder_trigram"),
            models.Index(fields=["status", "valid_until"], name="label_status_end"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} – {self.holder_name}"

    @property
    def terms(self) -> Terms:
        """What it recognises and how it ends: as when it was given, whatever its kind became."""
        return self.version or self.kind

    @property
    def holds(self) -> bool:
        """Whether it holds now."""
        return self.status in self.HOLDING

    @property
    def has_certificate(self) -> bool:
        """Whether this register signs certificates for it: not for those given before it."""
        return self.status_index is not None


class LabelPlace(models.Model):
    """An official place that a label covers. `is_confirmed` is false for the nearest place, when none is the territory itself."""

    label = models.ForeignKey(Label, models.CASCADE, related_name="label_places")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    is_confirmed = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["label", "place"], name="label_place_once")]

    def __str__(self) -> str:
        return f"{self.label_id} – {self.place}"


class LabelEvent(models.Model):
    """One step in the life of a label: what the register shows as its history. Append-only."""

    class What(models.TextChoices):
        GRANTED = "grant", _("Label attribué")
        OBSERVED = "observe", _("Mis sous observation")
        CLEARED = "clear", _("Fin de l’observation")
        SUSPENDED = "suspend", _("Label suspendu")
        REINSTATED = "reinstate", _("Fin de la suspension")
        RENEWED = "renew", _("Label renouvelé")
        CONTINUED = "continue", _("Prolongé pendant l’examen du renouvellement")
        EXPIRED = "expire", _("Label expiré")
        WITHDRAWN = "withdraw", _("Label retiré")
        SURRENDERED = "surrender", _("Label rendu par son titulaire")
        SUCCEEDED = "succeed", _("Poursuivi sous une autre forme")

    label = models.ForeignKey(Label, models.PROTECT, related_name="events")
    what = models.CharField(max_length=12, choices=What)
    at = models.DateTimeField(default=clock.now)
    # From which day it counts; none when the source of a label of the past does not say.
    on = models.DateField(default=clock.today, null=True, blank=True)
    # Why, as everyone reads it.
    reasons = models.TextField(blank=True)
    valid_until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["label", "at"], name="label_event_of")]

    def __str__(self) -> str:
        return f"{self.label_id} – {self.get_what_display()}"


class Certificate(models.Model):
    """One signed credential of a label, exactly as it was given out. A renewal or a new key adds one. Append-only."""

    label = models.ForeignKey(Label, models.PROTECT, related_name="certificates")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    # Which key signed it.
    key = models.CharField(max_length=80)
    issued_at = models.DateTimeField(default=clock.now)
    # The last day that it shows.
    valid_until = models.DateField()

    class Meta:
        ordering = ["label_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["label", "number"], name="certificate_number_once")]

    def __str__(self) -> str:
        return f"{self.label_id}/{self.number}"


class LabelCounter(models.Model):
    """The last reference given in a year, so that none is given twice."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)
