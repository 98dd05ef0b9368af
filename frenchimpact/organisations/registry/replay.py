"""The registry of the demonstration: invented organisations, in the very shape of the public service. Their SIREN begins with 000."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from frenchimpact.core.text import fold

FILE = Path(__file__).resolve().parent / "demo.json"


@cache
def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(FILE.read_text())
    return rows


def answer(text: str) -> bytes:
    """What the public service would answer if these organisations existed."""
    words = fold(text).split()
    found = [row for row in _rows() if _is_asked(row, text, words)]
    body = {"results": found[:10], "total_results": len(found), "page": 1, "per_page": 10, "total_pages": 1}
    return json.dumps(body).encode()


def _is_asked(row: dict[str, Any], text: str, words: list[str]) -> bool:
    numbers = {row["siren"], row["complements"]["identifiant_association"], *(place["siret"] for place in row["matching_etablissements"])}
    name = fold(row["nom_complet"])
    return text in numbers or bool(words and all(word in name for word in words))
