"""From what people type to what the database is asked: accents, plurals, stop words, words that mean the same, quoted phrases."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from frenchimpact.core.text import clean_line, fold

MAX_TYPED = 300
MAX_TERMS = 12

# French words that say nothing, as typed without accents; the database knows the accented ones.
STOP = frozenset(
    [
        "a",
        "ai",
        "as",
        "au",
        "aux",
        "avec",
        "c",
        "ce",
        "ces",
        "cet",
        "cette",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "eu",
        "il",
        "ils",
        "j",
        "je",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "leurs",
        "lui",
        "m",
        "ma",
        "mais",
        "me",
        "meme",
        "mes",
        "moi",
        "mon",
        "n",
        "ne",
        "ni",
        "nos",
        "notre",
        "nous",
        "on",
        "ont",
        "ou",
        "par",
        "pas",
        "pour",
        "qu",
        "que",
        "qui",
        "s",
        "sa",
        "sans",
        "se",
        "ses",
        "si",
        "son",
        "sont",
        "sous",
        "sur",
        "t",
        "ta",
        "te",
        "tes",
        "toi",
        "ton",
        "tu",
        "un",
        "une",
        "vers",
        "vos",
        "votre",
        "vous",
        "y",
        "the",
        "of",
        "and",
        "for",
        "in",
    ]
)

_PHRASE = re.compile(r"[«“\"]([^«»“”\"]*)[»”\"]")
_WORD = re.compile(r"\w+")


def bare(words: str) -> str:
    """Folded words without the marks of their plurals: « personnes agees » and « personne agee » are one."""
    return " ".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in words.split())


@dataclass(frozen=True)
class Meanings:
    """Words that mean the same, each with the others, whatever their number."""

    # By their folded words, bare.
    same: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # In words, of the longest phrase known.
    longest: int = 1

    @classmethod
    def of(cls, lines: Iterable[Iterable[str]]) -> "Meanings":
        """From lines of one meaning each; a word of several lines means all that they say."""
        same: dict[str, dict[str, None]] = {}
        for line in lines:
            words = list(line)
            for word in words:
                if key := bare(fold(word)):
                    same.setdefault(key, {}).update(dict.fromkeys(other for other in words if other != word))
        return cls({key: tuple(others) for key, others in same.items()}, max((len(key.split()) for key in same), default=1))


NONE = Meanings()


@dataclass(frozen=True)
class Term:
    """One thing that every result must hold: a word with its variants, or a phrase."""

    typed: str
    # As `to_tsquery` reads it.
    query: str
    is_phrase: bool = False


@dataclass(frozen=True)
class Typed:
    """What was typed, understood."""

    text: str
    terms: tuple[Term, ...]
    meanings: Meanings = field(default=NONE, repr=False, compare=False)

    @property
    def query(self) -> str:
        """For `to_tsquery('fr', …)`, every term wanted; empty when nothing searchable was typed."""
        return " & ".join(term.query for term in self.terms)

    @property
    def any_query(self) -> str:
        """The same, any of the terms being enough: for a sentence, whose results are ranked by what they share with it."""
        return " | ".join(term.query for term in self.terms)

    @property
    def prefix_query(self) -> str:
        """The same, the last word being still typed."""
        if not self.terms or self.terms[-1].is_phrase:
            return self.query
        last = self.terms[-1]
        return " & ".join([*(term.query for term in self.terms[:-1]), f"({last.query} | {fold(last.typed).split()[-1]}:*)"])

    def with_words(self, corrections: dict[str, str]) -> "Typed":
        """The same search with some words replaced, wherever they were typed."""

        def corrected(match: re.Match[str]) -> str:
            return corrections.get(fold(match[0]), match[0])

        parts = re.split(r"([«“\"][^«»“”\"]*[»”\"])", self.text)
        words = [part if at % 2 else _WORD.sub(corrected, part) for at, part in enumerate(parts)]
        return understand("".join(words), self.meanings)

    @property
    def loose_words(self) -> list[str]:
        """The single words, without accents: those that may be mistyped."""
        return list(dict.fromkeys(word for term in self.terms if not term.is_phrase for word in fold(term.typed).split()))


def variants(word: str) -> list[str]:
    """A word, and its plural or singular where the stemmer keeps them apart: « lieux » and « lieu », « réemplois » and « réemploi »."""
    if len(word) < 3 or word[-1].isdigit():
        return [word]
    if word.endswith(("eux", "oux")) or (word[-1] == "s" and word[-2] in "aiou"):
        return [word, word[:-1]]
    if word.endswith(("eu", "ou")):
        return [word, word + "x", word + "s"]
    if word[-1] in "aiou":
        return [word, word + "s"]
    return [word]


def _phrase(text: str) -> str:
    """Words in a row. Accents stay: the database then knows its stop words and counts the gaps that they leave."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower().replace("_", " "))
    return "(" + " <-> ".join(words) + ")" if words else ""


def _either(options: list[str]) -> str:
    return options[0] if len(options) == 1 else "(" + " | ".join(dict.fromkeys(options)) + ")"


def _known(meaning: str, meanings: Meanings) -> Term:
    """A word or a phrase of the field, and what else it is called."""
    options: list[str] = []
    for way in (meaning, *meanings.same[bare(meaning)]):
        options += [_phrase(way)] if " " in fold(way) else variants(fold(way))
    return Term(meaning, _either(options))


def _loose(text: str, meanings: Meanings) -> list[Term]:
    """The terms of a text without quotes."""
    words = fold(text.replace("_", " ")).split()
    terms: list[Term] = []
    at = 0
    while at < len(words):
        ways = (" ".join(words[at : at + length]) for length in range(min(meanings.longest, len(words) - at), 0, -1))
        meaning = next((way for way in ways if bare(way) in meanings.same), None)
        if meaning:
            terms.append(_known(meaning, meanings))
            at += len(meaning.split())
            continue
        if words[at] not in STOP:
            terms.append(Term(words[at], _either(variants(words[at]))))
        at += 1
    return terms


def understand(text: str, meanings: Meanings = NONE, *, most: int = MAX_TERMS, longest: int = MAX_TYPED) -> Typed:
    """The search behind a typed text. Never fails: what cannot be searched is left out."""
    line = clean_line(text.replace("\x00", " ").encode("utf-8", "ignore").decode())[:longest].strip()
    terms: list[Term] = []
    last = 0
    for match in _PHRASE.finditer(line):
        terms += _loose(line[last : match.start()], meanings)
        if query := _phrase(match[1]):
            terms.append(Term(match[1].strip(), query, is_phrase=True))
        last = match.end()
    terms += _loose(line[last:], meanings)
    return Typed(line, tuple(dict.fromkeys(terms))[:most], meanings)
