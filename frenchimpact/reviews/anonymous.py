"""What tells who applies, taken out of a text: names, addresses, numbers. Pure: no table."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from frenchimpact.core.identifiers import is_rna, is_siren, is_siret

_ADDRESSES = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:fr|org|com|net|coop|eu|info|asso)\b\S*", re.I
)
_PHONES = re.compile(r"(?<!\d)(?:\+33|0033|0)[\s.\-\u00a0\u202f]?[1-9](?:[\s.\-\u00a0\u202f]?\d{2}){4}(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)\d{3}[\s.\u00a0\u202f]?\d{3}[\s.\u00a0\u202f]?\d{3}(?:[\s.\u00a0\u202f]?\d{5})?(?!\d)|\bW\d[0-9A-Z]\d{7}\b")
# Too short or too common to say anything: taking them out would only make holes.
_SHORTEST = 4


def _letters(name: str) -> str:
    """The name as a pattern: any accents, any case, any blanks or dashes between its words."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", name))
    return r"[\W_]+".join(map(_word, words))


def _word(word: str) -> str:
    return "".join(f"[{re.escape(letter)}{_variants(letter)}]" for letter in word)


# Every letter of Latin with its accents, by its bare form.
_FAMILIES: dict[str, str] = {}
for _code in [*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x180)]:
    _FAMILIES.setdefault(unicodedata.normalize("NFKD", chr(_code))[0].casefold(), "")
    _FAMILIES[unicodedata.normalize("NFKD", chr(_code))[0].casefold()] += chr(_code)


def _variants(letter: str) -> str:
    return _FAMILIES.get(unicodedata.normalize("NFKD", letter)[0].casefold(), "")


def _leads_to_someone(number: str) -> bool:
    """Whether it is a SIREN, a SIRET or an RNA: their keys tell them from amounts."""
    plain = re.sub(r"\W", "", number)
    return is_siren(plain) or is_siret(plain) or is_rna(plain)


class Veil:
    """Hides the names it was made with, and any address or number that leads to someone."""

    def __init__(self, names: Iterable[str]) -> None:
        kept = sorted({name for name in names if len(re.sub(r"\W", "", name)) >= _SHORTEST}, key=len, reverse=True)
        self.names = re.compile("|".join(rf"(?<!\w){_letters(name)}(?!\w)" for name in kept)) if kept else None

    def hide(self, text: str) -> str:
        """The text without them. Running it twice changes nothing more."""
        mark = _("[masqué]")
        text = _ADDRESSES.sub(mark, unicodedata.normalize("NFC", text))
        text = _NUMBERS.sub(lambda found: mark if _leads_to_someone(found[0]) else found[0], _PHONES.sub(mark, text))
        return self.names.sub(mark, text) if self.names else text


def file_name(position: int, name: str, kinds: Collection[str] = ("pdf", "jpg", "png", "odt", "ods", "docx", "xlsx", "csv")) -> str:
    """« Pièce 2.pdf »: a name that only says what kind of file it is."""
    kind = name.rpartition(".")[2].lower()
    return _("Pièce %(position)d") % {"position": position} + (f".{kind}" if kind in kinds else "")
