"""HTML of others as plain text."""

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
