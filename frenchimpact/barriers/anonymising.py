"""What in a text may say who asked: names, organisations, places, addresses, numbers. It proposes; a person decides.

The one place where this is looked for: answers, experiments, barriers, policy notes, questions to administrations all ask here.
"""

import re
from collections.abc import Iterable, Iterator

from frenchimpact.barriers.models import Case, Mask
from frenchimpact.barriers.name_matching import FIRST_NAMES, Proposal, hide, holds, is_everyday, pattern, spans
from frenchimpact.barriers.own_names import names_of
from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place, PlaceName
from frenchimpact.organisations.models import Organisation

__all__ = ["Proposal", "find", "hide", "holds", "names_of", "pattern", "propose"]

_CAPITAL = "A-ZÀÂÄÆÇÉÈÊËÎÏÔŒÙÛÜŸ"
_NAME = rf"[{_CAPITAL}][\w’'-]+"
_DIGITS = r"[ .\u00a0\u202f-]?"
_CONTACTS = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(rf"(?:(?:\+|\b00)33[ .]?(?:\(0\)[ .]?)?|\b0)[1-9](?:{_DIGITS}\d{{2}}){{4}}\b"),
    # Social security, bank account.
    re.compile(
        rf"\b[12]{_DIGITS}\d{{2}}{_DIGITS}(?:0[1-9]|1[0-2]|[2-9]\d){_DIGITS}(?:\d{{2}}|2[AB]){_DIGITS}\d{{3}}{_DIGITS}\d{{3}}(?:{_DIGITS}\d{{2}})?\b"
    ),
    re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[\dA-Z]{4}){3,7}(?:[ \u00a0]?[\dA-Z]{1,4})?\b"),
    # SIRET, SIREN, RNA; then the references of files, and those of this platform.
    re.compile(r"\b\d{3}[ \u00a0\u202f]?\d{3}[ \u00a0\u202f]?\d{3}(?:[ \u00a0\u202f]?\d{5})?\b"),
    re.compile(r"\bW\d{9}\b"),
    re.compile(r"\b(?:FR|[ACDFLPRTX])-\d{4}-\d{2,6}\b"),
    re.compile(r"\b(?:dossier|réf\.?|référence|requête|permis|arrêté)\s+n[°o]\s*[\w/.-]*\d[\w/.-]*", re.IGNORECASE),
    re.compile(
        r"\b\d{1,4}(?:\s?(?:bis|ter|quater))?,?\s+(?:rue|avenue|av\.|boulevard|bd|place|chemin|impasse|allée|quai|route|cours|square)\s+[^,.;:\n]{2,60}",
        re.IGNORECASE,
    ),
    re.compile(rf"\b\d{{5}}\s+{_NAME}(?:[ -]{_NAME})*"),
    re.compile(r"https?://\S+"),
    re.compile(
        r"(?<![@\w.-])(?:www\.)?[a-zà-ÿ0-9-]+(?:\.[a-z0-9-]+)*\.(?:fr|org|com|net|eu|coop|info|bzh|alsace|paris|corsica|asso)\b(?:/\S*)?",
        re.IGNORECASE,
    ),
)
# Sites of the State: texts are cited by their address there.
_OFFICIAL = re.compile(r"^(?:https?://)?(?:[\w-]+\.)*(?:gouv\.fr|europa\.eu)(?:/|$)", re.IGNORECASE)
_TITLE = r"(?:M\.|MM\.|Mme|Mmes|Mlle|Madame|Monsieur|Mademoiselle|Docteure?|Dr|Maître|Me)"
_PEOPLE = (
    re.compile(rf"\b{_TITLE}\s+{_NAME}(?:[ -]{_NAME})*"),
    re.compile(rf"\b(?:[{_CAPITAL}]\.[ -]?)+{_NAME}(?:[ -]{_NAME})*"),
    re.compile(rf"\b{_NAME}(?:[ -](?:de |du |d’|d')?{_NAME})+"),
)
_LED = re.compile(rf"^{_TITLE}\s+")
# « madame dûpont »: without its capital, a title alone says that a name follows.
_AFTER_TITLE = re.compile(r"\b(?:mme|mlle|madame|monsieur|mademoiselle)\s+([\w’'-]{3,})", re.IGNORECASE)
_PAIR = re.compile(r"(?<![\w’'-])([a-zà-ÿ’'-]{3,})[ ]([a-zà-ÿ’'-]{3,})(?![\w’'-])", re.IGNORECASE)
# Titled words in a row that name no person: institutions, texts, days, offices.
_COMMON = frozenset(
    fold(
        """agence ars code conseil constitution cour décret département direction dreal ddt dgfip directive état europe france journal
        officiel loi mairie ministère ministre premier parlement préfecture préfet préfète région républicaine république sénat union
        européenne urssaf caisse assurance maladie sécurité sociale pôle emploi service services tribunal administratif chambre commission
        assemblée nationale national bureau convention règlement arrêté circulaire article guichet le la les un une des nous notre nos votre
        vos il elle on ce cette ces lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août
        septembre octobre novembre décembre depuis pour dans avec sans selon si quand comme mais"""
    ).split()
)
# No surname follows a title in these either: offices, and the words of a sentence.
_NO_NAME = _COMMON | frozenset(
    fold(
        """maire adjoint adjointe président présidente
        directeur directrice procureur recteur rectrice sous-préfet députée député sénateur sénatrice juge qui que est sont a ont et ou de
        du au aux en par sur leur leurs son sa ses peut peuvent doit doivent veut veulent conduit demande reçoit attend était sera fait"""
    ).split()
)
_WORD = re.compile(r"[\w’'-]+")
# In words, of the longest name looked for.
_LONGEST = 6


