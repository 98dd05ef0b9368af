"""The names that may not stay in what is published from a case, or sent about it: refused with the words, and what takes them out."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.barriers import anonymising
from frenchimpact.barriers.anonymising import Proposal
from frenchimpact.barriers.models import Case, Mask
from frenchimpact.core.errors import Incomplete, Text
from frenchimpact.core.text import fold

# What says who: a place or an office says only where, or by whom.
_TELLING = (Mask.Kind.PERSON, Mask.Kind.CONTACT)


class NamesLeft(Incomplete):
    """Words that say who asked are still there. `found` are these words."""

    def __init__(self, missing: dict[str, Text], found: list[Proposal]) -> None:
        super().__init__(_("Des mots disent qui a demandé : masquez-les."), missing)
        self.found = found


def names_in(text: str, cases: Iterable[Case], kept: Collection[str] = ()) -> list[Proposal]:
    """What of a text may not stay: every name of these cases; names and addresses of anyone, but those that somebody kept."""
    plain = {fold(one) for one in kept}
    found = anonymising.find(text, cases) if text else []
    return [one for one in found if one.is_own or (one.kind in _TELLING and fold(one.found) not in plain)]


def check_names(texts: Mapping[str, str], cases: Iterable[Case], kept: Collection[str] = ()) -> None:
    """Raises NamesLeft with the words, by field."""
    cases, left = list(cases), []
    missing: dict[str, Text] = {}
    for field, text in texts.items():
        if found := names_in(text, cases, kept):
            words = ", ".join(f"« {one.found} »" for one in found)
            missing[field] = _("Ces mots disent qui a demandé, et ce texte est lu par d’autres : %(words)s.") % {"words": words}
            left += found
    if missing:
        raise NamesLeft(missing, left)


def masked(data: Any, fields: Iterable[str], cases: Iterable[Case]) -> Any:
    """What was typed, without these names: a copy, to be read again before anything is done with it."""
    cases, copy = list(cases), data.copy()
    for field in fields:
        text = copy.get(field, "")
        for one in names_in(text, cases, data.getlist("garder_noms")):
            text = anonymising.hide(text, one.found, one.replacement, one.kind)
        if field in copy:
            copy[field] = text
    return copy
