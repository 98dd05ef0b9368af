"""The look-through guard of files: who is a fund or a programme kept here gives and receives as such, so that no euro counts twice."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _

from frenchimpact.commitments.actions.opening import number_of
from frenchimpact.commitments.models import Commitment, Vehicle
from frenchimpact.core.text import fold

# Lines whose side bears the name of a vehicle, or says that it gives the money on. Folding names is slow: only those that begin alike are.
_NAMED = """
SELECT DISTINCT {side}_name, {side}_number, {regrant} FROM grants_line
WHERE problem = '' AND ({regrant} OR (lower(left({side}_name, 3)) = ANY(%(starts)s::text[]) OR left({side}_name, 3) !~ '^[a-zA-Z]{{3}}')
  AND core_fold({side}_name) = ANY(%(names)s::text[]))
"""
_TELL = """
UPDATE grants_line l SET {side}_vehicle = told.vehicle, {side}_doubt = told.doubt,
  {side}_number = CASE WHEN l.{side}_number = '' THEN told.mine ELSE l.{side}_number END
FROM unnest(%s::varchar[], %s::varchar[], %s::boolean[], %s::bigint[], %s::text[], %s::varchar[])
  told (name, number, is_regrant_told, vehicle, doubt, mine)
WHERE l.problem = '' AND l.{side}_name = told.name AND l.{side}_number = told.number AND {regrant} = told.is_regrant_told
"""
_REGRANT = {"funder": "false", "beneficiary": "is_regrant"}
# What is already here stays as it was written.
_NEW = "grants_plan p WHERE p.n = l.n AND p.id IS NULL AND l.problem = ''"
_DOUBTS = f"""
UPDATE grants_line l SET problem = concat_ws(' ; ', nullif(l.funder_doubt, ''), nullif(l.beneficiary_doubt, ''))
FROM {_NEW} AND l.funder_doubt || l.beneficiary_doubt <> ''
"""  # noqa: S608  constants of this module
_SAME = f"""
UPDATE grants_line l SET problem = %s FROM {_NEW} AND CASE
  WHEN l.funder_vehicle IS NOT NULL OR l.beneficiary_vehicle IS NOT NULL THEN l.funder_vehicle = l.beneficiary_vehicle
  WHEN l.funder_number <> '' AND l.beneficiary_number <> '' THEN left(l.funder_number, 9) = left(l.beneficiary_number, 9)
  ELSE l.funder_name = l.beneficiary_name OR (length(l.funder_name) = length(l.beneficiary_name)
    AND core_fold(l.funder_name) = core_fold(l.beneficiary_name)) END
"""  # noqa: S608  constants of this module
_BETWEEN = f"""
SELECT l.funder_vehicle, l.beneficiary_vehicle FROM grants_line l, {_NEW}
AND l.funder_vehicle IS NOT NULL AND l.beneficiary_vehicle IS NOT NULL GROUP BY 1, 2 ORDER BY min(l.n)
"""  # noqa: S608  constants of this module
_CIRCLE = f"""
UPDATE grants_line l SET problem = %s FROM {_NEW} AND (l.funder_vehicle, l.beneficiary_vehicle) = (%s, %s)
"""  # noqa: S608  constants of this module


def recognise_vehicles() -> None:
    """Write which vehicle each side of a line is; where that cannot be told, the doubt."""
    vehicles = list(Vehicle.objects.select_related("organisation").order_by("pk"))
    named: dict[str, list[Vehicle]] = defaultdict(list)
    for one in vehicles:
        named[fold(one.name)].append(one)
    for side, regrant in _REGRANT.items():
        with connection.cursor() as cursor:
            cursor.execute(_NAMED.format(side=side, regrant=regrant), {"names": list(named), "starts": [name[:3] for name in named]})
            found = cursor.fetchall()
            told = []
            for name, number, is_regrant in found:
                candidates = named.get(fold(name), [])
                if is_regrant and not candidates and number:
                    candidates = [one for one in vehicles if one.organisation.siren == number[:9]]
                vehicle, doubt = _which(side, name, number, candidates, is_regrant=is_regrant)
                mine = number_of(vehicle.organisation) if vehicle else ""
                told.append((name, number, is_regrant, vehicle.pk if vehicle else None, doubt, mine))
            if told:
                cursor.execute(_TELL.format(side=side, regrant=regrant), [list(column) for column in zip(*told, strict=True)])


def _which(side: str, name: str, number: str, candidates: list[Vehicle], *, is_regrant: bool) -> tuple[Vehicle | None, str]:
    """Of those that bear the name, the one that the number does not contradict; or else what to write."""
    right = [one for one in candidates if not number or not one.organisation.siren or one.organisation.siren == number[:9]]
    if len(right) == 1:
        return right[0], ""
    column = "nomAttribuant" if side == "funder" else "nomBeneficiaire"
    said = {"column": column, "name": name[:100], "who": ", ".join(sorted({one.organisation.name for one in candidates}))[:200]}
    if right:
        words = _(
            "%(column)s : plusieurs fonds ou programmes suivis ici peuvent être « %(name)s » (%(who)s) ; écrivez le nom exact du fonds, et"
            " le SIREN de qui le gère"
        )
        return None, words % said
    if candidates:
        words = _(
            "%(column)s : « %(name)s » est le nom d’un fonds ou programme suivi ici, que gère %(who)s. Si c’est lui, écrivez le SIREN de"
            " qui le gère, ou aucun ; sinon, précisez le nom : cet argent serait compté deux fois"
        )
        return None, words % said
    if is_regrant:
        words = _(
            "regrantType : « %(name)s » redistribuera cet argent, qui serait compté deux fois. Déclarez-le d’abord dans « Fonds et"
            " programmes », sous ce nom, puis renvoyez cette ligne"
        )
        return None, words % said
    return None, ""


def refuse_counted_twice() -> None:
    """Of the new lines, refuse those whose vehicle is in doubt, those who give to themselves, and those that would go round."""
    with connection.cursor() as cursor:
        cursor.execute(_DOUBTS)
        cursor.execute(_SAME, [_("nomBeneficiaire : le financeur et le bénéficiaire sont les mêmes")])
        cursor.execute(_BETWEEN)
        pairs = cursor.fetchall()
        words = _("nomBeneficiaire : ce fonds a déjà donné, directement ou non, à celui qui donne : l’argent tournerait en rond")
        for giver, receiver in _going_round(pairs):
            cursor.execute(_CIRCLE, [words, giver, receiver])


def _going_round(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that would close a circle, with what is written here and with those before them."""
    given: dict[int, set[int]] = defaultdict(set)
    between = Commitment.objects.filter(funder_vehicle__isnull=False, beneficiary_vehicle__isnull=False)
    for giver, receiver in (
        between.exclude(state=Commitment.State.CANCELLED).values_list("funder_vehicle", "beneficiary_vehicle").distinct()
    ):
        given[giver].add(receiver)
    found = []
    for giver, receiver in pairs:
        reached, waiting = set[int](), [receiver]
        while waiting:
            one = waiting.pop()
            if one not in reached:
                reached.add(one)
                waiting += given[one]
        if giver in reached:
            found.append((giver, receiver))
        else:
            given[giver].add(receiver)
    return found
