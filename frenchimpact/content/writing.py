"""The small Markdown that operators write: headings, lists, links, tables; and what comes out of it, always harmless."""

import re
from functools import lru_cache

import nh3
from django.conf import settings
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
_INSERT = re.compile(r"<p>\[\[([a-z-]+)\]\]</p>")
_WORD = re.compile(r"\[\[([a-z-]+)\]\]")

# Parts of a page that the platform fills in: a template of `content/inserts/`, by the word to write on a line of its own.
INSERTS = {"identite": "identity", "finalites": "purposes", "cookies": "cookies"}


def words() -> dict[str, str]:
    """What the words between double brackets stand for, within a sentence."""
    return {
        "operateur": settings.OPERATOR_NAME,
        "statut": settings.OPERATOR_LEGAL_STATUS,
        "programme": settings.PROGRAMME_NAME,
        "contact": settings.PROGRAMME_CONTACT,
    }


def as_html(text: str) -> Markup:
    """The text as HTML, with the operator's words in their place."""
    return Markup(_filled(str(_html(text))))


def parts(text: str) -> list[tuple[str, Markup]]:
    """The text cut at its inserts: pairs (template or nothing, HTML)."""
    found: list[tuple[str, Markup]] = []
    pieces = _INSERT.split(str(_html(text)))
    for place, piece in enumerate(pieces):
        if place % 2:
            found.append(
                (f"content/inserts/{INSERTS[piece]}.html", Markup()) if piece in INSERTS else ("", Markup(_filled(f"<p>[[{piece}]]</p>")))
            )
        elif piece.strip():
            found.append(("", Markup(_filled(piece))))
    return found


def as_words(text: str) -> str:
    """The text without its signs, for a summary, a search engine or a plain mail."""
    bare = re.sub(r"<[^>]+>", "", re.sub(r"</(?:p|h[2-4]|li|t[dh]|pre|blockquote)>", " ", _filled(str(_html(text)))))
    return " ".join(Markup(bare).unescape().split())


def as_mail(text: str) -> str:
    """The text for the plain part of a mail: paragraphs kept, addresses written out."""
    written = re.sub(r"\[([^\]]+)\]\(([^)\s]+)[^)]*\)", r"\1 : \2", text)
    values = words()
    return _WORD.sub(lambda found: values.get(found[1], found[0]), re.sub(r"(\*\*|__|^#+ )", "", written, flags=re.MULTILINE))


def unknown_words(text: str) -> list[str]:
    """The words between double brackets that stand for nothing."""
    return sorted(set(_WORD.findall(text)) - set(words()) - set(INSERTS))


@lru_cache(maxsize=512)
def _html(text: str) -> Markup:
    raw = _MARKDOWN.render(text)
    highest = min((int(level) for _slash, level in _HEADINGS.findall(raw)), default=2)
    raw = _HEADINGS.sub(lambda found: f"<{found[1]}h{min(4, int(found[2]) + 2 - highest)}>", raw)
    return Markup(nh3.clean(raw, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener"))


def _filled(html: str) -> str:
    values = words()
    return _WORD.sub(lambda found: str(Markup.escape(values[found[1]])) if found[1] in values else found[0], html)
