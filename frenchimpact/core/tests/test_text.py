"""Typed text: what nobody sees is nothing."""

import pytest

from frenchimpact.core.text import clean_line, clean_text, whole


@pytest.mark.parametrize("text", ["\u200b", " \u200d\u2060 ", "\u00ad\u00a0", "\u2003"])
def test_what_nobody_sees_is_nothing(text: str) -> None:
    assert clean_line(text) == ""
    assert clean_text(text) == ""


def test_marks_inside_words_and_emoji_stay() -> None:
    assert clean_line("👩\u200d🌾 fermière") == "👩\u200d🌾 fermière"


@pytest.mark.parametrize("text", [None, "", "²", "٣", "1²", " 1", "-1", "1.0", "9" * 19, "9" * 5000])
def test_what_is_no_whole_number(text: str | None) -> None:
    assert whole(text) is None


def test_whole_numbers() -> None:
    assert [whole("0"), whole("0012"), whole("9" * 18)] == [0, 12, 10**18 - 1]
    assert whole("10000", 4) is None
