"""What somebody answers to what is proposed to them, by the first words of their mail. Nothing is guessed: what says both is not read."""

import re
import unicodedata
from dataclasses import dataclass

from frenchimpact.core.text import clean_text

GREETING = re.compile(r"^(?:(?:bonjour|bonsoir|madame|monsieur|mesdames|messieurs|cher\w*|hello)\b[^.!\n:;]{0,50}?(?:[,.!]|$)\s*)+")
# Whether somebody takes what is proposed to them: yes said whole, with nothing that could change it after.
_TAKES = re.compile(
    r"^(?:oui|ok|okay|d'accord|j'accepte|accepte|accepted|yes)(?:[\s,.!]+(?:ok|d'accord|j'accepte"
    r"|je le (?:suis|prends)|je (?:prends|m'en occupe)|avec plaisir|volontiers|bien sur|pour moi|merci(?: beaucoup)?"
    r"|thanks|thank you|with pleasure))*[\s.!]*$"
)
_REFUSES = re.compile(
    r"^(?:(?:non|no)(?: merci| thanks)?|je decline|je refuse|declined?)"
    r"(?:[ ]*[,.;:!\n–—-]\s*|\s*$|\s+(?=(?:je|j'|car|parce|desole|malheureusement|pas)\b))"
)
_TIED = re.compile(r"^(?:liens?|ties?)\s*[:,–—-]\s*")
# Both said: « non, oui en fait », « non, aucun problème ».
_TURNS = re.compile(
    r"\b(?:oui|yes|j'accepte|d'accord|finalement|aucun (?:probleme|souci)|pas de (?:probleme|souci)|no problem|avec plaisir|volontiers"
    r"|je (?:le )?prends|je m'en occupe|je veux bien)\b"
)


@dataclass(frozen=True)
class Consent:
    """What somebody answers to what is proposed to them: « yes », « no » or « tie », and what they say with it; no word when unsure."""

    word: str = ""
    text: str = ""


def read_consent(text: str) -> Consent:
    """Yes alone; no, or a tie, with what follows. What says more than yes, or both, is not read: its writer is asked."""
    typed = clean_text(text).strip("«»“”\"' ")
    words = _flat(typed)
    greeting = GREETING.match(words)
    start = greeting.end() if greeting else 0
    start += len(words[start:]) - len(words[start:].lstrip())
    typed, words = typed[start:], words[start:]
    if _TAKES.match(words):
        return Consent("yes")
    for word, pattern in (("tie", _TIED), ("no", _REFUSES)):
        found = pattern.match(words)
        if found is not None and not (word == "no" and _TURNS.search(words, found.end())):
            return Consent(word, typed[found.end() :].strip("«»“”\"' \n"))
    return Consent()


def _flat(text: str) -> str:
    """The same text letter for letter, in small letters without accents."""
    return "".join(unicodedata.normalize("NFKD", one.replace("’", "'").lower())[:1] or " " for one in text)
