"""An aid becomes public: at once, or after an operator has read the first one of its funder."""

from django.db import transaction

from frenchimpact.accounts.models import User
from frenchimpact.aids import rules
from frenchimpact.aids.actions.catalogue import publish_aid, send_back_aid, submit_aid
from frenchimpact.aids.messages import moderation as letters
from frenchimpact.aids.models import Aid


@transaction.atomic
def offer_aid(*, aid: Aid, by: User) -> bool:
    """Publish it, or send it to be read; gives whether it is public. Raises Incomplete with what is missing."""
    if rules.publishes_at_once(by, aid.funder):
        publish_aid(aid=aid, by=by)
        letters.finish_submitted(aid)
        return True
    submit_aid(aid=aid, by=by)
    letters.tell_submitted(aid)
    return False


@transaction.atomic
def accept_aid(*, aid: Aid, by: User) -> None:
    """An operator has read it: it is public, and its funder knows."""
    publish_aid(aid=aid, by=by)
    letters.finish_submitted(aid)
    letters.tell_accepted(aid, by=by)


@transaction.atomic
def return_aid(*, aid: Aid, reason: str, by: User) -> None:
    """An operator asks for a change first: its funder knows which. Raises Incomplete without a reason."""
    send_back_aid(aid=aid, reason=reason, by=by)
    letters.finish_submitted(aid)
    letters.tell_returned(aid, reason=reason, by=by)
