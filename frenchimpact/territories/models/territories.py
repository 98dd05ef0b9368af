"""Labelled territories: a collective on a perimeter, which is no administrative unit."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls.models import Partner
from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.fields import Fold
from frenchimpact.geo.models import Place
from frenchimpact.labels.models import Label
from frenchimpact.organisations.models import Organisation


class Territory(models.Model):
    """One territory, from its label to what follows it. Its lead may change; the territory stays.

    `perimeter_words` is the part of its perimeter that no official unit says; the official part is in TerritoryPlace.
    """

    # T-2026-0001, counted per year of its first label.
    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=160)
    name_fold = models.GeneratedField(expression=Fold("name"), output_field=models.TextField(), db_persist=True)
    presentation = models.TextField(blank=True)
    governance = models.TextField(blank=True)
    perimeter_words = models.TextField(blank=True)
    # Year of the official geography in which the perimeter was last settled.
    vintage = models.PositiveSmallIntegerField(null=True, blank=True)
    # The organisation that carries it today; none for a territory of the past that nobody claimed.
    lead = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="territories_led")
    # Who takes over if the lead disappears, as the collective agreed.
    successor = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    # The contact officer that the programme names.
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # How many challenges it must have: three, unless its call says otherwise.
    challenge_count = models.PositiveSmallIntegerField(default=3)
    # As everyone may write to the collective.
    contact_name = models.CharField(max_length=160, blank=True)
    contact_email = models.EmailField(max_length=254, blank=True)
    # Where what is written here was read, for a territory of the past.
    source = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(slug=""), name="territory_has_name"),
            models.CheckConstraint(condition=Q(challenge_count__range=(1, 9)), name="territory_challenge_count"),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(lead=None) | ~Q(successor=F("lead")), name="territory_successor_is_other"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TerritoryLabel(models.Model):
    """A label that the territory holds or held: its history is theirs."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="territory_labels")
    label = models.OneToOneField(Label, models.PROTECT, related_name="territory_link")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.territory_id} – {self.label_id}"


class TerritoryPlace(models.Model):
    """An official unit of the perimeter, of any level, with the vintage in which it was chosen. One that left stays, with its last day."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="territory_places")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    vintage = models.PositiveSmallIntegerField()
    # False for the nearest unit, when none is the territory itself.
    is_confirmed = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["territory_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "place"], condition=Q(until=None), name="territory_place_once"),
            sensible_days("until", name="territory_place_days"),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} – {self.place}"


class TerritoryCommune(models.Model):
    """Every commune of the perimeter, worked out from its units: what overlaps and projects are read from."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+", db_index=False)
    commune = models.ForeignKey(Place, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["territory", "commune"], name="territory_commune_once")]

    def __str__(self) -> str:
        return f"{self.territory_id} – {self.commune_id}"


class LeadPeriod(models.Model):
    """Who carried the territory, from when to when, and why it changed."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="lead_periods")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["territory_id", "-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["territory"], condition=Q(until=None), name="lead_one_at_a_time"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="lead_period_in_order"),
            sensible_days("since", "until", name="lead_period_days"),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} – {self.organisation_id}"


class Member(models.Model):
    """An organisation of the collective: its role, since when, and the mandate that binds it. One that left stays, with its last day."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Chef de file")
        STEERING = "steering", _("Pilotage")
        PARTNER = "partner", _("Partenaire")
        FUNDER = "funder", _("Financeur")
        SUPPORT = "support", _("Accompagnement")
        OBSERVER = "observer", _("Observateur")

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="territory_memberships")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Partner.Kind)
    role = models.CharField(max_length=10, choices=Role, default=Role.PARTNER)
    email = models.EmailField(max_length=254, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    left_reason = models.TextField(blank=True)
    # The mandate by which it is bound: who signed it, as what, on which day.
    mandate_signed_on = models.DateField(null=True, blank=True)
    mandate_signed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["territory_id", "name", "pk"]
        constraints = [
            models.UniqueConstraint("territory", Lower("name"), condition=Q(until=None), name="territory_member_once"),
            models.UniqueConstraint(fields=["territory", "organisation"], condition=Q(until=None), name="territory_member_sheet_once"),
            models.UniqueConstraint(fields=["territory"], condition=Q(until=None, role="lead"), name="territory_member_one_lead"),
            models.CheckConstraint(condition=~Q(name=""), name="territory_member_has_name"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="territory_member_in_order"),
            models.CheckConstraint(
                condition=Q(mandate_signed_on=None, mandate_signed_by="") | (Q(mandate_signed_on__isnull=False) & ~Q(mandate_signed_by="")),
                name="territory_mandate_is_whole",
            ),
            sensible_days("since", "until", "mandate_signed_on", name="territory_member_days"),
        ]

    def __str__(self) -> str:
        return self.name
