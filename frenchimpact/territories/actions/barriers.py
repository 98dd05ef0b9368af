"""A blocked action asks for what blocks it to be lifted."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.territories import facts
from frenchimpact.territories.models import Action, SupportRequest

_OPEN = (SupportRequest.State.DRAFT, SupportRequest.State.SENT, SupportRequest.State.ACCEPTED)


def open_barrier(action: Action) -> SupportRequest | None:
    """The request that is already being prepared or answered for this action."""
    return action.support_requests.filter(kind=SupportRequest.Kind.BARRIER, state__in=_OPEN).first()


@transaction.atomic
def draft_barrier(*, action: Action, by: User) -> SupportRequest:
    """A draft of request, filled in from the action; the one that is open already, when there is one. Nobody receives it yet."""
    territory = action.territory
    action = lock(action)
    found = open_barrier(action)
    if found is not None:
        return found
    if action.state != Action.State.BLOCKED:
        raise OutOfTurn(_("Cette action n’est pas bloquée : dites d’abord ce qui la bloque."))
    request = SupportRequest.objects.create(
        territory=territory,
        kind=SupportRequest.Kind.BARRIER,
        action=action,
        title=(_("Lever un frein : %(title)s") % {"title": action.title})[:200],
        text=_("Ce qui bloque : %(blocked)s\n\nCe qui débloquerait : %(unblocked)s")
        % {"blocked": action.blocked_by, "unblocked": action.unblocked_by or "–"},
        created_by=by,
    )
    announce(facts.BarrierDrafted(territory_id=territory.pk, request_id=request.pk), by=by)
    return request
