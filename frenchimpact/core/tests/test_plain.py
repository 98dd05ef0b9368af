"""HTML of others as plain text."""

import random

import pytest

from frenchimpact.core.plain import is_marked, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Rien à nettoyer, 3 < 5 et <5 salariés", "Rien à nettoyer, 3 < 5 et <5 salariés"),
        ("<p>Un</p><p>Deux</p>", "Un\n\nDeux"),
        ("Un<br/>deux", "Un\ndeux"),
        ("<ul><li>Un</li>\n <li>Deux <b>fois</b></li></ul>Après", "• Un\n• Deux fois\n\nAprès"),
        ("<ol><li>Un</li><li>Deux</li></ol>", "1. Un\n2. Deux"),
        ("<ul><li><p>Un</p><ul><li>Dedans</li></ul></li><li>Deux</li></ul>", "• Un\n\n  • Dedans\n\n• Deux"),
        ("L&rsquo;aide &amp; l&eacute;lan&nbsp;!", "L’aide & lélan !"),
        ("<script>alert(1)</script>Bon<style>p{}</style>", "Bon"),
        ('<a href="https://a.exemple/">le site</a> <a href="javascript:x">ici</a>', "le site (https://a.exemple/) ici"),
        ("<p>Jamais fermé <b>gras", "Jamais fermé gras"),
        ('<div onclick="x"><img src=x onerror=alert(1)>Texte</div>', "Texte"),
    ],
)
def test_words_and_lists_stay(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_what_is_marked() -> None:
    assert is_marked("a <b>b</b>")
    assert is_marked("l&eacute;")
    assert not is_marked("R&D, a < b")


def test_texts_of_bare_tags_read_as_any_other() -> None:
    """They have a shorter way: a comment at the end, which says nothing, keeps from it."""
    draw = random.Random(1)
    tags = [f"<{slash}{tag}>" for tag in ("p", "ul", "ol", "li", "b", "strong", "div", "h2", "span") for slash in ("", "/")]
    pieces = [
        *tags,
        "<br>",
        "<br/>",
        "<br />",
        "</br>",
        "Un",
        " deux ",
        "\n",
        "  ",
        "\u00a0",
        "&eacute;",
        "R&D",
        "&lt;p&gt;",
        "a > b",
        "•",
        "1. ",
    ]
    for _turn in range(2000):
        text = "<p>" + "".join(draw.choices(pieces, k=draw.randint(1, 12)))
        assert plain_text(text) == plain_text(f"{text}<!-- -->"), text
