"""Parts of a whole: where a method says that a ratio is a share, its numerator is never more than its denominator."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Text
from frenchimpact.core.quantities import shown
from frenchimpact.impact.judging import Problem, Taken

type Period = tuple[int, object, object]

# Both sides of the shares that these indicators are of, in their projects.
_PAIRS = """
SELECT DISTINCT n.id, d.id, i.name_fr, j.name_fr FROM methods_indicator r
JOIN impact_followed n ON n.indicator_id = r.numerator_id
JOIN impact_followed d ON d.indicator_id = r.denominator_id AND d.project_id = n.project_id
JOIN methods_indicator i ON i.id = n.indicator_id JOIN methods_indicator j ON j.id = d.indicator_id
WHERE r.aggregation = 'ratio' AND r.unit = '%%' AND r.maximum = 100 AND (n.id = ANY(%s::bigint[]) OR d.id = ANY(%s::bigint[]))
"""
_VALUES = """
SELECT followed_id, starts_on, ends_on, value FROM impact_measure
WHERE followed_id = ANY(%s::bigint[]) AND ends_on = ANY(%s::date[]) AND value IS NOT NULL AND state <> 'draft'
"""


class Share(NamedTuple):
    """The two sides of one."""

    part: int
    whole: int
    part_name: str
    whole_name: str


def more_than_whole(taken: Sequence[Taken], places: Mapping[int, int]) -> list[Problem]:
    """Those that would make a part larger than its whole for the same period, given together or beside what is there.

    `places`: the place of each among those given. Two statements; one where nothing is a share.
    """
    pairs = _pairs({one.given.followed_id for one in taken})
    if not pairs:
        return []
    found = _there({key for one in pairs for key in (one.part, one.whole)}, {one.given.ends_on for one in taken})
    for one in taken:
        given = one.given
        if not given.is_draft:
            found[(given.followed_id, given.starts_on, given.ends_on)] = given.value
    problems = []
    for one in taken:
        if not one.given.is_draft and one.given.value is not None and (words := _words(one, pairs, found)):
            problems.append(Problem(places[id(one.given)], "bounds", words))
    return problems


def _words(one: Taken, pairs: Sequence[Share], found: Mapping[Period, Decimal | None]) -> Text:
    given = one.given
    for pair in pairs:
        if given.followed_id in (pair.part, pair.whole):
            part, whole = (found.get((key, given.starts_on, given.ends_on)) for key in (pair.part, pair.whole))
            if part is not None and whole is not None and part > whole:
                words = _("« %(part)s » (%(few)s) dépasse « %(whole)s » (%(many)s) pour la même période : corrigez l’un des deux.")
                return words % {"part": pair.part_name, "few": shown(part), "whole": pair.whole_name, "many": shown(whole)}
    return ""


def _pairs(keys: Collection[int]) -> list[Share]:
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, [list(keys), list(keys)])
        return [Share(*row) for row in cursor.fetchall()]


def _there(keys: Collection[int], days: Collection[object]) -> dict[Period, Decimal | None]:
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [list(keys), list(days)])
        return {(key, first, last): value for key, first, last, value in cursor.fetchall()}
