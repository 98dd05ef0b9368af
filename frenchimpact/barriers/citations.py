"""Texts of law named in what people write, each in one form: « art L541-1 C. env. » is « Code de l’environnement, L. 541-1 ».

Nothing is fetched: what is known of law here is the names of the codes (data/codes.txt) and how articles, acts and decrees are numbered.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from frenchimpact.core.text import fold

MOST = 10
_FIGURE = re.compile("[0-9]")
LONGEST = 16_000
_CODES = Path(__file__).parent / "data" / "codes.txt"
_SAME = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "œ": "oe", "Œ": "OE"})
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
_LATIN = "bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies|undecies|duodecies|terdecies"
_ARTICLE = (
    rf"(?<![\w-])(?:(?i:LO|[LRDA])\s?\.?\s?\*?\s?\.?\s?)?\d{{1,5}}(?:-\d{{1,4}}){{0,5}}"
    rf"(?:[ -](?i:{_LATIN})\b)?(?:\s[A-Z]{{1,2}}\b)?(?![\w°/-])"
)
_WORD = r"(?i:\b(?:articles?|art\.?|arts\.?)\s?)"
_AND = rf"\s?(?:,|;|(?i:et|ou|a|de|l'|,\s?et)\b)\s?(?:(?i:de\s|a\s)?(?i:l'\s?|les\s|des\s|aux\s)?{_WORD})?"
_LIST = rf"(?P<word>{_WORD})?(?P<list>{_ARTICLE}(?:{_AND}{_ARTICLE}){{0,9}})"
# « L. 541-1 du code… », « Article L541-1 - Code… », « article 3, alinéa 2, de la loi… ».
_BEFORE = re.compile(
    rf"{_LIST}(?:,?\s?(?i:al\.?|alinea)\s?\d{{1,2}})?\s?[,(-]?\s?(?i:du|de la|de l'|des|de|au|dudit|le|la)?\s?(?i:nouveau )?$"
)
# « Code des transports, L. 3120-1 », « CGCT (art. L2224-13) ».
_AFTER = re.compile(rf"\s?[,:;(-]?\s?(?i:a l'|aux |les |l'|son |ses |et notamment )?\s?{_LIST}")
_ONE = re.compile(
    rf"(?<![\w-])(?:(?P<letter>(?i:LO|[LRDA]))\s?\.?\s?(?P<star>\*)?\s?\.?\s?)?(?P<number>\d{{1,5}}(?:-\d{{1,4}})*)"
    rf"(?:[ -](?P<latin>(?i:{_LATIN}))\b)?(?:\s(?P<part>[A-Z]{{1,2}})\b)?"
)
_DAY = rf"(?i:\s?,?\s?du\s(?P<day>\d{{1,2}})(?:er)?\s(?P<month>{'|'.join(fold(one) for one in _MONTHS)})\s(?P<year>\d{{4}}))"
_ACT = re.compile(
    rf"\b(?P<kind>(?i:loi(?:\sorganique|\sconstitutionnelle)?|decret(?:-loi)?|ordonnance|arrete|circulaire))\s?(?i:n\s?[°o]?\s?)?"
    rf"(?P<number>\d{{2,4}}-\d{{1,5}})(?![\d-]){_DAY}?"
)
_DATED = re.compile(rf"\b(?P<kind>(?i:loi)){_DAY}")
_UNION = re.compile(
    r"\b(?P<kind>(?i:reglement|directive))\s(?i:europeen(?:ne)?\s)?(?P<side>\((?i:UE|CE|CEE)\)\s?)?"
    r"(?i:n\s?[°o]?\s?)?(?P<number>\d{2,4}/\d{1,4})(?P<tail>/(?i:UE|CE|CEE))?\b"
)
# « du même code »: the text named before.
_AGAIN = re.compile(r"\b(?i:(?:meme|dit)\s?(?:code|loi|decret|ordonnance|arrete)|code precite)\b")
_CONSTITUTION = re.compile(r"\b(?i:constitution)\b(?!\s(?i:de|d'|du)\b)")
_KINDS = {
    "loi": "Loi",
    "loi organique": "Loi organique",
    "loi constitutionnelle": "Loi constitutionnelle",
    "decret": "Décret",
    "decret-loi": "Décret-loi",
    "ordonnance": "Ordonnance",
    "arrete": "Arrêté",
    "circulaire": "Circulaire",
    "reglement": "Règlement",
    "directive": "Directive",
}
# Who could change it: the letter of an article of a code says it, and so does the kind of an act.
_PARLIAMENT, _STATE, _EUROPE = "parliament", "state", "europe"


def name_of(text: str, article: str) -> str:
    """« Code civil, article 1240 », « Code des transports, L. 3120-1 »."""
    return f"{text}, {'article ' if _FIGURE.match(article) else ''}{article}" if article else text


@dataclass(frozen=True)
class Citation:
    """A text, or one article of it, under the one name that the desk gives it."""

    text: str
    article: str = ""
    # The name without its day: « Décret n° 2020-412 » is that of 8 April 2020.
    stem: str = ""

    def __str__(self) -> str:
        return name_of(self.text, self.article)

    @property
    def text_fold(self) -> str:
        """The name without its day, as the database compares it: one that says the day begins by it."""
        return fold(self.stem or self.text)

    @property
    def article_folds(self) -> tuple[str, ...]:
        """« l 541 1 », and as it was once typed: « l541 1 »."""
        folded = fold(self.article)
        return tuple(dict.fromkeys((folded, re.sub(r"^(lo|[lrda]) ", r"\1", folded))))

    @property
    def level(self) -> str:
        """Who could change it; empty when its name does not say."""
        kind = fold(self.text).split(" ", 1)[0]
        if kind == "code" or kind == "livre":
            return _PARLIAMENT if self.article[:1] == "L" else _STATE if self.article[:1] in ("R", "D", "A") else ""
        return {
            "loi": _PARLIAMENT,
            "ordonnance": _PARLIAMENT,
            "constitution": _PARLIAMENT,
            "decret": _STATE,
            "arrete": _STATE,
            "circulaire": _STATE,
            "reglement": _EUROPE,
            "directive": _EUROPE,
        }.get(kind, "")


@dataclass(frozen=True)
class _Text:
    """Where the name of a text stands in what was written; alone it is a citation only when its number names it."""

    start: int
    end: int
    text: str
    stem: str = ""
    stands_alone: bool = True


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    citations: tuple[Citation, ...]


def _plain(text: str) -> str:
    """Without accents, one space between words; the case stays: « 200 A » is an article, « L. 1 à L. 3 » are two."""
    text = unicodedata.normalize("NFKD", text[:LONGEST].translate(_SAME))
    return " ".join("".join(one for one in text if not unicodedata.combining(one)).split())


@cache
def _codes() -> tuple["re.Pattern[str]", dict[str, tuple[str, bool]], dict[str, str]]:
    """What finds a code by any of its names; those names with the code's own, and whether they are one in full; codes by identifier."""
    names: dict[str, tuple[str, bool]] = {}
    keys: dict[str, str] = {}
    for line in _CODES.read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, key, others = (part.strip() for part in line.split(";"))
        keys[key] = name
        for other in (name, *(one.strip() for one in others.split("|") if one.strip())):
            names[fold(other)] = (name, fold(other).startswith(("code ", "livre ")))
    ways = "|".join(r"\W{1,3}".join(map(re.escape, one.split())) for one in sorted(names, key=len, reverse=True))
    return re.compile(rf"\b(?:{ways})\b\.?", re.IGNORECASE), names, keys


