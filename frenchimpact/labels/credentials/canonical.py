"""One and only one text for what a JSON-LD document says (RDF Dataset Canonicalization, RDFC-1.0): what is signed.

The work is PyLD's. Around it: vocabularies that come with us and never from the network; a refusal of every word that no
vocabulary defines, since it would not be covered by the signature; of every text that could be written in two ways; and of
documents made to take forever.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pyld import jsonld
from pyld.canon import URDNA2015

FOLDER = Path(__file__).resolve().parent.parent / "contexts"
VC2 = "https://www.w3.org/ns/credentials/v2"
VC1 = "https://www.w3.org/2018/credentials/v1"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS = {
    VC2: "credentials-v2.jsonld",
    VC1: "credentials-v1.jsonld",
    OB3: "ob-v3p0-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "ob-v3p0-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "ob-v3p0-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
    "https://w3id.org/security/data-integrity/v1": "data-integrity-v1.jsonld",
    "https://www.w3.org/ns/did/v1": "did-v1.jsonld",
}
# RDFC-1.0 writes these controls with escapes that URDNA2015 has not: refusing them keeps the two equal.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BAD_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_MOST_QUADS, _MOST_STEPS = 3000, 400


class Unreadable(Exception):
    """The document says nothing that can be checked: `message` tells why, for the log and for developers."""


class UnknownVocabulary(Unreadable):
    """It uses a vocabulary that does not come with us."""


@cache
def context(url: str) -> dict[str, Any]:
    """A vocabulary that comes with us. Raises UnknownVocabulary."""
    if url not in CONTEXTS:
        raise UnknownVocabulary(url)
    found: dict[str, Any] = json.loads((FOLDER / CONTEXTS[url]).read_text(encoding="utf-8"))
    return found


def _load(url: str, _options: Any, extra: Mapping[str, Any]) -> dict[str, Any]:
    document = extra[url] if url in extra else context(url)
    return {"contextUrl": None, "documentUrl": url, "document": document, "contentType": "application/ld+json"}


class _Bounded(URDNA2015):  # type: ignore[misc]  # PyLD has no types
    """The algorithm, stopped when a graph of unnamed things is made to take forever."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0

    def hash_n_degree_quads(self, id_: str, issuer: Any) -> Any:
        """Each call counts."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise Unreadable("too many unnamed things that look alike")
        return super().hash_n_degree_quads(id_, issuer)


def dataset_of(document: Mapping[str, Any], extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the document says, as RDF quads. `extra` are more vocabularies, by address. Raises Unreadable."""
    dropped: list[str] = []
    options = {"documentLoader": lambda url, given: _load(url, given, extra or {}), "base": None}
    try:
        expanded = jsonld.expand(dict(document), options, on_property_dropped=lambda key: dropped.append(str(key)))
        _check_expanded(expanded)
        dataset: dict[str, Any] = jsonld.to_rdf(expanded, options)
    except jsonld.JsonLdError as error:
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, UnknownVocabulary):
            cause = cause.__cause__
        raise cause or Unreadable(str(error).split("\n")[0][:300]) from error
    except (RecursionError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}"[:300]) from error
    if dropped:
        raise Unreadable(f"words that no vocabulary defines: {', '.join(sorted(set(dropped)))[:200]}")
    _check_dataset(dataset)
    return dataset


def canonical(document: Mapping[str, Any], extra: Mapping[str, Any] | None = None) -> str:
    """The document's only text, as N-Quads in order. Raises Unreadable."""
    try:
        text: str = _Bounded().main(dataset_of(document, extra), {"format": "application/n-quads"})
    except RecursionError as error:
        raise Unreadable("too deep") from error
    return text


def _check_expanded(node: Any) -> None:
    """Every name is whole: a relative one would be left out of what is signed without a word."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            names = one.get("@type", []) if "@value" not in one else []
            words = [key for key in one if not key.startswith("@")]
            for name in [*([names] if isinstance(names, str) else names), *([one["@id"]] if "@id" in one else []), *words]:
                if not isinstance(name, str) or ":" not in name or BAD_IRI.search(name):
                    raise Unreadable(f"a name that is not whole: {name!r}"[:200])
            waiting += [value for key, value in one.items() if key not in {"@id", "@type", "@value"}]


def _terms(dataset: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    for triples in dataset.values():
        for triple in triples:
            yield from (triple["subject"], triple["predicate"], triple["object"])


def _check_dataset(dataset: Mapping[str, Any]) -> None:
    if sum(len(triples) for triples in dataset.values()) > _MOST_QUADS:
        raise Unreadable("too many statements")
    for term in _terms(dataset):
        if term["type"] == "literal":
            is_bad = CONTROLS.search(term["value"]) or BAD_IRI.search(term.get("datatype", ""))
        else:
            is_bad = BAD_IRI.search(term["value"])
        if is_bad:
            raise Unreadable("characters that could be written in two ways")
