"""Typed text: what nobody sees is nothing."""

import pytest

from frenchimpact.core.text import clean_line, clean_text


@pytest.mark.parametrize("text", ["\u200b", " \u200d\u2060 ", "\u00ad\u00a0", "\u2003"])
def test_what_nobody_sees_is_nothing(text: str) -> None:
    assert clean_line(text) == ""
    assert clean_text(text) == ""


def test_marks_inside_words_and_emoji_stay() -> None:
    assert clean_line("👩\u200d🌾 fermière") == "👩\u200d🌾 fermière"
