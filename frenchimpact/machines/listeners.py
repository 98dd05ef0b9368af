"""Public facts, told to the addresses that asked for them. What is no longer public when it is heard is not told."""

from django.urls import reverse

from frenchimpact.aids.facts import AidPublished, AidWithdrawn
from frenchimpact.aids.models import Aid
from frenchimpact.barriers.facts import PrecedentMoved
from frenchimpact.barriers.models import Precedent
from frenchimpact.commitments import facts as money
from frenchimpact.commitments.models import Commitment
from frenchimpact.core.facts import listens
from frenchimpact.events.facts import EventChanged, EventMoved
from frenchimpact.events.models import Event
from frenchimpact.impact.facts import MeasureVerified
from frenchimpact.impact.queries import published_measures
from frenchimpact.labels.facts import LabelGranted, LabelMoved
from frenchimpact.labels.models import Label
from frenchimpact.machines.actions.letters import tell_webhooks
from frenchimpact.machines.models import Kind
from frenchimpact.offers.facts import OfferMoved
from frenchimpact.offers.rules import public_offers
from frenchimpact.projects.facts import ProjectPublished, ProjectUnpublished
from frenchimpact.projects.models import Project
from frenchimpact.solutions.facts import SolutionMoved
from frenchimpact.solutions.rules import public_solutions


@listens(ProjectPublished)
def tell_project(fact: ProjectPublished) -> None:
    """A project is public."""
    _tell_project(fact.project_id, Kind.PROJECT_PUBLISHED, is_public=True)


@listens(ProjectUnpublished)
def tell_project_gone(fact: ProjectUnpublished) -> None:
    """A project is no longer public: its reference and its address are all that is told."""
    _tell_project(fact.project_id, Kind.PROJECT_WITHDRAWN, is_public=False)


def _tell_project(key: int, kind: Kind, *, is_public: bool) -> None:
    project = Project.objects.filter(pk=key).first()
    if project is not None and (project.status == Project.Status.PUBLISHED) == is_public:
        tell_webhooks(kind=kind, reference=project.reference, page=reverse("atlas:project", args=[project.slug]))


@listens(LabelGranted)
def tell_label(fact: LabelGranted) -> None:
    """A label is in the register."""
    _tell_label(fact.label_id, Kind.LABEL_GRANTED)


@listens(LabelMoved)
def tell_label_changed(fact: LabelMoved) -> None:
    """It is suspended, withdrawn, renewed."""
    _tell_label(fact.label_id, Kind.LABEL_CHANGED)


def _tell_label(key: int, kind: Kind) -> None:
    label = Label.objects.filter(pk=key).first()
    if label is not None:
        tell_webhooks(kind=kind, reference=label.reference, page=reverse("labels:label", args=[label.reference]))


@listens(AidPublished)
def tell_aid(fact: AidPublished) -> None:
    """An aid is public."""
    _tell_aid(fact.aid_id, Kind.AID_PUBLISHED, Aid.Status.PUBLISHED)


@listens(AidWithdrawn)
def tell_aid_gone(fact: AidWithdrawn) -> None:
    """An aid is no longer offered."""
    _tell_aid(fact.aid_id, Kind.AID_WITHDRAWN, Aid.Status.WITHDRAWN)


def _tell_aid(key: int, kind: Kind, status: str) -> None:
    aid = Aid.objects.filter(pk=key, status=status).first()
    if aid is not None:
        tell_webhooks(kind=kind, reference=aid.reference, page=reverse("aids:aid", args=[aid.slug]))


@listens(OfferMoved)
def tell_offer(fact: OfferMoved) -> None:
    """The programme read an offer: it is public."""
    offer = public_offers().filter(pk=fact.offer_id).first() if fact.verb == "approve" else None
    if offer is not None:
        tell_webhooks(kind=Kind.OFFER_PUBLISHED, reference=offer.reference, page=reverse("offers:offer", args=[offer.slug]))


_EVENTS = {
    "publish": Kind.EVENT_PUBLISHED,
    "cancel": Kind.EVENT_CANCELLED,
    "postpone": Kind.EVENT_CHANGED,
    "reschedule": Kind.EVENT_CHANGED,
}


@listens(EventMoved)
def tell_event(fact: EventMoved) -> None:
    """An event is public, postponed, called off."""
    if fact.verb in _EVENTS:
        _tell_event(fact.event_id, _EVENTS[fact.verb])


@listens(EventChanged)
def tell_event_changed(fact: EventChanged) -> None:
    """Its date or its place changed."""
    _tell_event(fact.event_id, Kind.EVENT_CHANGED)


def _tell_event(key: int, kind: Kind) -> None:
    event = Event.objects.filter(pk=key, state__in=Event.PUBLIC).first()
    if event is not None:
        tell_webhooks(kind=kind, reference=event.reference, page=reverse("events:event", args=[event.slug]))


@listens(PrecedentMoved)
def tell_precedent(fact: PrecedentMoved) -> None:
    """An answer to a barrier is public."""
    found = Precedent.objects.filter(pk=fact.precedent_id, state=Precedent.State.VALID).first() if fact.verb == "publish" else None
    if found is not None:
        tell_webhooks(kind=Kind.PRECEDENT_PUBLISHED, reference=found.reference, page=reverse("barriers:precedent", args=[found.slug]))


@listens(SolutionMoved)
def tell_solution(fact: SolutionMoved) -> None:
    """A kit is public."""
    solution = public_solutions().filter(pk=fact.solution_id).first() if fact.verb == "publish" else None
    if solution is not None:
        tell_webhooks(kind=Kind.SOLUTION_PUBLISHED, reference=solution.reference, page=reverse("solutions:solution", args=[solution.slug]))


@listens(MeasureVerified)
def tell_measure(fact: MeasureVerified) -> None:
    """A public value was verified: its number in the API, and the page of its project."""
    measure = published_measures().filter(pk=fact.measure_id, followed__project__status=Project.Status.PUBLISHED).first()
    if measure is not None:
        page = reverse("atlas:project", args=[measure.followed.project.slug])
        tell_webhooks(kind=Kind.MEASUREMENT_VERIFIED, reference=f"p{measure.pk}", page=page)


def tell_commitment(fact: money.CommitmentFact) -> None:
    """Money is committed, or its amount changed."""
    found = Commitment.objects.filter(pk=fact.commitment_id).first()
    if found is None:
        return
    page = reverse("commitments:commitment", args=[found.reference])
    tell_webhooks(kind=Kind.COMMITMENT_CHANGED, reference=found.reference, page=page)


# Whatever changes what is known of it.
_MOVED: tuple[type[money.CommitmentFact], ...] = (
    money.CommitmentAnnounced,
    money.CommitmentSigned,
    money.CommitmentAmended,
    money.CommitmentPaid,
    money.CommitmentCancelled,
    money.CommitmentRecovered,
    money.EntryCorrected,
)
for _fact in _MOVED:
    listens(_fact)(tell_commitment)