def code_named(key: str) -> str:
    """The code that an identifier of Légifrance is; empty for another text."""
    return _codes()[2].get(key.upper(), "")


def _day_words(found: "re.Match[str]") -> str:
    if not found["day"]:
        return ""
    month = next(one for one in _MONTHS if fold(one) == fold(found["month"]))
    day = int(found["day"])
    return f" du {'1er' if day == 1 else day} {month} {found['year']}"


def _texts(plain: str) -> list[_Text]:
    """The names of texts, in their order, none within another."""
    pattern, names, _keys = _codes()
    found = []
    for one in pattern.finditer(plain):
        name, _is_full = names[fold(one[0])]
        found.append(_Text(one.start(), one.end(), name, stands_alone=False))
    for one in _ACT.finditer(plain):
        stem = f"{_KINDS[' '.join(one['kind'].lower().split())]} n° {one['number']}"
        found.append(_Text(one.start(), one.end(), stem + _day_words(one), stem))
    found += [_Text(one.start(), one.end(), "Loi" + _day_words(one)) for one in _DATED.finditer(plain)]
    for one in _UNION.finditer(plain):
        side = f"({one['side'].strip(' ()').upper()}) " if one["side"] else ""
        found.append(_Text(one.start(), one.end(), f"{_KINDS[one['kind'].lower()]} {side}{one['number']}{(one['tail'] or '').upper()}"))
    found += [_Text(one.start(), one.end(), "Constitution", stands_alone=False) for one in _CONSTITUTION.finditer(plain)]
    found += [_Text(one.start(), one.end(), "", stands_alone=False) for one in _AGAIN.finditer(plain)]
    kept: list[_Text] = []
    for text in sorted(found, key=lambda one: (one.start, -one.end)):
        if kept and text.start < kept[-1].end:
            continue
        if text.text:
            kept.append(text)
        elif kept:
            kept.append(replace(text, text=kept[-1].text, stem=kept[-1].stem))
    return kept


