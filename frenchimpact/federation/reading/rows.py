"""The rows of a file, one at a time: a file of any size takes the memory of its text, and one that was cut is known at its end."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.federation.reading.catalogues import Damaged

_OPENING = re.compile(r'\s*(\{\s*"results"\s*:\s*)?\[\s*')
_BETWEEN = re.compile(r"\s*(,?)\s*")
_CLOSING = re.compile(r"\s*\]\s*(\}?)\s*")
# A single row is never that deep; past it, Python itself would stop.
_DECODER = json.JSONDecoder()


def rows_in(content: bytes) -> Iterator[Any]:
    """Each row of « {"results": [ … ]} », or of a bare list. Raises Damaged, after the rows that could be read."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Damaged(_("Le fichier n’est pas en UTF-8.")) from error
    opening = _OPENING.match(text)
    if opening is None:
        raise Damaged(_("Le fichier n’est pas une liste en JSON : une page d’erreur, peut-être."))
    at, is_first = opening.end(), True
    while True:
        closing = _CLOSING.match(text, at)
        if closing is not None:
            if closing.end() != len(text) or bool(closing[1]) != bool(opening[1]):
                raise Damaged(_("Le fichier continue après sa fin, ou s’arrête avant : il est abîmé."))
            return
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        if not is_first and not (between and between[1]):
            raise Damaged(_cut())
        try:
            row, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise Damaged(_cut()) from error
        is_first = False
        yield row


def _cut() -> str:
    return _("Le fichier s’arrête avant sa fin, ou une ligne ne se lit pas.")
