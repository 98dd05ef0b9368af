"""Places as forms name them."""

import re
from collections.abc import Sequence

from django.db.models import Case, F, IntegerField, Q, Value, When

from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place

_LEVELS = set(Place.Level.values)


def places_by_keys(keys: Sequence[str]) -> list[Place]:
    """The places of these public keys, in their order; unknown ones are left out."""
    wanted = [key.partition(":")[::2] for key in keys]
    query = Q(pk__isnull=True)
    for level, code in wanted:
        if level in _LEVELS and re.fullmatch(r"[0-9A-Z]{1,9}", code):
            query |= Q(level=level, code=code)
    found = {place.key: place for place in Place.objects.filter(query).select_related("department")}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def places_like(text: str, limit: int = 8) -> list[Place]:
    """Places of that name or postcode: exact first, then the largest; the department shown tells namesakes apart."""
    words = fold(text)
    if not words:
        return []
    current = Place.objects.filter(is_current=True).select_related("department")
    if re.fullmatch(r"\d{5}", words):
        found = current.filter(Q(postcodes__postcode=words) | Q(level=Place.Level.COMMUNE, code=words)).distinct()
        return list(found.order_by(F("population").desc(nulls_last=True), "pk")[:limit])
    rank = Case(When(name_fold=words, then=Value(0)), default=Value(1), output_field=IntegerField())
    starts = current.filter(name_fold__startswith=words).order_by(rank, F("population").desc(nulls_last=True), "pk")
    found_by_start = list(starts[:limit])
    if found_by_start or len(words) < 4:
        return found_by_start
    return list(current.filter(name_fold__trigram_word_similar=words).order_by(F("population").desc(nulls_last=True), "pk")[:limit])


def place_choices(keys: Sequence[str]) -> list[tuple[str, str]]:
    """The same places, with their names."""
    return [(place.key, f"{place.name} ({place.department.name})" if place.department else place.name) for place in places_by_keys(keys)]
