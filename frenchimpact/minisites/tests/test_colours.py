"""Two colours are readable together, or refused with the nearest one that would be."""

import itertools

import pytest

from frenchimpact.minisites.actions import colour_problems
from frenchimpact.minisites.colours import COMFORT, LEAST, Palette, contrast, ink_on, nearest, nearest_ground

SOME = [f"#{red}{green}{blue}" for red, green, blue in itertools.product(("00", "3c", "77", "b4", "ff"), repeat=3)]


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert contrast("#0b5a4a", "#0b5a4a") == 1


@pytest.mark.parametrize("colour", SOME)
def test_what_is_proposed_instead_is_always_taken(colour: str) -> None:
    ground = nearest_ground(colour)
    assert contrast(ink_on(ground), ground) >= COMFORT
    for other in ("#ffffff", "#10201c", ground):
        assert contrast(nearest(colour, other), other) >= LEAST
        assert colour_problems(nearest(colour, other), other) == {}


@pytest.mark.parametrize("ground", [one for one in SOME if contrast(ink_on(one), one) >= COMFORT])
def test_every_text_of_a_palette_is_read(ground: str) -> None:
    for accent in {nearest(one, ground) for one in SOME}:
        tokens = Palette(accent, ground).tokens
        for text, under in (("ink", "paper"), ("ink-2", "paper"), ("brand", "paper"), ("on-brand", "brand-fill"), ("ink-2", "mist")):
            assert contrast(tokens[text], tokens[under]) >= LEAST, (accent, ground, text, under)


def test_a_refusal_says_how_far_and_what_to_take() -> None:
    assert colour_problems("#0b5a4a", "#ffffff") == {}
    said = str(colour_problems("#e8a33d", "#ffffff")["accent"])
    assert "2,1 : 1" in said
    assert contrast(said[-8:-1], "#ffffff") >= LEAST
    assert "#" in str(colour_problems("#ffffff", "#808080")["ground"])
    assert set(colour_problems("rouge", "#fff")) == {"accent", "ground"}
