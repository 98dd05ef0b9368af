"""Aids that their beneficiary took out of the register, and what their funder answers."""

from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.rules import can_write
from frenchimpact.financing.models import DeMinimisAid, RemovalAnswer
from frenchimpact.organisations.rules import Anyone


def is_upheld(aid: DeMinimisAid) -> bool:
    """Whether its funder upheld the commitment that it comes from, after somebody took it out."""
    return RemovalAnswer.objects.filter(
        aid__commitment__isnull=False, aid__commitment=aid.commitment_id, answer=RemovalAnswer.Answer.UPHELD
    ).exists()


def is_kept_out(commitment: Commitment) -> bool:
    """Whether the last that was recorded of a commitment was taken out by its beneficiary, and its funder did not uphold it."""
    last = commitment.de_minimis_aids.select_related("removal_answer").order_by("-pk").first()
    if last is None or not last.is_removed or last.regulation != commitment.regime:
        return False
    answer = getattr(last, "removal_answer", None)
    return answer is None or answer.answer == RemovalAnswer.Answer.AGREED


def find_removed(user: Anyone, pk: int) -> DeMinimisAid:
    """An aid taken out by its beneficiary, for those who keep the commitment it comes from. Raises Http404."""
    found = DeMinimisAid.objects.select_related("organisation", "commitment__funder", "commitment__funder_vehicle", "removal_answer")
    aid = found.filter(pk=pk, commitment__isnull=False, withdrawn_by__isnull=False).first()
    if aid is None or aid.commitment is None or not can_write(user, aid.commitment):
        raise Http404(_("Cette aide n’existe pas."))
    return aid
