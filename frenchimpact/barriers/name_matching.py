"""Names in a text, whatever their accents, capitals, hyphens and spaces; and out of it, in French that still reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from frenchimpact.barriers.models import Mask
from frenchimpact.core.text import fold


@dataclass(frozen=True)
class Proposal:
    """Words to hide, what they are, and what to write in their place."""

    found: str
    kind: Mask.Kind
    replacement: str
    # It comes from the case itself: it may never stay.
    is_own: bool = False


# Words of every day that are also communes, first names or surnames: a name only with a capital inside a sentence, after a title, or
# after a preposition of place.
_EVERYDAY = frozenset(
    fold(
        """maire luc pierre rose claire olive violette marguerite constant prudence aime desire modeste ange clement juste parfait victoire
        aurore oceane marine reine blanche germain colombe fleur perle iris jasmine capucine prune cerise melodie harmonie solange grace
        france chantal petit grand gros blanc noir brun roux rouge vert bois pont fontaine riviere marchand boucher berger boulanger meunier
        prieur moine abbe roche lune chevalier clerc comte duc prince roi page bon beau gentil joly perrin marin jardin foret champ champs
        mouton loup renard merle poisson pigeon coq boeuf lievre carpentier tissier vigne valet poulain dimanche noel mercier tailleur
        barbier masson charpentier couturier potier verdier pasteur besson martin chapelle eglise croix colin long court vallee val montagne
        mont plaine lac mer sources source bains royan die sens vif bar eu y or mars laval tours angers nice orange toul vienne vire
        la les le rue place port ville bourg paris nord sud est ouest centre oise creuse lot var manche landes"""
    ).split()
)
FIRST_NAMES = frozenset(
    fold(
        """adam adele adrien agathe agnes aicha alain albert alexandre alexandra alexia alexis alice alicia aline amandine amelie amina
        anais andre andree anne annie antoine antoinette antonin arnaud arthur audrey aurelie aurelien awa axel aya baptiste basile bastien
        beatrice benjamin benoit bernadette bernard bertrand boris brigitte bruno camille carine carole caroline catherine cecile cedric
        celine chantal charles charlotte christelle christian christiane christine christophe claude claudine clara clemence clement
        colette corinne cyril damien daniel daniele danielle david denis denise diane didier dominique dorothee edith edouard eleonore
        elisabeth elise elodie eloise emilie emma emmanuel emmanuelle enzo eric estelle esther etienne eugenie eva evelyne fabien fabienne
        fabrice fanny farid fatima fatou fatoumata felix florence florent florian francine francis francois francoise frederic frederique
        gabriel gaelle gaetan genevieve georges gerald gerard germaine ghislaine gilbert gilles gisele gregory guillaume gustave guy
        helene henri herve hubert hugo hugues ibrahim ines irene isabelle ismael jacqueline jacques jean jeanne jeremy jerome joel joelle
        jonathan jordan joseph josiane julie julien juliette justine karim karine kevin khadija khadidja lamia laura laure laurence laurent
        lea leila leo leon lilian liliane lina lionel lise loic lola louis louise luc lucas lucie lucien lucienne lydia lydie madeleine
        magali malik manon marc marcel marcelle margaux margot marguerite maria marianne marie marine marion marius martine mathieu mathilde
        matthieu maud maurice maxime mehdi melanie melissa michel michele micheline mireille mohamed mohammed monique moussa muriel myriam
        nadege nadia nadine nathalie nicolas nicole noemie nora odette odile olivier omar oceane pascal pascale patrice patricia patrick
        paul paule paulette pauline philippe pierre quentin rachel rachid raphael raymond rebecca regine regis remi remy rene renee richard
        robert roger roland romain rose roxane sabine sabrina said salome samia samir samuel sandra sandrine sarah sebastien serge severine
        simon simone sofia solene sonia sophie soraya stephane stephanie suzanne sylvain sylvie tatiana theo therese thibault thierry thomas
        valentin valentine valerie vanessa veronique victor victoria vincent virginie vivien viviane xavier yann yannick yasmina yasmine
        yohan yolande youssef yves yvette yvonne zoe"""
    ).split()
)
_TITLES = r"(?:M\.|MM\.|Mmes?|Mlle|Madame|Monsieur|Mademoiselle|Docteure?|Dr|Maître|Me)"
_AFTER_TITLE = re.compile(rf"\b{_TITLES}\s+$", re.IGNORECASE)
_AFTER_PLACE = re.compile(
    r"(?:\b(?:à|a|vers|depuis|chez|près de|autour de|commune d[e’']|ville d[e’']|mairie d[e’']|sur|\d{5})|\bd[’'])\s*$", re.IGNORECASE
)
_SEPARATOR = r"[\s\u00a0\u202f’'‑-]+"
_LETTERS = {
    "a": "aàáâãäå", "c": "cç", "e": "eèéêë", "i": "iìíîï", "n": "nñ", "o": "oòóôõö", "u": "uùúûü", "y": "yýÿ",
}  # fmt: skip
# What stands before a name and must go with it: « de la Savoie » is « d’un département ».
_BEFORE = (
    r"(?:(?P<of>\b(?:de\s+la|de\s+l[’']|du|des|de)\s+|\bde\s+l[’']|\bd[’'])|(?P<to>\b(?:à\s+la|aux?)\s+|\bà\s+l[’'])"
    r"|(?P<inside>\ben\s+)|(?P<the>\b(?:les?|la)\s+|\bl[’']))?"
)


def is_everyday(words: str) -> bool:
    """Whether it is also a word of every day: its context says whether it is a name."""
    return fold(words) in _EVERYDAY


def _number(words: str) -> str:
    digits = re.sub(r"\D", "", words)
    apart = r"[\s.\u00a0\u202f-]*"
    if (len(digits) == 10 and digits[0] == "0") or words.lstrip().startswith(("+33", "0033")):
        return rf"(?<!\d)(?:(?:\+|00)33{apart}(?:\(0\){apart})?|0)" + apart.join(digits[-9:]) + r"(?!\d)"
    # A SIREN stands in the SIRET.
    more = rf"(?:{apart}\d{{5}})?" if len(digits) == 9 else ""
    return r"(?<!\d)" + apart.join(digits) + more + r"(?!\d)"


def _source(words: str) -> str:
    if re.fullmatch(r"[+\d\s.()\u00a0\u202f-]+", words) and len(re.sub(r"\D", "", words)) >= 6:
        return _number(words)
    made = []
    for part in re.findall(r"(?<!\w)\w\.[\s\u00a0]*(?=\w)|\w+|[\s\u00a0\u202f’'‑-]+|[^\w\s]", words.strip()):
        if re.match(r"\w\.", part):
            # « J. Dupont », « J.Dupont », « J Dupont ».
            made.append(re.escape(part[0]) + r"\.?[\s\u00a0\u202f-]*")
        elif re.fullmatch(r"[\s\u00a0\u202f’'‑-]+", part):
            made.append(_SEPARATOR)
        elif not part[0].isalnum() and part[0] != "_":
            made.append(re.escape(part))
        else:
            made += [f"[{_LETTERS[plain]}]" if (plain := fold(one)) in _LETTERS else re.escape(one) for one in part]
    return r"(?<!\w)" + "".join(made) + r"(?!\w)"


def _flags(words: str) -> re.RegexFlag:
    # « LRS » is an acronym as it is written; a name is itself in capitals or not.
    return re.NOFLAG if words.isupper() and words.isalpha() and len(words) <= 5 else re.IGNORECASE


def pattern(words: str) -> re.Pattern[str]:
    """These words in a text, whole, whatever their accents, capitals and the spaces between them; a number however it is spaced."""
    return re.compile(_source(words), _flags(words))


def _is_inside(text: str, at: int) -> bool:
    """Whether something of the same sentence comes before."""
    before = text[:at].rstrip(" \u00a0«\"(’'")
    return bool(before) and before[-1] not in ".!?:\n…"


def _is_name_here(text: str, match: re.Match[str], words: str, kind: str) -> bool:
    said, before = match[0], text[: match.start()]
    has_capital = any(one.isupper() for one in said)
    if kind == Mask.Kind.PLACE:
        if is_everyday(words):
            return said[0].isupper() and _AFTER_PLACE.search(before) is not None
        return has_capital
    if kind == Mask.Kind.ORGANISATION:
        return has_capital or len(words.split()) > 2
    if kind == Mask.Kind.PERSON and is_everyday(words):
        return _AFTER_TITLE.search(before) is not None or (said[0].isupper() and _is_inside(text, match.start()))
    return True


def spans(text: str, words: str, kind: str = "") -> Iterator[re.Match[str]]:
    """Where the text says them as a name."""
    return (match for match in pattern(words).finditer(text) if _is_name_here(text, match, words, kind))


def holds(text: str, words: str, kind: str = "") -> bool:
    """Whether the text says them, with or without their accents and capitals."""
    return any(True for _match in spans(text, words, kind))


def hide(text: str, words: str, replacement: str, kind: str = "") -> str:
    """The text with these words replaced, their article and title with them where the sentence wants it."""
    if not re.match(r"une?\s", replacement):
        kept = [(match.start(), match.end(), replacement) for match in spans(text, words, kind)]
        return _put(text, kept)
    title = rf"(?:{_TITLES}\s+)?" if replacement == "une personne" else ""
    whole = re.compile(f"(?i:{_BEFORE}{title})" + f"(?P<name>{_source(words)})", _flags(words))
    found = []
    starts = {match.start() for match in spans(text, words, kind)}
    for match in whole.finditer(text):
        if match.start("name") in starts:
            found.append((match.start(), match.end(), _joined(match, replacement, text)))
    return _put(text, found)


def _joined(match: re.Match[str], replacement: str, text: str) -> str:
    before = match["of"] or match["to"] or match["inside"] or match["the"] or ""
    said = replacement
    if match["of"]:
        said = f"d’{replacement}"
    elif match["to"]:
        said = f"à {replacement}"
    elif match["inside"]:
        said = f"dans {replacement}"
    is_first = before[:1].isupper() or (not before and not _is_inside(text, match.start()) and match[0][0].isupper())
    return said[0].upper() + said[1:] if is_first else said


def _put(text: str, spans_of: list[tuple[int, int, str]]) -> str:
    for start, end, said in sorted(spans_of, reverse=True):
        text = text[:start] + said + text[end:]
    return text
