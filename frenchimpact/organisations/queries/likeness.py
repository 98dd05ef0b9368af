"""Organisations that a new one may repeat, and those that a name or a number typed by someone means."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from frenchimpact.core.text import fold
from frenchimpact.design.picks import Option, Picked
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_words
from frenchimpact.organisations import rules
from frenchimpact.organisations.models import Alias, Organisation

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


def organisations_named(user: rules.Anyone, text: str, limit: int = 6) -> list[Organisation]:
    """Those that a text typed without help may mean: a SIREN, a SIRET, an RNA, or a name. One when it is sure."""
    rows = rules.visible_organisations(user).select_related("commune__department")
    number = re.sub(r"[\s.\u00a0\u202f]", "", text).upper()
    if re.fullmatch(r"[0-9]{14}", number):
        return list(rows.filter(siret=number)[:1]) or _merged(rows, "siret", number)
    if re.fullmatch(r"[0-9]{9}", number):
        return list(rows.filter(siren=number).order_by("siret", "pk")[:limit]) or _merged(rows, "siren", number)
    if re.fullmatch(r"W[0-9][0-9A-Z][0-9]{7}", number):
        return list(rows.filter(rna=number)[:1]) or _merged(rows, "rna", number)
    folded = fold(text)
    if not folded:
        return []
    same = list(rows.filter(name_fold=folded).order_by("pk")[:limit])
    if same:
        return same
    alike = rows.filter(name_fold__trigram_word_similar=folded).annotate(likeness=TrigramSimilarity("name_fold", folded))
    return list(alike.order_by("-likeness", "pk")[:limit])


def _merged(rows: QuerySet[Organisation], kind: str, number: str) -> list[Organisation]:
    """The one to which the number of a merged sheet leads."""
    return list(rows.filter(pk__in=Alias.objects.filter(kind=kind, value=number).values("organisation"))[:1])


def is_sure(text: str, found: list[Organisation]) -> bool:
    """Whether what `organisations_named` found leaves no doubt: one alone, by its number or its whole name."""
    if len(found) != 1:
        return False
    is_number = bool(re.fullmatch(r"[0-9]{9,14}|W[0-9A-Z]{9}", re.sub(r"[\s.\u00a0\u202f]", "", text).upper()))
    return is_number or fold(text) == found[0].name_fold


def find_named(user: Any) -> Callable[[str, str], Picked]:
    """How a text names an organisation, for that person: a SIRET, a SIREN, an RNA, a name, or the one that was picked."""

    def find(text: str, key: str) -> Picked:
        found = organisations_named(user, text)
        picked = [one for one in found if one.slug == key]
        options = [Option(one.slug, one.name, place_words(one.commune) if one.commune else one.siret) for one in found]
        return Picked(picked[0] if picked else found[0] if is_sure(text, found) else None, options)

    return find
