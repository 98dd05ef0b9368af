"""Communes as people name them."""

import re

from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import Place, Postcode


def commune_words(place: Place) -> str:
    """A commune with its department: namesakes are many."""
    return f"{place.name} ({place.department.code})" if place.department else place.name


_NAMED = re.compile(r"(.+?)\s*\(([0-9]{2,3}|2[AB])\)", re.IGNORECASE)


def communes_like(text: str, limit: int = 8) -> list[Place]:
    """The communes that a text typed without help may mean: one when it is sure."""
    text = clean_line(text)
    rows = Place.objects.filter(level=Place.Level.COMMUNE, is_current=True).select_related("department").order_by("-population", "pk")
    if re.fullmatch(r"[0-9][0-9AB][0-9]{3}", text.upper()):
        coded = list(rows.filter(code=text.upper())[:1])
        served = list(rows.filter(pk__in=Postcode.objects.filter(postcode=text).values("place"))[:limit])
        return served or coded
    named = _NAMED.fullmatch(text)
    if named:
        rows = rows.filter(department__code=named[2].upper())
        text = named[1]
    folded = fold(text)
    if not folded:
        return []
    return list(rows.filter(name_fold=folded)[:limit]) or list(rows.filter(name_fold__startswith=folded)[:limit])
