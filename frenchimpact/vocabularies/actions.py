"""Loading the programme's words."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from frenchimpact.vocabularies import queries
from frenchimpact.vocabularies.models import Term

SHIPPED = Path(__file__).resolve().parent / "data"
WORDS = ["fr", "en", "note_fr", "note_en", "family", "position", "is_retired"]


@dataclass(frozen=True)
class Loaded:
    """What a load changed."""

    read: int
    created: int
    updated: int
    retired: int


def shipped_terms(folder: Path = SHIPPED) -> list[Term]:
    """The terms of the files of a folder, in the order in which they are written there."""
    found: list[Term] = []
    for path in sorted(folder.glob("*.json")):
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        scheme = Term.Scheme(content["scheme"])
        found += [Term(scheme=scheme, position=position, **term) for position, term in enumerate(content["terms"], start=1)]
    return found


@transaction.atomic
def load_vocabularies(*, folder: Path = SHIPPED, by: None = None) -> Loaded:
    """Make the vocabularies equal to the files of a folder: add, reword, and retire what the files no longer name.

    Nothing is removed, since old things may carry it. A scheme without a file is left as it is.
    """
    terms = shipped_terms(folder)
    before = {(term.scheme, term.code): term for term in Term.objects.select_for_update()}
    created, updated = [], []
    for term in terms:
        known = before.get((term.scheme, term.code))
        if known is None:
            created.append(term)
        elif any(getattr(known, field) != getattr(term, field) for field in WORDS):
            term.pk = known.pk
            updated.append(term)
    Term.objects.bulk_create(created)
    Term.objects.bulk_update(updated, WORDS)
    schemes, named = {term.scheme for term in terms}, {(term.scheme, term.code) for term in terms}
    gone = [known.pk for key, known in before.items() if known.scheme in schemes and key not in named]
    retired = Term.objects.filter(pk__in=gone, is_retired=False).update(is_retired=True)
    queries.forget()
    return Loaded(read=len(terms), created=len(created), updated=len(updated), retired=retired)
