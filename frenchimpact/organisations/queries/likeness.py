"""Organisations that a new one may repeat."""

from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place
from frenchimpact.organisations import rules
from frenchimpact.organisations.models import Organisation

# Below this, two names are not worth asking about.
_ALIKE = 0.45


def similar_organisations(
    user: rules.Anyone,
    *,
    name: str = "",
    commune: Place | None = None,
    siren: str = "",
    siret: str = "",
    rna: str = "",
    besides: int | None = None,
    limit: int = 5,
) -> list[Organisation]:
    """Those that it may already be: same number first, then a name much alike, in the same commune or department before elsewhere.

    Each carries `likeness` (0 to 1) and `is_same_number`.
    """
    same = Q(pk__in=[])
    if siret:
        same |= Q(siret=siret) | Q(siren=siret[:9], siret="")
    if siren:
        same |= Q(siren=siren)
    if rna:
        same |= Q(rna=rna)
    folded = fold(name)
    rows: QuerySet[Any] = rules.visible_organisations(user).select_related("commune__department")
    if besides:
        rows = rows.exclude(pk=besides)
    likeness: Any = TrigramSimilarity("name_fold", folded) if folded else Value(0.0)
    rows = rows.annotate(likeness=likeness, is_same_number=Case(When(same, then=True), default=False))
    alike = Q(name_fold__trigram_similar=folded, likeness__gte=_ALIKE) if folded else Q(pk__in=[])
    near: Any = Value(0)
    if commune is not None:
        near = Case(
            When(commune=commune, then=2),
            When(commune__department=commune.department_id, then=1),
            default=0,
            output_field=IntegerField(),
        )
        # The same words elsewhere in France are common: only a nearly identical name counts there.
        alike &= Q(commune=commune) | Q(commune__department=commune.department_id) | Q(commune__isnull=True) | Q(likeness__gte=0.8)
    return list(rows.annotate(near=near).filter(same | alike).order_by("-is_same_number", "-near", F("likeness").desc(), "pk")[:limit])
