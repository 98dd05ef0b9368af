"""The agreement between the territory and those who support it, and what each side promised."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.flows import Flow
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories.models.plans import Action
from frenchimpact.territories.models.territories import Territory


class Party(models.Model):
    """Who promises something: the territory, the State, the association that runs the programme, a funder."""

    class Side(models.TextChoices):
        TERRITORY = "territory", _("Le territoire")
        STATE = "state", _("L’État")
        ASSOCIATION = "association", _("L’opérateur du programme")
        FUNDER = "funder", _("Un financeur")

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="parties")
    side = models.CharField(max_length=12, choices=Side)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["territory_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "side", "name"], name="party_once"),
            models.CheckConstraint(condition=~Q(name=""), name="party_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """What the parties sign, for three years unless they say otherwise."""

    class State(models.TextChoices):
        DRAFTING = "drafting", _("En rédaction")
        IN_SIGNATURE = "in_signature", _("En signature")
        IN_FORCE = "in_force", _("En vigueur")
        ENDED = "ended", _("Arrivée à son terme")
        TERMINATED = "terminated", _("Résiliée")

    FLOW = Flow(
        {
            "send": (["drafting"], "in_signature"),
            "take_back": (["in_signature"], "drafting"),
            "enter": (["in_signature"], "in_force"),
            "end": (["in_force"], "ended"),
            "terminate": (["in_force"], "terminated"),
        }
    )

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="agreements")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # Euros over the whole agreement.
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFTING)
    # Why it was terminated, or what came of it.
    end_note = models.TextField(blank=True)
    parties = models.ManyToManyField(Party, through="Signature", related_name="agreements")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["territory_id", "-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="agreement_ends_after_start"),
            models.CheckConstraint(condition=~Q(title=""), name="agreement_has_title"),
            models.CheckConstraint(condition=~Q(state="terminated") | ~Q(end_note=""), name="agreement_terminated_for_a_reason"),
            models.UniqueConstraint(fields=["territory"], condition=Q(state="in_force"), name="agreement_one_in_force"),
            sensible_days("starts_on", "ends_on", name="agreement_days"),
        ]

    def __str__(self) -> str:
        return self.title


class Signature(models.Model):
    """One party's signature of an agreement."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures")
    signatory = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["agreement_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="agreement_signature_once"),
            models.CheckConstraint(condition=Q(signed_on=None) | ~Q(signatory=""), name="signature_by_someone"),
            sensible_days("signed_on", name="signature_days"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} – {self.party}"


class Amendment(models.Model):
    """What changes in an agreement in force, once every party signed it. Its terms are never rewritten."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("En signature")
        IN_FORCE = "in_force", _("Signé par tous")
        DROPPED = "dropped", _("Abandonné")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    at = models.DateTimeField(default=clock.now, editable=False)
    # The day of the last signature.
    signed_on = models.DateField(null=True, blank=True)
    # The new last day and amount, if they change.
    ends_on = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # Why it was abandoned.
    end_note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["agreement_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="amendment_once"),
            models.UniqueConstraint(fields=["agreement"], condition=Q(state="proposed"), name="amendment_one_in_signature"),
            models.CheckConstraint(condition=~Q(text=""), name="amendment_says_something"),
            models.CheckConstraint(condition=~Q(state="in_force") | Q(signed_on__isnull=False), name="amendment_in_force_is_signed"),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(end_note=""), name="amendment_dropped_for_a_reason"),
            sensible_days("signed_on", "ends_on", name="amendment_days"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} n° {self.number}"


class AmendmentSignature(models.Model):
    """One party's signature of an amendment."""

    amendment = models.ForeignKey(Amendment, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="amendment_signatures")
    signatory = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["amendment_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "party"], name="amendment_signature_once"),
            models.CheckConstraint(condition=Q(signed_on=None) | ~Q(signatory=""), name="amendment_signature_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.amendment_id} – {self.party}"


class Commitment(models.Model):
    """What one party promised, by when, and whether it was kept, with its proof. Told as publicly for every side."""

    class Unit(models.TextChoices):
        NONE = "", _("Sans quantité")
        EUR = "eur", _("euros")
        EUR_YEAR = "eur_year", _("euros par an")
        DAYS = "days", _("jours d’ingénierie")
        TIMES = "times", _("fois")

    class State(models.TextChoices):
        # Written by the other side: it counts for nobody until the party that promises says that it did.
        PROPOSED = "proposed", _("À confirmer")
        PROMISED = "promised", _("Promis")
        IN_PROGRESS = "in_progress", _("En cours")
        KEPT = "kept", _("Tenu")
        CONTESTED = "contested", _("Contesté")
        BROKEN = "broken", _("Non tenu")
        LIFTED = "lifted", _("Levé d’un commun accord")
        DECLINED = "declined", _("Écarté : rien n’a été promis")

    FLOW = Flow(
        {
            "confirm": (["proposed"], "promised"),
            "decline": (["proposed"], "declined"),
            "begin": (["promised"], "in_progress"),
            "keep": (["promised", "in_progress", "contested"], "kept"),
            # The other side says that it was not kept, whatever the one that promised says.
            "contest": (["kept"], "contested"),
            "break": (["promised", "in_progress", "contested"], "broken"),
            "lift": (["promised", "in_progress", "contested"], "lifted"),
        }
    )

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="commitments")
    party = models.ForeignKey(Party, models.PROTECT, related_name="commitments")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="commitments")
    action = models.ForeignKey(Action, models.SET_NULL, null=True, blank=True, related_name="commitments")
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=8, choices=Unit, default=Unit.NONE, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    delivered = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # Who answers for it, by name, at the party's.
    owner = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.PROMISED)
    proof = models.TextField(blank=True)
    kept_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["territory_id", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="commitment_has_title"),
            models.CheckConstraint(
                condition=~Q(state="kept") | (Q(kept_on__isnull=False) & ~Q(proof="")), name="commitment_kept_has_proof"
            ),
            models.CheckConstraint(
                condition=(Q(quantity=None) | Q(quantity__gt=0)) & (Q(delivered=None) | Q(delivered__gte=0)), name="commitment_quantity"
            ),
            sensible_days("due_on", "kept_on", name="commitment_days"),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="commitment_by_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Whether its day is over and nobody kept it."""
        return self.due_on < clock.today() and self.state in ("promised", "in_progress", "contested")


class CommitmentEvent(models.Model):
    """What happened to a commitment, and who said so. Append-only."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="events")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=12)
    state = models.CharField(max_length=12, choices=Commitment.State)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.commitment_id} – {self.verb}"
