"""The small Markdown that people may write: headings, lists, links, tables; what comes out of it is always harmless."""

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable(["image"])
_TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre", "hr", "br"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
# The page has the only h1: the highest heading that is written comes just below it.
_HEADINGS = re.compile(r"<(/?)h([1-6])>")


@lru_cache(maxsize=512)
def as_html(text: str) -> Markup:
    """The text as HTML, its headings below that of the page."""
    raw = _MARKDOWN.render(text)
    highest = min((int(level) for _slash, level in _HEADINGS.findall(raw)), default=2)
    raw = _HEADINGS.sub(lambda found: f"<{found[1]}h{min(4, int(found[2]) + 2 - highest)}>", raw)
    return Markup(nh3.clean(raw, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener"))
