"""A commitment answers the request of a project: what became of it is then said by itself, and for how much."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.requests import move_request
from frenchimpact.aids.models import Aid, FundingRequest
from frenchimpact.commitments.models import Commitment, Vehicle
from frenchimpact.commitments.queries.answering import live_answers
from frenchimpact.core.errors import Text
from frenchimpact.core.rows import lock
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project


def _payer(funder: Organisation | Vehicle | None) -> int | None:
    return funder.organisation_id if isinstance(funder, Vehicle) else funder.pk if funder else None


def wrong_request(
    request: FundingRequest | None, funder: Organisation | Vehicle | None, project: Project | None, beneficiary: Organisation | None
) -> Text | None:
    """What is wrong with the request that is answered, if anything: it is asked of that funder, for that beneficiary."""
    if request is None:
        return None
    if request.aid.funder_id != _payer(funder):
        return _("Cette demande est adressée à un autre financeur.")
    if (project is not None and project.pk != request.project_id) or (project is None and beneficiary != request.project.organisation):
        return _("Cette demande est celle du projet « %s », qui n’est pas le bénéficiaire écrit ici.") % request.project.name
    return None


def request_of(project: Project | None, aid: Aid | None, funder: Organisation | Vehicle | None) -> FundingRequest | None:
    """The request that a commitment under an aid answers without anybody saying it: the one that its funder agreed to."""
    if project is None or aid is None or aid.funder_id != _payer(funder):
        return None
    return FundingRequest.objects.filter(project=project, aid=aid, state=FundingRequest.State.ACCEPTED).first()


def sent_on(request: FundingRequest) -> dt.date | None:
    """The day on which it was sent, as its history tells; the day it was begun for one that has none."""
    sent = request.events.exclude(state=FundingRequest.State.DRAFT).order_by("at").values_list("at", flat=True).first()
    return timezone.localdate(sent or request.created_at)


def answer_already(request: FundingRequest, commitment: Commitment | None = None) -> Text | None:
    """What is wrong when another commitment answers the request, and was neither given up nor taken back. The request is held."""
    lock(request)
    answers = live_answers(request)
    other = (answers.exclude(pk=commitment.pk) if commitment and commitment.pk else answers).first()
    if other is None:
        return None
    words = _("L’engagement %s répond déjà à cette demande : modifiez-le par un avenant, ou annulez-le d’abord.")
    return words % other.reference


def answer_request(commitment: Commitment, by: User | None) -> None:
    """Once the commitment is signed, so is the request that it answers, for that amount: nobody has to ask what became of it."""
    if commitment.request is None or commitment.signed_on is None:
        return
    request = lock(commitment.request)
    if FundingRequest.FLOW.can("contract", request.state):
        words = _("L’engagement %s est signé.") % commitment.reference
        # The team of the project hears of its money once: from the commitment.
        is_told = commitment.project_id != request.project_id
        amount = commitment.gross - commitment.cancelled
        move_request(request=request, verb="contract", amount=amount, text=words, by=by, is_told=is_told, is_confirmed=True)
