"""Pages for machines: schema.org data, safe inside a page."""

import json
from typing import Any

from markupsafe import Markup

_UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def linked_data(*things: dict[str, Any]) -> Markup:
    """Things as JSON-LD, for a `<script type="application/ld+json">`."""
    graph: dict[str, Any] = {"@context": "https://schema.org", "@graph": list(things)}
    return Markup(json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE))


def breadcrumbs(items: list[tuple[str, str]]) -> dict[str, Any]:
    """Where a page stands: pairs (words, full address)."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": at, "name": words, "item": href} for at, (words, href) in enumerate(items, 1)
        ],
    }
