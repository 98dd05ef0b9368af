"""What tells who applies, taken out of a text: names, addresses, numbers. Pure: no table."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from frenchimpact.core.identifiers import is_rna, is_siren, is_siret
from frenchimpact.core.text import fold

_ADDRESSES = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:fr|org|com|net|coop|eu|info|asso)\b\S*", re.I
)
_PHONES = re.compile(r"(?<!\d)(?:\+33|0033|0)[\s.\-\u00a0\u202f]?[1-9](?:[\s.\-\u00a0\u202f]?\d{2}){4}(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)\d{3}[\s.\u00a0\u202f]?\d{3}[\s.\u00a0\u202f]?\d{3}(?:[\s.\u00a0\u202f]?\d{5})?(?!\d)|\bW\d[0-9A-Z]\d{7}\b")
# Shorter ones are often common words too: these go only as they are written, capital letters included.
_SHORTEST = 4
# Words that say what kind of structure it is, not which one.
_GENERIC = re.compile(
    "(?:a|au|aux|d|de|des|du|en|et|l|la|le|les|pour|un|une|agglomeration|asso|association|ca|cc|centre|collectif|communes?|communaute"
    "|cooperative|cu|departement|entreprise|etablissement|fondation|groupe|metropole|mixte|region|reseau|sa|sarl|sas|scic|scop|societe"
    "|syndicat|urbaine|ville)"
)


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


def _count(name: str) -> int:
    return len(re.sub(r"\W", "", name))


def _own(name: str) -> str:
    """What is left of a structure's name without the words that say its kind, in front: « le Grand Chambéry »; empty when all are."""
    words = re.findall(r"\w+", name)
    while words and _GENERIC.fullmatch(fold(words[0])):
        words.pop(0)
    return " ".join(words)


def _initials(name: str) -> str:
    """Its initials, small words left out; empty for fewer than three words."""
    letters = [word[0].upper() for word in re.findall(r"\w+", name) if len(word) > 3 or word[0].isupper()]
    return "".join(letters) if len(letters) > 2 else ""


def _alternatives(patterns: Iterable[str]) -> re.Pattern[str] | None:
    # The longest first: « Grand Chambéry » goes whole, not by its half.
    kept = sorted(set(patterns), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w)(?:{pattern})(?!\w)" for pattern in kept)) if kept else None


class Veil:
    """Hides the names it was made with, what one calls them by, and any address or number that leads to someone.

    `names` are those of structures and projects, `people` those of persons. A whole name goes however it is written. What stands for it
    goes where it has its capitals: a person's last name, a name without « Association » or « Communauté d’agglomération » in front,
    initials, a name of two or three letters.
    """

    def __init__(self, names: Iterable[str], people: Iterable[str] = ()) -> None:
        names, people = list(names), list(people)
        self.names = _alternatives(_letters(name) for name in [*names, *people] if _count(name) >= _SHORTEST)
        parts = [_own(name) for name in names] + [name.split()[-1] for name in people if len(name.split()) > 1]
        as_written = [one for one in [*names, *parts] if 2 <= _count(one) < _SHORTEST] + [_initials(name) for name in names]
        capital = [rf"(?=[A-ZÀ-ÖØ-Þ]){_letters(part)}" for part in parts if _count(part) >= _SHORTEST]
        exact = [r"[\W_]*".join(map(re.escape, one)) if one.isupper() else re.escape(one) for one in as_written if one]
        self.parts = _alternatives([*capital, *exact])

    def hide(self, text: str) -> str:
        """The text without them. Running it twice changes nothing more."""
        mark = _("[masqué]")
        text = _ADDRESSES.sub(mark, unicodedata.normalize("NFC", text))
        text = _NUMBERS.sub(lambda found: mark if _leads_to_someone(found[0]) else found[0], _PHONES.sub(mark, text))
        for names in (self.names, self.parts):
            text = names.sub(mark, text) if names else text
        return text


def file_name(position: int, name: str, kinds: Collection[str] = ("pdf", "jpg", "png", "odt", "ods", "docx", "xlsx", "csv")) -> str:
    """« Pièce 2.pdf »: a name that only says what kind of file it is."""
    kind = name.rpartition(".")[2].lower()
    return _("Pièce %(position)d") % {"position": position} + (f".{kind}" if kind in kinds else "")
