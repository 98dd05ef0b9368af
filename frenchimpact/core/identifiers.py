"""Numbers of French organisations: SIREN, SIRET, RNA. Read as people and spreadsheets write them, refused with words.

SIREN: 9 digits, SIRET: the SIREN and 5 digits; both end with a Luhn key (ISO/IEC 7812-1). The establishments of
La Poste outgrew their keys: theirs only need a sum of digits that 5 divides. RNA: W, then 9 characters.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text

LA_POSTE = "356000000"

# Each digit doubled, less 9 past 9, as characters: sums of whole numbers of digits go fast.
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")
_BLANKS = re.compile(r"[\s.\-_\u00ad\u200b\u2060'’]+")
_RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}")
_DECIMAL = re.compile(r"([0-9]+)[.,]0*")
_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]+))?E\+?([0-9]{1,2})", re.IGNORECASE)


_REFERENCE = re.compile(r"[A-Z]{1,3}-[0-9]{4}-[0-9]{2,}")


def public_reference(text: str) -> str:
    """The reference when people know it, as « P-2026-0142 »; empty for the marks by which only the platform knows a thing."""
    return text if _REFERENCE.fullmatch(text) else ""


class Unreadable(ValueError):
    """The text is not such a number. `message` says what is wrong and what to do."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


def luhn_sum(digits: str) -> int:
    """Sum of the digits, every second one from the right doubled (18 counts 9). A right number gives a multiple of 10."""
    plain = digits.encode()
    return sum(plain[-1::-2]) + sum(plain[-2::-2].translate(_DOUBLED)) - 48 * len(plain)


def is_siren(text: str) -> bool:
    """Whether the text is exactly a right SIREN: nine digits and their key."""
    return len(text) == 9 and text.isascii() and text.isdigit() and text != "000000000" and luhn_sum(text) % 10 == 0


def is_siret(text: str) -> bool:
    """Whether the text is exactly a right SIRET: fourteen digits, their key and that of its SIREN."""
    if not (len(text) == 14 and text.isascii() and text.isdigit() and is_siren(text[:9])):
        return False
    if luhn_sum(text) % 10 == 0:
        return True
    return text[:9] == LA_POSTE and sum(map(int, text)) % 5 == 0


def is_rna(text: str) -> bool:
    """Whether the text is exactly an RNA: W and nine characters (`W2A1000123` in Corsica)."""
    return _RNA.fullmatch(text) is not None


def show(number: str) -> str:
    """A SIREN or a SIRET in groups that people can compare: « 200 069 110 00123 », with unbreakable spaces."""
    if len(number) not in (9, 14):
        return number
    groups = [number[0:3], number[3:6], number[6:9], number[9:]]
    return "\u00a0".join(group for group in groups if group)


def read_siren(text: str, *, from_file: bool = False) -> str:
    """The nine digits, or nothing for a blank. With `from_file`, what spreadsheets damage is mended when the key proves it.

    Raises Unreadable.
    """
    digits = _digits(text, 9, from_file)
    if not digits:
        return ""
    if len(digits) == 14 and is_siret(digits):
        raise Unreadable(_("Vous avez écrit un SIRET. Le SIREN est fait de ses 9 premiers chiffres : %s.") % show(digits[:9]))
    if len(digits) != 9:
        raise Unreadable(_("Le SIREN doit avoir 9 chiffres. Vous en avez écrit %d.") % len(digits))
    if not is_siren(digits):
        raise Unreadable(
            _("Vérifiez ce SIREN : sa clé ne correspond pas. Si les huit premiers chiffres sont justes, le 9e est %s.") % _key(digits)
        )
    return digits


def read_siret(text: str, *, from_file: bool = False) -> str:
    """The fourteen digits, or nothing for a blank. With `from_file`, what spreadsheets damage is mended when the key proves it.

    Raises Unreadable.
    """
    digits = _digits(text, 14, from_file)
    if not digits:
        return ""
    if len(digits) == 9 and is_siren(digits):
        raise Unreadable(_("Vous avez écrit un SIREN (9 chiffres). Le SIRET a 5 chiffres de plus, propres à chaque établissement."))
    if len(digits) != 14:
        raise Unreadable(_("Le SIRET doit avoir 14 chiffres. Vous en avez écrit %d.") % len(digits))
    if not is_siren(digits[:9]):
        raise Unreadable(_("Vérifiez les 9 premiers chiffres de ce SIRET (le SIREN) : leur clé ne correspond pas."))
    if not is_siret(digits):
        raise Unreadable(_("Vérifiez les 5 derniers chiffres de ce SIRET : la clé ne correspond pas. Les 9 premiers sont justes."))
    return digits


def read_rna(text: str) -> str:
    """The ten characters, or nothing for a blank. Raises Unreadable."""
    plain = _plain(text).upper()
    if not plain:
        return ""
    if is_rna(plain):
        return plain
    if len(plain) in (9, 14) and (is_siren(plain) or is_siret(plain)):
        raise Unreadable(_("C’est un SIREN ou un SIRET. Le numéro RNA commence par la lettre W."))
    if not plain.startswith("W"):
        raise Unreadable(_("Le numéro RNA commence par la lettre W, suivie de 9 chiffres. Exemple : W731000123."))
    if len(plain) != 10:
        raise Unreadable(_("Le numéro RNA a 9 chiffres après le W. Vous en avez écrit %d.") % (len(plain) - 1))
    raise Unreadable(_("Vérifiez ce numéro RNA : après le W, seuls des chiffres sont possibles (W2A et W2B en Corse)."))


def _plain(text: str) -> str:
    """Without spaces, dots, dashes and invisible marks; full-width digits made plain."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def _key(digits: str) -> int:
    """The last digit that the others call for."""
    return (10 - luhn_sum(digits[:-1] + "0") % 10) % 10


def _digits(text: str, length: int, from_file: bool) -> str:
    """The digits alone, mended when they come from a file. Raises Unreadable for anything else."""
    mended = _mend(text, length) if from_file else None
    plain = mended if mended is not None else _plain(text)
    if not plain:
        return ""
    if not (plain.isascii() and plain.isdigit()):
        wrong = next(char for char in plain if not (char.isascii() and char.isdigit()))
        raise Unreadable(_("Ce numéro ne contient que des chiffres. Retirez « %s ».") % wrong)
    return plain


def _mend(text: str, length: int) -> str | None:
    """What a spreadsheet made of a number, undone: « 21860194600000.0 », « 2,18E+13 », zeros lost at the beginning."""
    text = unicodedata.normalize("NFKC", text).strip().lstrip("'’=").strip('"').replace(" ", "")
    if found := _SCIENTIFIC.fullmatch(text):
        first, rest, power = found[1], found[2] or "", int(found[3])
        digits = first + rest
        # A cell that shows fewer digits than the number has lost the others for good.
        if power > 20 or len(digits) < power + 1:
            raise Unreadable(
                _("Un tableur a arrondi ce numéro : ses derniers chiffres sont perdus. Reprenez-le à la source, colonne au format texte.")
            )
        text = digits[: power + 1]
    elif found := _DECIMAL.fullmatch(text):
        text = found[1]
    if not (text.isascii() and text.isdigit()):
        return None
    padded = text.zfill(length)
    right = is_siren(padded) if length == 9 else is_siret(padded)
    # Zeros at the beginning do not change the key: at most three are trusted to be lost.
    return padded if right and len(text) >= length - 3 else text
