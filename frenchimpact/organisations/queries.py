"""Reading organisations: one by its address, those that a new one may repeat, those that a person acts for."""

from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.http import Http404

from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place
from frenchimpact.organisations import rules
from frenchimpact.organisations.models import Membership, Organisation

# Below this, two names are not worth asking about.
_ALIKE = 0.45


def find_organisation(user: rules.Anyone, slug: str) -> Organisation:
    """The organisation of that address, among those that the person may see. Raises Http404."""
    found = (
        rules.visible_organisations(user)
        .select_related("commune__department", "commune__region", "commune__epci", "confirmed_by")
        .filter(slug=slug)
        .first()
    )
    if found is None:
        raise Http404
    return found


def organisations_for(user: rules.Anyone) -> QuerySet[Organisation]:
    """Those that the person belongs to today, by name."""
    return Organisation.objects.filter(pk__in=rules.memberships_of(user).values("organisation")).order_by("name_fold", "pk")


def members_for(organisation: Organisation) -> QuerySet[Membership]:
    """Who belongs to it today, those who may manage it first."""
    order = Case(
        When(role=Membership.Role.ADMIN, then=0), When(role=Membership.Role.EDITOR, then=1), default=2, output_field=IntegerField()
    )
    return organisation.memberships.filter(until__isnull=True).select_related("user").order_by(order, "user__full_name", "pk")


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
