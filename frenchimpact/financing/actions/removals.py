"""An aid that its beneficiary took out of the register: what its funder answers."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.financing import facts
from frenchimpact.financing.actions.commitments import follow_commitment
from frenchimpact.financing.messages import registers as messages
from frenchimpact.financing.models import DeMinimisAid, RemovalAnswer


@transaction.atomic
def answer_removal(*, aid: DeMinimisAid, answer: str, reason: str, by: User) -> RemovalAnswer:
    """Agree that it does not count, or uphold it: then the commitment is in the register again. Raises Incomplete, OutOfTurn."""
    aid = lock(aid)
    if not aid.is_removed:
        raise OutOfTurn(_("Cette aide n’a pas été retirée par la structure : il n’y a rien à répondre."))
    if RemovalAnswer.objects.filter(aid=aid).exists():
        raise OutOfTurn(_("Ce retrait a déjà sa réponse."))
    if answer not in RemovalAnswer.Answer.values or not reason:
        lacking = {"reason": _("Écrivez pourquoi : la structure le lira.")} if not reason else {"answer": _("Choisissez une réponse.")}
        raise Incomplete(_("Il reste quelque chose à corriger."), lacking)
    made = RemovalAnswer.objects.create(aid=aid, answer=answer, reason=reason, by=by)
    if answer == RemovalAnswer.Answer.UPHELD and aid.commitment is not None:
        follow_commitment(commitment=aid.commitment)
    announce(facts.RemovalAnswered(organisation_id=aid.organisation_id, aid_id=aid.pk, answer=answer), by=by)
    messages.tell_removal_answered(made)
    return made
