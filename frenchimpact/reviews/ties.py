"""Ties between a juror and those who apply: what the product sees by itself, and what a tie costs. Pure rules: no table.

A flag is never a judgment: it is shown to the person, who says whether there is a tie, and to the operator. Knowing a
candidate, or having examined them before, is not enough to leave (CE, 18 October 2024, n° 491452); personal or professional
ties likely to influence, or one's own doubt, are.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from frenchimpact.reviews.scores import Regime

# A professional tie that ended longer ago is no longer flagged.
YEARS = 3

# Addresses that anybody may have: sharing one says nothing.
_PUBLIC = """
aol.com bbox.fr club-internet.fr ecomail.fr free.fr gmail.com gmx.fr
gmx.com googlemail.com hotmail.com hotmail.fr icloud.com laposte.net live.com
live.fr mac.com mailo.com me.com msn.com neuf.fr numericable.fr
orange.fr outlook.com outlook.fr pm.me proton.me protonmail.com sfr.fr
tutanota.com wanadoo.fr yahoo.com yahoo.fr ymail.com zaclys.net zoho.com
"""
PUBLIC_DOMAINS = frozenset(_PUBLIC.split())


class Sign(enum.StrEnum):
    """By what the product saw a possible tie."""

    MEMBERSHIP = "membership"
    FORMER_MEMBERSHIP = "former_membership"
    WRITER = "writer"
    PROJECT_TEAM = "project_team"
    MANDATE = "mandate"
    EMAIL_DOMAIN = "email_domain"
    EARLIER_SUPPORT = "earlier_support"
    CO_APPLICATION = "co_application"
    DEALING = "dealing"


class Consequence(enum.StrEnum):
    """What a tie costs."""

    FILE = "file"
    SESSION = "session"


def consequence_of(regime: str) -> Consequence:
    """The whole session in a concours, that file only in an examen."""
    return Consequence.SESSION if regime == Regime.CONCOURS else Consequence.FILE


@dataclass(frozen=True)
class Span:
    """Since when, and until when if it is over."""

    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class Candidate:
    """An organisation that applies or is partner of a file, as far as ties are concerned."""

    file: int
    organisation: int | None
    name: str
    # Domains of its site and of its own addresses.
    domains: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    """A juror, as far as ties are concerned: everything by organisation or by file."""

    emails: frozenset[str] = frozenset()
    memberships: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    # Files that the person helps to write, or whose project they are of.
    files_written: frozenset[int] = frozenset()
    files_of_teams: frozenset[int] = frozenset()
    # Organisations for which those of the person act under a mandate, or the other way round.
    mandates: frozenset[int] = frozenset()
    # Organisations that those of the person supported before, and those that applied together with them: what it was.
    supported: Mapping[int, str] = field(default_factory=dict)
    applied_with: Mapping[int, str] = field(default_factory=dict)
    # Organisations to which those of the person offered or gave something: what it was.
    dealt_with: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Flag:
    """A possible tie with one candidate, and what it was seen by."""

    file: int
    candidate: str
    sign: Sign
    detail: str = ""


def domain_of(address: str) -> str:
    """The domain of a mail address or of a site, without « www. »; empty for one that says nothing of who holds it."""
    text = address.strip().lower()
    text = text.rpartition("@")[2] if "@" in text else text.partition("://")[2] or text
    text = text.partition("/")[0].partition("?")[0].partition(":")[0].removeprefix("www.").rstrip(".")
    return "" if "." not in text or text in PUBLIC_DOMAINS else text


def flags(person: Person, candidates: Iterable[Candidate], today: dt.date) -> list[Flag]:
    """Every sign of a tie, in the order of the candidates; the strongest signs first for each."""
    own = {domain for email in person.emails if (domain := domain_of(email))}
    return [
        Flag(candidate.file, candidate.name, sign, detail)
        for candidate in candidates
        for sign, detail in _signs(person, own, candidate, today)
    ]


def _signs(person: Person, own_domains: set[str], candidate: Candidate, today: dt.date) -> list[tuple[Sign, str]]:
    found: list[tuple[Sign, str]] = []
    if candidate.file in person.files_written:
        found.append((Sign.WRITER, ""))
    if candidate.file in person.files_of_teams:
        found.append((Sign.PROJECT_TEAM, ""))
    if candidate.organisation is not None:
        found += _signs_of_organisation(person, candidate.organisation, today)
    if shared := sorted(own_domains & candidate.domains):
        found.append((Sign.EMAIL_DOMAIN, shared[0]))
    return found


def _signs_of_organisation(person: Person, organisation: int, today: dt.date) -> list[tuple[Sign, str]]:
    found: list[tuple[Sign, str]] = []
    spans = person.memberships.get(organisation, ())
    if any(span.until is None or span.until > today for span in spans):
        found.append((Sign.MEMBERSHIP, ""))
    elif ended := [span.until for span in spans if span.until is not None and span.until >= _years_before(today)]:
        found.append((Sign.FORMER_MEMBERSHIP, max(ended).isoformat()))
    if organisation in person.mandates:
        found.append((Sign.MANDATE, ""))
    if organisation in person.supported:
        found.append((Sign.EARLIER_SUPPORT, person.supported[organisation]))
    if organisation in person.applied_with:
        found.append((Sign.CO_APPLICATION, person.applied_with[organisation]))
    if organisation in person.dealt_with:
        found.append((Sign.DEALING, person.dealt_with[organisation]))
    return found


def _years_before(day: dt.date) -> dt.date:
    """The same day three years earlier; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - YEARS)
    except ValueError:
        return day.replace(year=day.year - YEARS, day=28)
