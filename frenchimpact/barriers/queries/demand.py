"""How many are in the same situation, and what it costs one of them: the middle of what they said, never of fewer than three."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Aggregate, Count, FloatField, Q
from django.http import Http404

from frenchimpact.barriers.models import Barrier, Case, Precedent, SameSituation
from frenchimpact.organisations.rules import Anyone

# Fewer would say who they are.
LEAST = 3


class _Middle(Aggregate):
    """Half say more, half say less: nobody alone can move it far, as they would a sum."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"
    output_field = FloatField()


@dataclass(frozen=True)
class Demand:
    """People blocked, and the middle of the costs that some of them gave; what was not read yet when it had to be is no part of it."""

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
    read = Q(is_cost_kept=True)
    found = SameSituation.objects.filter(rows, is_counted=True, confirmed_at__isnull=False).aggregate(
        n=Count("pk"),
        days=_Middle("lost_days", filter=read),
        days_n=Count("lost_days", filter=read),
        euros=_Middle("lost_euros", filter=read),
        euros_n=Count("lost_euros", filter=read),
    )
    return Demand(
        found["n"] + cases,
        round(found["days"]) if found["days_n"] >= LEAST else None,
        found["days_n"],
        Decimal(round(found["euros"])) if found["euros_n"] >= LEAST else None,
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
    """A barrier, with its norms and its authority; by the reference of one that was merged into it too. Raises Http404."""
    asked = Q(reference=reference) | Q(former_references__contains=[reference])
    found = Barrier.objects.filter(asked).select_related("authority").prefetch_related("norm_links__norm").first()
    if found is None:
        raise Http404
    return found


def find_shown_barrier(user: Anyone, reference: str) -> Barrier:
    """One that anyone reads: what visitors do from its page is for these alone. Raises Http404."""
    found = find_barrier(user, reference)
    if found.hidden_at is not None:
        raise Http404
    return found
