"""A small graph, written as JSON-LD or as Turtle: both say the same statements."""

import json
from typing import Any

# A node: its address, its types, and what is said of it. A value is an address, or words of a language, or of a type.
type Value = dict[str, str]
type Node = dict[str, Any]

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def to(address: str) -> Value:
    """An address, as a value."""
    return {"@id": address}


def words(text: str, language: str) -> Value:
    """Words of a language, as a value."""
    return {"@value": text, "@language": language}


def typed(text: str, kind: str) -> Value:
    """A value of a type, such as `xsd:date`."""
    return {"@value": text, "@type": kind}


def as_json_ld(nodes: list[Node]) -> str:
    """The graph as JSON-LD, whose context is its prefixes alone: nothing is asked of anyone to read it."""
    return json.dumps({"@context": PREFIXES, "@graph": nodes}, ensure_ascii=False, indent=1)


def as_turtle(nodes: list[Node]) -> str:
    """The graph as Turtle."""
    heads = "".join(f"@prefix {prefix}: <{address}> .\n" for prefix, address in PREFIXES.items())
    return heads + "".join(_statements(node) for node in nodes)


def _statements(node: Node) -> str:
    said = [f"a {', '.join(node['@type'])}"]
    for name, values in node.items():
        if not name.startswith("@") and values:
            said.append(f"{name} {', '.join(map(_value, values if isinstance(values, list) else [values]))}")
    return f"\n<{node['@id']}> " + " ;\n  ".join(said) + " .\n"


def _value(value: Value) -> str:
    if "@id" in value:
        return f"<{value['@id']}>"
    # What JSON escapes in a text, Turtle escapes in the same way.
    text = json.dumps(value["@value"], ensure_ascii=False)
    return f"{text}@{value['@language']}" if "@language" in value else f"{text}^^{value['@type']}"
