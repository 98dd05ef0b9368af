"""Grants of a 360Giving file, one after the other: a file of any size is never held whole."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.core.tables import NotATable

_CHUNK = 1 << 18
# No grant is longer: past that, the file is damaged.
_LONGEST = 1 << 22


def looks_like_json(path: Path) -> bool:
    """Whether the file begins as JSON does."""
    try:
        with path.open("rb") as file:
            return file.read(200).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    except OSError:
        return False


def grants_of(path: Path) -> Iterator[Any]:
    """Each grant of the file. Raises NotATable for a file that is none, or that is cut."""
    decoder = json.JSONDecoder()
    try:
        with path.open(encoding="utf-8-sig") as file:
            text = _to_array(file)
            while True:
                text = text.lstrip(" \t\r\n,")
                if text.startswith("]"):
                    return
                try:
                    grant, end = decoder.raw_decode(text) if text else (None, 0)
                except json.JSONDecodeError as error:
                    if len(text) > _LONGEST:
                        raise NotATable(_("Le fichier JSON est abîmé : %s.") % error.msg) from error
                    end = 0
                if end and end < len(text):
                    yield grant
                    text = text[end:]
                    continue
                more = file.read(_CHUNK)
                if not more:
                    raise NotATable(_("Le fichier JSON est coupé avant sa fin."))
                text += more
    except (OSError, UnicodeDecodeError) as error:
        raise NotATable(_("Le fichier %(path)s ne s’ouvre pas : %(reason)s.") % {"path": path, "reason": error}) from error


def _to_array(file: Any) -> str:
    """What follows the bracket that opens the grants."""
    text = file.read(_CHUNK)
    if text.lstrip().startswith("["):
        return str(text.lstrip()[1:])
    while '"grants"' not in text and len(text) < _LONGEST and (more := file.read(_CHUNK)):
        text += more
    place = text.find('"grants"')
    start = text.find("[", place) if place >= 0 else -1
    if start < 0:
        raise NotATable(_("Ce fichier JSON n’est pas un fichier 360Giving : il n’a pas de liste « grants »."))
    return str(text[start + 1 :])
