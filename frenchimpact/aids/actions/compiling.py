"""Bringing an aid to the form in which the matching reads it."""

from collections.abc import Callable, Iterable

from django.db import transaction

from frenchimpact.aids.models import Aid, Rule, Terms
from frenchimpact.aids.queries.bits import mask
from frenchimpact.geo.models import Place

type Mask = Callable[[str, Iterable[str]], int]
_NEARNESS = {Place.Level.COUNTRY: 1, Place.Level.REGION: 2, Place.Level.DEPARTMENT: 3}
_MASKS = {Rule.Subject.FORM: "forms", Rule.Subject.STAGE: "stages", Rule.Subject.THEME: "themes", Rule.Subject.PUBLIC: "publics"}
_LIKED = {Rule.Subject.THEME: "liked_themes", Rule.Subject.PUBLIC: "liked_publics"}


@transaction.atomic
def compile_aid(aid: Aid) -> Terms | None:
    """Write the terms of a published aid again; an aid that is not published has none."""
    if aid.status != Aid.Status.PUBLISHED:
        Terms.objects.filter(aid=aid).delete()
        return None
    terms = terms_of(aid, list(aid.rules.all()), *_grounds(aid))
    Terms.objects.filter(aid=aid).delete()
    terms.save(force_insert=True)
    return terms


def _grounds(aid: Aid) -> tuple[list[Place], list[Place]]:
    rows = list(aid.aid_places.select_related("place"))
    return [row.place for row in rows if not row.is_excluded], [row.place for row in rows if row.is_excluded]


def terms_of(
    aid: Aid, rules: list[Rule], places: list[Place], excluded: list[Place], *, mask: Mask = mask, country: frozenset[int] | None = None
) -> Terms:
    """What the matching would read of an aid with those rules and places: nothing is saved.

    Who compiles thousands gives the masks and the country at hand.
    """
    terms = Terms(aid=aid, opens_on=aid.opens_on, closes_on=aid.closes_on, instruments=mask("instrument", aid.instruments))
    terms.family = aid.pk if aid.is_generic else aid.generic_id
    terms.places = sorted({place.pk for place in places})
    if country is None:
        country = frozenset(Place.objects.filter(level=Place.Level.COUNTRY, code="FR").values_list("pk", flat=True))
    above = {pk for place in places for pk in (place.pk, place.department_id, place.region_id, place.epci_id, place.ept_id) if pk}
    terms.places_up = sorted(above | country)
    terms.excluded = sorted({place.pk for place in excluded})
    terms.nearness = min((_NEARNESS.get(Place.Level(place.level), 4) for place in places), default=1)
    for rule in rules:
        _add(terms, rule, mask)
    terms.conditions_count = 1 + sum(not rule.is_wish for rule in rules)
    return terms


def _add(terms: Terms, rule: Rule, mask: Mask) -> None:
    subject = Rule.Subject(rule.subject)
    if rule.is_wish:
        setattr(terms, _LIKED[subject], mask(subject, rule.values))
    elif subject in _MASKS:
        setattr(terms, _MASKS[subject], mask(subject, rule.values))
    elif subject == Rule.Subject.QUALIFIED:
        terms.needs_qualified = True
    else:
        setattr(terms, f"{subject}_min", rule.minimum)
        setattr(terms, f"{subject}_max", rule.maximum)
