"""Places that people name while they search: by name, postcode or official code, one wrong letter allowed."""

import re
from dataclasses import dataclass

from django.db import connection

from frenchimpact.core.text import fold

_CODE = re.compile(r"[0-9]{5}|2[ab][0-9]{3}|[0-9]{9}", re.IGNORECASE)
# The parameter that a level of place is in the address of a list.
PARAMETER = {"region": "region", "departement": "departement", "epci": "epci", "ept": "epci", "commune": "commune"}

_COLUMNS = "p.level, p.code, p.name, coalesce(d.name, ''), coalesce(r.code, ''), coalesce(d.code, ''), coalesce(e.code, '')"
_FROM = """FROM geo_place p LEFT JOIN geo_place d ON d.id = p.department_id LEFT JOIN geo_place r ON r.id = p.region_id
 LEFT JOIN geo_place e ON e.id = p.epci_id"""
_BY_CODE = (
    f"SELECT {_COLUMNS} {_FROM} WHERE p.is_current AND p.level <> 'pays' AND (p.code = %(code)s OR p.id IN"
    " (SELECT place_id FROM geo_postcode WHERE postcode = %(code)s)) ORDER BY p.population DESC NULLS LAST, p.id LIMIT %(limit)s"
)
_BY_NAME = (
    f"SELECT {_COLUMNS} {_FROM} WHERE p.is_current AND p.level <> 'pays' AND p.name_fold LIKE %(begins)s"
    " ORDER BY (p.name_fold = %(name)s) DESC, p.population DESC NULLS LAST, p.id LIMIT %(limit)s"
)
_NEAR = (
    f"SELECT {_COLUMNS} {_FROM} WHERE p.is_current AND p.level <> 'pays' AND p.name_fold %% %(name)s"
    " ORDER BY similarity(p.name_fold, %(name)s) DESC, p.population DESC NULLS LAST, p.id LIMIT %(limit)s"
)


@dataclass(frozen=True)
class Somewhere:
    """A place, as a search proposes it."""

    level: str
    code: str
    name: str
    department: str
    region_code: str
    department_code: str
    epci_code: str

    @property
    def words(self) -> str:
        """« Chambéry (Savoie) »."""
        return f"{self.name} ({self.department})" if self.department and self.department != self.name else self.name

    @property
    def parameter(self) -> str:
        """The parameter that names it in the address of a list."""
        return PARAMETER[self.level]

    @property
    def wider(self) -> list[tuple[str, str]]:
        """The place and what contains it, the closest first: pairs (parameter, code)."""
        around = [
            (self.parameter, self.code),
            ("epci", self.epci_code),
            ("departement", self.department_code),
            ("region", self.region_code),
        ]
        return list(dict.fromkeys(pair for pair in around if pair[1]))


def find_places(text: str, limit: int = 6, *, is_near: bool = True) -> list[Somewhere]:
    """The places that a text may name, the surest first. `is_near`: also those written almost so."""
    name = fold(text)[:120]
    if not name or limit < 1:
        return []
    code = name.replace(" ", "").upper()
    values: dict[str, str | int] = {"code": code, "name": name, "begins": f"{name}%", "limit": limit}
    with connection.cursor() as cursor:
        if _CODE.fullmatch(code):
            cursor.execute(_BY_CODE, values)
            return [Somewhere(*row) for row in cursor.fetchall()]
        cursor.execute(_BY_NAME, values)
        found = [Somewhere(*row) for row in cursor.fetchall()]
        if not found and is_near and len(name) >= 4:
            cursor.execute(_NEAR, values)
            found = [Somewhere(*row) for row in cursor.fetchall()]
    return found


def is_sure(text: str, found: list[Somewhere]) -> bool:
    """Whether the first of the places found is the one meant: it alone bears that name or code, or is alone to begin so."""
    wanted = fold(text)
    if not found:
        return False
    if wanted.isdigit():
        return len(found) == 1 or found[0].code == wanted
    same = [place for place in found if fold(place.name) == wanted]
    if same:
        return len([place for place in same if place.level == same[0].level]) == 1
    return len(found) == 1 and fold(found[0].name).startswith(wanted)
