"""Quantities and periods as people write and read them: « 1 240,5 t », « fin 2028 », « au 3e trimestre 2026 »."""

import datetime as dt
import re
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Text
from frenchimpact.core.text import fold
from frenchimpact.design.words import day

# What a column of figures holds: sixteen figures before the comma, four after.
LARGEST, PLACES = Decimal(10) ** 16, 4
_GAP = " \u00a0\u202f\u2009\u2007'’"
_NUMBER = (
    rf"\d{{1,3}}(?:[{_GAP}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d{{1,3}}(?:\.\d{{3}})+,\d+|\d{{1,3}}(?:,\d{{3}})+\.\d+|\d+(?:[.,]\d+)?|[.,]\d+"
)
# The minus sign of keyboards and those of word processors; not the hyphen inside a reference.
_ONE = re.compile(rf"(?<![\w.,/-])([-+\u2212\u2013]?)[{_GAP}]?({_NUMBER})(?![.,]?\d)")
_UNSURE = re.compile(r"[1-9]\d{0,2}\.\d{3}")


class NotANumber(ValueError):
    """What was written is not one number: `message` says what to write."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


def read_quantity(text: str, unit: str = "", *, is_machine: bool = False) -> Decimal:
    """« 1 240,5 », « 301 t » when the unit begins so, « 84 % ». A file's point is always decimal. Raises NotANumber."""
    line = text.strip(f"{_GAP}\t\r\n")
    found = _ONE.match(line)
    if found is None or not _is_unit(line[found.end() :], unit):
        raise NotANumber(_("« %s » n’est pas un nombre. Écrivez-le en chiffres : 1 240,5.") % line[:40])
    return _checked(found, is_machine=is_machine)


def quantities_in(text: str) -> list[Decimal]:
    """Every number of a sentence. Raises NotANumber for one that no table can hold."""
    return [_checked(found, is_machine=False) for found in _ONE.finditer(text)]


def _is_unit(rest: str, unit: str) -> bool:
    """Whether what follows the number is its unit, whole or shortened."""
    after = rest.strip(f"{_GAP}\t.")
    if after in ("", "%", "€") or after == unit:
        return True
    return bool(fold(after)) and fold(unit).startswith(fold(after))


def _checked(found: re.Match[str], *, is_machine: bool) -> Decimal:
    sign, digits = found[1], found[2]
    if not is_machine and _UNSURE.fullmatch(digits):
        raise NotANumber(
            _("« %(text)s » peut se lire de deux façons. Écrivez %(whole)s ou %(decimal)s.")
            % {"text": digits, "whole": digits.replace(".", " "), "decimal": digits.replace(".", ",")}
        )
    plain = re.sub(f"[{_GAP}]", "", digits)
    point = max(plain.rfind("."), plain.rfind(","))
    if point >= 0:
        plain = re.sub("[.,]", "", plain[:point]) + "." + plain[point + 1 :]
    value = Decimal(plain)
    if value >= LARGEST:
        raise NotANumber(_("Ce nombre a trop de chiffres : au plus %d avant la virgule.") % 16)
    if value != round(value, PLACES):
        raise NotANumber(_("Au plus %d chiffres après la virgule.") % PLACES)
    return -value if sign in "-\u2212\u2013" and sign else value


def shown(value: Decimal | None) -> str:
    """A number with the language's separators and no useless zero; a dash when there is none."""
    if value is None:
        return "–"
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return formats.number_format(value, decimals, force_grouping=True)


def typed(value: Decimal | None) -> str:
    """A number as one would type it in a field: decimals after the language's comma, no separator of thousands."""
    return "" if value is None else formats.number_format(value.normalize() if value else Decimal(0), None, force_grouping=False)


def quantity(value: Decimal | None, unit: str) -> str:
    """« 301 t », on one line."""
    return "–" if value is None else f"{shown(value)}\u00a0{unit}"


def day_words(on: dt.date) -> str:
    """A day by which something is aimed at: « fin 2028 », « au plus tard le 30 juin 2028 »."""
    if (on.month, on.day) == (12, 31):
        return _("fin %(year)s") % {"year": on.year}
    return _("au plus tard le %(day)s") % {"day": day(on)}


def period_words(ends_on: dt.date, frequency: str = "year") -> str:
    """The period that a figure closes, in a sentence: « en 2026 », « au 3e trimestre 2026 », « en juin 2026 »…"""
    is_last = (ends_on + dt.timedelta(days=1)).day == 1
    if frequency == "year" and (ends_on.month, ends_on.day) == (12, 31):
        return _("en %(period)s") % {"period": ends_on.year}
    if frequency == "quarter" and is_last and ends_on.month % 3 == 0:
        return _("au %(quarter)s") % {"quarter": quarter_words(ends_on)}
    if frequency == "month" and is_last:
        return _("en %(period)s") % {"period": day(ends_on, "YEAR_MONTH_FORMAT")}
    return _("à la date du %(day)s") % {"day": day(ends_on)}


def period_name(ends_on: dt.date, frequency: str = "year") -> str:
    """The same as a heading: « 2026 », « 3e trimestre 2026 », « juin 2026 », « 12 juin 2026 »."""
    is_last = (ends_on + dt.timedelta(days=1)).day == 1
    if frequency == "year" and (ends_on.month, ends_on.day) == (12, 31):
        return str(ends_on.year)
    if frequency == "quarter" and is_last and ends_on.month % 3 == 0:
        return quarter_words(ends_on)
    return day(ends_on, "YEAR_MONTH_FORMAT") if frequency == "month" and is_last else day(ends_on)


def period_short(ends_on: dt.date, frequency: str = "year") -> str:
    """The same at the head of a narrow column: « 2026 », « T3 2026 », « 06/2026 »."""
    if frequency == "quarter":
        return _("T%(quarter)s %(year)s") % {"quarter": ends_on.month // 3, "year": ends_on.year}
    return f"{ends_on:%m/%Y}" if frequency == "month" else str(ends_on.year)


def quarter_words(ends_on: dt.date) -> str:
    """« 3e trimestre 2026 »."""
    names = {3: _("1er trimestre %(year)s"), 6: _("2e trimestre %(year)s"), 9: _("3e trimestre %(year)s"), 12: _("4e trimestre %(year)s")}
    return names[ends_on.month] % {"year": ends_on.year}
