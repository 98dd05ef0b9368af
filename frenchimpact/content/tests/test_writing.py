"""What comes out of the operator's Markdown is always harmless, and the words between brackets are filled in."""

import re

import pytest

from frenchimpact.content import writing
from frenchimpact.content.defaults import DEFAULTS


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[clic](javascript:alert(1))",
        "[clic](JaVaScRiPt:alert(1))",
        "[clic](data:text/html;base64,PHNjcmlwdD4=)",
        "<img src=x onerror=alert(1)>",
        '[a](https://a.fr "x\\" onmouseover=\\"alert(1)")',
        "![x](https://traceur.example/p.gif)",
        "<a href='javascript:alert(1)'>x</a>",
        "<style>body{display:none}</style>",
        "[x]: javascript:alert(1)\n\n[x]",
        "| a |\n|---|\n| <iframe src=//a> |",
    ],
)
def test_hostile_text_comes_out_harmless(text: str) -> None:
    html = str(writing.as_html(text)).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert "<iframe" not in html
    assert "<style" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    for tag in re.findall(r"<[^>]*>", html):
        assert not re.search(r"\son[a-z]+=", re.sub(r'"[^"]*"', '""', tag)), tag


def test_what_is_understood() -> None:
    html = writing.as_html("# Un\n\n- a\n- **b**\n\n[le site](https://exemple.fr) et [ici](/aide/)\n\n| x | y |\n|---|---|\n| 1 | 2 |")
    assert "<h2>Un</h2>" in html
    assert "<li><strong>b</strong></li>" in html
    assert '<a href="https://exemple.fr" rel="noopener">le site</a>' in html
    assert '<a href="/aide/"' in html
    assert "<td>2</td>" in html


@pytest.mark.parametrize(("text", "levels"), [("# a\n## b\n### c", "234"), ("## a\n### b", "23"), ("### a", "2"), ("###### a\n# b", "42")])
def test_headings_come_just_below_the_title_of_the_page(text: str, levels: str) -> None:
    assert "".join(re.findall(r"<h(\d)>", writing.as_html(text))) == levels


def test_words_between_brackets(settings: object) -> None:
    setattr(settings, "OPERATOR_NAME", "Région <d’Exemple>")
    assert "Région &lt;d’Exemple&gt; décide" in writing.as_html("[[operateur]] décide.")
    assert writing.unknown_words("[[operateur]] [[inconnu]] [[cookies]]") == ["inconnu"]
    assert [template for template, _html in writing.parts("a\n\n[[cookies]]\n\nb")] == ["", "content/inserts/cookies.html", ""]


def test_words_alone() -> None:
    assert writing.as_words("## Titre\n\nUn **mot** & [lien](https://a.fr).") == "Titre Un mot & lien."
    assert writing.as_mail("**Lisez** [la page](https://a.fr).") == "Lisez la page : https://a.fr."


def test_every_default_exists_in_both_languages_and_names_known_words() -> None:
    assert {slug for kind, slug in DEFAULTS if kind == "page"} == {
        "accessibilite",
        "mentions-legales",
        "donnees-personnelles",
        "cookies",
        "cgu",
    }
    for key, text in DEFAULTS.items():
        assert text.title_fr, key
        assert text.title_en, key
        assert text.body_en, key
        assert writing.unknown_words(text.body_fr + text.body_en) == [], key
