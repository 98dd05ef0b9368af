"""Two totals and their ratio: of a share, the part is never more than its whole; a rate that is given is that of its totals."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Text
from frenchimpact.core.quantities import quantity, shown
from frenchimpact.impact.judging import Kind, Problem, Taken
from frenchimpact.methods.queries import unit_words

type Period = tuple[int, object, object]

# Both sides of the ratios that the projects of these indicators follow, and the ratio where they follow it too.
_RATIOS = """
SELECT n.id, d.id, t.id, i.name_fr, j.name_fr, r.name_fr, r.unit, r.unit = '%%' AND r.maximum = 100
FROM (SELECT DISTINCT project_id FROM impact_followed WHERE id = ANY(%s::bigint[])) p
JOIN impact_followed n ON n.project_id = p.project_id
JOIN methods_indicator r ON r.numerator_id = n.indicator_id AND r.aggregation = 'ratio'
JOIN impact_followed d ON d.project_id = p.project_id AND d.indicator_id = r.denominator_id
LEFT JOIN impact_followed t ON t.project_id = p.project_id AND t.indicator_id = r.id
JOIN methods_indicator i ON i.id = n.indicator_id JOIN methods_indicator j ON j.id = d.indicator_id
"""
_VALUES = """
SELECT followed_id, starts_on, ends_on, value FROM impact_measure
WHERE followed_id = ANY(%s::bigint[]) AND ends_on = ANY(%s::date[]) AND value IS NOT NULL AND state <> 'draft'
"""


class Ratio(NamedTuple):
    """The two sides of one, and what is followed as their ratio, if it is."""

    part: int
    whole: int
    rate: int | None
    part_name: str
    whole_name: str
    rate_name: str
    unit: str
    is_share: bool


def at_odds(taken: Sequence[Taken], places: Mapping[int, int]) -> list[Problem]:
    """Those that would make a part larger than its whole, or a rate that is not that of its totals, for the same period.

    Given together or beside what is there. `places`: the place of each among those given. Two statements; one where nothing is a ratio.
    """
    keys = {one.given.followed_id for one in taken}
    ratios = [one for one in _ratios(keys) if keys & {one.part, one.whole, one.rate}]
    if not ratios:
        return []
    found = _there({key for one in ratios for key in (one.part, one.whole, one.rate) if key}, {one.given.ends_on for one in taken})
    for one in taken:
        given = one.given
        if not given.is_draft:
            found[(given.followed_id, given.starts_on, given.ends_on)] = given.value
    # A rate given beside its totals is what is refused, not they.
    together = {(one.given.followed_id, one.given.ends_on) for one in taken}
    problems = []
    for one in taken:
        if not one.given.is_draft and one.given.value is not None:
            problems += [Problem(places[id(one.given)], kind, words) for kind, words in _wrong(one, ratios, found, together)][:1]
    return problems


def _wrong(
    one: Taken, ratios: Sequence[Ratio], found: Mapping[Period, Decimal | None], together: Collection[tuple[int | None, object]]
) -> Iterator[tuple[Kind, Text]]:
    given = one.given
    for ratio in ratios:
        if given.followed_id not in (ratio.part, ratio.whole, ratio.rate):
            continue
        keys = (ratio.part, ratio.whole, ratio.rate or 0)
        part, whole, rate = (found.get((key, given.starts_on, given.ends_on)) for key in keys)
        if part is None or whole is None:
            continue
        if ratio.is_share and part > whole:
            words = _("« %(part)s » (%(few)s) dépasse « %(whole)s » (%(many)s) pour la même période : corrigez l’un des deux.")
            yield "bounds", words % {"part": ratio.part_name, "few": shown(part), "whole": ratio.whole_name, "many": shown(whole)}
        elif rate is not None and not is_theirs(rate, part, whole, ratio.unit):
            told = {
                "rate": quantity(rate, unit_words(ratio.unit)).rstrip(),
                "name": ratio.rate_name,
                "part": shown(part),
                "whole": shown(whole),
                "real": quantity(round(_rate(part, whole, ratio.unit), 2), unit_words(ratio.unit)).rstrip() if whole else "–",
            }
            if given.followed_id == ratio.rate:
                words = _(
                    "%(rate)s n’est pas le rapport de vos deux totaux : %(part)s sur %(whole)s font %(real)s. Corrigez ce taux, ou"
                    " laissez-le vide : il se calcule seul."
                )
                yield "bounds", words % told
            elif not given.is_confirmed and (ratio.rate, given.ends_on) not in together:
                words = _(
                    "« %(name)s » est donné à %(rate)s, mais %(part)s sur %(whole)s font %(real)s. Confirmez-vous ce total ?"
                    " Le taux sera alors à corriger."
                )
                yield "unlikely", words % told


def _rate(part: Decimal, whole: Decimal, unit: str) -> Decimal:
    return part / whole * (100 if unit == "%" else 1)


def is_theirs(rate: Decimal, part: Decimal, whole: Decimal, unit: str) -> bool:
    """Whether a rate is that of its totals, as exact as it was written: « 50 % » may be 50.3, « 50.0 % » may not."""
    if not whole:
        return False
    exponent = rate.normalize().as_tuple().exponent
    step = Decimal(1).scaleb(min(0, exponent if isinstance(exponent, int) else 0))
    return abs(_rate(part, whole, unit) - rate) <= step * Decimal("0.51")


def _ratios(keys: Collection[int]) -> list[Ratio]:
    with connection.cursor() as cursor:
        cursor.execute(_RATIOS, [list(keys)])
        return [Ratio(*row) for row in cursor.fetchall()]


def _there(keys: Collection[int], days: Collection[object]) -> dict[Period, Decimal | None]:
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [list(keys), list(days)])
        return {(key, first, last): value for key, first, last, value in cursor.fetchall()}
