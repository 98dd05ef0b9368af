"""Who keeps the tokens and the webhooks of an organisation, and what a token may do on a given day."""

from frenchimpact.core import clock
from frenchimpact.machines.models import Token
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone, can_manage_members, is_operator


def can_keep_machines(user: Anyone, organisation: Organisation) -> bool:
    """Its administrators, and the programme's operators."""
    return user.is_authenticated and (can_manage_members(user, organisation) or is_operator(user))


def is_in_force(token: Token) -> bool:
    """Whether it opens anything now: open, its organisation still there, and who made it still keeps its machines."""
    by, house = token.created_by, token.organisation
    if not token.is_open or token.expires_on < clock.today() or by is None or not by.is_active:
        return False
    return house.is_published and house.closed_on is None and house.merged_into_id is None and can_keep_machines(by, house)
