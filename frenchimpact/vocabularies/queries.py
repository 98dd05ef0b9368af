"""Reading the programme's words. They change rarely: each process keeps them for a minute."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation

from frenchimpact.vocabularies.models import Term

_KEPT_SECONDS = 60.0
_kept: dict[str, tuple[float, dict[str, "Word"]]] = {}


@dataclass(frozen=True)
class Word:
    """One term, as lists and filters need it."""

    code: str
    fr: str
    en: str
    family: str
    position: int
    is_retired: bool

    def __str__(self) -> str:
        return self.en if translation.get_language() == "en" else self.fr


def words(scheme: str) -> dict[str, Word]:
    """Every term of a scheme by code, in order, retired ones included."""
    kept = _kept.get(scheme)
    if kept and time.monotonic() - kept[0] < _KEPT_SECONDS:
        return kept[1]
    rows = Term.objects.filter(scheme=scheme).order_by("position", "code")
    found = {row.code: Word(row.code, row.fr, row.en, row.family, row.position, row.is_retired) for row in rows}
    if found:
        _kept[scheme] = (time.monotonic(), found)
    return found


def choices(scheme: str) -> list[tuple[str, str]]:
    """Codes and words that a form offers now, in the current language."""
    return [(word.code, str(word)) for word in words(scheme).values() if not word.is_retired]


def word(scheme: str, code: str) -> str:
    """The word of a code in the current language; the code itself when it is unknown."""
    found = words(scheme).get(code)
    return str(found) if found else code


def forget() -> None:
    """Read again at the next call: after a change of vocabulary, and between tests."""
    _kept.clear()


# Families of legal categories that the law of 31 July 2014 places in the ESS by their form alone.
ESS_FAMILIES = frozenset({"association", "cooperative", "mutuelle", "fondation"})


def ess_family(legal_category: str) -> str:
    """The ESS family that a legal category proves; empty when the code alone proves none."""
    found = words(Term.Scheme.LEGAL_CATEGORY).get(legal_category)
    return found.family if found and found.family in ESS_FAMILIES else ""


def unknown_codes(scheme: str, codes: Iterable[str]) -> list[str]:
    """Those of the codes that the scheme does not hold, in the order given."""
    known = words(scheme)
    return [code for code in codes if code not in known]
