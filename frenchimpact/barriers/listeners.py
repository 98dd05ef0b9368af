"""The desk and territories: a request to lift a barrier becomes a case once it is sent; what comes of the case goes back."""

from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.barriers.actions import joined
from frenchimpact.barriers.actions import territories as actions
from frenchimpact.barriers.actions.precedents import follow_ground
from frenchimpact.barriers.facts import CaseMoved, ExperimentMoved
from frenchimpact.barriers.models import Case, Precedent
from frenchimpact.core.facts import listens
from frenchimpact.territories.facts import SupportMoved
from frenchimpact.territories.models import SupportRequest


@listens(SupportMoved)
def follow_request(fact: SupportMoved) -> None:
    """Sent, it comes to the desk; withdrawn by the territory, its case is too."""
    request = SupportRequest.objects.filter(pk=fact.request_id, kind=SupportRequest.Kind.BARRIER).first()
    if request is None:
        return
    with translation.override("fr"):
        if fact.state == SupportRequest.State.SENT:
            actions.receive_request(request=request)
        elif fact.state == SupportRequest.State.WITHDRAWN:
            actions.withdraw_of_request(request=request, text=_("Le territoire a retiré sa demande."))


@listens(CaseMoved)
def release_joined(fact: CaseMoved) -> None:
    """A case that ended without an answer lets go of those that waited for it."""
    case = Case.objects.filter(pk=fact.case_id, state__in=joined.UNANSWERED).first()
    if case is not None and fact.state in joined.UNANSWERED:
        joined.release_joined(case=case)


@listens(ExperimentMoved)
def follow_grounds(fact: ExperimentMoved) -> None:
    """The answers that rest on an experiment end with it."""
    for one in Precedent.objects.filter(state=Precedent.State.VALID, case__outcomes__experiment=fact.experiment_id).distinct():
        follow_ground(precedent=one)


@listens(CaseMoved)
def tell_territory(fact: CaseMoved) -> None:
    """What came of a territory's case goes back to its request."""
    case = Case.objects.select_related("request").filter(pk=fact.case_id, request__isnull=False).first()
    if case is not None:
        with translation.override("fr"):
            actions.give_back(case=case)
