"""Commitments: who gives, to whom, for what, and how far it is. Amounts live in entries; the totals kept here follow them."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models import Aid, FundingRequest, Instrument, Origin, Regime
from frenchimpact.commitments.models.envelopes import MOST, Envelope
from frenchimpact.commitments.models.imports import GrantsImport
from frenchimpact.commitments.models.vehicles import Vehicle
from frenchimpact.core import clock
from frenchimpact.core.fields import Fold
from frenchimpact.core.flows import Flow
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import Challenge

if TYPE_CHECKING:
    pass


# What the text typed in a list is looked for in; its index is over this very expression.
TOLD = Fold(Concat("reference", Value(" "), "funder_name", Value(" "), "beneficiary_name", Value(" "), "title"))


def _total() -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0), editable=False)


class Commitment(models.Model):
    """Money that a funder, or a vehicle, commits to somebody: announced, signed, paid, justified; or given up, or taken back.

    The totals follow the entries (a trigger), and their constraints refuse what is too much whoever writes at the same time.
    """

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("Annoncé")
        SIGNED = "signed", _("Signé")
        AMENDED = "amended", _("Signé, modifié par avenant")
        PARTLY_PAID = "partly_paid", _("Versé en partie")
        PAID = "paid", _("Versé")
        JUSTIFIED = "justified", _("Justifié")
        CANCELLED = "cancelled", _("Annulé")
        RECOVERED = "recovered", _("Récupéré")

    # Where each verb leads when it is for the whole amount; for a part, `states.state_of` says.
    FLOW = Flow(
        {
            "sign": (["announced"], "signed"),
            "amend": (["signed", "amended", "partly_paid", "paid"], "amended"),
            "pay_part": (["signed", "amended", "partly_paid"], "partly_paid"),
            "pay": (["signed", "amended", "partly_paid"], "paid"),
            "justify": (["partly_paid", "paid"], "justified"),
            "cancel": (["announced", "signed", "amended", "partly_paid"], "cancelled"),
            "recover": (["partly_paid", "paid", "justified"], "recovered"),
        }
    )

    # Counted per year of the commitment: E-2026-0001.
    reference = models.CharField(max_length=20, unique=True)
    # Who gives: an organisation or a vehicle; for lines brought in from elsewhere, a name and a number as published.
    funder = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, db_index=False, related_name="commitments")
    funder_vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, blank=True, db_index=False, related_name="placed")
    funder_name = models.CharField(max_length=300)
    funder_number = models.CharField(max_length=20, blank=True)
    # Who receives: an organisation, a project or both, or a vehicle, or a name as published.
    beneficiary = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, db_index=False, related_name="received_commitments"
    )
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, db_index=False, related_name="commitments")
    beneficiary_vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, blank=True, db_index=False, related_name="received")
    beneficiary_name = models.CharField(max_length=300)
    beneficiary_number = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=500, blank=True)
    instrument = models.CharField(max_length=24, choices=Instrument)
    origin = models.CharField(max_length=24, choices=Origin)
    # Which part of it is public money, from 0 to 1: told by the origin, save for a mixed one.
    public_share = models.DecimalField(max_digits=5, decimal_places=4)
    # Money that was already there before the programme.
    is_preexisting = models.BooleanField(default=False)
    regime = models.CharField(max_length=24, choices=Regime, default=Regime.UNKNOWN)
    region = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    theme = models.CharField(max_length=60, blank=True)
    challenge = models.ForeignKey(Challenge, models.SET_NULL, null=True, blank=True, db_index=False, related_name="commitments")
    envelope = models.ForeignKey(Envelope, models.PROTECT, null=True, blank=True, db_index=False, related_name="commitments")
    # The aid under which it is given, and the request that it answers.
    aid = models.ForeignKey(Aid, models.PROTECT, null=True, blank=True, db_index=False, related_name="commitments")
    request = models.ForeignKey(FundingRequest, models.SET_NULL, null=True, blank=True, db_index=False, related_name="commitments")
    state = models.CharField(max_length=12, choices=State, default=State.ANNOUNCED)
    # The day of the announcement, then of the signature: what lists are sorted by.
    committed_on = models.DateField()
    signed_on = models.DateField(null=True, blank=True)
    # Where it was brought in from, and its key there.
    source_name = models.CharField(max_length=120, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    run = models.ForeignKey(GrantsImport, models.SET_NULL, null=True, blank=True, db_index=False, related_name="commitments")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    is_demo = models.BooleanField(default=False)

    gross = _total()
    cancelled = _total()
    paid = _total()
    justified = _total()
    recovered = _total()

    class Meta:
        ordering = ["-committed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(funder_name="") & ~Q(beneficiary_name=""), name="commitment_names"),
            models.CheckConstraint(condition=Q(funder=None) | Q(funder_vehicle=None), name="commitment_one_funder"),
            models.CheckConstraint(
                condition=Q(beneficiary_vehicle=None) | Q(beneficiary=None, project=None), name="commitment_one_beneficiary"
            ),
            models.CheckConstraint(
                condition=Q(funder_vehicle=None) | Q(beneficiary_vehicle=None) | ~Q(funder_vehicle=F("beneficiary_vehicle")),
                name="commitment_not_to_itself",
            ),
            models.CheckConstraint(
                condition=Q(origin__startswith="public_", public_share=1)
                | Q(origin__startswith="prive_", public_share=0)
                | Q(origin="mixte", public_share__range=(0, 1)),
                name="commitment_public_share",
            ),
            models.CheckConstraint(
                condition=Q(gross__gte=0, gross__lte=MOST, cancelled__gte=0, cancelled__lte=F("gross")), name="commitment_amounts"
            ),
            models.CheckConstraint(condition=Q(paid__gte=0, paid__lte=F("gross") - F("cancelled")), name="commitment_never_overpaid"),
            models.CheckConstraint(
                condition=Q(justified__gte=0, justified__lte=F("paid"), recovered__gte=0, recovered__lte=F("paid")),
                name="commitment_after_payment",
            ),
            # A request is answered once; again when what answered it was given up or taken back.
            models.UniqueConstraint(fields=["request"], condition=~Q(state__in=["cancelled", "recovered"]), name="commitment_request_once"),
            models.UniqueConstraint(fields=["source_name", "source_key"], condition=~Q(source_key=""), name="commitment_source_once"),
        ]
        indexes = [
            models.Index(fields=["-committed_on", "-id"], name="commitment_latest"),
            models.Index(fields=["region", "-committed_on"], name="commitment_by_region"),
            GinIndex(OpClass(TOLD, name="gin_trgm_ops"), name="commitment_words"),
            models.Index(fields=["funder", "-committed_on"], name="commitment_by_funder", condition=Q(funder__isnull=False)),
            # Most commitments have none of these: an index over all of them would only make files slower to bring in.
            *(
                models.Index(fields=[name], name=f"commitment_{name}"[:30], condition=Q(**{f"{name}__isnull": False}))
                for name in (
                    "funder_vehicle",
                    "beneficiary",
                    "project",
                    "beneficiary_vehicle",
                    "challenge",
                    "envelope",
                    "run",
                    "aid",
                    "request",
                )
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def net(self) -> Decimal:
        """What is committed, less what was given up or taken back."""
        return self.gross - self.cancelled - self.recovered

    @property
    def due(self) -> Decimal:
        """What remains to be paid."""
        return self.gross - self.cancelled - self.paid

    @property
    def is_live(self) -> bool:
        """Whether it was neither given up whole nor taken back whole."""
        return self.state not in (self.State.CANCELLED, self.State.RECOVERED)

    @property
    def is_mobilised(self) -> bool:
        """Whether it counts towards the national target: a vehicle only places what was counted when it received it."""
        return self.funder_vehicle_id is None

    @property
    def is_deployed(self) -> bool:
        """Whether it reaches those who act."""
        return self.beneficiary_vehicle_id is None


class Terms(models.Model):
    """What the act says besides the amount, in the words of the national form of grants."""

    class Nature(models.TextChoices):
        CASH = "cash", _("Aide en numéraire")
        KIND = "kind", _("Aide en nature")
        BOTH = "both", _("Aide en numéraire et en nature")

    class Conditions(models.TextChoices):
        ONCE = "once", _("Versement unique")
        SPREAD = "spread", _("Versement échelonné")
        OTHER = "other", _("Autres conditions")

    commitment = models.OneToOneField(Commitment, models.CASCADE, primary_key=True, related_name="terms")
    # The decision that gives it, as its author numbers it.
    decision = models.CharField(max_length=120, blank=True)
    nature = models.CharField(max_length=4, choices=Nature, default=Nature.CASH)
    conditions = models.CharField(max_length=8, choices=Conditions, blank=True)
    pays_from = models.DateField(null=True, blank=True)
    pays_until = models.DateField(null=True, blank=True)
    # Which part of the cost it covers, from 0 to 1.
    rate = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    # The number of the register of State aid, and whether the aid was notified to the European Commission.
    register_number = models.CharField(max_length=60, blank=True)
    is_notified = models.BooleanField(default=False)
    # The scheme under which it is given, by name.
    scheme = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    # Of what is lent or guaranteed under a de minimis regime: how long, or what it is worth as its funder reckons it.
    loan_months = models.PositiveSmallIntegerField(null=True, blank=True)
    equivalent = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["commitment_id"]
        constraints = [
            models.CheckConstraint(condition=Q(loan_months=None) | Q(loan_months__range=(1, 600)), name="terms_loan_months"),
            models.CheckConstraint(condition=Q(equivalent=None) | Q(equivalent__gte=0), name="terms_equivalent"),
            models.CheckConstraint(condition=Q(rate=None) | Q(rate__gt=0, rate__lte=1), name="terms_rate"),
            models.CheckConstraint(condition=Q(pays_until=None) | Q(pays_until__gte=F("pays_from")), name="terms_days"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id}"


class CommitmentCounter(models.Model):
    """The last reference given in a year, so that none is given twice."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)