def _articles(found: "re.Match[str]") -> list[str]:
    """« L. 541-1 »: one form, whatever the spaces, points and capitals. A bare number counts after « article » alone."""
    articles = []
    for one in _ONE.finditer(found["list"]):
        letter = (one["letter"] or "").upper()
        if not letter and not found["word"]:
            continue
        latin, part = f" {one['latin'].lower()}" if one["latin"] else "", f" {one['part']}" if one["part"] else ""
        letter += "" if letter in ("", "LO") else ".*" if one["star"] else "."
        articles.append(f"{letter} {one['number']}{latin}{part}".strip())
    return list(dict.fromkeys(articles))


def _find(text: str) -> Iterator[_Found]:
    plain = _plain(text)
    texts = _texts(plain)
    taken, held = 0, {}
    for at, one in enumerate(texts):
        before = _BEFORE.search(plain, max(taken, one.start - 240), one.start) if plain[one.start - 1 : one.start] else None
        if before and (articles := _articles(before)):
            held[at] = (before.start(), one.end, articles)
        taken = one.end
    for at, one in enumerate(texts):
        start, end, articles = held.get(at, (one.start, one.end, []))
        if not articles:
            last = len(plain) if at + 1 == len(texts) else held[at + 1][0] if at + 1 in held else texts[at + 1].start
            after = _AFTER.match(plain, one.end, last)
            if after and (articles := _articles(after)):
                end = after.end()
        if articles:
            yield _Found(start, end, tuple(Citation(one.text, article, one.stem) for article in articles))
        elif one.stands_alone:
            yield _Found(start, end, (Citation(one.text, "", one.stem),))


def citations(*texts: str) -> list[Citation]:
    """The texts that these words cite by name, in their order, each once."""
    found: dict[tuple[str, str], Citation] = {}
    for text in texts:
        for one in _find(text) if _FIGURE.search(text) else ():
            for citation in one.citations:
                found.setdefault((citation.text_fold, citation.article_folds[0]), citation)
    return list(found.values())[:MOST]


def only_citation(line: str) -> Citation | None:
    """The one text that a line names, when it says nothing else."""
    found = list(_find(line))
    if len(found) != 1 or len(found[0].citations) != 1:
        return None
    plain = _plain(line)
    rest = fold(plain[: found[0].start] + " " + plain[found[0].end :])
    return found[0].citations[0] if rest in ("", "l", "le", "la", "article", "l article") else None
