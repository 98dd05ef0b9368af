"""Where the money of a funder that a file names comes from: told by what is known of it, never guessed public."""

import re
from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _

from frenchimpact.aids.models import Aid, Origin
from frenchimpact.commitments.models import Commitment
from frenchimpact.core.text import fold
from frenchimpact.organisations.models import Organisation

Kind = Organisation.Kind
# By the national code of legal categories, as it begins.
_LEGAL = (
    ("71", Origin.STATE),
    ("72", Origin.AUTHORITY),
    ("4", Origin.OPERATOR),
    ("7", Origin.OPERATOR),
    ("93", Origin.FOUNDATION),
    ("5", Origin.COMPANY),
)
_KINDS = {
    Kind.FOUNDATION: Origin.FOUNDATION,
    Kind.AUTHORITY: Origin.AUTHORITY,
    Kind.ADMINISTRATION: Origin.OPERATOR,
    Kind.COMPANY: Origin.COMPANY,
    Kind.ESS_COMPANY: Origin.COMPANY,
    Kind.COOPERATIVE: Origin.COMPANY,
    Kind.MUTUAL: Origin.COMPANY,
}
_PRIVATE_NAME = re.compile(r"\b(fondation|fonds de dotation)\b")
_STATE_NAME = re.compile(r"^(prefecture|ministere|etat|dreets|drac)\b")
_AUTHORITY_NAME = re.compile(
    r"^(region|departement|commune|ville|mairie|metropole|communaute|conseil (regional|departemental)|collectivite|syndicat|ccas)\b"
)

_WAITING = """
SELECT DISTINCT l.funder_name, l.funder_number FROM grants_line l JOIN grants_plan p USING (n)
WHERE l.problem = '' AND l.origin = '' AND p.id IS NULL
"""
_TELL = """
UPDATE grants_line l SET origin = told.origin, problem = told.problem
FROM unnest(%s::varchar[], %s::varchar[], %s::varchar[], %s::text[]) told (name, number, origin, problem), grants_plan p
WHERE p.n = l.n AND p.id IS NULL AND l.problem = '' AND l.origin = '' AND l.funder_name = told.name AND l.funder_number = told.number
"""


def tell_origins(otherwise: str = "") -> None:
    """Write the origin of each new line that does not have one; without `otherwise`, a line whose origin nothing tells is refused."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        funders = cursor.fetchall()
        if not funders:
            return
        known = _known({number[:9] for _name, number in funders if number})
        told = []
        for name, number in funders:
            origin = known.get(number[:9]) or _by_name(name, number) or otherwise
            words = _(
                "origine : rien ne dit si l’argent de « %s » est public ou privé. Ajoutez sa fiche à l’annuaire, avec son SIREN et ce"
                " qu’elle est, puis renvoyez cette ligne."
            )
            told.append((name, number, origin, "" if origin else words % name[:100]))
        cursor.execute(_TELL, [list(column) for column in zip(*told, strict=True)])


def _by_name(name: str, number: str) -> str:
    """What the name says. A number that is neither the State's nor an authority's leaves only what is private."""
    words = fold(name)
    if _PRIVATE_NAME.search(words):
        return Origin.FOUNDATION
    if number:
        return ""
    return Origin.STATE if _STATE_NAME.match(words) else Origin.AUTHORITY if _AUTHORITY_NAME.match(words) else ""


def _known(sirens: Iterable[str]) -> dict[str, str]:
    """By SIREN, what the directory says of the funder; or else what it wrote itself: its commitments typed here, its aids."""
    sheets = list(Organisation.objects.filter(siren__in=sirens, merged_into=None).order_by("siren", "pk"))
    keys = [one.pk for one in sheets]
    said = dict(Aid.objects.filter(funder__in=keys).exclude(origin__in=("", Origin.MIXED)).order_by("pk").values_list("funder", "origin"))
    typed = Commitment.objects.filter(funder__in=keys, source_name="", run=None).exclude(origin=Origin.MIXED)
    said |= dict(typed.order_by("committed_on", "pk").values_list("funder", "origin"))
    found: dict[str, str] = {}
    for one in sheets:
        if origin := _of_sheet(one) or said.get(one.pk):
            found.setdefault(one.siren, origin)
    return found


def _of_sheet(one: Organisation) -> str:
    if by_law := next((origin for start, origin in _LEGAL if one.legal_category.startswith(start)), None):
        return by_law
    return next((_KINDS[Kind(kind)] for kind in one.kinds if kind in _KINDS), "")
