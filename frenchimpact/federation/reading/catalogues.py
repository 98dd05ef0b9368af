"""The catalogue of another instance (DCAT, as JSON-LD): where the file of each dataset is."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from frenchimpact.federation.models import Record

PATH = "/donnees/catalogue.jsonld"
# The dataset of each kind, by its name in the contract.
DATASETS: Mapping[Record.Kind, str] = {
    Record.Kind.ORGANISATION: "organisations",
    Record.Kind.OFFER: "offres",
    Record.Kind.PRECEDENT: "precedents",
    Record.Kind.METHOD: "methodes",
}
_MOST_NODES = 5000


class Damaged(Exception):
    """What came is not what was announced: the message says so to a person."""


def origin_of(url: str) -> str:
    """Scheme and host, as two addresses of the same site share them; empty for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme in {"http", "https"} and parts.netloc else ""


def files_in(content: bytes, url: str) -> dict[Record.Kind, str]:
    """The address of the JSON file of each kind that the catalogue has, on the same site. Raises Damaged."""
    nodes: dict[str, dict[str, Any]] = {}
    for one in _nodes(content):
        # The same thing may be told in several places of the graph.
        known = nodes.setdefault(one["@id"], {})
        known |= {**one, "@type": [*_several(known.get("@type", [])), *_several(one.get("@type", []))]}
    found: dict[Record.Kind, str] = {}
    for node in nodes.values():
        if "Dataset" not in _types(node):
            continue
        name = urlsplit(str(node["@id"])).path.rstrip("/").rsplit("/", 1)[-1]
        kind = next((kind for kind, dataset in DATASETS.items() if dataset == name), None)
        if kind is None or kind in found:
            continue
        for reference in _several(_said(node, "distribution")):
            file = nodes.get(_address(reference), reference if isinstance(reference, Mapping) else {})
            address = urljoin(url, _address(_said(file, "downloadURL")))
            if _address(_said(file, "format")).rsplit("/", 1)[-1] == "JSON" and origin_of(address) == origin_of(url):
                found[kind] = address
    if not found:
        raise Damaged(_("Ce catalogue ne décrit aucun des jeux attendus : %s.") % ", ".join(DATASETS.values()))
    return found


def _nodes(content: bytes) -> Iterator[dict[str, Any]]:
    """The nodes of the graph, those of several levels included."""
    try:
        read = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Damaged(_("Le catalogue est abîmé ou coupé : il ne se lit pas comme du JSON.")) from error
    graph = read.get("@graph", [read]) if isinstance(read, dict) else read
    nodes = [node for node in graph if isinstance(node, dict)] if isinstance(graph, list) else []
    if not nodes or len(nodes) > _MOST_NODES:
        raise Damaged(_("Ce n’est pas un catalogue DCAT : il n’a pas de jeux de données, ou bien trop."))
    yield from (node for node in nodes if isinstance(node.get("@id"), str))


def _said(node: Mapping[str, Any], name: str) -> Any:
    """What a node says under that name, whatever prefix stands before it."""
    return next((value for key, value in node.items() if key.replace("#", ":").replace("/", ":").rsplit(":", 1)[-1] == name), "")


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _types(node: Mapping[str, Any]) -> set[str]:
    return {str(one).replace("#", ":").rsplit(":", 1)[-1] for one in _several(node.get("@type", []))}


def _address(value: Any) -> str:
    """An address, as a text or as the node of that name."""
    value = _several(value)[0] if _several(value) else ""
    found = value.get("@id", "") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else ""
