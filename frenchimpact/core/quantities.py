"""Quantities as people write and read them: « 1 240,5 t », « 3 504 500 € »."""

import re
from decimal import Decimal

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Text
from frenchimpact.core.text import fold

# What a column of figures holds: sixteen figures before the comma, four after.
LARGEST, PLACES = Decimal(10) ** 16, 4
_GAP = " \u00a0\u202f\u2009\u2007'’"
_NUMBER = (
    rf"\d{{1,3}}(?:[{_GAP}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d{{1,3}}(?:\.\d{{3}})+,\d+|\d{{1,3}}(?:,\d{{3}})+\.\d+|\d+(?:[.,]\d+)?|[.,]\d+"
)
# As machines and spreadsheets write it: nothing to understand.
_PLAIN = re.compile(rf"-?\d{{1,16}}(?:\.\d{{1,{PLACES}}})?", re.ASCII)
# The minus sign of keyboards and those of word processors; not the hyphen inside a reference.
_ONE = re.compile(rf"(?<![\w.,/-])([-+\u2212\u2013]?)[{_GAP}]?({_NUMBER})(?![.,]?\d)")
_UNSURE = re.compile(r"[1-9]\d{0,2}\.\d{3}")
# Who reads English writes « 85,000 » for thousands.
_UNSURE_IN_ENGLISH = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


_MONEY = {"€", "euros"}


def one_stop(words: str) -> str:
    """« pers. » at the end of a sentence: its own stop is enough."""
    return words.replace("..", ".")


class NotANumber(ValueError):
    """What was written is not one number: `message` says what to write."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


def read_quantity(text: str, unit: str = "", *, is_machine: bool = False) -> Decimal:
    """« 1 240,5 », « 301 t » when the unit begins so, « 84 % ». A file's point is always decimal. Raises NotANumber."""
    if is_machine and (plain := plain_number(text)) is not None:
        return plain
    line = text.strip(f"{_GAP}\t\r\n")
    found = _ONE.match(line)
    if found is None or not _is_unit(line[found.end() :], unit):
        raise NotANumber(_("« %s » n’est pas un nombre. Écrivez-le en chiffres : 1 240,5.") % line[:40])
    return _checked(found, is_machine=is_machine, is_money=unit in _MONEY)


def plain_number(text: str) -> Decimal | None:
    """« 1240.5 » and nothing else; None: to be read with care."""
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def quantities_in(text: str) -> list[Decimal]:
    """Every number of a sentence. Raises NotANumber for one that no table can hold."""
    return [_checked(found, is_machine=False) for found in _ONE.finditer(text)]


def _other_reading(digits: str, *, is_money: bool) -> str:
    """How « 1.500 » is written without doubt when it is not « 1 500 »; money has no thousandth: then, the same in one piece."""
    decimal = digits.rstrip("0").replace(".", ",").rstrip(",")
    return digits.replace(".", "") if is_money and len(decimal.partition(",")[2]) > 2 else decimal


def _is_unit(rest: str, unit: str) -> bool:
    """Whether what follows the number is its unit, whole or shortened."""
    after = rest.strip(f"{_GAP}\t.")
    if after in ("", "%", "€") or after == unit:
        return True
    return bool(fold(after)) and fold(unit).startswith(fold(after))


def _checked(found: re.Match[str], *, is_machine: bool, is_money: bool = False) -> Decimal:
    sign, digits = found[1], found[2]
    unsure = _UNSURE_IN_ENGLISH if get_language() == "en" else _UNSURE
    if not is_machine and unsure.fullmatch(digits):
        digits = digits.replace(",", ".")
        raise NotANumber(
            _("« %(text)s » peut se lire de deux façons. Écrivez %(whole)s ou %(decimal)s.")
            % {"text": digits, "whole": digits.replace(".", " "), "decimal": _other_reading(digits, is_money=is_money)}
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
    return with_minus(formats.number_format(value, decimals, force_grouping=True))


def with_minus(number: str) -> str:
    """« −5 »: the sign of calculations, which does not look like a hyphen and does not break off at the end of a line."""
    return f"\u2212{number[1:]}" if number.startswith("-") else number


def typed(value: Decimal | None) -> str:
    """A number as one would type it in a field: decimals after the language's comma, no separator of thousands."""
    return "" if value is None else formats.number_format(value.normalize() if value else Decimal(0), None, force_grouping=False)


def quantity(value: Decimal | None, unit: str) -> str:
    """« 301 t », on one line."""
    if value is None:
        return "–"
    if unit == "€" or unit.startswith("€/"):
        return money(shown(value)) + unit[1:]
    return f"{shown(value)}\u00a0{unit}"


def money(number: str, unit: str = "€") -> str:
    """« 12 € », « 3 M€ »; in English « €12 », « €3M »: a number that is written already, with its sign."""
    if get_language() != "en":
        return f"{number}\u00a0{unit}"
    sign = "\u2212" if number.startswith("\u2212") else ""
    size = {"Md€": "bn", "M€": "M", "k€": "k"}.get(unit, "")
    return f"{sign}€{number.removeprefix(sign)}{size}"


def euros(value: Decimal | None) -> str:
    """« 3 504 500 € », with cents only when there are some, on one line."""
    if value is None:
        return "–"
    return money(with_minus(formats.number_format(value, 0 if value == value.to_integral_value() else 2, force_grouping=True)))


def short_euros(value: Decimal) -> str:
    """« 293 M€ », « 1,25 Md€ », « 47 800 € »: three figures that count, for headings; tables say the whole."""
    for size, unit in ((Decimal(10) ** 9, "Md€"), (Decimal(10) ** 6, "M€")):
        if abs(value) >= size:
            part = value / size
            decimals = 0 if abs(part) >= 100 else 1 if abs(part) >= 10 else 2
            return money(with_minus(formats.number_format(round(part, decimals).normalize() + 0, None, use_l10n=True)), unit)
    return euros(round(value, 0))
