"""What a service means by the first words of its mail. Nothing is guessed: what may be read in two ways is not read."""

import re
import unicodedata
from dataclasses import dataclass

from frenchimpact.barriers.models import Opinion
from frenchimpact.core.consent import GREETING
from frenchimpact.core.text import clean_text

# The longest come first. Each must be all that the sentence says: « non seulement… », « possible ? » are not read.
_END = r"(?=\s*(?:$|[\n.,;:!(–—-]))"
_MORE = r"(?=\s|$|[.,;:!(–—-])"
_BUT = re.compile(r"^[\s.,;:!–—-]*(?:mais|sauf|cependant|toutefois|sous reserve|a voir|je crois|sans doute|peut-etre|ou\b)")
_YES = r"(?:c'est |avis )?(?:possible|oui|favorable|d'accord)"
_SOME = r"(?:(?:sous|a|avec) (?:certaines |les |des )?(?:conditions?|reserves?)|si)"
_NOT_US = r"(?:(?:ce n'est|c'est) pas (?:nous|moi|de (?:notre|mon) (?:ressort|competence))|pas competents?)"
_NO = r"(?:non,? ?(?:(?:ce n'est )?pas possible|impossible)?|(?:ce n'est )?pas possible|(?:c'est )?impossible|(?:avis )?defavorable)"
_READ: tuple[tuple[Opinion, re.Pattern[str]], ...] = (
    (Opinion.CONDITIONS, re.compile(rf"^(?:{_YES},? ?{_SOME}|sous (?:certaines )?conditions?|avis reserve){_MORE}")),
    (Opinion.NOT_MINE, re.compile(f"^{_NOT_US}{_END}")),
    (Opinion.IMPOSSIBLE, re.compile(f"^{_NO}{_END}")),
    (Opinion.POSSIBLE, re.compile(f"^(?:(?:oui,? ?)?(?:c'est )?possible|oui|(?:avis )?favorable){_END}")),
)
# « Non, ce n’est pas interdit : possible. », « Non, rien ne s’y oppose. »: its first word says the contrary of the sentence.
_TURNED = re.compile(
    r"^(?:non|oui)\b.*\b(?:pas|plus|rien|aucun\w*)\b.*\b(?:interdi\w*|impossible|obstacle|oppos\w*|empech\w*|requis\w*|exig\w*|necessaire|obligatoire|besoin)\b"
    r"|^non\b.*(?<!pas )\b(?:possible|permis|autorise)\b"
)
_GOODBYE = re.compile(
    r"^(?:(?:bien |tres )?cordialement|bien a (?:vous|toi)|sinceres salutations|salutations|respectueusement|merci"
    r"|bonne (?:journee|reception|fin)|a votre disposition|je vous prie|veuillez)\b"
)
# A word that is no name: in small letters, or a number.
_REASON = re.compile(r"(?:^|\s)(?:[^\W\d_A-ZÀ-Ý][^\W\d_]{2,}|\S*\d)")
_FORWARD = re.compile(
    r"^\s*(?:transf[ée]rer|transmettre|forward)\s*(?:[àa]\s*)?[:=]?\s*<?([^\s<>,;]+@[^\s<>,;]+?)>?\s*\.?\s*$", re.IGNORECASE
)
_TIME = re.compile(r"^\s*(?:d[ée]lai|delay)\s*[:=]?\s*(\d{1,3})\s*(?:jours?|j|days?)\b\.?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """What a mail says: an opinion, an address to hand the question to, days asked for, and its text without these commands."""

    opinion: str
    text: str
    forward_to: str = ""
    days: int = 0


def read_words(text: str) -> Said:
    """What its writer means, as far as it is sure."""
    forward_to, days, rest = "", 0, []
    for line in clean_text(text).splitlines():
        if (found := _FORWARD.match(line)) and not forward_to:
            forward_to = found[1]
        elif (found := _TIME.match(line)) and not days:
            days = int(found[1])
        else:
            rest.append(line)
    kept = clean_text("\n".join(rest))
    return Said(opinion_of(kept), kept, forward_to, days)


def opinion_of(text: str) -> str:
    """The opinion that the first words say; empty when they say none, or may say two."""
    lines = [_plain(line) for line in text.splitlines() if line.strip()]
    words = GREETING.sub("", lines[0]).strip() if lines else ""
    if not words and len(lines) > 1:
        words = lines[1]
    return _read(words)[0]


def _read(words: str) -> tuple[str, int]:
    """The opinion of a line without its greeting, and where it ends."""
    if _TURNED.match(words):
        return "", 0
    for opinion, pattern in _READ:
        found = pattern.match(words)
        if found is not None:
            rest = words[found.end() :]
            unsure = opinion != Opinion.CONDITIONS and (_BUT.match(rest) or rest.strip().startswith("?"))
            return ("", 0) if unsure else (opinion, found.end())
    return "", 0


def says_why(text: str) -> bool:
    """Whether there is more in an answer than its opinion, its greeting, its good-bye and a name: a word of every day, or a number."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    rest: list[str] = []
    for line in lines:
        plain = _plain(line)
        if _GOODBYE.match(plain):
            break
        words = GREETING.sub("", plain).strip()
        end = _read(words)[1] if not rest else 0
        # The plain form has as many words as the line: what comes after the opinion is its last ones, with their capitals.
        more = len(words[end:].strip(" .,;:!(–—-").split())
        rest.append(" ".join(line.split()[-more:]) if more else "")
    return bool(_REASON.search("\n".join(rest)))


def _plain(line: str) -> str:
    """Small letters without accents; marks stay: « possible ? » is a question."""
    letters = unicodedata.normalize("NFKD", line.replace("’", "'").lower())
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())
