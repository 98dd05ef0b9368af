"""Costs that wait for somebody of the desk to read them."""

from django.db.models import QuerySet
from django.http import Http404

from frenchimpact.barriers.models import SameSituation
from frenchimpact.barriers.rules import is_of_desk
from frenchimpact.organisations.rules import Anyone


def waiting_costs() -> QuerySet[SameSituation]:
    """Confirmed by their address, out of the ordinary, read by nobody yet; the oldest first."""
    found = SameSituation.objects.filter(is_cost_kept=None, is_counted=True, confirmed_at__isnull=False)
    return found.select_related("barrier", "precedent").order_by("at", "pk")


def find_cost(user: Anyone, number: int) -> SameSituation:
    """One of them, read already or not. Raises Http404."""
    found = SameSituation.objects.filter(pk=number).first() if is_of_desk(user) else None
    if found is None:
        raise Http404
    return found
