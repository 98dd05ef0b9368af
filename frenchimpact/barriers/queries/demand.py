"""How many are in the same situation, and what it costs them: sums with the number of those who said it, never fewer than three."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.http import Http404

from frenchimpact.barriers.models import Barrier, Case, Precedent, SameSituation
from frenchimpact.organisations.rules import Anyone

# Fewer would say who they are.
LEAST = 3


@dataclass(frozen=True)
class Demand:
    """People blocked, and the costs that some of them gave."""

    count: int
    days: int | None
    days_count: int
    euros: Decimal | None
    euros_count: int

    @property
    def is_shown(self) -> bool:
        """Whether there are enough of them for their number to say nothing of anyone."""
        return self.count >= LEAST


def _demand(rows: Q, cases: int = 0) -> Demand:
    found = SameSituation.objects.filter(rows, is_counted=True, confirmed_at__isnull=False).aggregate(
        n=Count("pk"), days=Sum("lost_days"), days_n=Count("lost_days"), euros=Sum("lost_euros"), euros_n=Count("lost_euros")
    )
    return Demand(
        found["n"] + cases,
        found["days"] if found["days_n"] >= LEAST else None,
        found["days_n"],
        found["euros"] if found["euros_n"] >= LEAST else None,
        found["euros_n"],
    )


def demand_of_precedent(precedent: Precedent) -> Demand:
    """Those who said so on its page."""
    return _demand(Q(precedent=precedent))


def demand_of_barrier(barrier: Barrier) -> Demand:
    """Those who said so on its page, or on that of an answer to it."""
    return _demand(Q(barrier=barrier) | Q(precedent__barrier=barrier))


def case_count(barrier: Barrier) -> int | None:
    """How many asked the desk about it; None under three."""
    count = Case.objects.filter(barrier=barrier).exclude(state=Case.State.DUPLICATE).count()
    return count if count >= LEAST else None


def find_barrier(_user: Anyone, reference: str) -> Barrier:
    """A barrier, with its norms and its authority. Raises Http404."""
    found = Barrier.objects.filter(reference=reference).select_related("authority").prefetch_related("norm_links__norm").first()
    if found is None:
        raise Http404
    return found
