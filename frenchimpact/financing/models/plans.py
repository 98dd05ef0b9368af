"""How a project is paid for: what it needs by year, the money that may come and where it stands, what comes and goes by month."""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models import LENT, Aid, Instrument, Origin, Regime
from frenchimpact.commitments.models import Commitment
from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project

FIRST_YEAR, LAST_YEAR = 2000, 2099


def is_month(field: str) -> Q:
    """A month is written as its first day."""
    return Q(**{f"{field}__day": 1})


class FinancingPlan(models.Model):
    """The financing plan of a project: one, kept by its team."""

    class Sharing(models.TextChoices):
        """What a funder who has a line of its own sees, beside nothing at all."""

        NOTHING = "nothing", _("Rien")
        OWN_LINE = "own_line", _("Sa ligne")
        TOTALS = "totals", _("Sa ligne et les totaux")
        WHOLE = "whole", _("Tout le plan, sans la trésorerie")

    project = models.OneToOneField(Project, models.PROTECT, related_name="financing_plan")
    # What aids are reckoned on, in euros without what the rules leave aside.
    eligible_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    own_funds = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    # What was on the account at the beginning of a month: it may be less than nothing.
    opening_balance = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    opening_month = models.DateField()
    notes = models.TextField(blank=True)
    sharing = models.CharField(max_length=10, choices=Sharing, default=Sharing.NOTHING)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(eligible_cost=None) | Q(eligible_cost__gt=0), name="financing_eligible_cost"),
            models.CheckConstraint(condition=Q(own_funds__gte=0), name="financing_own_funds"),
            models.CheckConstraint(condition=is_month("opening_month"), name="financing_opens_with_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}"


class Need(models.Model):
    """What the project must pay for in a year."""

    class Kind(models.TextChoices):
        INVESTMENT = "investment", _("Investissement")
        RUNNING = "running", _("Fonctionnement")
        WORKING_CAPITAL = "working_capital", _("Besoin en fonds de roulement")

    plan = models.ForeignKey(FinancingPlan, models.CASCADE, related_name="needs")
    year = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.RUNNING)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan_id", "year", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="financing_need_has_label"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="financing_need_amount"),
            models.CheckConstraint(condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="financing_need_year"),
        ]

    def __str__(self) -> str:
        return self.label


