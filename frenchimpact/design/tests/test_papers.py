"""What people type goes to paper, whatever signs they use: a paper is never refused for a sign that no font draws."""

import pytest
import typst

from frenchimpact.design.papers import FONTS, paper, signs


def made(words: str) -> bytes:
    return paper("design/tests/paper.typ", {"words": words}, title=f"Dossier {words}")


@pytest.mark.parametrize("words", ["日本語", "Un plan 😀 👩‍👧", "Cloche\x07", "🇫🇷 à l’est", "Łódź, Привет, Ελλάδα → ½"])
def test_a_paper_is_made_whatever_signs_are_typed(words: str) -> None:
    assert made(words).startswith(b"%PDF-")


def test_only_signs_that_no_font_draws_become_holes() -> None:
    unknown = signs.undrawn(["Łódź → ½", "Mission 日本 👩‍👧"], FONTS)
    assert {"日", "本", "👩", "👧"} <= unknown
    assert signs.without({"a": ["Łódź → ½", "Mission 日本 👩‍👧", 3, None]}, unknown) == {"a": ["Łódź → ½", "Mission □ □", 3, None]}


def test_a_long_text_is_not_tried_sign_by_sign() -> None:
    signs._is_drawn.cache_clear()
    # Ten thousand signs that no font draws, and no more tries than the limit.
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 10_000)))
    assert len(signs.undrawn(text, FONTS)) == 10_000
    assert signs._is_drawn.cache_info().misses <= signs.TRIES


def test_the_paper_says_what_a_hole_is_when_there_is_one() -> None:
    assert made("□") == made("□")
    assert len(made("日")) > len(made("□"))


def test_a_fault_of_the_template_is_still_told() -> None:
    with pytest.raises(typst.TypstError, match="unknown variable"):
        paper("design/tests/paper_faulty.typ", {}, title="Faute")
