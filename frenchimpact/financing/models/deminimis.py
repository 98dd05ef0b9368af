"""De minimis aid: ceilings over time, single undertakings, the aid that each organisation received, its certificates."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models import LENT, Instrument, Regime
from frenchimpact.commitments.models import Commitment
from frenchimpact.core import clock
from frenchimpact.financing.models.cumulation import Dated
from frenchimpact.organisations.models import Organisation


class Regulation(models.TextChoices):
    """The European regulations; those that a commitment may name are regimes too, by the same word."""

    GENERAL = Regime.DE_MINIMIS.value, _("De minimis général")
    SIEG = Regime.DE_MINIMIS_SIEG.value, _("De minimis SIEG (service d’intérêt économique général)")
    AGRICULTURE = "de_minimis_agriculture", _("De minimis agricole")
    FISHERIES = "de_minimis_fisheries", _("De minimis pêche et aquaculture")


class Ceiling(Dated):
    """What a single undertaking may receive over three years under a regulation."""

    regulation = models.CharField(max_length=24, choices=Regulation)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    # The loan and the guaranteed part that, over five years, are worth the whole ceiling.
    loan_base = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    guarantee_base = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # The regulations whose aid counts against it, its own included.
    counts = ArrayField(models.CharField(max_length=24, choices=Regulation))

    class Meta:
        ordering = ["regulation", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "starts_on"], name="ceiling_starts_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ceiling_amount"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="ceiling_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.regulation} {self.starts_on:%Y-%m-%d}"


class Undertaking(models.Model):
    """Organisations that are one undertaking for State aid, because one of them decides for the others."""

    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="undertaking_has_name")]

    def __str__(self) -> str:
        return self.name


class UndertakingMember(models.Model):
    """An organisation in an undertaking, from a day to another; it counts once its own people, or an operator, have agreed."""

    class Link(models.TextChoices):
        """The four links of the regulation, and the one that decides."""

        HEAD = "head", _("Elle décide pour les autres")
        VOTES = "votes", _("La majorité des voix y est tenue par une autre")
        APPOINTMENTS = "appointments", _("Une autre nomme ou révoque la majorité de ses dirigeants")
        CONTRACT = "contract", _("Une autre l’influence par un contrat ou par ses statuts")
        AGREEMENT = "agreement", _("Une autre tient la majorité des voix par un accord avec d’autres membres")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Attend l’accord de la structure")
        AGREED = "agreed", _("Compte avec les autres")
        DECLINED = "declined", _("Conteste ce lien")
        CANCELLED = "cancelled", _("Écrit par erreur")

    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="undertakings")
    link = models.CharField(max_length=12, choices=Link)
    since = models.DateField()
    # The last day on which it counts with the others.
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    note = models.TextField(blank=True)
    proposed_at = models.DateTimeField(default=clock.now, editable=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["undertaking_id", "since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="undertaking_days_in_order"),
            models.CheckConstraint(
                condition=Q(state="proposed", answered_at=None) | (~Q(state="proposed") & Q(answered_at__isnull=False)),
                name="undertaking_answered",
            ),
            # An organisation is of one undertaking at a time.
            ExclusionConstraint(
                name="undertaking_one_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (
                        Func(
                            F("since"), F("until"), RangeBoundary(inclusive_upper=True), function="DATERANGE", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state="agreed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.undertaking_id} – {self.organisation_id}"


class DeMinimisAid(models.Model):
    """One de minimis aid that an organisation received. What it says never changes: a mistake is withdrawn and declared again."""

    class State(models.TextChoices):
        GRANTED = "granted", _("Accordée")
        WITHDRAWN = "withdrawn", _("Retirée")

    class Method(models.TextChoices):
        """How its gross grant equivalent was found."""

        AMOUNT = "amount", _("Le montant lui-même")
        LOAN = "loan", _("Prêt : montant × durée, en proportion du plafond")
        GUARANTEE = "guarantee", _("Garantie : part garantie × durée, en proportion du plafond")
        GIVEN = "given", _("Écrit par le financeur")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="de_minimis_aids")
    # The day on which the right to it arose, whenever it is paid.
    granted_on = models.DateField()
    regulation = models.CharField(max_length=24, choices=Regulation, default=Regulation.GENERAL)
    instrument = models.CharField(max_length=30, choices=Instrument, default=Instrument.GRANT)
    nominal = models.DecimalField(max_digits=14, decimal_places=2)
    loan_months = models.PositiveSmallIntegerField(null=True, blank=True)
    method = models.CharField(max_length=10, choices=Method, default=Method.AMOUNT)
    # Gross grant equivalent: what counts against the ceiling.
    equivalent = models.DecimalField(max_digits=14, decimal_places=2)
    funder = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="de_minimis_given")
    funder_name = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    # The commitment that it comes from: recorded when it is signed, withdrawn when it is cancelled.
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="de_minimis_aids")
    # The number that the national register of aids gave it.
    number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.GRANTED)
    declared_at = models.DateTimeField(default=clock.now, editable=False)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["organisation_id", "-granted_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(funder__isnull=False) | ~Q(funder_name=""), name="de_minimis_has_funder"),
            models.CheckConstraint(condition=Q(nominal__gt=0, equivalent__gte=0), name="de_minimis_amounts"),
            models.CheckConstraint(condition=Q(equivalent__lte=F("nominal")), name="de_minimis_worth_no_more_than_given"),
            # What is given counts for its amount.
            models.CheckConstraint(
                condition=~Q(instrument__in=("subvention", "prix")) | Q(equivalent=F("nominal")), name="de_minimis_grant_counts_whole"
            ),
            models.CheckConstraint(
                condition=Q(state="granted", withdrawn_on=None, withdrawn_reason="")
                | (Q(state="withdrawn", withdrawn_on__isnull=False) & ~Q(withdrawn_reason="")),
                name="de_minimis_withdrawn_for_a_reason",
            ),
            models.UniqueConstraint(fields=["commitment"], condition=Q(state="granted"), name="de_minimis_commitment_once"),
            models.UniqueConstraint(
                fields=["organisation", "number"], condition=~Q(number="") & Q(state="granted"), name="de_minimis_number_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "granted_on"], name="de_minimis_by_day")]

    def __str__(self) -> str:
        return f"{self.organisation_id} – {self.granted_on:%Y-%m-%d} – {self.equivalent}"

    @property
    def funder_words(self) -> str:
        """Who gave it, as it is shown."""
        return self.funder.name if self.funder else self.funder_name

    @property
    def lacks_duration(self) -> bool:
        """Whether it counts whole for want of its duration, or of what its funder reckons."""
        return self.instrument in LENT and self.method == DeMinimisAid.Method.AMOUNT

    @property
    def is_withdrawn(self) -> bool:
        """Whether it no longer counts."""
        return self.state == DeMinimisAid.State.WITHDRAWN

    @property
    def is_removed(self) -> bool:
        """Whether somebody of the organisation took it out, though its funder committed it."""
        return self.is_withdrawn and self.withdrawn_by_id is not None and self.commitment_id is not None

    @property
    def counted(self) -> Decimal:
        """What it counts for today."""
        return Decimal(0) if self.is_withdrawn else self.equivalent


class Declaration(models.Model):
    """What an organisation declares on a day of the aid of its undertaking, as it was then, word for word. Append-only."""

    # Counted per year: DM-2026-0001.
    reference = models.CharField(max_length=20, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="de_minimis_declarations")
    on = models.DateField()
    # Who signs, and in which capacity.
    signatory = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200)
    content = models.JSONField()
    # SHA-256 of the content as canonical JSON.
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["organisation_id", "-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(signatory="") & ~Q(capacity=""), name="declaration_is_signed"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="declaration_hash"),
        ]

    def __str__(self) -> str:
        return self.reference
