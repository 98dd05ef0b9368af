"""The colours of a site: readable, or refused with the nearest ones that are. Everything else is drawn from the two that are chosen."""

import re
from dataclasses import dataclass

LEAST = 4.5
# Ink on its ground: beyond the least, so that what is less important may be lighter and still be read.
COMFORT = 7.0
INKS = ("#14211d", "#ffffff")
_HEX = re.compile(r"#[0-9a-f]{6}")
_STEPS = 50


def is_colour(text: str) -> bool:
    """« #0b5a4a »."""
    return bool(_HEX.fullmatch(text))


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    shares = [part / 255 for part in _parts(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21, as WCAG counts it."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """That much of the first in the second."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(mine * share + theirs * (1 - share)):02x}" for mine, theirs in pairs)


def ink_on(ground: str) -> str:
    """The ink that is read best on it."""
    return max(INKS, key=lambda ink: contrast(ink, ground))


def nearest(colour: str, ground: str) -> str:
    """The colour closest to it that is read on that ground: darker on a light one, lighter on a dark one."""
    ink = "#000000" if ink_on(ground) == INKS[0] else "#ffffff"
    for step in range(_STEPS + 1):
        found = mixed(ink, colour, step / _STEPS)
        if contrast(found, ground) >= LEAST:
            return found
    return ink


def nearest_ground(ground: str) -> str:
    """The ground closest to it on which text is read with ease."""
    away = "#ffffff" if ink_on(ground) == INKS[0] else "#000000"
    for step in range(_STEPS + 1):
        found = mixed(away, ground, step / _STEPS)
        if contrast(ink_on(found), found) >= COMFORT:
            return found
    return away


@dataclass(frozen=True)
class Palette:
    """The tokens of the style sheet, for one accent on one ground that suit each other."""

    accent: str
    ground: str

    @property
    def tokens(self) -> dict[str, str]:
        """Name of the token → colour."""
        ink = ink_on(self.ground)
        soft = mixed(ink, self.ground, 0.82)
        if contrast(soft, self.ground) < LEAST:
            soft = ink
        return {
            "ink": ink,
            "ink-2": soft,
            "paper": self.ground,
            "raised": self.ground,
            "mist": self.ground,
            "line": mixed(ink, self.ground, 0.2),
            "ctl": soft,
            "brand": self.accent,
            "brand-fill": self.accent,
            "brand-fill-hover": mixed(ink, self.accent, 0.15),
            "brand-soft": self.ground,
            # As readable one way as the other.
            "on-brand": self.ground,
            "focus": ink,
        }

    @property
    def css(self) -> str:
        """The same as a style sheet: outside of our layers, it wins over both themes, since a site has its colours by day and by night."""
        scheme = "light" if self.tokens["ink"] == INKS[0] else "dark"
        told = "; ".join(f"--{name}: {colour}" for name, colour in self.tokens.items())
        return f":root:root {{ color-scheme: {scheme}; {told} }}\n"
