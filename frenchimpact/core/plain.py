"""HTML that others publish, brought back to plain text: its paragraphs and its lists are kept, nothing in it runs."""

import re
from html import unescape
from html.parser import HTMLParser
from itertools import batched

from frenchimpact.core.text import clean_text

_MARKED = re.compile(r"<[a-zA-Z/!?]|&(?:[a-zA-Z][a-zA-Z0-9]+|#[0-9]+|#x[0-9a-fA-F]+);")
_BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "table",
    "ul",
    "ol",
    "dl",
    "blockquote",
    "pre",
    "figure",
    "form",
    "h1",
    "h2",
}
_BLOCKS |= {"h3", "h4", "h5", "h6"}
_LINES = {"br", "tr", "dt", "dd", "hr"}
_SILENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "head", "title"}
# What most people write: these tags, with nothing in them. A text that has no other is cut there, five times faster than it is read.
_BARE = re.compile(r"<(/?)(p|ul|ol|li|b|i|u|em|strong|div|span|h[1-6]|br)(?:(?<=br) ?/)?>")
# All but one plain space, which stays as it is.
_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0]{2,}|[\t\r\n\f\v\u00a0]")


class _Text(HTMLParser):
    """The words, with a mark where a paragraph, a line or an item begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists: list[int | None] = []
        self.silent = 0
        self.address = ""
        self.said_at = 0
        # Just after the mark of an item: a paragraph that begins there goes on the same line.
        self.is_item = False

    def read(self, text: str) -> str:
        """Its words."""
        data, *rest = _BARE.split(text)
        if any("<" in one for one in (data, *rest[2::3])):
            self.feed(text)
            self.close()
        else:
            self.handle_data(unescape(data))
            for slash, tag, data in batched(rest, 3):
                if slash:
                    self.handle_endtag(tag)
                else:
                    self.handle_starttag(tag, [])
                if data:
                    self.handle_data(unescape(data))
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag == "li":
            count = self.lists[-1] if self.lists else None
            if self.lists and count is not None:
                self.lists[-1] = count + 1
            indent = "  " * max(len(self.lists) - 1, 0)
            self.parts.append(f"\n{indent}{'•' if count is None else f'{count + 1}.'} ")
            self.is_item = True
        elif tag in _BLOCKS:
            # A list inside an item continues it.
            if not self.is_item or tag in {"ul", "ol"}:
                self.parts.append("\n" if tag in {"ul", "ol", "p"} and self.lists else "\n\n")
            if tag in {"ul", "ol"}:
                self.lists.append(0 if tag == "ol" else None)
        elif tag in _LINES:
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" ")
        elif tag == "a":
            self.address, self.said_at = (dict(attrs).get("href") or "").strip(), len(self.parts)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag in {"ul", "ol"}:
            if self.lists:
                self.lists.pop()
            self.parts.append("\n" if self.lists else "\n\n")
        elif tag in _BLOCKS:
            self.parts.append("\n" if self.lists else "\n\n")
        elif tag == "a" and self.address:
            said = "".join(self.parts[self.said_at :])
            if self.address.startswith(("http://", "https://")) and self.address.rstrip("/") not in said:
                self.parts.append(f" ({self.address})")
            self.address = ""

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data if data.isprintable() and "  " not in data else _BLANKS.sub(" ", data))
            self.is_item = self.is_item and not data.strip()


def is_marked(text: str) -> bool:
    """Whether the text holds HTML: tags, or letters written by their name."""
    return bool(_MARKED.search(text))


def plain_text(text: str) -> str:
    """The words of a text that may be HTML, clean: paragraphs apart by a blank line, items of lists each on its own."""
    if not is_marked(text):
        return clean_text(text)
    lines = [line.rstrip() for line in _Text().read(text).split("\n")]
    # Blanks before an item are its depth; before words they are nothing.
    lines = [line if re.match(r" *(?:•|[0-9]+\.) ", line) else line.lstrip() for line in lines]
    lines = [line for line in lines if line not in {"•"}]
    words = "\n".join(lines)
    if "  " in words:
        words = re.sub(r" {2,}(?=\S)(?![•0-9])", " ", words)
    if "\n\n\n" in words:
        words = re.sub(r"\n{3,}", "\n\n", words)
    return clean_text(words)