class PlanLine(models.Model):
    """Money that may come: from whom, in which form, under which regime, and where it stands."""

    class State(models.TextChoices):
        TO_STUDY = "to_study", _("À étudier")
        PREPARING = "preparing", _("Dossier en cours")
        ASKED = "asked", _("Demandé")
        OBTAINED = "obtained", _("Obtenu")
        REFUSED = "refused", _("Refusé")

    FLOW = Flow(
        {
            "study": (["preparing", "asked", "refused"], "to_study"),
            "prepare": (["to_study", "asked", "refused"], "preparing"),
            "ask": (["to_study", "preparing", "obtained", "refused"], "asked"),
            "obtain": (["to_study", "preparing", "asked"], "obtained"),
            "refuse": (["preparing", "asked", "obtained"], "refused"),
        }
    )

    plan = models.ForeignKey(FinancingPlan, models.CASCADE, related_name="lines")
    title = models.CharField(max_length=200)
    # The aid of the catalogue that it asks, when there is one.
    aid = models.ForeignKey(Aid, models.PROTECT, null=True, blank=True, related_name="financing_lines")
    # What the funder committed to it, once it did.
    commitment = models.ForeignKey(Commitment, models.SET_NULL, null=True, blank=True, related_name="financing_lines")
    # An organisation of the directory, or its name.
    funder = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="financing_lines")
    funder_name = models.CharField(max_length=300, blank=True)
    instrument = models.CharField(max_length=30, choices=Instrument, default=Instrument.GRANT)
    origin = models.CharField(max_length=24, choices=Origin)
    regime = models.CharField(max_length=20, choices=Regime, default=Regime.UNKNOWN)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    state = models.CharField(max_length=10, choices=State, default=State.TO_STUDY)
    # The years that it pays for; the last one when there are several.
    year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    # The last day to ask, and the day by which an answer is hoped for.
    apply_by = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    # The day on which the right to it arose.
    obtained_on = models.DateField(null=True, blank=True)
    # Percent of the eligible costs that this money may reach.
    rate_max = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    loan_months = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)
    # Taken out of the plan: its history stays.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["plan_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="financing_line_has_title"),
            models.CheckConstraint(condition=Q(funder__isnull=False) | ~Q(funder_name=""), name="financing_line_has_funder"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="financing_line_amount"),
            models.UniqueConstraint(fields=["commitment"], condition=Q(removed_at=None), name="financing_line_commitment_once"),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR))
                & (Q(last_year=None) | Q(last_year__gt=F("year"), last_year__lte=LAST_YEAR)),
                name="financing_line_years",
            ),
            models.CheckConstraint(condition=Q(rate_max=None) | Q(rate_max__gt=0, rate_max__lte=100), name="financing_line_rate"),
            models.CheckConstraint(condition=Q(loan_months=None) | Q(loan_months__range=(1, 600)), name="financing_line_months"),
            models.CheckConstraint(condition=~Q(state="obtained") | Q(obtained_on__isnull=False), name="financing_line_obtained_on_a_day"),
        ]
        indexes = [models.Index(fields=["apply_by"], condition=Q(removed_at=None), name="financing_line_by_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def funder_words(self) -> str:
        """Who pays, as it is shown."""
        return self.funder.name if self.funder else self.funder_name

    @property
    def years(self) -> range:
        """Every year that it pays for."""
        return range(self.year, (self.last_year or self.year) + 1)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be obtained."""
        return self.state in (PlanLine.State.TO_STUDY, PlanLine.State.PREPARING, PlanLine.State.ASKED)

    @property
    def is_late(self) -> bool:
        """Whether it is not asked yet, and its last day to ask is over."""
        return self.state in ("to_study", "preparing") and self.apply_by is not None and self.apply_by < clock.today()

    @property
    def is_lent(self) -> bool:
        """Whether it is paid back, or only guarantees: worth less as aid than its amount."""
        return self.instrument in LENT

    @property
    def tone(self) -> str:
        """The colour that goes with its state, never alone."""
        return {"obtained": "ok", "refused": "bad", "asked": "info", "preparing": "warn"}.get(self.state, "")


class PlanLineEvent(models.Model):
    """A line changed state or amount, and who said so. Append-only."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="events")
    state = models.CharField(max_length=10, choices=PlanLine.State)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["line_id", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.line_id} – {self.state}"


class LinePayment(models.Model):
    """A payment of a line: the month in which it is expected, the day on which it came."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="payments")
    month = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    received_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["line_id", "month", "pk"]
        constraints = [
            models.CheckConstraint(condition=is_month("month"), name="financing_payment_in_a_month"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="financing_payment_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} – {self.month:%Y-%m}"


class CashItem(models.Model):
    """What comes or goes beside the lines: sales, wages, rent; once, or every month until the last one."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Recette")
        EXPENSE = "expense", _("Dépense")

    plan = models.ForeignKey(FinancingPlan, models.CASCADE, related_name="cash_items")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.EXPENSE)
    label = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    month = models.DateField()
    last_month = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan_id", "kind", "month", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="financing_cash_has_label"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="financing_cash_amount"),
            models.CheckConstraint(
                condition=is_month("month") & (Q(last_month=None) | (is_month("last_month") & Q(last_month__gte=F("month")))),
                name="financing_cash_months",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def signed(self) -> Decimal:
        """What it does to the account each time."""
        return self.amount if self.kind == CashItem.Kind.RECEIPT else -self.amount

    @property
    def ends_with(self) -> dt.date:
        """The last month in which it comes."""
        return self.last_month or self.month
