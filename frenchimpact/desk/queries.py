"""What the pages of the desk look up."""

from django.http import Http404

from frenchimpact.accounts.models import Recovery
from frenchimpact.accounts.queries import recoveries
from frenchimpact.organisations.rules import Anyone, is_operator


def find_recovery(user: Anyone, recovery_id: int) -> Recovery:
    """A request to come back without any proof, for operators. Raises Http404."""
    found = recoveries().filter(pk=recovery_id).first() if is_operator(user) else None
    if found is None:
        raise Http404
    return found
