"""What the register does when an application that leads to a label is handed in, taken back, decided."""

from frenchimpact.calls.facts import ApplicationMoved, ApplicationSubmitted, ApplicationWithdrawn
from frenchimpact.calls.models import Application
from frenchimpact.core.facts import listens
from frenchimpact.labels import actions
from frenchimpact.reviews.facts import DecisionNotified, LabelDecided
from frenchimpact.reviews.models import Decision


def _follow(application_id: int) -> None:
    # A file may be erased with the person who wrote it before this is heard.
    application = Application.objects.select_related("call", "organisation").filter(pk=application_id).first()
    if application is not None and application.call.label_kind:
        actions.follow_application(application=application)


@listens(ApplicationSubmitted)
def ask_renewal(fact: ApplicationSubmitted) -> None:
    """The application of a holder is its request for renewal."""
    _follow(fact.application_id)


@listens(ApplicationWithdrawn)
def take_back_with_application(fact: ApplicationWithdrawn) -> None:
    """Its holder withdrew it."""
    _follow(fact.application_id)


@listens(ApplicationMoved)
def take_back_inadmissible(fact: ApplicationMoved) -> None:
    """It will not be judged."""
    if fact.state == Application.State.INADMISSIBLE:
        _follow(fact.application_id)


def _decision(pk: int) -> Decision:
    return Decision.objects.select_related("application__organisation", "application__call", "decided_by").get(pk=pk)


@listens(LabelDecided)
def grant_decided_label(fact: LabelDecided) -> None:
    """The label of a decision whose letter left enters the register, or the one held already is renewed."""
    actions.apply_decision(decision=_decision(fact.decision_id))


@listens(DecisionNotified)
def refuse_decided_renewal(fact: DecisionNotified) -> None:
    """A renewal refused after a jury: the label ends at its term."""
    if fact.label_kind and fact.outcome == Decision.Outcome.REFUSED:
        actions.refuse_by_decision(decision=_decision(fact.decision_id))
