"""The canonical text of documents that we write ourselves, many of one shape: worked out once by PyLD, then filled in.

Documents of one shape (same keys, same lists, same types) say the same statements with other values. PyLD reads a stand-in whose
texts are marks; its statements become forms, filled with the texts of each document. Names that could be read otherwise, and
unnamed things that look alike, are left to PyLD. A test holds this text equal to PyLD's. Never used on what others send.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from frenchimpact.labels.credentials.canonical import BAD_IRI, CONTROLS, Unreadable, canonical, dataset_of

_MARK = "urn:mark:"
# Keys whose values give statements their meaning: they belong to the shape.
_FIXED = {"@context", "type", "proofPurpose"}
# Names that no vocabulary of ours can abbreviate.
_WHOLE = ("https://", "http://", "did:", "urn:")
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"'})

# A part of a statement: a text as it stands, the mark of a name, the mark of a literal, or an unnamed thing.
type Part = tuple[str, Any]


class _Stranger(Exception):
    """A document that this way cannot serve."""


def _strip(value: Any, texts: list[str], *, is_fixed: bool = False) -> Any:
    """The stand-in of a value, its texts taken out in order."""
    if isinstance(value, str):
        if is_fixed:
            return value
        texts.append(value)
        return f"{_MARK}{len(texts) - 1}:"
    if isinstance(value, list):
        return [_strip(one, texts, is_fixed=is_fixed) for one in value]
    if isinstance(value, dict):
        return {key: _strip(one, texts, is_fixed=key in _FIXED) for key, one in value.items()}
    return value


def _part(term: Mapping[str, str]) -> Part:
    value, kind = term["value"], term["type"]
    is_mark = value.startswith(_MARK)
    if kind == "blank node":
        return "thing", value
    if kind == "IRI":
        return ("name", int(value[len(_MARK) : -1])) if is_mark else ("text", f"<{value}>")
    after = "" if term["datatype"] == _STRING else f"^^<{term['datatype']}>"
    if "language" in term:
        raise _Stranger
    return ("literal", (int(value[len(_MARK) : -1]), after)) if is_mark else ("text", f'"{value.translate(_ESCAPES)}"{after}')


@lru_cache(maxsize=64)
def _forms(shape: str) -> list[tuple[Part, str, Part]]:
    """The statements of a shape. Raises _Stranger."""
    dataset = dataset_of(json.loads(shape))
    if set(dataset) - {"@default"}:
        raise _Stranger
    return [(_part(one["subject"]), f"<{one['predicate']['value']}>", _part(one["object"])) for one in dataset.get("@default", [])]


def canonical_text(document: Mapping[str, Any]) -> str:
    """The same text as `canonical`, for a document of ours. Raises Unreadable for texts that could be written in two ways."""
    texts: list[str] = []
    try:
        return _filled(json.dumps(_strip(dict(document), texts)), texts)
    except _Stranger:
        return canonical(document)


def _filled(shape: str, texts: list[str]) -> str:
    lines: list[str] = []
    # Statements about an unnamed thing: what stands before it and after it.
    open_lines: list[tuple[str, str, str]] = []
    things: dict[str, list[int]] = {}
    for subject, predicate, value in _forms(shape):
        left, right = _shown(subject, texts), _shown(value, texts)
        if subject[0] == "thing" or value[0] == "thing":
            for thing in {part[1] for part in (subject, value) if part[0] == "thing"}:
                things.setdefault(thing, []).append(len(open_lines))
            open_lines.append((left, predicate, right))
        else:
            lines.append(f"{left} {predicate} {right} .\n")
    names = _names(things, open_lines)
    lines += [f"{names.get(left, left)} {predicate} {names.get(right, right)} .\n" for left, predicate, right in open_lines]
    return "".join(sorted(set(lines)))


def _shown(part: Part, texts: list[str]) -> str:
    kind, value = part
    if kind == "name":
        text = texts[value]
        if not text.startswith(_WHOLE):
            raise _Stranger
        if BAD_IRI.search(text):
            raise Unreadable("characters that could be written in two ways")
        return f"<{text}>"
    if kind == "literal":
        at, after = value
        text = texts[at]
        if CONTROLS.search(text):
            raise Unreadable("characters that could be written in two ways")
        return f'"{text.translate(_ESCAPES)}"{after}'
    return str(value)


def _names(things: Mapping[str, list[int]], lines: list[tuple[str, str, str]]) -> dict[str, str]:
    """The canonical name of each unnamed thing, by the hash of what is said of it (RDFC-1.0, « hash first degree quads »)."""
    if len(things) == 1:
        return {next(iter(things)): "_:c14n0"}
    hashes: dict[str, str] = {}
    for thing, places in things.items():
        stand_in = {other: "_:a" if other == thing else "_:z" for other in things}
        said = sorted(
            f"{stand_in.get(left, left)} {predicate} {stand_in.get(right, right)} .\n"
            for left, predicate, right in (lines[at] for at in places)
        )
        hashes[thing] = hashlib.sha256("".join(said).encode()).hexdigest()
    if len(set(hashes.values())) != len(hashes):
        raise _Stranger
    return {thing: f"_:c14n{at}" for at, thing in enumerate(sorted(hashes, key=lambda one: hashes[one]))}
