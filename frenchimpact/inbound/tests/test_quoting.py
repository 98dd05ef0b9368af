"""What a person wrote is found in the formats of the mail programs in use, and nothing of what they quote."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frenchimpact.inbound.parsing import Unreadable, parse
from frenchimpact.inbound.quoting import own_words, words_of_html
from frenchimpact.inbound.tests.conftest import FORMATS

FILES = sorted(FORMATS.glob("*.eml"))


def test_twenty_formats_at_least() -> None:
    assert len(FILES) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_format_gives_the_same_answer(path: Path) -> None:
    parsed = parse(path.read_bytes())

    lines = [line for line in parsed.text.replace("EUR", "€").splitlines() if line.strip()]
    assert lines == ["Le budget est de 12 000 € par an.", "Nous embauchons en mars."]
    assert parsed.sender == "awa@exemple.fr"


@pytest.mark.parametrize(
    "text",
    [
        "Le budget est prévu ainsi :\n- 3 000 € de loyer\n- 9 000 € de salaire",
        "Le 3 mars nous avons écrit à la mairie : elle répond favorablement.",
        "De : janvier à juin\nNous serons trois.",
        "Bonne journée de travail hier avec l’équipe.",
        "Ce message pour dire que tout va bien.",
        "Un tiret -- au milieu d’une phrase",
        "Envoyé de notre siège, le courrier est parti.\nLe reste suit.\n" + "Puis encore un paragraphe. " * 12,
    ],
)
def test_plain_sentences_that_look_like_quotes_stay(text: str) -> None:
    assert own_words(text) == text.strip()


def test_a_page_loses_its_scripts_and_styles() -> None:
    html = "<html><head><style>p{}</style></head><body><script>alert(1)</script><p>Bonjour&nbsp;&amp; merci</p><p>Fin</p></body></html>"

    assert words_of_html(html) == "Bonjour & merci\n\nFin"


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(own_words(text), str)
    assert isinstance(words_of_html(text), str)


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert "\x00" not in parse(content).text


@pytest.mark.parametrize(
    "line", ["> " * 5000, "De : " * 20_000, "Le " + "a " * 50_000, "\n".join(["Le x"] * 20_000), "-" * 100_000, "De: a\n" * 20_000]
)
def test_hostile_texts_are_read_quickly(line: str) -> None:
    import time

    begun = time.perf_counter()
    own_words(line[:400_000])
    assert time.perf_counter() - begun < 5
