"""Values as people and files write them: « 1 240,5 », « 1 200 kg » of an indicator in tonnes; and what goes beside them."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from frenchimpact.core.quantities import PLACES, NotANumber, one_stop, plain_number, read_quantity
from frenchimpact.core.text import clean_line
from frenchimpact.impact.judging import Parts
from frenchimpact.methods.queries import converted, unit_words

# A number, then what it counts.
_WITH_UNIT = re.compile(r"^([-−–]?[\d\s\u00a0\u202f.,]*\d)\s*([^\W\d_].*|[%€].*)$")
_PART = re.compile(r"^(.+?)\s*[:=\t]\s*([-−–]?\d[\d\s\u00a0\u202f.,]*)$")


def read_value(written: str, unit: str, *, is_machine: bool = False) -> Decimal:
    """The number in the indicator's unit, turned from another one that measures the same thing. Raises NotANumber."""
    if is_machine and (plain := plain_number(written)) is not None:
        return plain
    shown_unit = unit_words(unit)
    found = _WITH_UNIT.match(written.strip())
    if found is None or found[2].strip() in (unit, shown_unit):
        return read_quantity(found[1] if found else written, shown_unit, is_machine=is_machine)
    value, given = read_quantity(found[1], is_machine=is_machine), found[2].strip()
    turned = converted(value, given, unit)
    if turned is not None:
        return round(turned, PLACES)
    if given not in ("%", "€"):
        # « 301 pers », « 12 personnes »: the unit, shortened or in the plural.
        for name in {unit, shown_unit}:
            try:
                return read_quantity(f"{found[1]} {given.rstrip('s.')}", name, is_machine=is_machine)
            except NotANumber:
                continue
    words = _("« %(given)s » n’est pas l’unité de cet indicateur, qui se compte en %(unit)s. Écrivez le nombre seul, ou dans cette unité.")
    raise NotANumber(one_stop(words % {"given": given[:40], "unit": shown_unit or _("nombre simple")}))


def read_parts(dimension: str, text: str, unit: str) -> Parts:
    """A breakdown typed line by line: « femmes : 12 ». Raises NotANumber."""
    rows: list[tuple[str, str, Decimal]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        found = _PART.match(line.strip())
        if found is None:
            raise NotANumber(
                _("« %s » : écrivez une catégorie par ligne, deux-points, puis le nombre. Par exemple « femmes : 12 ».") % line.strip()[:60]
            )
        rows.append((dimension, clean_line(found[1])[:60], read_quantity(found[2], unit_words(unit))))
    return tuple(rows)
