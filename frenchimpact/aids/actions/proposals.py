"""The funder of a generic aid, or an operator, says whether an aid becomes its local variant."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids import facts
from frenchimpact.aids.actions.catalogue import change_aid
from frenchimpact.aids.messages import variants as letters
from frenchimpact.aids.models import VariantProposal
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock

State = VariantProposal.State


def _answer(proposal: VariantProposal, state: VariantProposal.State, by: User, reason: str = "") -> VariantProposal:
    proposal = lock(proposal)
    if proposal.state != State.ASKED:
        raise OutOfTurn(_("Cette proposition n’attend plus de réponse."))
    proposal.state, proposal.reason, proposal.answered_at, proposal.answered_by = state, reason, clock.now(), by
    proposal.save()
    letters.finish_proposed(proposal)
    return proposal


@transaction.atomic
def accept_variant(*, proposal: VariantProposal, by: User) -> None:
    """It stands for the generic aid where it applies. Raises Incomplete when it can no longer be its variant."""
    proposal = _answer(proposal, State.ACCEPTED, by)
    change_aid(aid=proposal.aid, by=by, values={"generic": proposal.generic})
    _tell(proposal, by)


@transaction.atomic
def refuse_variant(*, proposal: VariantProposal, reason: str, by: User) -> None:
    """It stays an ordinary aid, and its funder knows why. Raises Incomplete without a reason."""
    if not reason:
        raise Incomplete(_("Dites pourquoi vous refusez."), {"reason": _("Écrivez une raison.")})
    _tell(_answer(proposal, State.REFUSED, by, reason), by)


def _tell(proposal: VariantProposal, by: User) -> None:
    letters.tell_answered(proposal)
    announce(facts.VariantAnswered(aid_id=proposal.aid_id, generic_id=proposal.generic_id, state=proposal.state), by=by)