def find(text: str, cases: Iterable[Case] = ()) -> list[Proposal]:
    """Everything in the text that may say who asked, with the names that these cases hold."""
    return propose(text, known=[name for case in cases for name in names_of(case)])


def propose(text: str, *, known: Iterable[Proposal] = ()) -> list[Proposal]:
    """Every word of the text that may say who asked, once each: those of the case first, then what looks like one, the longest first."""
    found: dict[str, Proposal] = {}

    def take(one: Proposal) -> None:
        name = fold(one.found)
        if name and not any(_within(name, other) for other in found):
            found[name] = one

    # Longer names first: « Luc Berthoud » is one person, not the commune of Luc.
    rest = text
    for one in sorted(known, key=lambda name: -len(name.found)):
        if holds(rest, one.found, one.kind):
            found.setdefault(fold(one.found), one)
            rest = hide(rest, one.found, "…", one.kind)
    places = _places(text)
    for group in (_contacts(text), _organisations(text), _people(text, {fold(one.found) for one in places}), places):
        for one in sorted(group, key=lambda each: -len(each.found)):
            if holds(rest, one.found) or one.kind == Mask.Kind.CONTACT:
                take(one)
    return list(found.values())


def _within(name: str, other: str) -> bool:
    """Whether these words are words of the other name."""
    return f" {name} " in f" {other} "


def _contacts(text: str) -> list[Proposal]:
    found = [match[0].strip(" .,;)»") for one in _CONTACTS for match in one.finditer(text)]
    return [Proposal(one[:200], Mask.Kind.CONTACT, _contact(one)) for one in found if not _OFFICIAL.match(one)]


def _contact(text: str) -> str:
    if "@" in text:
        return "[adresse électronique]"
    if re.match(r"https?:|www\.", text) or re.search(r"\.[a-z]{2,6}(?:/|$)", text, re.IGNORECASE):
        return "[lien]"
    if re.match(r"[+\d .()-]+$", text) and len(re.sub(r"\D", "", text)) in (10, 11, 12):
        return "[téléphone]"
    return "[adresse]" if re.match(r"\d", text) and re.search(r"[a-z]", text) else "[numéro]"


def _runs(text: str) -> dict[str, str]:
    """Words in a row that begin with a capital, folded → as written."""
    words = list(_WORD.finditer(text))
    runs: dict[str, str] = {}
    for at, first in enumerate(words):
        if not first[0][0].isupper():
            continue
        for last in words[at : at + _LONGEST]:
            run = text[first.start() : last.end()]
            if "\n" in run or "." in run:
                break
            plain = fold(run)
            if plain and plain not in _COMMON:
                runs.setdefault(plain, run)
    return runs


def _organisations(text: str) -> list[Proposal]:
    runs = _runs(text)
    names = Organisation.objects.filter(name_fold__in=[one for one in runs if len(one) > 3]).values_list("name_fold", flat=True).distinct()
    return [Proposal(runs[one][:200], Mask.Kind.ORGANISATION, "une structure") for one in names]


_PLACES = {
    Place.Level.COMMUNE: "une commune",
    Place.Level.EPCI: "une intercommunalité",
    Place.Level.DEPARTMENT: "un département",
    Place.Level.REGION: "une région",
}


def _places(text: str) -> list[Proposal]:
    runs = _runs(text)
    levels = dict(PlaceName.objects.filter(fold__in=list(runs), level__in=list(_PLACES)).order_by("weight").values_list("fold", "level"))
    return [
        Proposal(runs[one], Mask.Kind.PLACE, _PLACES[Place.Level(level)])
        for one, level in levels.items()
        if len(one) > 2 and any(True for _span in spans(text, runs[one], Mask.Kind.PLACE))
    ]


def _people(text: str, places: set[str]) -> list[Proposal]:
    return [Proposal(one[:200], Mask.Kind.PERSON, "une personne") for one in dict.fromkeys(_people_of(text)) if fold(one) not in places]


def _people_of(text: str) -> Iterator[str]:
    for one in _PEOPLE:
        for match in one.finditer(text):
            bare = _LED.sub("", match[0])
            words = [word for word in fold(match[0]).split() if word not in _NO_NAME]
            if len(words) > 1:
                yield bare if len(bare.split()) > 1 else match[0]
    for match in _AFTER_TITLE.finditer(text):
        if fold(match[1]) not in _NO_NAME and not match[1][0].isupper():
            yield match[0]
    # « jean martin », « JEAN MARTIN »: a first name that is no word of every day, and a name.
    at = 0
    while pair := _PAIR.search(text, at):
        given, name = fold(pair[1]), fold(pair[2])
        if given in FIRST_NAMES and not is_everyday(given) and name not in _NO_NAME:
            yield pair[0]
        at = pair.start(2)
