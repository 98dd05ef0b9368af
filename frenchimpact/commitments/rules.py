"""Who commits money in whose name. What is committed is public."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from frenchimpact.aids.rules import can_fund, funders_of, known_funders_of
from frenchimpact.commitments.models import Commitment, Envelope, Vehicle
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone, is_operator


def visible_commitments(user: Anyone) -> QuerySet[Commitment]:
    """Every commitment: what is committed in the programme's name is public."""
    return Commitment.objects.all()


def kept_commitments(user: Anyone) -> QuerySet[Commitment]:
    """Those that the person keeps: given by an organisation of theirs, or by a vehicle that it runs; all of them for operators."""
    if not user.is_authenticated:
        return Commitment.objects.none()
    if is_operator(user):
        return Commitment.objects.all()
    mine = list(funders_of(user).values_list("pk", flat=True))
    return Commitment.objects.filter(Q(funder__in=mine) | Q(funder_vehicle__organisation__in=mine))


def committers_of(user: Anyone) -> QuerySet[Organisation]:
    """The organisations in whose name the person may begin a commitment: those that the programme knows to fund, or that give here already.

    Anybody may call their own structure a funder; nobody moves the national figure by it.
    """
    known = known_funders_of(user).values("pk")
    return funders_of(user).filter(Q(pk__in=known) | Exists(Commitment.objects.filter(funder=OuterRef("pk"))))


def given_by(organisation: Organisation, rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Those that an organisation gives, itself or by a vehicle that it runs."""
    return rows.filter(Q(funder=organisation) | Q(funder_vehicle__organisation=organisation))


def can_write(user: Anyone, commitment: Commitment) -> bool:
    """Those who keep it, and the operators."""
    if is_operator(user):
        return True
    payer = commitment.funder_id or (commitment.funder_vehicle.organisation_id if commitment.funder_vehicle else None)
    return payer is not None and funders_of(user).filter(pk=payer).exists()


def kept_envelopes(user: Anyone) -> QuerySet[Envelope]:
    """The envelopes of the person's organisations; all of them for operators."""
    return Envelope.objects.all() if is_operator(user) else Envelope.objects.filter(funder__in=funders_of(user))


def kept_vehicles(user: Anyone) -> QuerySet[Vehicle]:
    """The vehicles that the person's organisations run; all of them for operators."""
    return Vehicle.objects.all() if is_operator(user) else Vehicle.objects.filter(organisation__in=funders_of(user))


def can_keep_envelope(user: Anyone, envelope: Envelope) -> bool:
    """Whoever may commit money in the name of its funder."""
    return can_fund(user, envelope.funder)


def can_keep_vehicle(user: Anyone, vehicle: Vehicle) -> bool:
    """Whoever may commit money in the name of the organisation that runs it."""
    return can_fund(user, vehicle.organisation)
