"""Pages for machines: schema.org data, safe inside a page."""

import json
from typing import Any

from markupsafe import Markup

_UNSAFE = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


def linked_data(*things: dict[str, Any]) -> Markup:
    """Things as JSON-LD, for a `<script type="application/ld+json">`."""
    graph: dict[str, Any] = {"@context": "https://schema.org", "@graph": list(things)}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in _UNSAFE:
        text = text.replace(sign, escaped)
    return Markup(text)


def breadcrumbs(items: list[tuple[str, str]]) -> dict[str, Any]:
    """Where a page stands: pairs (words, full address)."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": at, "name": words, "item": href} for at, (words, href) in enumerate(items, 1)
        ],
    }
