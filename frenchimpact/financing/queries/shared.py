"""Plans seen by funders: what the team shares."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.financing import rules
from frenchimpact.financing.models import FinancingPlan, Need, PlanLine
from frenchimpact.financing.queries.plans import Picture, Year, picture_of
from frenchimpact.organisations.rules import Anyone, memberships_of

Sharing = FinancingPlan.Sharing


@dataclass(frozen=True)
class Seen:
    """What is shown: one's own lines, and what the team adds to them."""

    own: list[PlanLine]
    others: list[PlanLine] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    years: list[Year] = field(default_factory=list)
    # Label and amount, none unless the totals are shared.
    totals: list[tuple[str, Decimal]] = field(default_factory=list)


def shared_with(user: Anyone) -> QuerySet[FinancingPlan]:
    """The plans of which the person sees a part, the latest changed first."""
    return rules.shared_plans(user).select_related("project__organisation").order_by("-changed_at", "-pk")[:200]


def find_shared(user: Anyone, reference: str) -> FinancingPlan:
    """One of them, or Http404."""
    found = rules.shared_plans(user).select_related("project__organisation").filter(project__reference=reference).first()
    if found is None:
        raise Http404(_("Ce plan n’existe pas, ou son équipe ne le partage pas avec vous."))
    return found


def seen_by(user: Anyone, plan: FinancingPlan) -> Seen:
    """What the person sees of it."""
    ours = set(memberships_of(user).values_list("organisation", flat=True))
    picture = picture_of(plan)
    own = [one for one in picture.lines if one.funder_id in ours]
    if plan.sharing == Sharing.OWN_LINE:
        return Seen(own)
    if plan.sharing == Sharing.TOTALS:
        return Seen(own, totals=_totals(picture))
    others = [one for one in picture.lines if one.funder_id not in ours]
    return Seen(own, others, picture.needs, picture.years, _totals(picture))


def _totals(picture: Picture) -> list[tuple[str, Decimal]]:
    return [
        (_("Besoin"), picture.need),
        (_("Fonds propres"), picture.plan.own_funds),
        (_("Obtenu"), picture.obtained),
        (_("Demandé"), picture.asked),
        (_("À trouver"), picture.to_find),
    ]
