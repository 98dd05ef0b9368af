"""The names that a case itself holds: of who asks, their organisation, their addresses. None of them may stay in what is published."""

import re
from collections.abc import Iterator

from frenchimpact.barriers.models import Case, Mask
from frenchimpact.barriers.name_matching import Proposal
from frenchimpact.core.text import fold

_ARTICLE = re.compile(r"^(?:les?\s|la\s|l[’'])\s*", re.IGNORECASE)
_SMALL = frozenset(["de", "du", "des", "d", "la", "le", "les", "l", "et", "a", "au", "aux", "en", "pour", "par", "sur"])
_TITLES = frozenset(["m", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "docteur", "maitre", "me"])
# Mail of everyone: the domain says nothing of who writes.
_SHARED = frozenset(
    re.split(
        r"\s+",
        """gmail.com googlemail.com hotmail.com hotmail.fr outlook.com outlook.fr live.fr live.com msn.com yahoo.fr yahoo.com orange.fr
        wanadoo.fr free.fr sfr.fr neuf.fr laposte.net bbox.fr icloud.com me.com protonmail.com proton.me gmx.fr gmx.com aol.com
        numericable.fr mailo.com ik.me""",
    )
)


def names_of(case: Case) -> list[Proposal]:
    """Each way of saying who asked, once, the longest first."""
    found: dict[str, Proposal] = {}
    for name, kind, said in _all(case):
        name = name.strip()
        if len(name) > 2:
            found.setdefault(fold(name), Proposal(name[:200], kind, said, is_own=True))
    return sorted(found.values(), key=lambda one: -len(one.found))


def _all(case: Case) -> Iterator[tuple[str, Mask.Kind, str]]:
    for name in (case.name, case.person.full_name if case.person else ""):
        for one in _ways_of_saying(name):
            yield one, Mask.Kind.PERSON, "une personne"
    for email in (case.email, case.person.email if case.person else ""):
        yield email, Mask.Kind.CONTACT, "[adresse électronique]"
        domain = email.rpartition("@")[2].lower()
        if domain and domain not in _SHARED and "." in domain:
            yield f"www.{domain}", Mask.Kind.CONTACT, "[lien]"
            yield domain, Mask.Kind.CONTACT, "[lien]"
    yield case.phone, Mask.Kind.CONTACT, "[téléphone]"
    if case.organisation is not None:
        yield case.organisation.siren, Mask.Kind.CONTACT, "[numéro]"
        for name in _ways_of_naming(case.organisation.name):
            yield name, Mask.Kind.ORGANISATION, "une structure"
    if case.project is not None:
        for name in _ways_of_naming(case.project.name):
            yield name, Mask.Kind.ORGANISATION, "un projet"


def _ways_of_saying(name: str) -> Iterator[str]:
    """« Jeanne Dupont », « Dupont Jeanne », « J. Dupont », « Dupont », « Jeanne »."""
    words = [one.capitalize() if one.isupper() else one for one in re.findall(r"[\w’'-]+", name) if fold(one) not in _TITLES]
    if not words:
        return
    yield " ".join(words)
    if len(words) == 1:
        return
    given, surname = words[0], " ".join(words[1:])
    yield f"{surname} {given}"
    first = given[0].upper()
    parts = [part[0].upper() for part in re.split(r"[-’']", given) if part]
    for initial in dict.fromkeys((f"{first}. ", ".-".join(parts) + ". ", "".join(parts) + " ")):
        yield f"{initial}{surname}"
    yield f"{surname} {first}."
    yield surname
    for one in (given, *words[1:]):
        if fold(one) not in _SMALL:
            yield one


def _ways_of_naming(name: str) -> Iterator[str]:
    """Whole, without its article, its first words, its initials."""
    yield name
    bare = _ARTICLE.sub("", name)
    if len(bare.split()) > 1:
        yield bare
    words = re.findall(r"[\w-]+", name)
    telling = [one for one in words if fold(one) not in _SMALL]
    if len(telling) > 1:
        # « Les Roues » for « Les Roues Solidaires ».
        for count in range(2, len(words)):
            if fold(words[count - 1]) not in _SMALL and any(fold(one) not in _SMALL for one in words[:count]):
                yield " ".join(words[:count])
    for part in (telling, words):
        if len(part) > 2:
            yield "".join(one[0].upper() for one in part)
