"""Invented data shaped like the real: few words used much, a few dense towns, skewed kinds and themes. Always the same."""

import itertools
import random
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

KNOWN = (Path(__file__).parent / "words.txt").read_text().split()
SYLLABLES = [consonant + vowel for consonant in "bcdfgjlmnprstv" for vowel in "aei"]


def skewed(size: int, slope: float = 1.0) -> list[float]:
    """Cumulative weights: each rank less used than the one before."""
    return list(itertools.accumulate(1 / (rank + 2.7) ** slope for rank in range(size)))


@cache
def vocabulary(size: int = 20_000) -> tuple[str, ...]:
    """Words, the most used first."""
    draw = random.Random(1)
    words = dict.fromkeys(KNOWN)
    while len(words) < size:
        words.setdefault("".join(draw.choice(SYLLABLES) for _ in range(draw.choice((2, 3, 3, 4)))))
    return tuple(words)


class Writer:
    """Draws sentences and values, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self._words = vocabulary()
        self._weights = skewed(len(self._words))

    def words(self, count: int) -> list[str]:
        """Some words, the frequent ones often."""
        return self.draw.choices(self._words, cum_weights=self._weights, k=count)

    def sentence(self, low: int, high: int) -> str:
        """A text of that many words."""
        return " ".join(self.words(self.draw.randint(low, high))).capitalize()

    def some(self, values: Sequence[str], most: int) -> list[str]:
        """One to `most` different values, the first ones often."""
        weights = skewed(len(values), 0.7)
        return sorted(set(self.draw.choices(values, cum_weights=weights, k=self.draw.randint(1, most))))

    def one(self, values: Sequence[int], weights: list[float]) -> int:
        """One value."""
        return self.draw.choices(values, cum_weights=weights)[0]


def siren(number: int) -> str:
    """The number-th valid SIREN of the bench."""
    start = f"{10_000_000 + number}"
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(start))
    return f"{start}{-total % 10}"


def communes(count: int) -> Iterator[tuple[str, str, int, float, float]]:
    """Code, name, number of the department (0–95), longitude, latitude."""
    draw = random.Random(2)
    names = vocabulary()
    towns = [(draw.uniform(-4, 7.5), draw.uniform(43, 50)) for _ in range(100)]
    for number in range(count):
        if draw.random() < 0.5:
            x, y = draw.choice(towns)
            x, y = draw.gauss(x, 0.3), draw.gauss(y, 0.25)
        else:
            x, y = draw.uniform(-4.5, 8), draw.uniform(42.5, 51)
        department = min(95, int((x + 6) / 16 * 12) * 8 + int((y - 41) / 11 * 8))
        name = f"{names[(number * 7) % len(names)].capitalize()}-{names[(number * 13 + 5) % len(names)].capitalize()}"
        yield f"{number:05}", name, max(0, department), round(x, 5), round(y, 5)
