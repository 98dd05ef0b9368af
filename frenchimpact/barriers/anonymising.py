"""What in a text may say who asked: names, organisations, places, addresses, numbers. It proposes; a person decides."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from frenchimpact.barriers.models import Mask
from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place, PlaceName
from frenchimpact.organisations.models import Organisation

_CAPITAL = "A-ZÀÂÄÆÇÉÈÊËÎÏÔŒÙÛÜŸ"
_NAME = rf"[{_CAPITAL}][\w’'-]+"
_CONTACTS = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?:\+33[ .]?|\b0)[1-9](?:[ .-]?\d{2}){4}\b"),
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
)
_PEOPLE = (
    re.compile(rf"\b(?:M\.|MM\.|Mme|Mmes|Mlle|Madame|Monsieur|Mademoiselle|Docteure?|Dr|Maître|Me)\s+{_NAME}(?:[ -]{_NAME})*"),
    re.compile(rf"\b{_NAME}(?:[ -](?:de |du |d’|d')?{_NAME})+"),
)
# Titled words in a row that name no person: institutions, texts, days.
_COMMON = frozenset(
    fold(
        """agence ars code conseil constitution cour décret département direction dreal ddt dgfip directive état europe france journal
        officiel loi mairie ministère ministre premier parlement préfecture préfet région républicaine république sénat union européenne
        urssaf caisse assurance maladie sécurité sociale pôle emploi service services tribunal administratif chambre commission assemblée
        nationale national bureau convention règlement arrêté circulaire article guichet le la les un une des nous notre nos votre vos il
        elle on ce cette ces lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre
        octobre novembre décembre depuis pour dans avec sans selon si quand comme mais"""
    ).split()
)
_WORD = re.compile(r"[\w’'-]+")
# In words, of the longest name looked for.
_LONGEST = 6


@dataclass(frozen=True)
class Proposal:
    """Words to hide, what they are, and what to write in their place."""

    found: str
    kind: Mask.Kind
    replacement: str


def propose(text: str, *, known: Iterable[Proposal] = ()) -> list[Proposal]:
    """Every word of the text that may say who asked, once each: those of the case first, then what looks like one."""
    found: dict[str, Proposal] = {}
    for one in known:
        if holds(text, one.found):
            found.setdefault(fold(one.found), one)
    for one in (*_contacts(text), *_organisations(text), *_places(text), *_people(text)):
        if not any(fold(one.found) in other for other in found):
            found.setdefault(fold(one.found), one)
    return list(found.values())


def pattern(words: str) -> re.Pattern[str]:
    """These words in a text, whole, whatever their accents in capitals and the spaces between them."""
    parts = [re.escape(part) for part in words.split()]
    return re.compile(r"(?<!\w)" + r"[\s\u00a0\u202f]+".join(parts) + r"(?!\w)", re.IGNORECASE)


def holds(text: str, words: str) -> bool:
    """Whether the text says them, with or without their accents."""
    if pattern(words).search(text):
        return True
    plain = fold(words)
    return len(plain) > 2 and f" {plain} " in f" {fold(text)} "


def hide(text: str, words: str, replacement: str) -> str:
    """The text with these words replaced."""
    return pattern(words).sub(lambda _match: replacement, text)


def _contacts(text: str) -> list[Proposal]:
    found = [match[0].strip(" .,;") for one in _CONTACTS for match in one.finditer(text)]
    return [Proposal(one[:200], Mask.Kind.CONTACT, _contact(one)) for one in found]


def _contact(text: str) -> str:
    if "@" in text:
        return "[adresse électronique]"
    if text.startswith("http"):
        return "[lien]"
    if re.match(r"[+\d .-]+$", text) and len(re.sub(r"\D", "", text)) in (10, 11):
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
    return [Proposal(runs[one], Mask.Kind.PLACE, _PLACES[Place.Level(level)]) for one, level in levels.items() if len(one) > 2]


def _people(text: str) -> list[Proposal]:
    found = []
    for one in _PEOPLE:
        for match in one.finditer(text):
            words = [word for word in fold(match[0]).split() if word not in _COMMON]
            if len(words) > 1:
                found.append(Proposal(match[0][:200], Mask.Kind.PERSON, "une personne"))
    return found
