"""The small Markdown that operators write: headings, lists, links, tables; and what comes out of it, always harmless."""

import re

from django.conf import settings
from markupsafe import Markup

from frenchimpact.design import markdown

_INSERT = re.compile(r"<p>\[\[([a-z-]+)\]\]</p>")
_WORD = re.compile(r"\[\[([a-z-]+)\]\]")

# Parts of a page that the platform fills in: a template of `content/inserts/`, by the word to write on a line of its own.
INSERTS = {"identite": "identity", "finalites": "purposes", "cookies": "cookies", "declaration": "declaration"}


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
    return Markup(_filled(str(markdown.as_html(text))))


def parts(text: str) -> list[tuple[str, Markup]]:
    """The text cut at its inserts: pairs (template or nothing, HTML)."""
    found: list[tuple[str, Markup]] = []
    pieces = _INSERT.split(str(markdown.as_html(text)))
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
    bare = re.sub(r"<[^>]+>", "", re.sub(r"</(?:p|h[2-4]|li|t[dh]|pre|blockquote)>", " ", _filled(str(markdown.as_html(text)))))
    return " ".join(Markup(bare).unescape().split())


def as_mail(text: str) -> str:
    """The text for the plain part of a mail: paragraphs kept, addresses written out."""
    written = re.sub(r"\[([^\]]+)\]\(([^)\s]+)[^)]*\)", r"\1 : \2", text)
    values = words()
    return _WORD.sub(lambda found: values.get(found[1], found[0]), re.sub(r"(\*\*|__|^#+ )", "", written, flags=re.MULTILINE))


def unknown_words(text: str) -> list[str]:
    """The words between double brackets that stand for nothing."""
    return sorted(set(_WORD.findall(text)) - set(words()) - set(INSERTS))


def _filled(html: str) -> str:
    values = words()
    return _WORD.sub(lambda found: str(Markup.escape(values[found[1]])) if found[1] in values else found[0], html)
